// What an open run waits for, in order of precedence: a due workflow task, a present one, pending operations, a
// message.

import { isObject, type Json } from '../../model/json.ts';
import { operationsAt, type OracleOperation } from './operations.ts';
import { at, numberIn, type PlainEvent, textAt } from './raw-event.ts';
import { runAt } from './run.ts';

export type Waiting =
  | { readonly type: 'ended' }
  | { readonly type: 'paused' }
  /**
   * The run began, but must not run before this time: a delayed start, the back-off of a retry or a schedule. ms since
   * 1970.
   */
  | { readonly type: 'delayed'; readonly untilMs: number }
  /** The server is about to schedule a workflow task; `because`: seqs of the events that require it. */
  | { readonly type: 'taskDue'; readonly because: readonly number[] }
  /** `failed`: the task will be retried. The history may not state the number of earlier retries. */
  | {
      readonly type: 'task';
      readonly state: 'scheduled' | 'started' | 'failed' | 'timedOut';
      readonly seq: number;
      readonly attempt: number;
      readonly cause?: string;
    }
  | { readonly type: 'operations'; readonly keys: readonly string[]; readonly inProgress: readonly string[] }
  /** A signal, an update, or a condition of the code itself. */
  | { readonly type: 'message'; readonly inProgress: readonly string[] };

/** After these events the server schedules a workflow task, unless one is scheduled already. */
const waking = new Set([
  'WorkflowExecutionStarted',
  'ActivityTaskCompleted',
  'ActivityTaskFailed',
  'ActivityTaskTimedOut',
  'ActivityTaskCanceled',
  'TimerFired',
  'WorkflowExecutionCancelRequested',
  'WorkflowExecutionSignaled',
  'WorkflowExecutionUpdateAdmitted',
  'StartChildWorkflowExecutionFailed',
  'ChildWorkflowExecutionStarted',
  'ChildWorkflowExecutionCompleted',
  'ChildWorkflowExecutionFailed',
  'ChildWorkflowExecutionCanceled',
  'ChildWorkflowExecutionTimedOut',
  'ChildWorkflowExecutionTerminated',
  'SignalExternalWorkflowExecutionFailed',
  'ExternalWorkflowExecutionSignaled',
  'RequestCancelExternalWorkflowExecutionFailed',
  'ExternalWorkflowExecutionCancelRequested',
  'NexusOperationStarted',
  'NexusOperationCompleted',
  'NexusOperationFailed',
  'NexusOperationCanceled',
  'NexusOperationTimedOut',
  'NexusOperationCancelRequestCompleted',
  'NexusOperationCancelRequestFailed',
]);

/** The code does not await an answer to these: they end with their opening event, or are the code's own. */
const notAwaited = new Set([
  'workflowTask',
  'update',
  'signal',
  'cancelRequest',
  'version',
  'sideEffect',
  'marker',
  'pause',
]);
/** Events written together with the end of a workflow task. */
const command =
  /^(ActivityTask(Scheduled|CancelRequested)|Timer(Started|Canceled)|MarkerRecorded|Upsert|WorkflowPropertiesModified$|StartChild.*Initiated|(Signal|RequestCancel)External.*Initiated|NexusOperation(Scheduled|CancelRequested)$|WorkflowExecution(Completed|Failed|Canceled|ContinuedAsNew|Update(Accepted|Completed|Rejected))$|CancelTimerFailed|RequestCancelActivityTaskFailed)/;
const endOfTask = /^WorkflowTask(Completed|Failed|TimedOut)$/;
const openStatuses = new Set(['scheduled', 'started', 'accepted', 'retrying', 'cancelRequested']);

export function waitingAt(events: readonly PlainEvent[], upTo: number): Waiting {
  const past = events.slice(0, upTo);
  const { status } = runAt(events, upTo);
  if (status === 'paused') return { type: 'paused' };
  if (status !== 'running') return { type: 'ended' };
  const operations = operationsAt(events, upTo);
  const open = openTask(past, operations) ?? failedTask(past);
  if (open !== undefined) return open;
  const because = unheard(past);
  const untilMs = delayOf(past);
  if (untilMs !== undefined && because.length === 1) return { type: 'delayed', untilMs };
  if (because.length > 0) return { type: 'taskDue', because };
  const pending = operations.filter(isOpen);
  const keys = pending.filter(({ kind }) => !notAwaited.has(kind)).map(({ key }) => key);
  const inProgress = pending
    .filter(({ kind, status: now }) => kind === 'update' && now === 'accepted')
    .map(({ key }) => key);
  return keys.length > 0 ? { type: 'operations', keys, inProgress } : { type: 'message', inProgress };
}

/** undefined where the start was not delayed, or the first task exists. */
function delayOf(past: readonly PlainEvent[]): number | undefined {
  const start = past.find(({ name }) => name === 'WorkflowExecutionStarted');
  if (start === undefined || start.atMs === null || past.some(({ name }) => name === 'WorkflowTaskScheduled'))
    return undefined;
  const told =
    at(start.attributes, 'firstWorkflowTaskBackoff') ??
    at(start.attributes, 'firstDecisionTaskBackoff') ??
    at(start.attributes, 'firstDecisionTaskBackoffSeconds');
  const seconds = durationSeconds(told);
  return seconds > 0 ? start.atMs + seconds * 1000 : undefined;
}

/** `"3.5s"`, `{seconds, nanos}`, or whole seconds. */
function durationSeconds(value: Json | undefined): number {
  if (isObject(value)) return (numberIn(value['seconds']) ?? 0) + (numberIn(value['nanos']) ?? 0) / 1e9;
  return typeof value === 'string' ? Number.parseFloat(value) || 0 : (numberIn(value) ?? 0);
}

function isOpen({ status }: OracleOperation): boolean {
  return openStatuses.has(status);
}

function openTask(past: readonly PlainEvent[], operations: readonly OracleOperation[]): Waiting | undefined {
  const task = operations.findLast((operation) => operation.kind === 'workflowTask' && isOpen(operation));
  if (task === undefined || past.some(({ seq, name }) => seq > task.openedAt && endOfTask.test(name))) return undefined;
  return {
    type: 'task',
    state: task.startedAt === null ? 'scheduled' : 'started',
    seq: task.startedAt ?? task.openedAt,
    attempt: Math.max(1, task.attempts),
  };
}

/** The server retries a failed task without an event until it succeeds. After a reset it schedules another task. */
function failedTask(past: readonly PlainEvent[]): Waiting | undefined {
  const end = past.findLast(({ name }) => endOfTask.test(name));
  if (end === undefined || end.name === 'WorkflowTaskCompleted') return undefined;
  const cause = textAt(end.attributes, 'cause');
  if (/reset/i.test(cause)) return { type: 'taskDue', because: [end.seq] };
  const state = end.name === 'WorkflowTaskFailed' ? 'failed' : 'timedOut';
  const failures = past.length - 1 - past.findLastIndex(({ name }) => name === 'WorkflowTaskCompleted');
  const attempt = past.slice(-failures).filter(({ name }) => endOfTask.test(name)).length + 1;
  return { type: 'task', state, seq: end.seq, attempt, ...(cause === '' ? {} : { cause }) };
}

/** Waking events after the start of the last completed task, which cannot have seen them. */
function unheard(past: readonly PlainEvent[]): readonly number[] {
  const completed = past.findLast(({ name }) => name === 'WorkflowTaskCompleted');
  const started =
    completed === undefined
      ? 0
      : (past.findLast(({ name, seq }) => name === 'WorkflowTaskStarted' && seq < completed.seq)?.seq ?? completed.seq);
  return past.filter(({ seq, name }) => seq > started && waking.has(name)).map(({ seq }) => seq);
}

/**
 * The next event came with the same task: a command of the code, or another task that it requested. The run's wait is
 * not yet known.
 */
export function isWithinTask(events: readonly PlainEvent[], upTo: number): boolean {
  const next = events[upTo];
  if (next === undefined) return false;
  const past = events.slice(0, upTo);
  if (next.name === 'WorkflowTaskScheduled')
    return (
      past.at(-1)?.name !== 'WorkflowExecutionStarted' && failedTask(past) === undefined && unheard(past).length === 0
    );
  return command.test(next.name);
}
