// The meaning of each Derecho event, as effects. Operations are keyed by the id of the event that opened them.

import { durationText } from '../../model/duration.ts';
import type { ClosedStatus, Effect, Failure, OperationKey, OperationKind } from '../../model/effect.ts';
import { failureLine } from '../../model/effect.ts';
import type { Explanation } from '../../model/explanation.ts';
import { type Json, type JsonObject, stringOf } from '../../model/json.ts';
import { idText } from '../event-fields.ts';
import { wrapped } from '../written-value.ts';
import { type DerechoType, durationMs, errorOf, isKnown, moment } from './event.ts';

type Meaning = Omit<Explanation, 'id'>;
type Rule = (event: JsonObject) => Meaning;

export function explain(event: JsonObject): Explanation {
  const { type } = event;
  const id = idText(event['id']);
  const meaning = isKnown(type) ? rules[type](event) : unknown(event);
  return id === undefined ? meaning : { ...meaning, id };
}

const named: readonly OperationKind[] = ['activity', 'timer', 'childWorkflow'];

/** Any operation that the event names may have changed. */
function unknown(event: JsonObject): Meaning {
  const target = idText(event['scheduled_by_id']);
  return {
    effects: target === undefined ? [] : named.map((kind) => ({ type: 'mention', key: `${kind}:${target}` })),
    summary: 'unknown event type',
  };
}

function key(kind: OperationKind, id: Json | undefined): OperationKey {
  const text = idText(id);
  return `${kind}:${text === undefined || text === '0' ? '?' : text}`;
}

/** Bytes in base64, null without bytes. */
function value<K extends 'input' | 'result'>(name: K, bytes: Json | undefined): { readonly [P in K]?: Json } {
  return bytes === undefined || bytes === null ? {} : ({ [name]: wrapped(bytes) } as { readonly [P in K]: Json });
}

function failing(event: JsonObject): { readonly failure?: Failure } {
  const error = errorOf(event);
  if (error === undefined) return {};
  const { kind, message, details, non_retryable: nonRetryable, next_retry_delay: delay } = error;
  return {
    failure: {
      message: stringOf(message) ?? '',
      ...(stringOf(kind) !== undefined && { type: stringOf(kind)! }),
      ...(nonRetryable === true && { nonRetryable: true }),
      ...(details !== undefined && details !== null && { details }),
      ...(delay !== undefined && { more: { nextRetryDelay: delay } }),
    },
  };
}

function why({ failure }: { readonly failure?: Failure }): string {
  return failure === undefined ? '' : `: ${failureLine(failure)}`;
}

/** An activity times out by its own clocks; a child with `cancelled` was terminated with a parent. */
function endOf(kind: OperationKind, event: JsonObject): ClosedStatus {
  const word = errorOf(event)?.['kind'];
  if (kind === 'activity') return word === 'timeout' ? 'timedOut' : 'failed';
  return word === 'cancelled' ? 'terminated' : 'failed';
}

/** `task_id` is an extra of other writers: the workflow task whose commands include the event. */
function scheduledBy(event: JsonObject): { readonly task?: string } {
  const task = idText(event['task_id']);
  return task === undefined ? {} : { task };
}

function moved(kind: OperationKind, event: JsonObject, summary: string, change: object, wakes = true): Meaning {
  return { effects: [{ key: key(kind, event['scheduled_by_id']), ...change } as Effect], summary, wakes };
}

const bookkeeping =
  (rule: Rule): Rule =>
  (event) => ({ ...rule(event), bookkeeping: true, wakes: false });

/** A failure of kind `cancelled` is a run that was terminated with its parent. */
const failed: Rule = (event) => {
  const failure = failing(event);
  const isTerminated = failure.failure?.type === 'cancelled';
  return {
    effects: [{ type: 'run', status: isTerminated ? 'terminated' : 'failed', ...failure }],
    summary: `workflow ${isTerminated ? 'terminated' : 'failed'}${why(failure)}`,
  };
};

const timerScheduled: Rule = (event) => {
  const ms = durationMs(event['duration']);
  const untilMs = moment(event['fire_at']);
  return {
    effects: [
      {
        type: 'open',
        key: key('timer', event['id']),
        kind: 'timer',
        name: ms === undefined ? 'timer' : `timer ${durationText(ms)}`,
        ...(untilMs !== null && { untilMs }),
        options: { duration: event['duration'] ?? null },
        ...scheduledBy(event),
      },
    ],
    summary: 'started',
  };
};

function optionsOf(event: JsonObject, ...names: readonly string[]): { readonly options?: Json } {
  const found = names.flatMap((name) => (event[name] === undefined ? [] : [[name, event[name]] as const]));
  return found.length === 0 ? {} : { options: Object.fromEntries(found) };
}

const rules: Readonly<Record<DerechoType, Rule>> = {
  workflow_started: (event) => ({
    effects: [{ type: 'run', status: 'running', ...value('input', event['args']) }],
    summary: `${stringOf(event['workflow_type']) ?? 'workflow'} started`,
    wakes: true,
  }),
  workflow_completed: (event) => ({
    effects: [{ type: 'run', status: 'completed', ...value('result', event['result']) }],
    summary: 'workflow completed',
  }),
  workflow_failed: failed,
  workflow_cancel_requested: (event) => {
    const reason = stringOf(event['reason']);
    const target = key('cancelRequest', event['id']);
    return {
      effects: [
        {
          type: 'open',
          key: target,
          kind: 'cancelRequest',
          name: 'cancel request',
          ...(reason !== undefined && { input: { reason } }),
        },
        { type: 'close', key: target, status: 'completed' },
      ],
      summary: `received${reason === undefined ? '' : `: ${reason}`}`,
      wakes: true,
    };
  },
  workflow_cancelled: (event) => {
    const failure = failing(event);
    const forced = event['forced'] === true;
    return {
      effects: [{ type: 'run', status: 'canceled', ...failure }],
      summary: `workflow ${forced ? 'canceled by force' : 'canceled'}${why(failure)}`,
    };
  },
  workflow_continued_as_new: (event) => ({
    effects: [
      { type: 'run', status: 'continuedAsNew', ...value('result', event['new_input']) },
      { type: 'link', relation: 'continuedAs' },
    ],
    summary: 'workflow continued as new',
  }),
  workflow_task_scheduled: bookkeeping((event) => ({
    effects: [{ type: 'open', key: key('workflowTask', event['id']), kind: 'workflowTask', name: 'workflow task' }],
    summary: 'scheduled',
  })),
  workflow_task_started: bookkeeping((event) =>
    moved('workflowTask', event, 'started', { type: 'advance', status: 'started', ...workerOf(event) }),
  ),
  workflow_task_completed: bookkeeping((event) =>
    moved('workflowTask', event, 'completed', { type: 'close', status: 'completed' }),
  ),
  activity_scheduled: (event) => ({
    effects: [
      {
        type: 'open',
        key: key('activity', event['id']),
        kind: 'activity',
        name: stringOf(event['name']) ?? 'activity',
        ...value('input', event['input']),
        ...optionsOf(event, 'retry_policy', 'timeout_policy'),
        ...scheduledBy(event),
      },
    ],
    summary: 'scheduled',
  }),
  activity_started: (event) =>
    moved('activity', event, 'started', { type: 'advance', status: 'started', ...workerOf(event) }, false),
  activity_completed: (event) =>
    moved('activity', event, 'completed', { type: 'close', status: 'completed', ...value('result', event['result']) }),
  activity_failed: (event) => ended('activity', event),
  timer_scheduled: timerScheduled,
  timer_fired: (event) => moved('timer', event, 'fired', { type: 'close', status: 'completed' }),
  timer_cancelled: (event) => moved('timer', event, 'canceled', { type: 'close', status: 'canceled' }, false),
  side_effect_recorded: (event) => {
    const own = key('sideEffect', event['id']);
    return {
      effects: [
        { type: 'open', key: own, kind: 'sideEffect', name: 'side effect', ...scheduledBy(event) },
        { type: 'close', key: own, status: 'completed', ...value('result', event['result']) },
      ],
      summary: 'recorded',
    };
  },
  child_workflow_scheduled: (event) => {
    const about = stringOf(event['workflow_id']);
    return {
      effects: [
        {
          type: 'open',
          key: key('childWorkflow', event['id']),
          kind: 'childWorkflow',
          name: stringOf(event['workflow_type']) ?? 'child workflow',
          ...(about !== undefined && { about }),
          ...value('input', event['input']),
          options: { parent_close_policy: closePolicy(event['parent_close_policy']) },
          ...scheduledBy(event),
        },
      ],
      summary: 'scheduled',
    };
  },
  child_workflow_started: (event) => {
    const own = key('childWorkflow', event['scheduled_by_id']);
    const runId = stringOf(event['child_run_id']);
    return {
      effects: [
        { type: 'advance', key: own, status: 'started' },
        { type: 'link', relation: 'child', ...(runId !== undefined && { runId }), key: own },
      ],
      summary: 'started',
    };
  },
  child_workflow_completed: (event) =>
    moved('childWorkflow', event, 'completed', {
      type: 'close',
      status: 'completed',
      ...value('result', event['result']),
    }),
  // Without an error, the child was cancelled and accepted that.
  child_workflow_failed: (event) =>
    errorOf(event) === undefined
      ? moved('childWorkflow', event, 'canceled', { type: 'close', status: 'canceled' })
      : ended('childWorkflow', event),
  signal_received: (event) => {
    const own = key('signal', event['id']);
    return {
      effects: [
        {
          type: 'open',
          key: own,
          kind: 'signal',
          name: stringOf(event['signal_name']) ?? 'signal',
          ...value('input', event['payload']),
        },
        { type: 'close', key: own, status: 'completed' },
      ],
      summary: 'received',
      wakes: true,
    };
  },
  // A sent signal has no further events: its outcome is unknown.
  signal_external_scheduled: (event) => {
    const own = key('signalExternal', event['id']);
    const about = stringOf(event['target_workflow_id']);
    return {
      effects: [
        {
          type: 'open',
          key: own,
          kind: 'signalExternal',
          name: stringOf(event['signal_name']) ?? 'signal',
          ...(about !== undefined && { about }),
          ...value('input', event['payload']),
          ...scheduledBy(event),
        },
        { type: 'close', key: own, status: 'completed' },
        { type: 'link', relation: 'external', ...(about !== undefined && { workflowId: about }), key: own },
      ],
      summary: 'sent',
    };
  },
};

function ended(kind: OperationKind, event: JsonObject): Meaning {
  const failure = failing(event);
  const status = endOf(kind, event);
  return moved(kind, event, `${status === 'timedOut' ? 'timed out' : status}${why(failure)}`, {
    type: 'close',
    status,
    ...failure,
  });
}

function workerOf(event: JsonObject): { readonly worker?: string } {
  const worker = stringOf(event['worker_id']);
  return worker === undefined ? {} : { worker };
}

function closePolicy(policy: Json | undefined): Json {
  return policy === 0 ? 'terminate' : policy === 1 ? 'abandon' : (policy ?? null);
}
