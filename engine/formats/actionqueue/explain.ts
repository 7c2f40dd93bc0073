// The meaning of each kind of record: effects, and a summary line. Each record is explained without the records before
// it.

import type { ClosedStatus, Effect, OpenStatus, OperationKey } from '../../model/effect.ts';
import type { Explanation } from '../../model/explanation.ts';
import {
  type AqEvent,
  type AqRunState,
  type Capability,
  type Dimension,
  type EventFilter,
  type EventOf,
  type Id,
  type LeaseEvent,
  msOf,
  type Role,
  type RunPolicy,
  type U64,
} from './event.ts';
import { readable } from './readable.ts';

const task = (id: Id): OperationKey => `task:${id}`;
const run = (id: Id): OperationKey => `run:${id}`;
const budget = (id: Id, dimension: Dimension): OperationKey => `budget:${id}/${dimension}`;
const subscription = (id: Id): OperationKey => `subscription:${id}`;
const actor = (id: Id): OperationKey => `actor:${id}`;
const pause: OperationKey = 'pause:engine';

/** The beginning of an id, enough for a person. */
function short(id: Id): string {
  return id.slice(0, 8);
}

/** A time beyond the range of dates gives no due time. */
function until(seconds: U64): { readonly untilMs?: number } {
  const untilMs = msOf(seconds);
  return untilMs === null ? {} : { untilMs };
}

export function explain(event: AqEvent): Explanation {
  const explanation = explained(event);
  if (event.sequence !== 1) return explanation;
  return {
    ...explanation,
    effects: [
      { type: 'run', status: event.type === 'EnginePaused' ? 'paused' : 'running' },
      ...explanation.effects.filter(({ type }) => type !== 'run'),
    ],
  };
}

function explained(event: AqEvent): Explanation {
  switch (event.type) {
    case 'TaskCreated':
      return explainTask(event);
    case 'TaskCanceled':
      return { effects: [{ type: 'close', key: task(event.task_id), status: 'canceled' }], summary: 'canceled' };
    case 'RunCreated':
      return explainRun(event);
    case 'RunStateChanged':
      return {
        effects: [moved(event.run_id, event.new_state)],
        summary: `${event.previous_state} → ${event.new_state}`,
      };
    case 'RunCanceled':
      return { effects: [moved(event.run_id, 'Canceled')], summary: 'canceled' };
    case 'RunSuspended':
      return {
        effects: [moved(event.run_id, 'Suspended', event.reason)],
        summary: `suspended${event.reason === null ? '' : `: ${event.reason}`}`,
      };
    case 'RunResumed':
      return { effects: [moved(event.run_id, 'Ready')], summary: 'resumed', wakes: true };
    case 'AttemptStarted':
    case 'AttemptFinished':
      return explainAttempt(event);
    case 'LeaseAcquired':
    case 'LeaseHeartbeat':
    case 'LeaseExpired':
    case 'LeaseReleased':
      return explainLease(event);
    case 'EnginePaused':
      return {
        effects: [
          { type: 'run', status: 'paused' },
          { type: 'open', key: pause, kind: 'pause', name: 'engine paused' },
        ],
        summary: 'engine paused',
      };
    case 'EngineResumed':
      return {
        effects: [
          { type: 'run', status: 'running' },
          { type: 'close', key: pause, status: 'completed' },
        ],
        summary: 'engine resumed',
        wakes: true,
      };
    case 'DependencyDeclared': {
      const effects: Effect[] = event.depends_on.map((id) => ({
        type: 'set',
        name: `dependency/${event.task_id}/${id}`,
        value: true,
      }));
      return {
        effects,
        summary: `task ${short(event.task_id)} waits for ${event.depends_on.map(short).join(', ') || 'nothing'}`,
      };
    }
    default:
      return explainMore(event);
  }
}

function explainTask({ task_spec }: EventOf<'TaskCreated'>): Explanation {
  const { id, payload, run_policy, constraints, metadata, parent_task_id, tenant_id } = task_spec;
  const name = metadata.description ?? metadata.tags[0] ?? '';
  const effects: Effect[] = [
    {
      type: 'open',
      key: task(id),
      kind: 'task',
      ...(name === '' ? { name: 'task', about: short(id) } : { name }),
      input: readable(payload),
      options: readable({ run_policy, constraints, tags: metadata.tags, priority: metadata.priority, tenant_id }),
      ...(parent_task_id === null ? {} : { cause: task(parent_task_id) }),
    },
  ];
  return { effects, summary: `submitted, ${policyWords(run_policy)}` };
}

function policyWords(policy: RunPolicy): string {
  if (policy === 'Once') return 'to run once';
  if ('Repeat' in policy) return `to run ${policy.Repeat.count} times, every ${policy.Repeat.interval_secs} s`;
  return `to run at ${policy.Cron.expression}${policy.Cron.max_occurrences === undefined ? '' : `, at most ${policy.Cron.max_occurrences} times`}`;
}

function explainRun({ run_instance: { id, task_id, created_at, scheduled_at } }: EventOf<'RunCreated'>): Explanation {
  const delayed = scheduled_at > created_at;
  const open: Effect = {
    type: 'open',
    key: run(id),
    kind: 'run',
    name: 'run',
    about: short(id),
    cause: task(task_id),
    options: readable({ task_id, scheduled_at }),
    ...(delayed ? until(scheduled_at) : {}),
  };
  return {
    effects: [open],
    summary: `created${delayed ? `, scheduled ${BigInt(scheduled_at) - BigInt(created_at)} s later` : ''}`,
  };
}

const openAs: { readonly [State in AqRunState]?: OpenStatus } = {
  Scheduled: 'scheduled',
  Ready: 'scheduled',
  Leased: 'accepted',
  Running: 'started',
  RetryWait: 'retrying',
  Suspended: 'paused',
};
const closedAs: { readonly [State in AqRunState]?: ClosedStatus } = {
  Completed: 'completed',
  Failed: 'failed',
  Canceled: 'canceled',
};

function moved(id: Id, state: AqRunState, reason: string | null = null): Effect {
  const closed = closedAs[state];
  if (closed !== undefined) return { type: 'close', key: run(id), status: closed };
  return {
    type: 'advance',
    key: run(id),
    status: openAs[state] ?? 'scheduled',
    details: reason === null ? { state } : { state, reason },
  };
}

function explainAttempt(event: EventOf<'AttemptStarted' | 'AttemptFinished'>): Explanation {
  const key: OperationKey = `attempt:${event.attempt_id}`;
  if (event.type === 'AttemptStarted') {
    return {
      effects: [
        {
          type: 'open',
          key,
          kind: 'attempt',
          name: 'attempt',
          about: `run ${short(event.run_id)}`,
          cause: run(event.run_id),
        },
        { type: 'advance', key, status: 'started' },
      ],
      summary: 'started',
    };
  }
  const { result, error, output } = event;
  const value = output === null ? {} : { result: { bytes: readable(output) } };
  if (result === 'Success')
    return { effects: [{ type: 'close', key, status: 'completed', ...value }], summary: 'succeeded', wakes: true };
  if (result === 'Suspended')
    return { effects: [{ type: 'close', key, status: 'skipped', ...value }], summary: 'suspended', wakes: true };
  const failure = { message: error ?? `unknown ${result.toLowerCase()}`, type: result };
  return {
    effects: [{ type: 'close', key, status: result === 'Timeout' ? 'timedOut' : 'failed', failure }],
    summary: `${result === 'Timeout' ? 'timed out' : 'failed'}: ${failure.message}`,
    wakes: true,
  };
}

/** Lease records are housekeeping, except for an expiry. */
function explainLease({ type, run_id, owner, expiry, timestamp }: LeaseEvent): Explanation {
  const key: OperationKey = `lease:${run_id}`;
  const details = readable({ owner, expiry });
  switch (type) {
    case 'LeaseAcquired':
      return {
        effects: [
          {
            type: 'open',
            key,
            kind: 'lease',
            name: `lease of ${owner}`,
            cause: run(run_id),
            options: details,
            ...until(expiry),
          },
        ],
        summary: `acquired until ${expiry}`,
        bookkeeping: true,
      };
    case 'LeaseHeartbeat':
      return {
        effects: [{ type: 'advance', key, status: 'started', details }],
        summary: `extended until ${expiry}`,
        bookkeeping: true,
      };
    case 'LeaseExpired':
      return {
        effects: [{ type: 'close', key, status: 'timedOut' }],
        summary: `expired${timestamp < expiry ? `, before its time ${expiry}` : ''}`,
      };
    case 'LeaseReleased':
      return { effects: [{ type: 'close', key, status: 'completed' }], summary: 'released', bookkeeping: true };
  }
}

type More = EventOf<
  | 'BudgetAllocated'
  | 'BudgetConsumed'
  | 'BudgetExhausted'
  | 'BudgetReplenished'
  | 'SubscriptionCreated'
  | 'SubscriptionTriggered'
  | 'SubscriptionCanceled'
  | 'ActorRegistered'
  | 'ActorDeregistered'
  | 'ActorHeartbeat'
  | 'TenantCreated'
  | 'RoleAssigned'
  | 'CapabilityGranted'
  | 'CapabilityRevoked'
  | 'LedgerEntryAppended'
>;

/** Explains records about budgets, subscriptions, actors and the platform. */
function explainMore(event: More): Explanation {
  switch (event.type) {
    case 'BudgetAllocated':
      return {
        effects: [
          {
            type: 'open',
            key: budget(event.task_id, event.dimension),
            kind: 'budget',
            name: `${event.dimension} budget`,
            cause: task(event.task_id),
            options: readable({ limit: event.limit }),
          },
        ],
        summary: `allocated: ${event.limit}`,
      };
    case 'BudgetConsumed':
      return {
        effects: [
          {
            type: 'advance',
            key: budget(event.task_id, event.dimension),
            status: 'started',
            details: readable({ amount: event.amount }),
          },
        ],
        summary: `consumed: ${event.amount}`,
      };
    case 'BudgetExhausted':
      return {
        effects: [{ type: 'advance', key: budget(event.task_id, event.dimension), status: 'paused' }],
        summary: 'exhausted',
      };
    case 'BudgetReplenished':
      return {
        effects: [
          {
            type: 'advance',
            key: budget(event.task_id, event.dimension),
            status: 'scheduled',
            details: readable({ new_limit: event.new_limit }),
          },
        ],
        summary: `replenished: ${event.new_limit}`,
        wakes: true,
      };
    case 'SubscriptionCreated':
      return {
        effects: [
          {
            type: 'open',
            key: subscription(event.subscription_id),
            kind: 'subscription',
            ...filterWords(event.filter),
            cause: task(event.task_id),
            options: readable(event.filter),
          },
        ],
        summary: `subscribed by task ${short(event.task_id)}`,
      };
    case 'SubscriptionTriggered':
      return {
        effects: [{ type: 'close', key: subscription(event.subscription_id), status: 'completed' }],
        summary: 'triggered',
        wakes: true,
      };
    case 'SubscriptionCanceled':
      return {
        effects: [{ type: 'close', key: subscription(event.subscription_id), status: 'canceled' }],
        summary: 'canceled',
      };
    case 'ActorRegistered': {
      const { actor_id, identity, capabilities, department, heartbeat_interval_secs, tenant_id } = event;
      const options = readable({ capabilities, department, heartbeat_interval_secs, tenant_id });
      return {
        effects: [
          {
            type: 'open',
            key: actor(actor_id),
            kind: 'actor',
            ...(identity === '' ? { name: 'actor', about: short(actor_id) } : { name: identity }),
            options,
          },
        ],
        summary: 'registered',
      };
    }
    case 'ActorDeregistered':
      return { effects: [{ type: 'close', key: actor(event.actor_id), status: 'completed' }], summary: 'removed' };
    case 'ActorHeartbeat':
      return {
        effects: [{ type: 'advance', key: actor(event.actor_id), status: 'started' }],
        summary: 'heartbeat',
        bookkeeping: true,
      };
    case 'TenantCreated':
      return { effects: [set(`tenant/${event.tenant_id}`, event.name)], summary: `tenant ${event.name} created` };
    case 'RoleAssigned':
      return {
        effects: [set(`role/${event.tenant_id}/${event.actor_id}`, event.role)],
        summary: `actor ${short(event.actor_id)} is ${wordOf(event.role)} in tenant ${short(event.tenant_id)}`,
      };
    case 'CapabilityGranted':
    case 'CapabilityRevoked': {
      const granted = event.type === 'CapabilityGranted';
      return {
        effects: [set(`capability/${event.tenant_id}/${event.actor_id}/${wordOf(event.capability)}`, granted)],
        summary: `${wordOf(event.capability)} ${granted ? 'granted to' : 'revoked from'} actor ${short(event.actor_id)} in tenant ${short(event.tenant_id)}`,
      };
    }
    case 'LedgerEntryAppended': {
      const key: OperationKey = `marker:${event.entry_id}`;
      const { ledger_key, tenant_id, actor_id, payload } = event;
      return {
        effects: [
          {
            type: 'open',
            key,
            kind: 'marker',
            name: `ledger ${ledger_key}`,
            input: { bytes: readable(payload) },
            options: { tenant_id, actor_id },
          },
          { type: 'close', key, status: 'completed' },
        ],
        summary: 'entry appended',
      };
    }
  }
}

function set(name: string, value: unknown): Effect {
  return { type: 'set', name, value: readable(value) };
}

function wordOf(value: Role | Capability): string {
  return typeof value === 'string' ? value : value.Custom;
}

function filterWords(filter: EventFilter): { readonly name: string; readonly about?: string } {
  const ofTask = (name: string, id: Id): { readonly name: string; readonly about: string } => ({
    name,
    about: `task ${short(id)}`,
  });
  if ('TaskCompleted' in filter) return ofTask('a task completes', filter.TaskCompleted.task_id);
  if ('RunStateChanged' in filter)
    return ofTask(`a run is ${filter.RunStateChanged.state}`, filter.RunStateChanged.task_id);
  if ('BudgetThreshold' in filter) {
    const { dimension, threshold_pct, task_id } = filter.BudgetThreshold;
    return ofTask(`${dimension} budget at ${threshold_pct} %`, task_id);
  }
  return { name: `event ${filter.Custom.key}` };
}
