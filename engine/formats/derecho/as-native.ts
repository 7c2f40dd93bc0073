// A Derecho log as events of Retrace's own engine, one for each, so that native code can be replayed over it. Differences
// of the two engines are bridged where they stand: SPEC.md N59.

import type { ActivityTimeouts, NativeEvent, NativeFailure, RetryPolicy } from '../../model/native-event.ts';
import { NATIVE_VERSION } from '../../model/native-event.ts';
import { isObject, type Json, type JsonObject, numberOf, objectOf, stringOf } from '../../model/json.ts';
import { derechoEvent, durationMs, errorOf, moment } from './event.ts';

type Issuer = { readonly task: number; readonly fiber: number };

/** Bookkeeping of Derecho, and what this engine does without. */
const nothing = (at: number): NativeEvent => ({ type: 'custom', at });

/** `log`: all events, in order. The event at an index is the same one in both. */
export function asNative(log: readonly JsonObject[]): readonly NativeEvent[] {
  return new Translation(log.map(derechoEvent)).events;
}

class Translation {
  readonly events: NativeEvent[] = [];
  readonly #log: readonly JsonObject[];
  /** The task of each command, by index. */
  readonly #tasks: ReadonlyMap<number, number>;
  /** Tasks by the index of the event that started them. */
  readonly #started: ReadonlyMap<number, number>;
  /** The operation's number, by the id of the event that opened it. */
  readonly #operations = new Map<number, number>();
  /** Signals to others, whose delivery this engine records, and Derecho does not. */
  readonly #sent: { readonly id: number; readonly outcome: JsonObject }[] = [];
  #commands = 0;
  #at = 0;

  constructor(log: readonly JsonObject[]) {
    this.#log = log;
    const { tasks, started } = tasksOf(log);
    this.#tasks = tasks;
    this.#started = started;
    for (const [i, event] of log.entries()) this.events.push(this.#translated(event, i));
  }

  #translated(event: JsonObject, index: number): NativeEvent {
    const at = this.#timeOf(event);
    const task = this.#tasks.get(index);
    if (task !== undefined)
      return { ...this.#command(event, { task, fiber: numberOf(event['fiber']) ?? 0 }, at), at } as NativeEvent;
    const id = this.#operations.get(numberOf(event['scheduled_by_id']) ?? 0) ?? 0;
    const result = valueOf('result', event['result']);
    switch (event['type']) {
      case 'workflow_started':
        return {
          type: 'workflow_started',
          at,
          retrace: NATIVE_VERSION,
          workflowType: stringOf(event['workflow_type']) ?? '',
          workflowId: stringOf(event['workflow_id']) ?? '',
          runId: stringOf(event['run_id']) ?? '',
          ...valueOf('input', event['args']),
        };
      case 'workflow_task_started': {
        const begun = this.#started.get(index);
        if (begun === undefined) return nothing(at);
        return { type: 'workflow_task_completed', at, task: begun, worker: stringOf(event['worker_id']) ?? '' };
      }
      case 'workflow_task_scheduled':
      case 'workflow_task_completed':
        return this.#delivery(at);
      case 'activity_started':
        return { type: 'activity_started', at, id, attempt: 1, worker: stringOf(event['worker_id']) ?? '' };
      case 'activity_completed':
        return { type: 'activity_completed', at, id, attempt: attemptOf(event), ...result };
      case 'activity_failed':
        return { type: 'activity_failed', at, id, attempt: attemptOf(event), failure: failureOf(event) };
      case 'timer_fired':
        return { type: 'timer_fired', at, id };
      case 'child_workflow_started':
        return { type: 'child_workflow_started', at, id, runId: stringOf(event['child_run_id']) ?? '' };
      case 'child_workflow_completed':
        return { type: 'child_workflow_completed', at, id, runId: stringOf(event['child_run_id']) ?? '', ...result };
      case 'child_workflow_failed':
        return { type: 'child_workflow_failed', at, id, failure: failureOf(event, 'child workflow cancelled') };
      case 'signal_received':
        return {
          type: 'signal_received',
          at,
          id: stringOf(event['signal_id']) ?? `${numberOf(event['id']) ?? index + 1}`,
          name: stringOf(event['signal_name']) ?? '',
          ...valueOf('input', event['payload']),
        };
      case 'workflow_cancel_requested':
        return { type: 'workflow_cancel_requested', at, reason: stringOf(event['reason']) ?? '' };
      case 'workflow_failed':
      case 'workflow_cancelled':
        // Nobody's task: the store ended the run.
        return { type: 'workflow_terminated', at, reason: stringOf(errorOf(event)?.['message']) ?? '' };
      default:
        return nothing(at);
    }
  }

  #command(event: JsonObject, issuer: Issuer, at: number): Record<string, unknown> {
    const { type } = event;
    if (type === 'workflow_completed') return { type, ...issuer, ...valueOf('result', event['result']) };
    if (type === 'workflow_failed') return { type, ...issuer, failure: failureOf(event) };
    if (type === 'workflow_cancelled')
      return event['forced'] === true
        ? { type: 'workflow_terminated', reason: stringOf(errorOf(event)?.['message']) ?? '' }
        : { type, ...issuer, reason: stringOf(event['reason']) ?? '' };
    if (type === 'workflow_continued_as_new') return { type, ...issuer, ...valueOf('input', event['new_input']) };
    const number = ++this.#commands;
    const about = { id: this.#operations.get(numberOf(event['scheduled_by_id']) ?? 0) ?? 0, command: number };
    if (type === 'timer_cancelled') return { type, ...about, ...issuer };
    if (type === 'activity_failed') return { type: 'activity_cancel_requested', ...about, ...issuer };
    this.#operations.set(numberOf(event['id']) ?? 0, number);
    return { ...this.#opening(event, number, at), id: number, ...issuer };
  }

  #opening(event: JsonObject, number: number, at: number): Record<string, unknown> {
    const input = valueOf('input', event['input']);
    switch (event['type']) {
      case 'activity_scheduled':
        return { type: 'activity_scheduled', name: stringOf(event['name']) ?? '', ...input, ...policiesOf(event) };
      case 'timer_scheduled': {
        const ms = durationMs(event['duration']) ?? 0;
        return { type: 'timer_started', ms, fireAt: moment(event['fire_at']) ?? at + ms };
      }
      case 'child_workflow_scheduled':
        return {
          type: 'child_workflow_scheduled',
          workflowType: stringOf(event['workflow_type']) ?? '',
          workflowId: stringOf(event['workflow_id']) ?? '',
          closePolicy:
            stringOf(event['close_policy']) ?? (event['parent_close_policy'] === 1 ? 'abandon' : 'terminate'),
          ...input,
        };
      case 'signal_external_scheduled':
        this.#sent.push({ id: number, outcome: objectOf(event['outcome'] ?? null) });
        return {
          type: 'signal_external_scheduled',
          workflowId: stringOf(event['target_workflow_id']) ?? '',
          name: stringOf(event['signal_name']) ?? '',
          ...valueOf('input', event['payload']),
        };
      default: {
        const name = stringOf(event['version_name']);
        const value = valueOf('value', event['result']);
        return name === undefined
          ? { type: 'side_effect_recorded', ...(event['error'] === undefined ? value : { failure: failureOf(event) }) }
          : { type: 'version_marked', name, version: numberOf(value.value) ?? 0 };
      }
    }
  }

  /** Stands where Derecho has an event that this engine does without. */
  #delivery(at: number): NativeEvent {
    const next = this.#sent.shift();
    if (next === undefined) return nothing(at);
    const { id, outcome } = next;
    if (outcome['failure'] !== undefined)
      return { type: 'signal_external_failed', at, id, failure: failureOf({ error: outcome['failure'] }) };
    return { type: 'signal_external_delivered', at, id, runId: stringOf(outcome['run_id']) ?? '' };
  }

  /** Events without a time have that of the one before. */
  #timeOf(event: JsonObject): number {
    const written =
      numberOf(event['ts']) ??
      ['started_at', 'requested_at', 'scheduled_at', 'fired_at', 'sent_at'].reduce<number | null>(
        (found, key) => found ?? moment(event[key]),
        null,
      );
    return (this.#at = Math.max(this.#at, written ?? 0));
  }
}

const commandTypes: ReadonlySet<unknown> = new Set([
  'workflow_completed',
  'workflow_failed',
  'workflow_cancelled',
  'workflow_continued_as_new',
  'activity_scheduled',
  'timer_scheduled',
  'timer_cancelled',
  'side_effect_recorded',
  'child_workflow_scheduled',
  'signal_external_scheduled',
]);

/** A command belongs to the task that is completed next, and where none is, to the one that was started last. */
function tasksOf(log: readonly JsonObject[]): {
  readonly tasks: ReadonlyMap<number, number>;
  readonly started: ReadonlyMap<number, number>;
} {
  const tasks = new Map<number, number>();
  const started = new Map<number, number>();
  /** Index of the event that started a task, by the id of the one that scheduled it; those not completed yet. */
  const open = new Map<unknown, number>();
  let waiting: number[] = [];
  const close = (index: number | undefined): void => {
    if (index === undefined) return;
    const task = started.size + 1;
    started.set(index, task);
    for (const command of waiting) tasks.set(command, task);
    waiting = [];
  };
  for (const [i, event] of log.entries()) {
    if (event['type'] === 'workflow_task_started') open.set(event['scheduled_by_id'], i);
    else if (isCommandOf(event)) waiting.push(i);
    else if (event['type'] === 'workflow_task_completed') {
      close(open.get(event['scheduled_by_id']));
      open.delete(event['scheduled_by_id']);
    }
  }
  if (waiting.length > 0) close([...open.values()].at(-1));
  return { tasks, started };
}

/** `cancel_command`: an extra key of this engine's exports, where its code gave up an activity. */
function isCommandOf(event: JsonObject): boolean {
  return commandTypes.has(event['type']) || (event['type'] === 'activity_failed' && event['cancel_command'] === true);
}

function valueOf<K extends string>(key: K, bytes: Json | undefined): { readonly [P in K]?: Json } {
  return typeof bytes !== 'string' || bytes === ''
    ? {}
    : ({ [key]: decodedBytes(bytes) } as { readonly [P in K]: Json });
}

/** Bytes of another codec than JSON stay text. */
function decodedBytes(base64: string): Json {
  const text = Buffer.from(base64, 'base64').toString('utf8');
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function attemptOf(event: JsonObject): number {
  return numberOf(event['attempt']) ?? 1;
}

function failureOf(event: JsonObject, otherwise = 'failed'): NativeFailure {
  const {
    kind,
    message,
    details,
    non_retryable: nonRetryable,
  } = errorOf(event) ?? {
    kind: 'cancelled',
    message: otherwise,
  };
  return {
    kind: stringOf(kind) ?? 'application',
    message: stringOf(message) ?? '',
    ...(details !== undefined && details !== null && { details }),
    ...(nonRetryable === true && { nonRetryable }),
  };
}

function policiesOf(event: JsonObject): { readonly retry?: RetryPolicy; readonly timeouts?: ActivityTimeouts } {
  const { retry_policy: retry, retry_as_written: written, timeout_policy: timeouts } = event;
  return {
    ...(isObject(written) ? { retry: written } : isObject(retry) && { retry: retryOf(retry) }),
    ...(isObject(timeouts) && { timeouts: timeoutsOf(timeouts) }),
  };
}

function retryOf(policy: JsonObject): RetryPolicy {
  const kinds = policy['non_retryable_errors'];
  return defined({
    initialIntervalMs: durationMs(policy['initial_interval']),
    backoffCoefficient: numberOf(policy['backoff_coefficient']),
    maximumIntervalMs: durationMs(policy['max_interval']),
    maximumAttempts: numberOf(policy['max_attempts']),
    nonRetryableKinds: Array.isArray(kinds) ? kinds.map(String) : undefined,
  });
}

function timeoutsOf(policy: JsonObject): ActivityTimeouts {
  return defined({
    scheduleToStartMs: durationMs(policy['schedule_to_start_timeout']),
    startToCloseMs: durationMs(policy['start_to_close_timeout']),
    scheduleToCloseMs: durationMs(policy['schedule_to_close_timeout']),
    heartbeatMs: durationMs(policy['heartbeat_timeout']),
  });
}

function defined<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null),
  ) as never;
}
