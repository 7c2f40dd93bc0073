// A Temporal event in its canonical form: one typed event with the fields that replay needs, whatever the file's
// spelling.
// Source: temporal.api.history.v1.

import { type Json, type JsonObject, objectOf } from '../../../model/json.ts';
import { readTemporalEvent } from '../event.ts';
import { enumWord, isKnownType, type TemporalEventType } from '../vocabulary.ts';
import { failure, retryState } from './failure.ts';
import {
  choice,
  count,
  digits,
  duration,
  type Field,
  flag,
  list,
  map,
  message,
  name,
  type Read,
  text,
  time,
} from './field.ts';
import { payload, payloadMap, payloads } from './payload.ts';

const execution = message({ workflowId: text, runId: text });
const retryPolicy = message({
  initialInterval: duration,
  backoffCoefficient: count,
  maximumInterval: duration,
  maximumAttempts: count,
  nonRetryableErrorTypes: list(text),
});
const priority = message({ priorityKey: count, fairnessKey: text, fairnessWeight: count });
const activityTimeouts = {
  scheduleToCloseTimeout: duration,
  scheduleToStartTimeout: duration,
  startToCloseTimeout: duration,
  heartbeatTimeout: duration,
};
const workflowTimeouts = {
  workflowExecutionTimeout: duration,
  workflowRunTimeout: duration,
  workflowTaskTimeout: duration,
};
/** Fields in which an end names its operation. */
const activityEnd = { scheduledEventId: count, startedEventId: count, identity: text };
const childEnd = {
  namespace: text,
  workflowExecution: execution,
  workflowType: name,
  initiatedEventId: count,
  startedEventId: count,
};
const externalFailure = choice(
  'SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_',
  'ExternalWorkflowExecutionNotFound',
  'NamespaceNotFound',
  'SignalCountLimitExceeded',
);
const nexusEnd = message({ scheduledEventId: count, failure });
const workflowTaskEnd = { scheduledEventId: count, startedEventId: count };
/** Only one cause matters: the run was reset here. */
const resetCause: Field<'ResetWorkflow'> = (value) =>
  value === 20 || enumWord(value, 'WORKFLOW_TASK_FAILED_CAUSE_') === 'ResetWorkflow' ? 'ResetWorkflow' : undefined;
const markerDetails = map(payloads);
const nexusHeaders = map(text);

const fields = {
  WorkflowExecutionStarted: message({
    workflowType: name,
    workflowId: text,
    parentWorkflowNamespace: text,
    parentWorkflowExecution: execution,
    taskQueue: name,
    input: payloads,
    ...workflowTimeouts,
    continuedExecutionRunId: text,
    initiator: choice('CONTINUE_AS_NEW_INITIATOR_', 'Workflow', 'Retry', 'CronSchedule'),
    continuedFailure: failure,
    lastCompletionResult: payloads,
    originalExecutionRunId: text,
    identity: text,
    firstExecutionRunId: text,
    retryPolicy,
    attempt: count,
    workflowExecutionExpirationTime: time,
    cronSchedule: text,
    firstWorkflowTaskBackoff: duration,
    memo: payloadMap,
    searchAttributes: payloadMap,
    header: payloadMap,
    rootWorkflowExecution: execution,
    priority,
  }),
  WorkflowExecutionCompleted: message({ result: payloads }),
  WorkflowExecutionFailed: message({ failure }),
  WorkflowExecutionContinuedAsNew: message({
    workflowType: name,
    taskQueue: name,
    input: payloads,
    ...workflowTimeouts,
    memo: payloadMap,
    searchAttributes: payloadMap,
  }),
  WorkflowTaskScheduled: message({}),
  WorkflowTaskStarted: message({
    scheduledEventId: count,
    historySizeBytes: count,
    suggestContinueAsNew: flag,
    suggestContinueAsNewReasons: list(
      choice('SUGGEST_CONTINUE_AS_NEW_REASON_', 'HistorySizeTooLarge', 'TooManyHistoryEvents', 'TooManyUpdates'),
    ),
    targetWorkerDeploymentVersionChanged: flag,
  }),
  WorkflowTaskCompleted: message({
    ...workflowTaskEnd,
    sdkMetadata: message({
      coreUsedFlags: list(count),
      langUsedFlags: list(count),
      sdkName: text,
      sdkVersion: text,
    }),
    workerVersion: message({ buildId: text }),
    workerDeploymentName: text,
    workerDeploymentVersion: text,
    deploymentVersion: message({ deploymentName: text, buildId: text }),
  }),
  WorkflowTaskFailed: message({ ...workflowTaskEnd, cause: resetCause, newRunId: text, failure }),
  WorkflowTaskTimedOut: message(workflowTaskEnd),
  WorkflowExecutionSignaled: message({ signalName: text, input: payloads, identity: text, header: payloadMap }),
  WorkflowExecutionCancelRequested: message({ cause: text }),
  WorkflowExecutionUpdateAccepted: message({
    protocolInstanceId: text,
    acceptedRequestSequencingEventId: count,
    acceptedRequest: message({
      meta: message({ updateId: text, identity: text }),
      input: message({ name: text, header: payloadMap, args: payloads }),
    }),
  }),
  WorkflowExecutionUpdateCompleted: message({
    acceptedEventId: count,
    meta: message({ updateId: text }),
    outcome: message({ success: payloads, failure }),
  }),
  WorkflowExecutionUpdateAdmitted: message({
    request: message({
      meta: message({ updateId: text, identity: text }),
      input: message({ name: text, header: payloadMap, args: payloads }),
    }),
  }),
  ActivityTaskScheduled: message({
    activityId: text,
    activityType: name,
    taskQueue: name,
    header: payloadMap,
    input: payloads,
    ...activityTimeouts,
    retryPolicy,
    priority,
  }),
  ActivityTaskStarted: message({ scheduledEventId: count }),
  ActivityTaskCompleted: message({ ...activityEnd, result: payloads }),
  ActivityTaskFailed: message({ ...activityEnd, failure, retryState }),
  ActivityTaskTimedOut: message({ ...activityEnd, failure, retryState }),
  ActivityTaskCancelRequested: message({ scheduledEventId: count }),
  ActivityTaskCanceled: message({ ...activityEnd, details: payloads }),
  TimerStarted: message({ timerId: digits, startToFireTimeout: duration }),
  TimerFired: message({ timerId: digits, startedEventId: count }),
  TimerCanceled: message({ timerId: digits, startedEventId: count }),
  MarkerRecorded: message({ markerName: text, details: markerDetails, failure }),
  StartChildWorkflowExecutionInitiated: message({
    namespace: text,
    workflowId: text,
    workflowType: name,
    taskQueue: name,
    input: payloads,
    ...workflowTimeouts,
    parentClosePolicy: choice('PARENT_CLOSE_POLICY_', 'Terminate', 'Abandon', 'RequestCancel'),
    workflowIdReusePolicy: choice(
      'WORKFLOW_ID_REUSE_POLICY_',
      'AllowDuplicate',
      'AllowDuplicateFailedOnly',
      'RejectDuplicate',
      'TerminateIfRunning',
    ),
    retryPolicy,
    cronSchedule: text,
    header: payloadMap,
    memo: payloadMap,
    searchAttributes: payloadMap,
    priority,
  }),
  StartChildWorkflowExecutionFailed: message({
    initiatedEventId: count,
    cause: choice('START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_', 'WorkflowAlreadyExists', 'NamespaceNotFound'),
  }),
  ChildWorkflowExecutionStarted: message({ initiatedEventId: count, workflowExecution: execution }),
  ChildWorkflowExecutionCompleted: message({ ...childEnd, result: payloads }),
  ChildWorkflowExecutionFailed: message({ ...childEnd, failure, retryState }),
  ChildWorkflowExecutionCanceled: message({ ...childEnd, details: payloads }),
  ChildWorkflowExecutionTimedOut: message({ ...childEnd, retryState }),
  ChildWorkflowExecutionTerminated: message(childEnd),
  SignalExternalWorkflowExecutionInitiated: message({
    namespace: text,
    workflowExecution: execution,
    signalName: text,
    input: payloads,
    childWorkflowOnly: flag,
    header: payloadMap,
  }),
  SignalExternalWorkflowExecutionFailed: message({ initiatedEventId: count, cause: externalFailure }),
  ExternalWorkflowExecutionSignaled: message({ initiatedEventId: count }),
  RequestCancelExternalWorkflowExecutionInitiated: message({
    namespace: text,
    workflowExecution: execution,
    childWorkflowOnly: flag,
    reason: text,
  }),
  RequestCancelExternalWorkflowExecutionFailed: message({
    initiatedEventId: count,
    cause: choice(
      'CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_',
      'ExternalWorkflowExecutionNotFound',
      'NamespaceNotFound',
    ),
  }),
  ExternalWorkflowExecutionCancelRequested: message({ initiatedEventId: count }),
  UpsertWorkflowSearchAttributes: message({ searchAttributes: payloadMap }),
  WorkflowPropertiesModified: message({ upsertedMemo: payloadMap }),
  NexusOperationScheduled: message({
    endpoint: text,
    service: text,
    operation: text,
    input: payload,
    scheduleToCloseTimeout: duration,
    nexusHeader: nexusHeaders,
  }),
  NexusOperationStarted: message({ scheduledEventId: count, operationToken: text, operationId: text }),
  NexusOperationCompleted: message({ scheduledEventId: count, result: payload }),
  NexusOperationFailed: nexusEnd,
  NexusOperationCanceled: nexusEnd,
  NexusOperationTimedOut: nexusEnd,
  NexusOperationCancelRequested: message({ scheduledEventId: count }),
  NexusOperationCancelRequestCompleted: message({ scheduledEventId: count }),
  NexusOperationCancelRequestFailed: message({ scheduledEventId: count, failure }),
} satisfies Partial<Record<TemporalEventType, Field<object>>>;

type Fields = typeof fields;
type AttributesOf<T> = T extends keyof Fields ? Read<Fields[T]> : object;

type Event<T extends TemporalEventType | 'Unknown'> = {
  /** The server's event id, from 1. */
  readonly id: number;
  readonly type: T;
  readonly atMs: number | null;
  /** The set fields that replay needs. */
  readonly attributes: AttributesOf<T>;
  /** The original event. */
  readonly written: JsonObject;
};

/** `Unknown`: an event of an unknown type. */
export type HistoryEvent = { [T in TemporalEventType | 'Unknown']: Event<T> }[TemporalEventType | 'Unknown'];
export type EventOf<T extends HistoryEvent['type']> = Extract<HistoryEvent, { readonly type: T }>;

/** Never throws. `id` is 0 for an event without an id. */
export function historyEvent(raw: Json): HistoryEvent {
  const { id, type, atMs, attributes } = readTemporalEvent(raw, 1);
  const known = isKnownType(type) ? type : 'Unknown';
  const field: Field<object> | undefined = Object.hasOwn(fields, known) ? fields[known as keyof Fields] : undefined;
  return {
    id: count(id ?? null) ?? 0,
    type: known,
    atMs,
    attributes: field?.(attributes) ?? {},
    written: objectOf(raw),
  } as HistoryEvent;
}

/** True where the server allows a worker to skip an event of unknown type. */
export function mayIgnore({ written }: HistoryEvent): boolean {
  return (written['workerMayIgnore'] ?? written['worker_may_ignore']) === true;
}
