// What is not compared in a Temporal event, as lists of names of attributes. Everything that is in none of them is compared.

/** Numbers of other events. */
const numbersOfEvents = [
  'scheduledEventId',
  'startedEventId',
  'initiatedEventId',
  'workflowTaskCompletedEventId',
  'decisionTaskCompletedEventId',
  'acceptedEventId',
  'requestedEventId',
  'latestCancelRequestedEventId',
  'externalInitiatedEventId',
  'parentInitiatedEventId',
  'parentInitiatedEventVersion',
  'acceptedRequestSequencingEventId',
  'rejectedRequestSequencingEventId',
  'forkEventVersion',
  'control',
];

/** Ids that the engine gave. */
const idsGiven = [
  'runId',
  'originalExecutionRunId',
  'firstExecutionRunId',
  'continuedExecutionRunId',
  'newExecutionRunId',
  'newRunId',
  'baseRunId',
  'requestId',
  'attachedRequestId',
  'protocolInstanceId',
  'updateId',
  'acceptedRequestMessageId',
  'rejectedRequestMessageId',
  'operationId',
  'operationToken',
  'namespaceId',
  'parentWorkflowNamespaceId',
  'endpointId',
  'domainId',
];

/** Who asked, and where: callers, senders, parents, namespaces, callbacks with their tokens. */
const callers = [
  'identity',
  'externalWorkflowExecution',
  'parentWorkflowExecution',
  'rootWorkflowExecution',
  'parentWorkflowNamespace',
  'parentWorkflowDomain',
  'namespace',
  'domain',
  'completionCallbacks',
  'attachedCompletionCallbacks',
  'links',
];

/** Builds and workers. */
const builds = [
  'workerVersion',
  'workerVersioningId',
  'binaryChecksum',
  'deployment',
  'deploymentVersion',
  'workerDeploymentVersion',
  'workerDeploymentName',
  'sdkMetadata',
  'meteringMetadata',
  'versioningBehavior',
  'inheritBuildId',
  'inheritedBuildId',
  'useCompatibleVersion',
  'useWorkflowBuildId',
  'sourceVersionStamp',
  'prevAutoResetPoints',
  'inheritedPinnedVersion',
  'inheritedAutoUpgradeInfo',
  'targetWorkerDeploymentVersionChanged',
];

/** Times. */
const times = [
  'workflowExecutionExpirationTime',
  'firstWorkflowTaskBackoff',
  'firstWorkflowTaskBackoffSeconds',
  'firstDecisionTaskBackoff',
  'firstDecisionTaskBackoffSeconds',
  'firstScheduleTime',
  'backoffStartInterval',
  'backoffStartIntervalInSeconds',
];

/** Bookkeeping, wherever in an event it stands: given anew to every run, or about who ran it, where and when. */
export const bookkeeping: ReadonlySet<string> = new Set([
  ...numbersOfEvents,
  ...idsGiven,
  ...callers,
  ...builds,
  ...times,
]);

/** Headers of tracing: another one in every run. */
export const tracingHeaders: ReadonlySet<string> = new Set(['_tracer-data', 'traceparent', 'tracestate']);

/** Ids that code may have chosen. */
export const ids: ReadonlySet<string> = new Set(['workflowId', 'activityId', 'timerId']);

/** Maps of names that people gave to values. */
export const valueMaps: ReadonlySet<string> = new Set([
  'memo',
  'upsertedMemo',
  'searchAttributes',
  'header',
  'nexusHeader',
]);
/** Lists of values. */
export const listedValues: ReadonlySet<string> = new Set([
  'lastCompletionResult',
  'details',
  'lastHeartbeatDetails',
  'heartbeatDetails',
]);

/** Types that open an operation or the run: what else they say are its options. */
export const opening: ReadonlySet<string> = new Set([
  'WorkflowExecutionStarted',
  'ActivityTaskScheduled',
  'TimerStarted',
  'StartChildWorkflowExecutionInitiated',
  'SignalExternalWorkflowExecutionInitiated',
  'RequestCancelExternalWorkflowExecutionInitiated',
  'NexusOperationScheduled',
  'WorkflowExecutionSignaled',
  'WorkflowExecutionUpdateAdmitted',
  'WorkflowExecutionUpdateAccepted',
  'WorkflowExecutionUpdateRejected',
]);

/** Said by the effects (see `explain.ts`), or once more what the event that opened the operation said. */
export const said: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    WorkflowExecutionStarted: ['workflowType', 'workflowId', 'input', 'memo', 'searchAttributes'],
    WorkflowExecutionCompleted: ['result'],
    WorkflowExecutionFailed: ['failure', 'reason', 'details'],
    WorkflowExecutionTimedOut: [],
    WorkflowExecutionCanceled: ['details'],
    WorkflowExecutionTerminated: ['reason', 'details'],
    WorkflowExecutionContinuedAsNew: ['input', 'failure'],
    WorkflowExecutionSignaled: ['signalName', 'input'],
    WorkflowExecutionCancelRequested: [],
    WorkflowExecutionPaused: ['reason'],
    WorkflowExecutionUnpaused: ['reason'],
    WorkflowExecutionOptionsUpdated: [],
    WorkflowExecutionUpdateAdmitted: ['name', 'args'],
    WorkflowExecutionUpdateAccepted: ['name', 'args'],
    WorkflowExecutionUpdateRejected: ['name', 'args', 'failure'],
    WorkflowExecutionUpdateCompleted: ['meta', 'outcome'],
    UpsertWorkflowSearchAttributes: ['searchAttributes'],
    WorkflowPropertiesModified: ['upsertedMemo'],
    WorkflowPropertiesModifiedExternally: ['upsertedMemo'],
    ActivityTaskScheduled: ['activityType', 'input'],
    ActivityTaskStarted: ['attempt', 'lastFailure'],
    ActivityTaskCompleted: ['result'],
    ActivityTaskFailed: ['failure', 'reason'],
    ActivityTaskTimedOut: ['failure', 'timeoutType'],
    TimerStarted: [],
    StartChildWorkflowExecutionInitiated: ['workflowType', 'input'],
    SignalExternalWorkflowExecutionInitiated: ['signalName', 'input'],
    RequestCancelExternalWorkflowExecutionInitiated: [],
    NexusOperationScheduled: ['service', 'operation', 'input'],
    NexusOperationCancelRequestFailed: [],
    MarkerRecorded: [],
    '': [],
  }),
);

/** Of every other type: what it says again of its operation, and how that ended. */
export const repeated: readonly string[] = [
  'workflowExecution',
  'workflowId',
  'workflowType',
  'timerId',
  'activityId',
  'header',
  'result',
  'failure',
  'cause',
  'timeoutType',
  'attempt',
];

export const localActivities: ReadonlySet<string> = new Set(['core_local_activity', 'LocalActivity']);

/** Of the details of markers that are explained; of all others the details are their result. */
export const saidOfMarkers: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    Version: ['change-id', 'changeId', 'version'],
    SideEffect: ['data', 'side-effect-id'],
    MutableSideEffect: ['data', 'side-effect-id'],
    core_local_activity: ['data', 'result'],
    LocalActivity: ['data', 'meta', 'type', 'activityId', 'input', 'result', 'time'],
  }),
);
