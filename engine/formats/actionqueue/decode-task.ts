// Reads the description of a task from a record, with the rules that make a description invalid.

import { holdPolicies, nilId, type RunPolicy, safetyLevels, type TaskConstraints, type TaskSpec } from './event.ts';
import { isCronExpression } from './cron-expression.ts';
import type { PostcardReader } from './postcard.ts';

/**
 * A cron policy without a cap has two layouts: its writer omits the option byte, and then cannot read its own output.
 * `left out`: without the byte; `there`: with it.
 */
export type CronOption = 'there' | 'left out';

export function decodeTaskSpec(reader: PostcardReader, option: CronOption): TaskSpec {
  const from = reader.at;
  const id = reader.id('task_spec.id');
  if (id === nilId) reader.fail('task_spec.id', from, 'the id of a task is not all zeros');
  return {
    id,
    payload: {
      bytes: reader.raw('task_spec.payload.bytes'),
      content_type: reader.optionalText('task_spec.payload.content_type'),
    },
    run_policy: decodePolicy(reader, option),
    constraints: decodeConstraints(reader),
    metadata: {
      tags: reader.texts('task_spec.metadata.tags'),
      priority: reader.i32('task_spec.metadata.priority'),
      description: reader.optionalText('task_spec.metadata.description'),
    },
    parent_task_id: reader.optionalId('task_spec.parent_task_id'),
    tenant_id: reader.optionalId('task_spec.tenant_id'),
  };
}

function decodePolicy(reader: PostcardReader, option: CronOption): RunPolicy {
  const field = 'task_spec.run_policy';
  const from = reader.at;
  const policy = reader.u32(field);
  if (policy === 0) return 'Once';
  if (policy === 1) return decodeRepeat(reader);
  if (policy === 2) return decodeCron(reader, option);
  reader.fail(field, from, 'there are only 3 variants');
}

function decodeRepeat(reader: PostcardReader): RunPolicy {
  const from = reader.at;
  const Repeat = {
    count: reader.u32('task_spec.run_policy.Repeat.count'),
    interval_secs: reader.u64('task_spec.run_policy.Repeat.interval_secs'),
  };
  if (Repeat.count === 0 || Repeat.interval_secs === 0)
    reader.fail('task_spec.run_policy.Repeat', from, 'count and interval are at least 1');
  return { Repeat };
}

function decodeCron(reader: PostcardReader, option: CronOption): RunPolicy {
  const from = reader.at;
  const expression = reader.text('task_spec.run_policy.Cron.expression');
  if (!isCronExpression(expression))
    reader.fail(
      'task_spec.run_policy.Cron.expression',
      from,
      'this is no cron expression (seconds first, six or seven fields)',
    );
  const at = reader.at;
  if (option === 'left out' || !reader.some('task_spec.run_policy.Cron.max_occurrences'))
    return { Cron: { expression } };
  const max_occurrences = reader.u32('task_spec.run_policy.Cron.max_occurrences');
  if (max_occurrences === 0) reader.fail('task_spec.run_policy.Cron.max_occurrences', at, 'a cap is at least 1');
  return { Cron: { expression, max_occurrences } };
}

function decodeConstraints(reader: PostcardReader): TaskConstraints {
  const from = reader.at;
  const constraints = {
    max_attempts: reader.u32('task_spec.constraints.max_attempts'),
    timeout_secs: reader.optionalU64('task_spec.constraints.timeout_secs'),
    concurrency_key: reader.optionalText('task_spec.constraints.concurrency_key'),
    concurrency_key_hold_policy: reader.one('task_spec.constraints.concurrency_key_hold_policy', holdPolicies),
    safety_level: reader.one('task_spec.constraints.safety_level', safetyLevels),
    required_capabilities: reader.some('task_spec.constraints.required_capabilities')
      ? reader.texts('task_spec.constraints.required_capabilities')
      : null,
  };
  const broken = brokenConstraint(constraints);
  if (broken !== null) reader.fail(`task_spec.constraints.${broken.field}`, from, broken.rule);
  return constraints;
}

/** The first rule that these constraints break; snapshots are checked against it as well. */
export function brokenConstraint(
  constraints: TaskConstraints,
): { readonly field: string; readonly rule: string } | null {
  const { max_attempts, timeout_secs, concurrency_key, required_capabilities } = constraints;
  if (max_attempts === 0) return { field: 'max_attempts', rule: 'at least one attempt is allowed' };
  if (timeout_secs === 0) return { field: 'timeout_secs', rule: 'a timeout is at least 1' };
  if (concurrency_key === '') return { field: 'concurrency_key', rule: 'a key is not empty' };
  if (required_capabilities !== null && (required_capabilities.length === 0 || required_capabilities.includes('')))
    return { field: 'required_capabilities', rule: 'a list of capabilities is not empty, and none of them is' };
  return null;
}
