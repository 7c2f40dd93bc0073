// The content of a snapshot (schema 8): the shape of its JSON, and the rules for a single task and a single run.

import {
  attemptResults,
  capabilities,
  dimensions,
  holdPolicies,
  nilId,
  roles,
  type RunPolicy,
  runStates,
  safetyLevels,
} from './event.ts';
import { isCronExpression } from './cron-expression.ts';
import { brokenRun } from './decode-event.ts';
import { brokenConstraint } from './decode-task.ts';
import {
  absentList,
  bool,
  bytes,
  custom,
  i32,
  id,
  list,
  nullable,
  object,
  one,
  parseNumbers,
  type Shape,
  ShapeFailure,
  type Shaped,
  tagged,
  text,
  u32,
  u64,
  u8,
} from './shape.ts';

const cappedPolicy = tagged({
  Repeat: object({ count: u32, interval_secs: u64 }),
  Cron: object({ expression: text, max_occurrences: nullable(u32) }),
});

const policy: Shape<RunPolicy> = (value, path) => {
  if (value === 'Once') return value;
  const read = cappedPolicy(value, path);
  if ('Repeat' in read) {
    if (read.Repeat.count === 0 || read.Repeat.interval_secs === 0)
      throw new ShapeFailure(`${path}: count and interval are at least 1`);
    return read;
  }
  const { expression, max_occurrences } = read.Cron;
  if (!isCronExpression(expression) || max_occurrences === 0) throw new ShapeFailure(`${path} is no valid cron policy`);
  return { Cron: max_occurrences === null ? { expression } : { expression, max_occurrences } };
};

const constraints = object({
  max_attempts: u32,
  timeout_secs: nullable(u64),
  concurrency_key: nullable(text),
  concurrency_key_hold_policy: one(holdPolicies),
  safety_level: one(safetyLevels),
  required_capabilities: nullable(list(text)),
});

const taskSpec = checked(
  object({
    id,
    payload: object({ bytes, content_type: nullable(text) }),
    run_policy: policy,
    constraints,
    metadata: object({ tags: list(text), priority: i32, description: nullable(text) }),
    parent_task_id: nullable(id),
    tenant_id: nullable(id),
  }),
  (spec) =>
    spec.id === nilId ? { field: 'id', rule: 'the id of a task is not all zeros' } : brokenConstraint(spec.constraints),
);

const runInstance = checked(
  object({
    id,
    task_id: id,
    state: one(runStates),
    current_attempt_id: nullable(id),
    attempt_count: u32,
    created_at: u64,
    scheduled_at: u64,
    effective_priority: i32,
    last_state_change_at: u64,
  }),
  brokenRun,
);

function checked<T>(
  shape: Shape<T>,
  broken: (value: T) => { readonly field: string; readonly rule: string } | null,
): Shape<T> {
  return (value, path) => {
    const read = shape(value, path);
    const found = broken(read);
    if (found !== null) throw new ShapeFailure(`${path}.${found.field}: ${found.rule}`);
    return read;
  };
}

const filter = tagged({
  TaskCompleted: object({ task_id: id }),
  RunStateChanged: object({ task_id: id, state: one(runStates) }),
  BudgetThreshold: object({ task_id: id, dimension: one(dimensions), threshold_pct: u8 }),
  Custom: object({ key: text }),
});

const run = object({
  run_instance: runInstance,
  state_history: list(object({ from: nullable(one(runStates)), to: one(runStates), timestamp: u64 })),
  attempts: list(
    object({
      attempt_id: id,
      started_at: u64,
      finished_at: nullable(u64),
      result: nullable(one(attemptResults)),
      error: nullable(text),
      output: nullable(bytes),
    }),
  ),
  lease: nullable(object({ owner: text, expiry: u64, acquired_at: u64, updated_at: u64 })),
});

const engine = object({ paused: bool, paused_at: nullable(u64), resumed_at: nullable(u64) });

const snapshot = object({
  timestamp: u64,
  metadata: object({ schema_version: u32, wal_sequence: u64, task_count: u64, run_count: u64 }),
  tasks: list(object({ task_spec: taskSpec, created_at: u64, canceled_at: nullable(u64) })),
  runs: list(run),
  engine: (value, path) =>
    value === undefined ? { paused: false, paused_at: null, resumed_at: null } : engine(value, path),
  dependency_declarations: absentList(object({ task_id: id, depends_on: list(id), declared_at: u64 })),
  budgets: absentList(
    object({ task_id: id, dimension: one(dimensions), limit: u64, consumed: u64, allocated_at: u64, exhausted: bool }),
  ),
  subscriptions: absentList(
    object({
      subscription_id: id,
      task_id: id,
      filter,
      created_at: u64,
      triggered_at: nullable(u64),
      canceled_at: nullable(u64),
    }),
  ),
  actors: absentList(
    object({
      actor_id: id,
      identity: text,
      capabilities: list(text),
      department: nullable(text),
      heartbeat_interval_secs: u64,
      tenant_id: nullable(id),
      registered_at: u64,
      last_heartbeat_at: nullable(u64),
      deregistered_at: nullable(u64),
    }),
  ),
  tenants: absentList(object({ tenant_id: id, name: text, created_at: u64 })),
  role_assignments: absentList(object({ actor_id: id, role: custom(roles), tenant_id: id, assigned_at: u64 })),
  capability_grants: absentList(
    object({
      actor_id: id,
      capability: custom(capabilities),
      tenant_id: id,
      granted_at: u64,
      revoked_at: nullable(u64),
    }),
  ),
  ledger_entries: absentList(
    object({ entry_id: id, tenant_id: id, ledger_key: text, actor_id: nullable(id), payload: bytes, timestamp: u64 }),
  ),
});

export type Snapshot = Shaped<typeof snapshot>;

/** Parses the JSON of a snapshot. Throws `ShapeFailure`, or like `JSON.parse`. */
export function parseSnapshot(json: string): Snapshot {
  return snapshot(parseNumbers(json), '');
}
