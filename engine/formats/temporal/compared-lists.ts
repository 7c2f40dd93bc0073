// Lists of the attributes of a Temporal event that are not compared. All other attributes are compared.

/** Event ids of other events. */
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

/** Ids from the engine. */
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

/** Requesters: callers, senders, parents, namespaces, callbacks with their tokens. */
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

/** Bookkeeping at any place of an event: new in every run, or about who ran it, where and when. */
export const bookkeeping: ReadonlySet<string> = new Set([
  ...numbersOfEvents,
  ...idsGiven,
  ...callers,
  ...builds,
  ...times,
]);

/** Headers of tracing, which differ in every run. */
export const tracingHeaders: ReadonlySet<string> = new Set(['_tracer-data', 'traceparent', 'tracestate']);

/** Ids that the code may have chosen. */
export const ids: ReadonlySet<string> = new Set(['workflowId', 'activityId', 'timerId']);

/** Maps of user-defined names to values. */
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

/** Types that open an operation or the run: their other attributes are options. */
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

/** Attributes that the effects state (see `explain.ts`), or that repeat the opening event's. */
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

/** For every other type: attributes that repeat the operation and its result. */
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

/** Details of markers that the explanation reads; the details of other markers are their result. */
export const saidOfMarkers: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    Version: ['change-id', 'changeId', 'version'],
    SideEffect: ['data', 'side-effect-id'],
    MutableSideEffect: ['data', 'side-effect-id'],
    core_local_activity: ['data', 'result'],
    LocalActivity: ['data', 'meta', 'type', 'activityId', 'input', 'result', 'time'],
  }),
);
