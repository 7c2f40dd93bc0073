// The result that an event which ends an operation gives to the code: T8 of SPEC.md. Pure.

import type { EventOf, HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import type { Command, GuestFailure, Job, Result } from '../../sandbox/guest.ts';

/** An activity, local or not. */
export type AskedActivity = { readonly activityType: string; readonly activityId: string };
type Child = Extract<Command, { type: 'startChildWorkflowExecution' }>;

const cancelRequested = 7;
const nonRetryable = 2;
const startToClose = 1;

export function activityResult(event: HistoryEvent, activity: AskedActivity): Result | undefined {
  switch (event.type) {
    case 'ActivityTaskCompleted':
      return { completed: firstOf(event.attributes.result) };
    case 'ActivityTaskFailed':
      return { failed: { failure: activityFailure('Activity task failed', event, activity) } };
    case 'ActivityTaskTimedOut':
      return { failed: { failure: activityFailure('Activity task timed out', event, activity) } };
    case 'ActivityTaskCanceled':
      return activityCancelled(activity, { details: { payloads: event.attributes.details ?? [] } }, event.attributes);
    default:
      return undefined;
  }
}

function activityFailure(
  message: string,
  { attributes }: EventOf<'ActivityTaskFailed' | 'ActivityTaskTimedOut'>,
  activity: AskedActivity,
): GuestFailure {
  const { failure, identity, retryState, startedEventId, scheduledEventId } = attributes;
  return {
    message,
    ...(failure !== undefined && { cause: failure }),
    activityFailureInfo: {
      activityType: { name: activity.activityType },
      activityId: activity.activityId,
      identity: identity ?? '',
      retryState: retryState ?? 0,
      startedEventId,
      scheduledEventId,
    },
  };
}

/** Applies even where no code waits for the activity's end. */
export function activityCancelled(
  { activityType, activityId }: AskedActivity,
  canceledFailureInfo: object = {},
  { scheduledEventId, startedEventId }: { scheduledEventId?: number; startedEventId?: number } = {},
): Result {
  const activityFailureInfo = {
    activityType: { name: activityType },
    activityId,
    identity: '',
    retryState: cancelRequested,
    startedEventId,
    scheduledEventId,
  };
  return {
    cancelled: { failure: { message: 'Activity cancelled', cause: { canceledFailureInfo }, activityFailureInfo } },
  };
}

export function childResult(event: HistoryEvent, child: Child): Result | undefined {
  switch (event.type) {
    case 'ChildWorkflowExecutionCompleted':
      return { completed: firstOf(event.attributes.result) };
    case 'ChildWorkflowExecutionFailed':
      return failedChild('Child Workflow execution failed', event.attributes.failure, child, event.attributes);
    case 'ChildWorkflowExecutionTimedOut': {
      const cause = { message: 'Timed out', timeoutFailureInfo: { timeoutType: startToClose } };
      return failedChild('Child Workflow execution timed out', cause, child, event.attributes);
    }
    case 'ChildWorkflowExecutionTerminated': {
      const cause = { message: 'Terminated', terminatedFailureInfo: {} };
      return failedChild('Child Workflow execution terminated', cause, child, {
        ...event.attributes,
        retryState: nonRetryable,
      });
    }
    case 'ChildWorkflowExecutionCanceled':
      return childCancelled(child, { details: { payloads: event.attributes.details ?? [] } }, event.attributes);
    default:
      return undefined;
  }
}

type ChildEnd = EventOf<'ChildWorkflowExecutionFailed'>['attributes'];

function failedChild(message: string, cause: GuestFailure | undefined, child: Child, end: ChildEnd): Result {
  return { failed: { failure: childFailure(message, cause, child, end) } };
}

function childFailure(message: string, cause: GuestFailure | undefined, child: Child, end: ChildEnd): GuestFailure {
  return {
    message,
    ...(cause !== undefined && { cause }),
    childWorkflowExecutionFailureInfo: {
      namespace: end.namespace ?? child.namespace ?? '',
      workflowType: { name: child.workflowType },
      workflowExecution: end.workflowExecution ?? { workflowId: child.workflowId, runId: '' },
      initiatedEventId: end.initiatedEventId,
      startedEventId: end.startedEventId,
      retryState: end.retryState ?? 0,
    },
  };
}

/** Applies even where no code waits for the child's end. */
export function childCancelled(child: Child, canceledFailureInfo: object = {}, end: ChildEnd = {}): Result {
  const failure = childFailure('Child Workflow execution cancelled', { canceledFailureInfo }, child, {
    ...end,
    retryState: nonRetryable,
  });
  return { cancelled: { failure } };
}

export function childCancelledBeforeSent(child: Child, reason: string): { readonly failure: GuestFailure } {
  const message = `Child Workflow Execution cancelled before scheduled: ${reason}`;
  const cause = { message, canceledFailureInfo: {} };
  return { failure: childFailure(message, cause, child, { retryState: nonRetryable }) };
}

const signalRefusals: Readonly<Record<number, readonly [string, string]>> = {
  1: ['it was not found', 'EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND'],
  2: ['it was not found', 'NAMESPACE_NOT_FOUND'],
  3: ['The per-workflow signal limit was exceeded', 'SIGNAL_COUNT_LIMIT_EXCEEDED'],
};

export function signalRefused(cause: number | undefined): GuestFailure {
  const [why, name] = signalRefusals[cause ?? 0] ?? ['unknown', 'UNSPECIFIED'];
  return {
    message: `Unable to signal external workflow because ${why}`,
    applicationFailureInfo: { type: `SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_${name}` },
  };
}

export function cancelRefused(cause: number | undefined): GuestFailure {
  const name = ['UNSPECIFIED', 'EXTERNAL_WORKFLOW_EXECUTION_NOT_FOUND', 'NAMESPACE_NOT_FOUND'][cause ?? 0];
  return {
    message: `Unable to cancel external workflow because ${(cause ?? 0) === 0 ? 'unknown' : 'not found'}`,
    applicationFailureInfo: { type: `CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_${name ?? 'UNSPECIFIED'}` },
  };
}

export function nexusResult(
  event: HistoryEvent,
): Extract<Job, { type: 'resolveNexusOperation' }>['result'] | undefined {
  switch (event.type) {
    case 'NexusOperationCompleted':
      return event.attributes.result === undefined ? { completed: nothing } : { completed: event.attributes.result };
    case 'NexusOperationFailed':
      return { failed: event.attributes.failure ?? {} };
    case 'NexusOperationCanceled':
      return { cancelled: event.attributes.failure ?? {} };
    case 'NexusOperationTimedOut':
      return { timedOut: event.attributes.failure ?? {} };
    default:
      return undefined;
  }
}

const nothing = { metadata: { encoding: Buffer.from('binary/null') }, data: new Uint8Array(0) };

function firstOf<T>(values: readonly T[] | undefined): { readonly result?: T } {
  const first = values?.[0];
  return first === undefined ? {} : { result: first };
}
