// A history of Retrace's own engine as a Derecho log. What Derecho has no event for stands in extra keys of others, which
// it ignores (`ts`, `task_id`, `fiber`, `attempts` …), or is left out: SPEC.md N58.

import type { ActivityTimeouts, NativeEvent, NativeFailure, RetryPolicy } from '../../model/native-event.ts';
import { isCommand } from '../../model/native-history.ts';
import type { Json, JsonObject } from '../../model/json.ts';

type Attempt = Extract<NativeEvent, { type: 'activity_attempt_failed' }>;
type Scheduled = Extract<NativeEvent, { type: 'activity_scheduled' }>;

/** `events`: all events of a run, from its beginning. */
export function derechoLog(events: readonly NativeEvent[]): readonly JsonObject[] {
  return new Log(events).events;
}

class Log {
  readonly events: JsonObject[] = [];
  /** Ids in the log of the events that opened operations, by the operation's number. */
  readonly #ids = new Map<number, number>();
  readonly #outcomes: ReadonlyMap<number, JsonObject>;
  readonly #attempts: ReadonlyMap<number, readonly Attempt[]>;
  readonly #children = new Map<number, string>();
  #info: Extract<NativeEvent, { type: 'workflow_started' }> | undefined;

  constructor(events: readonly NativeEvent[]) {
    this.#outcomes = outcomesOf(events);
    this.#attempts = Map.groupBy(
      events.filter((event) => event.type === 'activity_attempt_failed'),
      ({ id }) => id,
    );
    const commands = Map.groupBy(events.filter(isCommand), ({ task }) => task);
    const late = new Set(
      events.flatMap((event) => (event.type === 'workflow_task_completed' ? (event.unseen ?? []) : [])),
    );
    let behind: NativeEvent[] = [];
    for (const [i, event] of events.entries()) {
      if (isCommand(event)) continue;
      // What a task has not seen stands behind it here.
      if (late.has(i + 1)) behind.push(event);
      else if (event.type !== 'workflow_task_completed') this.#add(event);
      else {
        this.#addTask(event, commands.get(event.task) ?? []);
        for (const each of behind) this.#add(each);
        behind = [];
      }
    }
    for (const each of behind) this.#add(each);
  }

  #addTask(
    { at, task, worker }: Extract<NativeEvent, { type: 'workflow_task_completed' }>,
    commands: readonly NativeEvent[],
  ): void {
    const scheduled = this.#push({ type: 'workflow_task_scheduled', ts: at });
    this.#push({
      type: 'workflow_task_started',
      scheduled_by_id: scheduled,
      worker_id: worker,
      started_at: timeText(at),
      ts: at,
    });
    for (const command of commands) this.#add(command, task);
    this.#push({ type: 'workflow_task_completed', scheduled_by_id: scheduled, ts: at });
  }

  #add(event: NativeEvent, task?: number): void {
    const fields = this.#fieldsOf(event);
    if (fields === undefined) return;
    const issued = isCommand(event) && task !== undefined ? { task_id: task, fiber: event.fiber } : {};
    const id = this.#push({ ...fields, ts: event.at, ...issued });
    if (isCommand(event) && 'id' in event && !('command' in event)) this.#ids.set(event.id, id);
  }

  /** The id of the event, from 1 without gaps. */
  #push(event: JsonObject): number {
    const id = this.events.length + 1;
    this.events.push(Object.fromEntries(Object.entries({ ...event, id }).toSorted(([a], [b]) => (a < b ? -1 : 1))));
    return id;
  }

  #by(operation: number): { readonly scheduled_by_id: number } {
    return { scheduled_by_id: this.#ids.get(operation) ?? 0 };
  }

  /** undefined for an event that is left out. */
  #fieldsOf(event: NativeEvent): JsonObject | undefined {
    switch (event.type) {
      case 'workflow_started':
        this.#info = event;
        return {
          type: event.type,
          workflow_type: event.workflowType,
          args: bytesOf(event.input),
          started_at: timeText(event.at),
          workflow_id: event.workflowId,
          run_id: event.runId,
        };
      case 'workflow_completed':
        return { type: event.type, result: bytesOf(event.result) };
      case 'workflow_failed':
        return { type: event.type, error: errorOf(event.failure) };
      case 'workflow_cancelled':
        return { type: event.type, reason: event.reason };
      case 'workflow_terminated':
        return { type: 'workflow_failed', error: { kind: 'cancelled', message: event.reason } };
      case 'workflow_continued_as_new':
        return { type: event.type, new_input: bytesOf(event.input), next_run_id: event.nextRunId ?? '' };
      case 'workflow_cancel_requested':
        return { type: event.type, reason: event.reason, requested_at: timeText(event.at) };
      case 'activity_scheduled':
        return scheduledFields(event);
      case 'activity_cancel_requested':
        return { type: 'activity_failed', ...this.#by(event.id), ...cancelledFields };
      case 'activity_started':
        return event.attempt > 1
          ? undefined
          : { type: event.type, ...this.#by(event.id), worker_id: event.worker, started_at: timeText(event.at) };
      case 'activity_completed':
        return { type: event.type, ...this.#by(event.id), result: bytesOf(event.result), ...this.#attemptsOf(event) };
      case 'activity_failed':
        return { type: event.type, ...this.#by(event.id), error: errorOf(event.failure), ...this.#attemptsOf(event) };
      case 'timer_started':
        return { type: 'timer_scheduled', duration: nanoseconds(event.ms), fire_at: timeText(event.fireAt) };
      case 'timer_cancelled':
        return { type: event.type, ...this.#by(event.id) };
      case 'timer_fired':
        return { type: event.type, ...this.#by(event.id), fired_at: timeText(event.at) };
      case 'side_effect_recorded':
        return {
          type: event.type,
          result: bytesOf(event.value),
          ...(event.failure !== undefined && { error: errorOf(event.failure) }),
        };
      case 'version_marked':
        return { type: 'side_effect_recorded', result: bytesOf(event.version), version_name: event.name };
      case 'child_workflow_scheduled':
        this.#children.set(event.id, event.workflowId);
        return {
          type: event.type,
          workflow_type: event.workflowType,
          workflow_id: event.workflowId,
          input: bytesOf(event.input),
          parent_workflow_id: this.#info?.workflowId ?? '',
          parent_run_id: this.#info?.runId ?? '',
          parent_close_policy: event.closePolicy === 'terminate' ? 0 : 1,
          close_policy: event.closePolicy,
        };
      case 'child_workflow_started':
        return { type: event.type, ...this.#by(event.id), child_run_id: event.runId, started_at: timeText(event.at) };
      case 'child_workflow_completed':
        return { type: event.type, ...this.#childOf(event), result: bytesOf(event.result) };
      case 'child_workflow_failed':
        return { type: event.type, ...this.#childOf(event), error: errorOf(event.failure) };
      case 'signal_received':
        return {
          type: event.type,
          signal_name: event.name,
          payload: bytesOf(event.input),
          sent_at: timeText(event.at),
          signal_id: event.id,
        };
      case 'signal_external_scheduled':
        return {
          type: event.type,
          target_workflow_id: event.workflowId,
          signal_name: event.name,
          payload: bytesOf(event.input),
          outcome: this.#outcomes.get(event.id) ?? null,
        };
      default:
        return undefined;
    }
  }

  #childOf({ id, runId = '' }: { readonly id: number; readonly runId?: string }): JsonObject {
    return { ...this.#by(id), child_workflow_id: this.#children.get(id) ?? '', child_run_id: runId };
  }

  #attemptsOf({ id, attempt }: { readonly id: number; readonly attempt: number }): JsonObject {
    const failed = (this.#attempts.get(id) ?? []).map(({ at, attempt: number, failure, retryAt }) => ({
      attempt: number,
      failed_at: timeText(at),
      error: errorOf(failure),
      retry_at: timeText(retryAt),
    }));
    return { attempt, ...(failed.length > 0 && { attempts: failed }) };
  }
}

const cancelledFields = { error: { kind: 'cancelled', message: 'activity cancelled' }, cancel_command: true };

/** What became of signals to others: Derecho has no event that says so. */
function outcomesOf(events: readonly NativeEvent[]): ReadonlyMap<number, JsonObject> {
  const outcomes = new Map<number, JsonObject>();
  for (const event of events)
    if (event.type === 'signal_external_delivered') outcomes.set(event.id, { run_id: event.runId });
    else if (event.type === 'signal_external_failed') outcomes.set(event.id, { failure: errorOf(event.failure) });
  return outcomes;
}

function scheduledFields({ at, name, input, retry, timeouts }: Scheduled): JsonObject {
  return {
    type: 'activity_scheduled',
    name,
    input: bytesOf(input),
    scheduled_at: timeText(at),
    ...(retry !== undefined && { retry_policy: retryOf(retry), retry_as_written: retry }),
    ...(timeouts !== undefined && { timeout_policy: timeoutsOf(timeouts) }),
  };
}

/** What a policy leaves out is what this engine takes then. */
function retryOf(policy: RetryPolicy): JsonObject {
  const {
    initialIntervalMs = 1000,
    backoffCoefficient = 2,
    maximumIntervalMs = 100_000,
    maximumAttempts = 0,
    nonRetryableKinds,
  } = policy;
  return {
    initial_interval: nanoseconds(initialIntervalMs),
    backoff_coefficient: backoffCoefficient,
    max_interval: nanoseconds(maximumIntervalMs),
    max_attempts: maximumAttempts,
    ...(nonRetryableKinds !== undefined && { non_retryable_errors: [...nonRetryableKinds] }),
  };
}

function timeoutsOf({
  scheduleToStartMs,
  startToCloseMs,
  scheduleToCloseMs,
  heartbeatMs,
}: ActivityTimeouts): JsonObject {
  const of = (key: string, ms: number | undefined): JsonObject => (ms === undefined ? {} : { [key]: nanoseconds(ms) });
  return {
    ...of('schedule_to_start_timeout', scheduleToStartMs),
    ...of('start_to_close_timeout', startToCloseMs),
    ...of('schedule_to_close_timeout', scheduleToCloseMs),
    ...of('heartbeat_timeout', heartbeatMs),
  };
}

/** Derecho's details are texts by name. */
function errorOf({ kind, message, nonRetryable, details }: NativeFailure): JsonObject {
  return {
    kind,
    message,
    ...(nonRetryable === true && { non_retryable: true }),
    ...(details !== undefined && { details: { value: JSON.stringify(details) } }),
  };
}

function bytesOf(value: Json | undefined): Json {
  return value === undefined ? null : Buffer.from(JSON.stringify(value)).toString('base64');
}

/** Whole numbers that survive the float of Derecho's codec: at most 104 days. */
function nanoseconds(ms: number): number {
  return Math.min(Number.MAX_SAFE_INTEGER, Math.round(ms * 1e6));
}

function timeText(ms: number): string {
  return new Date(ms).toISOString();
}
