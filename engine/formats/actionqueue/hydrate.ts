// Makes a projection from a snapshot, like the log's own software: it replays records that could have produced the
// snapshot, then adds the data that no record holds.

import type { AqEvent, EventType } from './event.ts';
import { apply } from './apply.ts';
import { addAttempt } from './apply-run.ts';
import { emptyProjection, type Projection } from './projection.ts';
import type { Snapshot } from './snapshot.ts';

/** The projection, or a refusal in the words of the log's own software. The snapshot must already satisfy its rules. */
export function hydrate(snapshot: Snapshot): Projection | string {
  const projection = emptyProjection();
  let sequence = 0;
  for (const event of eventsOf(snapshot)) {
    const refused = apply(projection, { ...event, sequence: ++sequence }, 0);
    if (refused !== null) return refused.upstream.text;
  }
  for (const run of snapshot.runs) seed(projection, run);
  for (const entry of snapshot.ledger_entries) projection.ledger.push(entry);
  projection.latest_sequence = snapshot.metadata.wal_sequence;
  projection.applied = 0;
  return projection;
}

type Unnumbered = { [Type in EventType]: Omit<Extract<AqEvent, { type: Type }>, 'sequence'> }[EventType];

function* eventsOf(snapshot: Snapshot): Generator<Unnumbered> {
  for (const { task_spec, created_at, canceled_at } of snapshot.tasks) {
    yield { type: 'TaskCreated', task_spec, timestamp: created_at };
    if (canceled_at !== null) yield { type: 'TaskCanceled', task_id: task_spec.id, timestamp: canceled_at };
  }
  for (const { task_id, depends_on, declared_at } of snapshot.dependency_declarations)
    yield { type: 'DependencyDeclared', task_id, depends_on, timestamp: declared_at };
  const { paused_at, resumed_at } = snapshot.engine;
  if (paused_at !== null) yield { type: 'EnginePaused', timestamp: paused_at };
  if (resumed_at !== null) yield { type: 'EngineResumed', timestamp: resumed_at };
  for (const run of snapshot.runs) yield* eventsOfRun(run);
  yield* eventsOfBudgets(snapshot);
  yield* eventsOfPlatform(snapshot);
}

function* eventsOfRun({
  run_instance: { id, task_id, scheduled_at, created_at },
  state_history,
}: Snapshot['runs'][number]): Generator<Unnumbered> {
  const run_instance = {
    id,
    task_id,
    state: 'Scheduled',
    current_attempt_id: null,
    attempt_count: 0,
    created_at,
    scheduled_at,
    effective_priority: 0,
    last_state_change_at: created_at,
  } as const;
  yield { type: 'RunCreated', run_instance };
  for (const { from, to, timestamp } of state_history.slice(1))
    if (from !== null) yield { type: 'RunStateChanged', run_id: id, previous_state: from, new_state: to, timestamp };
}

function* eventsOfBudgets({ budgets, subscriptions }: Snapshot): Generator<Unnumbered> {
  for (const { task_id, dimension, limit, consumed, allocated_at, exhausted } of budgets) {
    const of = { task_id, dimension, timestamp: allocated_at };
    yield { type: 'BudgetAllocated', ...of, limit };
    if (consumed > 0) yield { type: 'BudgetConsumed', ...of, amount: consumed };
    if (exhausted && consumed < limit) yield { type: 'BudgetExhausted', ...of };
  }
  for (const { subscription_id, task_id, filter, created_at, triggered_at, canceled_at } of subscriptions) {
    yield { type: 'SubscriptionCreated', subscription_id, task_id, filter, timestamp: created_at };
    if (triggered_at !== null) yield { type: 'SubscriptionTriggered', subscription_id, timestamp: triggered_at };
    if (canceled_at !== null) yield { type: 'SubscriptionCanceled', subscription_id, timestamp: canceled_at };
  }
}

function* eventsOfPlatform({ actors, tenants, role_assignments, capability_grants }: Snapshot): Generator<Unnumbered> {
  for (const { registered_at, last_heartbeat_at: _, deregistered_at, ...actor } of actors) {
    yield { type: 'ActorRegistered', ...actor, timestamp: registered_at };
    if (deregistered_at !== null)
      yield { type: 'ActorDeregistered', actor_id: actor.actor_id, timestamp: deregistered_at };
  }
  for (const { created_at, ...tenant } of tenants) yield { type: 'TenantCreated', ...tenant, timestamp: created_at };
  for (const { assigned_at, ...role } of role_assignments)
    yield { type: 'RoleAssigned', ...role, timestamp: assigned_at };
  for (const { granted_at, revoked_at, ...grant } of capability_grants) {
    yield { type: 'CapabilityGranted', ...grant, timestamp: granted_at };
    if (revoked_at !== null) yield { type: 'CapabilityRevoked', ...grant, timestamp: revoked_at };
  }
}

function seed(
  projection: Projection,
  { run_instance: { id, state }, attempts, lease }: Snapshot['runs'][number],
): void {
  const run = projection.runs.get(id);
  if (run === undefined) return;
  const last = attempts.at(-1);
  run.attempt_count = attempts.length;
  run.current_attempt_id =
    state === 'Running' && last !== undefined && last.finished_at === null ? last.attempt_id : null;
  for (const attempt of attempts) addAttempt(run, { ...attempt, since: 0 });
  run.lease = lease === null ? null : { ...lease, since: 0 };
}

/** Drops data that a snapshot does not keep, so that two ways to the same state compare as equal. */
export function withoutLosses(projection: Projection): Projection {
  return {
    ...projection,
    runs: new Map([...projection.runs].map(([id, run]) => [id, { ...run, effective_priority: 0 }])),
    actors: new Map([...projection.actors].map(([id, actor]) => [id, { ...actor, last_heartbeat_at: null }])),
  };
}
