// The fold of a log: applies one record after another to the projection. It refuses the same records as the log's own
// software, for the same causes in the same order.

import { unreachable } from '../../model/assert.ts';
import type { AqEvent, EventOf, U64 } from './event.ts';
import { cancelRun, changeLease, createRun, finishAttempt, moveRun, startAttempt } from './apply-run.ts';
import { budgetOf, type Budget, grantKey, type Projection, roleKey } from './projection.ts';
import { refuse, refuseEngine, type Refusal, refuseTask } from './refusal.ts';

const greatest = 2n ** 64n - 1n;

/** Applies record `number` (1 = the first of the log), or returns the reason of a refusal and changes nothing. */
export function apply(projection: Projection, event: AqEvent, number: number): Refusal | null {
  if (event.sequence <= projection.latest_sequence) {
    return refuse(
      'AQ110',
      'InvalidTransition',
      `Sequence ${event.sequence} does not follow ${projection.latest_sequence}.`,
      number - 1,
    );
  }
  const refused = change(projection, event, number);
  if (refused !== null) return refused;
  projection.latest_sequence = event.sequence;
  projection.applied++;
  return null;
}

function change(projection: Projection, event: AqEvent, number: number): Refusal | null {
  switch (event.type) {
    case 'RunStateChanged':
      return moveRun(projection, event.run_id, event.previous_state, event.new_state, event.timestamp, number);
    case 'AttemptStarted':
      return startAttempt(projection, event, number);
    case 'AttemptFinished':
      return finishAttempt(projection, event);
    case 'LeaseAcquired':
    case 'LeaseHeartbeat':
    case 'LeaseExpired':
    case 'LeaseReleased':
      return changeLease(projection, event, number);
    case 'TaskCreated':
      return createTask(projection, event, number);
    case 'RunCreated':
      return createRun(projection, event, number);
    case 'RunCanceled':
      return cancelRun(projection, event.run_id, event.timestamp, number);
    case 'RunSuspended':
      return moveRun(projection, event.run_id, 'Running', 'Suspended', event.timestamp, number);
    case 'RunResumed':
      return moveRun(projection, event.run_id, 'Suspended', 'Ready', event.timestamp, number);
    case 'TaskCanceled':
      return cancelTask(projection, event, number);
    case 'EnginePaused':
      return pause(projection, event.timestamp, number);
    case 'EngineResumed':
      return resume(projection, event.timestamp, number);
    default:
      note(projection, event);
      return null;
  }
}

function createTask(
  { tasks, orphans }: Projection,
  { task_spec, timestamp }: EventOf<'TaskCreated'>,
  number: number,
): Refusal | null {
  const known = tasks.get(task_spec.id);
  if (known !== undefined)
    return refuse('AQ201', 'DuplicateEvent', `Task ${task_spec.id} is created a second time.`, known.since);
  const runs = orphans.get(task_spec.id) ?? [];
  orphans.delete(task_spec.id);
  tasks.set(task_spec.id, {
    task_spec,
    created_at: timestamp,
    canceled_at: null,
    canceledSince: 0,
    runs,
    since: number,
  });
  return null;
}

function cancelTask(
  { tasks }: Projection,
  { task_id, timestamp }: EventOf<'TaskCanceled'>,
  number: number,
): Refusal | null {
  const task = tasks.get(task_id);
  if (task === undefined)
    return refuseTask(
      'AQ212',
      `task canceled rejected: unknown task ${task_id}`,
      `UnknownTask { task_id: TaskId(${task_id}) }`,
    );
  if (task.canceled_at !== null) {
    const at = task.canceled_at;
    return refuseTask(
      'AQ213',
      `task canceled rejected for task ${task_id}: already canceled at ${at}, duplicate timestamp ${timestamp}`,
      `AlreadyCanceled { task_id: TaskId(${task_id}), first_canceled_at: ${at}, duplicate_canceled_at: ${timestamp} }`,
      task.canceledSince,
    );
  }
  task.canceled_at = timestamp;
  task.canceledSince = number;
  return null;
}

function pause({ engine }: Projection, timestamp: U64, number: number): Refusal | null {
  if (engine.paused) {
    const at = engine.paused_at;
    return refuseEngine(
      'AQ214',
      `engine pause rejected: already paused at ${at}, duplicate timestamp ${timestamp}`,
      `AlreadyPaused { first_paused_at: Some(${at}), duplicate_paused_at: ${timestamp} }`,
      engine.since,
    );
  }
  engine.paused = true;
  engine.paused_at = timestamp;
  engine.resumed_at = null;
  engine.since = number;
  return null;
}

function resume({ engine }: Projection, timestamp: U64, number: number): Refusal | null {
  const { paused, paused_at } = engine;
  if (!paused || paused_at === null)
    return refuseEngine(
      'AQ215',
      `engine resume rejected: engine not paused at timestamp ${timestamp}`,
      `NotPaused { attempted_resumed_at: ${timestamp} }`,
      engine.since || undefined,
    );
  if (timestamp < paused_at)
    return refuseEngine(
      'AQ216',
      `engine resume rejected: resumed_at ${timestamp} precedes paused_at ${paused_at}`,
      `ResumeBeforePause { paused_at: ${paused_at}, resumed_at: ${timestamp} }`,
      engine.since,
    );
  engine.paused = false;
  engine.resumed_at = timestamp;
  engine.since = number;
  return null;
}

type Noted = Exclude<
  AqEvent,
  EventOf<
    | 'TaskCreated'
    | 'TaskCanceled'
    | 'RunCreated'
    | 'RunStateChanged'
    | 'RunCanceled'
    | 'RunSuspended'
    | 'RunResumed'
    | 'AttemptStarted'
    | 'AttemptFinished'
    | 'LeaseAcquired'
    | 'LeaseHeartbeat'
    | 'LeaseExpired'
    | 'LeaseReleased'
    | 'EnginePaused'
    | 'EngineResumed'
  >
>;

/** Applies records that are never refused: they overwrite their target, or are ignored without one. */
function note(projection: Projection, event: Noted): void {
  const { dependencies, subscriptions, actors, tenants, roles, grants, ledger } = projection;
  switch (event.type) {
    case 'DependencyDeclared': {
      const known = dependencies.get(event.task_id) ?? new Set();
      for (const id of event.depends_on) known.add(id);
      dependencies.set(event.task_id, known);
      return;
    }
    case 'BudgetAllocated':
    case 'BudgetConsumed':
    case 'BudgetExhausted':
    case 'BudgetReplenished':
      noteBudget(projection, event);
      return;
    case 'SubscriptionCreated': {
      const { subscription_id, task_id, filter, timestamp } = event;
      subscriptions.set(subscription_id, {
        subscription_id,
        task_id,
        filter,
        created_at: timestamp,
        triggered_at: null,
        canceled_at: null,
      });
      return;
    }
    case 'SubscriptionTriggered':
      put(subscriptions.get(event.subscription_id), 'triggered_at', event.timestamp);
      return;
    case 'SubscriptionCanceled':
      put(subscriptions.get(event.subscription_id), 'canceled_at', event.timestamp);
      return;
    case 'ActorRegistered': {
      const { type: _, sequence: __, timestamp, ...fields } = event;
      actors.set(event.actor_id, {
        ...fields,
        registered_at: timestamp,
        last_heartbeat_at: null,
        deregistered_at: null,
      });
      return;
    }
    case 'ActorDeregistered':
      put(actors.get(event.actor_id), 'deregistered_at', event.timestamp);
      return;
    case 'ActorHeartbeat':
      put(actors.get(event.actor_id), 'last_heartbeat_at', event.timestamp);
      return;
    case 'TenantCreated':
      tenants.set(event.tenant_id, { tenant_id: event.tenant_id, name: event.name, created_at: event.timestamp });
      return;
    case 'RoleAssigned':
      roles.set(roleKey(event), {
        actor_id: event.actor_id,
        role: event.role,
        tenant_id: event.tenant_id,
        assigned_at: event.timestamp,
      });
      return;
    case 'CapabilityGranted':
      grants.set(grantKey(event), {
        actor_id: event.actor_id,
        capability: event.capability,
        tenant_id: event.tenant_id,
        granted_at: event.timestamp,
        revoked_at: null,
      });
      return;
    case 'CapabilityRevoked':
      put(grants.get(grantKey(event)), 'revoked_at', event.timestamp);
      return;
    case 'LedgerEntryAppended': {
      const { type: _, sequence: __, ...entry } = event;
      ledger.push(entry);
      return;
    }
    default:
      unreachable(event);
  }
}

function put<Field extends string>(
  record: { [Key in Field]: U64 | null } | undefined,
  field: Field,
  timestamp: U64,
): void {
  if (record !== undefined) record[field] = timestamp;
}

function noteBudget(
  projection: Projection,
  event: EventOf<'BudgetAllocated' | 'BudgetConsumed' | 'BudgetExhausted' | 'BudgetReplenished'>,
): void {
  const { task_id, dimension } = event;
  if (event.type === 'BudgetAllocated') {
    const others = projection.budgets.get(task_id)?.filter((budget) => budget.dimension !== dimension) ?? [];
    projection.budgets.set(task_id, [
      ...others,
      { task_id, dimension, limit: event.limit, consumed: 0, allocated_at: event.timestamp, exhausted: false },
    ]);
    return;
  }
  const budget = budgetOf(projection, task_id, dimension);
  if (budget === undefined) return;
  if (event.type === 'BudgetConsumed') consume(budget, event.amount);
  else if (event.type === 'BudgetExhausted') budget.exhausted = true;
  else Object.assign(budget, { limit: event.new_limit, consumed: 0, exhausted: false });
}

function consume(budget: Budget, amount: U64): void {
  budget.consumed = sumOf(budget.consumed, amount);
  if (budget.consumed >= budget.limit) budget.exhausted = true;
}

/** The sum, at most the maximum of 64 bits. */
function sumOf(a: U64, b: U64): U64 {
  if (typeof a === 'number' && typeof b === 'number' && a + b <= 2 ** 53) return a + b;
  const sum = BigInt(a) + BigInt(b);
  return sum > greatest ? greatest : sum <= 2n ** 53n ? Number(sum) : sum;
}
