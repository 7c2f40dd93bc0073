// Temporal's event types and enum spellings in one form. Source: temporal.api.enums.v1 (event types 1 to 60, server 1.32).

const numbered = [
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
] as const;

export type TemporalEventType = (typeof numbered)[number];
const known: ReadonlySet<string> = new Set(numbered);

export function isKnownType(type: string): type is TemporalEventType {
  return known.has(type);
}

const answer =
  /^(Activity(TaskStarted|TaskCompleted|TaskFailed|TaskTimedOut|TaskCanceled|Properties)|TimerFired|ChildWorkflow|StartChildWorkflowExecutionFailed|ExternalWorkflow|(Signal|RequestCancel)ExternalWorkflowExecutionFailed|WorkflowExecution(Signaled|CancelRequested|Paused|Unpaused|OptionsUpdated|UpdateAdmitted|TimeSkipping)|WorkflowPropertiesModifiedExternally|NexusOperation(?!Scheduled|CancelRequested))/;

/**
 * Events during a workflow task are recorded after its end; the start of a retryable activity is recorded only with its
 * end. Both have the time at which they happened.
 */
export function recordsLate(type: string): boolean {
  return answer.test(type);
}

const spellings = new Map<string | number, string>();

/** `EVENT_TYPE_TIMER_FIRED`, `TimerFired`, `EventTypeTimerFired`, 18, `DecisionTaskStarted` → the name in today's Pascal spelling. */
export function eventTypeName(raw: string | number): string {
  const cached = spellings.get(raw);
  if (cached !== undefined) return cached;
  const name = readEventType(raw);
  if (spellings.size < 1000) spellings.set(raw, name);
  return name;
}

function readEventType(raw: string | number): string {
  const number = typeof raw === 'number' ? raw : /^\d+$/.test(raw) ? Number(raw) : undefined;
  if (number !== undefined) return numbered[number - 1] ?? `EventType${number}`;
  const text = String(raw);
  const pascal = text.startsWith('EVENT_TYPE_') ? pascalCase(text.slice(11)) : text.replace(/^EventType(?=[A-Z])/, '');
  return pascal.startsWith('DecisionTask') ? `Workflow${pascal.slice(8)}` : pascal;
}

/**
 * `WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW` and its form without the prefix → `ResetWorkflow`; other spellings stay
 * unchanged; '' for unspecified.
 */
export function enumWord(raw: unknown, prefix: string, numbers?: readonly string[]): string {
  if (typeof raw === 'number') return numbers?.[raw] ?? (raw === 0 ? '' : String(raw));
  if (typeof raw !== 'string') return '';
  const bare = raw.startsWith(prefix) ? raw.slice(prefix.length) : raw;
  const word = bare === raw && !/^[A-Z]+(_[A-Z]+)+$/.test(raw) ? raw : pascalCase(bare);
  return word === 'Unspecified' ? '' : word;
}

/** Words by number. Source: temporal/api/enums/v1/failed_cause.proto. */
export const startFailedCauses = ['', 'WorkflowAlreadyExists', 'NamespaceNotFound'] as const;
export const reachFailedCauses = [
  '',
  'ExternalWorkflowExecutionNotFound',
  'NamespaceNotFound',
  'SignalCountLimitExceeded',
] as const;

export const timeoutTypes = ['', 'StartToClose', 'ScheduleToStart', 'ScheduleToClose', 'Heartbeat'] as const;

function pascalCase(screaming: string): string {
  return screaming.toLowerCase().replace(/(^|_)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
}
