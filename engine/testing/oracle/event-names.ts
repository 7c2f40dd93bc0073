// Temporal's event names in the order of their numbers (temporal.api.enums.v1.EventType, 1 to 60), and Cadence's names
// for the same events: a decision task is a workflow task.

export const eventNames: readonly string[] = [
  '',
  'WorkflowExecutionStarted',
  'WorkflowExecutionCompleted',
  'WorkflowExecutionFailed',
  'WorkflowExecutionTimedOut',
  'WorkflowTaskScheduled',
  'WorkflowTaskStarted',
  'WorkflowTaskCompleted',
  'WorkflowTaskTimedOut',
  'WorkflowTaskFailed',
  'ActivityTaskScheduled',
  'ActivityTaskStarted',
  'ActivityTaskCompleted',
  'ActivityTaskFailed',
  'ActivityTaskTimedOut',
  'ActivityTaskCancelRequested',
  'ActivityTaskCanceled',
  'TimerStarted',
  'TimerFired',
  'TimerCanceled',
  'WorkflowExecutionCancelRequested',
  'WorkflowExecutionCanceled',
  'RequestCancelExternalWorkflowExecutionInitiated',
  'RequestCancelExternalWorkflowExecutionFailed',
  'ExternalWorkflowExecutionCancelRequested',
  'MarkerRecorded',
  'WorkflowExecutionSignaled',
  'WorkflowExecutionTerminated',
  'WorkflowExecutionContinuedAsNew',
  'StartChildWorkflowExecutionInitiated',
  'StartChildWorkflowExecutionFailed',
  'ChildWorkflowExecutionStarted',
  'ChildWorkflowExecutionCompleted',
  'ChildWorkflowExecutionFailed',
  'ChildWorkflowExecutionCanceled',
  'ChildWorkflowExecutionTimedOut',
  'ChildWorkflowExecutionTerminated',
  'SignalExternalWorkflowExecutionInitiated',
  'SignalExternalWorkflowExecutionFailed',
  'ExternalWorkflowExecutionSignaled',
  'UpsertWorkflowSearchAttributes',
  'WorkflowExecutionUpdateAccepted',
  'WorkflowExecutionUpdateRejected',
  'WorkflowExecutionUpdateCompleted',
  'WorkflowPropertiesModifiedExternally',
  'ActivityPropertiesModifiedExternally',
  'WorkflowPropertiesModified',
  'WorkflowExecutionUpdateAdmitted',
  'NexusOperationScheduled',
  'NexusOperationStarted',
  'NexusOperationCompleted',
  'NexusOperationFailed',
  'NexusOperationCanceled',
  'NexusOperationTimedOut',
  'NexusOperationCancelRequested',
  'WorkflowExecutionOptionsUpdated',
  'NexusOperationCancelRequestCompleted',
  'NexusOperationCancelRequestFailed',
  'WorkflowExecutionPaused',
  'WorkflowExecutionUnpaused',
  'WorkflowExecutionTimeSkippingTransitioned',
];

/**
 * `EVENT_TYPE_TIMER_FIRED`, `EventTypeTimerFired`, `timerFired`, 18 → `TimerFired`; other text is converted to Pascal
 * case.
 */
export function eventName(spelled: unknown): string {
  if (typeof spelled === 'number') return eventNames[spelled] ?? `event type ${spelled}`;
  if (typeof spelled !== 'string') return '';
  const pascal = /^[A-Z0-9_]+$/.test(spelled)
    ? spelled
        .replace('EVENT_TYPE_', '')
        .toLowerCase()
        .replaceAll(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
    : spelled.replace(/^EventType(?=[A-Z])/, '').replace(/^[a-z]/, (letter) => letter.toUpperCase());
  return pascal.replace(/^DecisionTask/, 'WorkflowTask');
}

/** `TIMEOUT_TYPE_START_TO_CLOSE`, `START_TO_CLOSE`, `TimeoutTypeStartToClose`, `StartToClose` → `StartToClose`; numbers by the list. */
export function enumWord(spelled: unknown, numbers: readonly string[] = []): string {
  if (typeof spelled === 'number') return numbers[spelled] ?? String(spelled);
  if (typeof spelled !== 'string') return '';
  const pascal = /^[A-Z0-9_]+$/.test(spelled)
    ? spelled.toLowerCase().replaceAll(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
    : spelled;
  return pascal.replace(/^(TimeoutType|[A-Za-z]*FailedCause)(?=[A-Z])/, '');
}
