// A Temporal event's facts about its run as a whole: place, time limits, SDK and build, size of the history.

import type { RunFact } from '../../model/api.ts';
import { durationText } from '../../model/duration.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { objectOf, stringOf } from '../../model/json.ts';
import { readTemporalEvent } from './event.ts';
import { countOf } from './number.ts';
import { durationOf } from './rule.ts';

export function factsOf(raw: Json): readonly RunFact[] {
  const { type, attributes } = readTemporalEvent(raw);
  if (type === 'WorkflowExecutionStarted') return ofStart(attributes);
  if (type === 'WorkflowTaskStarted') return said({ 'History size': bytesOf(attributes['historySizeBytes']) });
  return type === 'WorkflowTaskCompleted' ? ofWorker(attributes) : [];
}

function ofStart(attributes: JsonObject): readonly RunFact[] {
  const search = objectOf(objectOf(attributes['searchAttributes'])['indexedFields']);
  return said({
    'Task queue': nameOf(attributes['taskQueue']),
    Attempt: textOf(attributes['attempt']),
    'Execution timeout': timeOf(attributes, 'workflowExecutionTimeout'),
    'Run timeout': timeOf(attributes, 'workflowRunTimeout'),
    'Task timeout': timeOf(attributes, 'workflowTaskTimeout'),
    Cron: stringOf(attributes['cronSchedule']),
    Schedule: 'TemporalScheduledById' in search ? 'started by a schedule' : undefined,
    'Started by': stringOf(attributes['identity']),
    'First run id': differing(attributes['firstExecutionRunId'], attributes['originalExecutionRunId']),
  });
}

function ofWorker(attributes: JsonObject): readonly RunFact[] {
  const sdk = objectOf(attributes['sdkMetadata']);
  const name = [stringOf(sdk['sdkName']), stringOf(sdk['sdkVersion'])].filter(Boolean).join(' ');
  const deployed = objectOf(attributes['deploymentVersion']);
  return said({
    SDK: name,
    'Build id': stringOf(deployed['buildId']) ?? stringOf(objectOf(attributes['workerVersion'])['buildId']),
    Deployment: stringOf(deployed['deploymentName']) ?? stringOf(attributes['workerDeploymentName']),
  });
}

/** Drops unset facts: writers that spell out defaults write empty texts and zeros. */
function said(facts: Readonly<Record<string, string | undefined>>): readonly RunFact[] {
  return Object.entries(facts).flatMap(([name, value]) =>
    value === undefined || value === '' || value === '0' ? [] : [{ name, value }],
  );
}

function nameOf(queue: Json | undefined): string | undefined {
  return stringOf(queue) ?? stringOf(objectOf(queue)['name']);
}

function textOf(value: Json | undefined): string | undefined {
  const count = countOf(value);
  return count === undefined ? undefined : String(count);
}

/** `30 s`, `7 d`; undefined for none, which is 0. */
function timeOf(attributes: JsonObject, name: string): string | undefined {
  const ms = durationOf(attributes, name);
  return ms === undefined ? undefined : durationText(ms);
}

function bytesOf(value: Json | undefined): string | undefined {
  const bytes = countOf(value);
  return bytes === undefined || bytes === 0 ? undefined : `${bytes.toLocaleString('en-US')} bytes`;
}

function differing(value: Json | undefined, other: Json | undefined): string | undefined {
  return value === other ? undefined : stringOf(value);
}
