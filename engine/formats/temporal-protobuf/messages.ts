// The protobuf messages of a Temporal history, as far as an event refers to them.
// Source: temporal/api (history, common, failure, sdk, update, workflow, taskqueue, deployment; server 1.32).

/**
 * One message per line: `Name: number field type, …`. `*` = repeated, `%` = a map from texts; a non-scalar type is a
 * message or an enum.
 */
export const messages = `
HistoryEvent: 1 eventId int64, 2 eventTime Timestamp, 3 eventType EventType, 4 version int64, 5 taskId int64,
  6 workflowExecutionStartedEventAttributes WorkflowExecutionStartedEventAttributes,
  7 workflowExecutionCompletedEventAttributes WorkflowExecutionCompletedEventAttributes,
  8 workflowExecutionFailedEventAttributes WorkflowExecutionFailedEventAttributes,
  9 workflowExecutionTimedOutEventAttributes WorkflowExecutionTimedOutEventAttributes,
  10 workflowTaskScheduledEventAttributes WorkflowTaskScheduledEventAttributes,
  11 workflowTaskStartedEventAttributes WorkflowTaskStartedEventAttributes,
  12 workflowTaskCompletedEventAttributes WorkflowTaskCompletedEventAttributes,
  13 workflowTaskTimedOutEventAttributes WorkflowTaskTimedOutEventAttributes,
  14 workflowTaskFailedEventAttributes WorkflowTaskFailedEventAttributes,
  15 activityTaskScheduledEventAttributes ActivityTaskScheduledEventAttributes,
  16 activityTaskStartedEventAttributes ActivityTaskStartedEventAttributes,
  17 activityTaskCompletedEventAttributes ActivityTaskCompletedEventAttributes,
  18 activityTaskFailedEventAttributes ActivityTaskFailedEventAttributes,
  19 activityTaskTimedOutEventAttributes ActivityTaskTimedOutEventAttributes,
  20 timerStartedEventAttributes TimerStartedEventAttributes, 21 timerFiredEventAttributes TimerFiredEventAttributes,
  22 activityTaskCancelRequestedEventAttributes ActivityTaskCancelRequestedEventAttributes,
  23 activityTaskCanceledEventAttributes ActivityTaskCanceledEventAttributes,
  24 timerCanceledEventAttributes TimerCanceledEventAttributes,
  25 markerRecordedEventAttributes MarkerRecordedEventAttributes,
  26 workflowExecutionSignaledEventAttributes WorkflowExecutionSignaledEventAttributes,
  27 workflowExecutionTerminatedEventAttributes WorkflowExecutionTerminatedEventAttributes,
  28 workflowExecutionCancelRequestedEventAttributes WorkflowExecutionCancelRequestedEventAttributes,
  29 workflowExecutionCanceledEventAttributes WorkflowExecutionCanceledEventAttributes,
  30 requestCancelExternalWorkflowExecutionInitiatedEventAttributes RequestCancelExternalWorkflowExecutionInitiatedEventAttributes,
  31 requestCancelExternalWorkflowExecutionFailedEventAttributes RequestCancelExternalWorkflowExecutionFailedEventAttributes,
  32 externalWorkflowExecutionCancelRequestedEventAttributes ExternalWorkflowExecutionCancelRequestedEventAttributes,
  33 workflowExecutionContinuedAsNewEventAttributes WorkflowExecutionContinuedAsNewEventAttributes,
  34 startChildWorkflowExecutionInitiatedEventAttributes StartChildWorkflowExecutionInitiatedEventAttributes,
  35 startChildWorkflowExecutionFailedEventAttributes StartChildWorkflowExecutionFailedEventAttributes,
  36 childWorkflowExecutionStartedEventAttributes ChildWorkflowExecutionStartedEventAttributes,
  37 childWorkflowExecutionCompletedEventAttributes ChildWorkflowExecutionCompletedEventAttributes,
  38 childWorkflowExecutionFailedEventAttributes ChildWorkflowExecutionFailedEventAttributes,
  39 childWorkflowExecutionCanceledEventAttributes ChildWorkflowExecutionCanceledEventAttributes,
  40 childWorkflowExecutionTimedOutEventAttributes ChildWorkflowExecutionTimedOutEventAttributes,
  41 childWorkflowExecutionTerminatedEventAttributes ChildWorkflowExecutionTerminatedEventAttributes,
  42 signalExternalWorkflowExecutionInitiatedEventAttributes SignalExternalWorkflowExecutionInitiatedEventAttributes,
  43 signalExternalWorkflowExecutionFailedEventAttributes SignalExternalWorkflowExecutionFailedEventAttributes,
  44 externalWorkflowExecutionSignaledEventAttributes ExternalWorkflowExecutionSignaledEventAttributes,
  45 upsertWorkflowSearchAttributesEventAttributes UpsertWorkflowSearchAttributesEventAttributes,
  46 workflowExecutionUpdateAcceptedEventAttributes WorkflowExecutionUpdateAcceptedEventAttributes,
  47 workflowExecutionUpdateRejectedEventAttributes WorkflowExecutionUpdateRejectedEventAttributes,
  48 workflowExecutionUpdateCompletedEventAttributes WorkflowExecutionUpdateCompletedEventAttributes,
  49 workflowPropertiesModifiedExternallyEventAttributes WorkflowPropertiesModifiedExternallyEventAttributes,
  50 activityPropertiesModifiedExternallyEventAttributes ActivityPropertiesModifiedExternallyEventAttributes,
  51 workflowPropertiesModifiedEventAttributes WorkflowPropertiesModifiedEventAttributes,
  52 workflowExecutionUpdateAdmittedEventAttributes WorkflowExecutionUpdateAdmittedEventAttributes,
  53 nexusOperationScheduledEventAttributes NexusOperationScheduledEventAttributes,
  54 nexusOperationStartedEventAttributes NexusOperationStartedEventAttributes,
  55 nexusOperationCompletedEventAttributes NexusOperationCompletedEventAttributes,
  56 nexusOperationFailedEventAttributes NexusOperationFailedEventAttributes,
  57 nexusOperationCanceledEventAttributes NexusOperationCanceledEventAttributes,
  58 nexusOperationTimedOutEventAttributes NexusOperationTimedOutEventAttributes,
  59 nexusOperationCancelRequestedEventAttributes NexusOperationCancelRequestedEventAttributes,
  60 workflowExecutionOptionsUpdatedEventAttributes WorkflowExecutionOptionsUpdatedEventAttributes,
  61 nexusOperationCancelRequestCompletedEventAttributes NexusOperationCancelRequestCompletedEventAttributes,
  62 nexusOperationCancelRequestFailedEventAttributes NexusOperationCancelRequestFailedEventAttributes,
  63 workflowExecutionPausedEventAttributes WorkflowExecutionPausedEventAttributes,
  64 workflowExecutionUnpausedEventAttributes WorkflowExecutionUnpausedEventAttributes,
  65 workflowExecutionTimeSkippingTransitionedEventAttributes WorkflowExecutionTimeSkippingTransitionedEventAttributes,
  300 workerMayIgnore bool, 301 userMetadata UserMetadata, 302 links *Link, 303 principal Principal,
  304 eventGroupMarkers *EventGroupMarker
UserMetadata: 1 summary Payload, 2 details Payload
Payload: 1 metadata %bytes, 2 data bytes, 3 externalPayloads *Payload_ExternalPayloadDetails
Payload_ExternalPayloadDetails: 1 sizeBytes int64
Link: 1 workflowEvent Link_WorkflowEvent, 2 batchJob Link_BatchJob, 3 activity Link_Activity,
  4 nexusOperation Link_NexusOperation, 5 workflow Link_Workflow
Link_WorkflowEvent: 1 namespace string, 2 workflowId string, 3 runId string,
  100 eventRef Link_WorkflowEvent_EventReference, 101 requestIdRef Link_WorkflowEvent_RequestIdReference
Link_WorkflowEvent_EventReference: 1 eventId int64, 2 eventType EventType
Link_WorkflowEvent_RequestIdReference: 1 requestId string, 2 eventType EventType
Link_BatchJob: 1 jobId string
Link_Activity: 1 namespace string, 2 activityId string, 3 runId string
Link_NexusOperation: 1 namespace string, 2 operationId string, 3 runId string
Link_Workflow: 1 namespace string, 2 workflowId string, 3 runId string, 4 reason string
Principal: 1 type string, 2 name string
EventGroupMarker: 1 label EventGroupMarker_Label, 2 inboundEvent EventGroupMarker_InboundEvent,
  3 inboundUpdate EventGroupMarker_InboundUpdate
EventGroupMarker_Label: 1 id string, 2 label Payload
EventGroupMarker_InboundEvent: 1 inboundEventId int64
EventGroupMarker_InboundUpdate: 1 inboundUpdateId string
WorkflowExecutionStartedEventAttributes: 1 workflowType WorkflowType, 2 parentWorkflowNamespace string,
  3 parentWorkflowExecution WorkflowExecution, 4 parentInitiatedEventId int64, 5 taskQueue TaskQueue,
  6 input Payloads, 7 workflowExecutionTimeout Duration, 8 workflowRunTimeout Duration,
  9 workflowTaskTimeout Duration, 10 continuedExecutionRunId string, 11 initiator ContinueAsNewInitiator,
  12 continuedFailure Failure, 13 lastCompletionResult Payloads, 14 originalExecutionRunId string, 15 identity string,
  16 firstExecutionRunId string, 17 retryPolicy RetryPolicy, 18 attempt int32,
  19 workflowExecutionExpirationTime Timestamp, 20 cronSchedule string, 21 firstWorkflowTaskBackoff Duration,
  22 memo Memo, 23 searchAttributes SearchAttributes, 24 prevAutoResetPoints ResetPoints, 25 header Header,
  26 parentInitiatedEventVersion int64, 27 parentWorkflowNamespaceId string, 28 workflowId string,
  29 sourceVersionStamp WorkerVersionStamp, 30 completionCallbacks *Callback,
  31 rootWorkflowExecution WorkflowExecution, 32 inheritedBuildId string, 33 versioningOverride VersioningOverride,
  34 parentPinnedWorkerDeploymentVersion string, 35 priority Priority,
  37 inheritedPinnedVersion WorkerDeploymentVersion, 38 eagerExecutionAccepted bool,
  39 inheritedAutoUpgradeInfo InheritedAutoUpgradeInfo, 40 declinedTargetVersionUpgrade DeclinedTargetVersionUpgrade,
  41 timeSkippingConfig TimeSkippingConfig, 43 timeSkippingStatePropagation TimeSkippingStatePropagation
WorkflowType: 1 name string
WorkflowExecution: 1 workflowId string, 2 runId string
TaskQueue: 1 name string, 2 kind TaskQueueKind, 3 normalName string
Payloads: 1 payloads *Payload
Failure: 1 message string, 2 source string, 3 stackTrace string, 4 cause Failure,
  5 applicationFailureInfo ApplicationFailureInfo, 6 timeoutFailureInfo TimeoutFailureInfo,
  7 canceledFailureInfo CanceledFailureInfo, 8 terminatedFailureInfo TerminatedFailureInfo,
  9 serverFailureInfo ServerFailureInfo, 10 resetWorkflowFailureInfo ResetWorkflowFailureInfo,
  11 activityFailureInfo ActivityFailureInfo, 12 childWorkflowExecutionFailureInfo ChildWorkflowExecutionFailureInfo,
  13 nexusOperationExecutionFailureInfo NexusOperationFailureInfo, 14 nexusHandlerFailureInfo NexusHandlerFailureInfo,
  20 encodedAttributes Payload
ApplicationFailureInfo: 1 type string, 2 nonRetryable bool, 3 details Payloads, 4 nextRetryDelay Duration,
  5 category ApplicationErrorCategory
TimeoutFailureInfo: 1 timeoutType TimeoutType, 2 lastHeartbeatDetails Payloads
CanceledFailureInfo: 1 details Payloads, 2 identity string
TerminatedFailureInfo: 1 identity string
ServerFailureInfo: 1 nonRetryable bool
ResetWorkflowFailureInfo: 1 lastHeartbeatDetails Payloads
ActivityFailureInfo: 1 scheduledEventId int64, 2 startedEventId int64, 3 identity string, 4 activityType ActivityType,
  5 activityId string, 6 retryState RetryState
ActivityType: 1 name string
ChildWorkflowExecutionFailureInfo: 1 namespace string, 2 workflowExecution WorkflowExecution,
  3 workflowType WorkflowType, 4 initiatedEventId int64, 5 startedEventId int64, 6 retryState RetryState
NexusOperationFailureInfo: 1 scheduledEventId int64, 2 endpoint string, 3 service string, 4 operation string,
  5 operationId string, 6 operationToken string
NexusHandlerFailureInfo: 1 type string, 2 retryBehavior NexusHandlerErrorRetryBehavior
RetryPolicy: 1 initialInterval Duration, 2 backoffCoefficient double, 3 maximumInterval Duration,
  4 maximumAttempts int32, 5 nonRetryableErrorTypes *string
Memo: 1 fields %Payload
SearchAttributes: 1 indexedFields %Payload
ResetPoints: 1 points *ResetPointInfo
ResetPointInfo: 1 binaryChecksum string, 2 runId string, 3 firstWorkflowTaskCompletedId int64, 4 createTime Timestamp,
  5 expireTime Timestamp, 6 resettable bool, 7 buildId string
Header: 1 fields %Payload
WorkerVersionStamp: 1 buildId string, 3 useVersioning bool
Callback: 2 nexus Callback_Nexus, 3 internal Callback_Internal, 100 links *Link
Callback_Nexus: 1 url string, 2 header %string
Callback_Internal: 1 data bytes
VersioningOverride: 1 behavior VersioningBehavior, 2 deployment Deployment,
  3 pinned VersioningOverride_PinnedOverride, 4 autoUpgrade bool, 5 oneTime VersioningOverride_OneTimeOverride,
  9 pinnedVersion string
VersioningOverride_PinnedOverride: 1 behavior VersioningOverride_PinnedOverrideBehavior,
  2 version WorkerDeploymentVersion
WorkerDeploymentVersion: 1 buildId string, 2 deploymentName string
VersioningOverride_OneTimeOverride: 1 targetDeploymentVersion WorkerDeploymentVersion
Deployment: 1 seriesName string, 2 buildId string
Priority: 1 priorityKey int32, 2 fairnessKey string, 3 fairnessWeight float
InheritedAutoUpgradeInfo: 1 sourceDeploymentVersion WorkerDeploymentVersion, 2 sourceDeploymentRevisionNumber int64,
  3 continueAsNewInitialVersioningBehavior ContinueAsNewVersioningBehavior
DeclinedTargetVersionUpgrade: 1 deploymentVersion WorkerDeploymentVersion, 2 revisionNumber int64
TimeSkippingConfig: 1 enabled bool, 2 fastForwardConfig FastForwardConfig, 3 disablePropagation bool,
  4 maxSessionSkipCount int32
FastForwardConfig: 1 id string, 2 duration Duration
TimeSkippingStatePropagation: 1 initialSkippedDuration Duration, 2 fastForwardTargetTime Timestamp,
  3 initialSkipCount int32
WorkflowExecutionCompletedEventAttributes: 1 result Payloads, 2 workflowTaskCompletedEventId int64,
  3 newExecutionRunId string
WorkflowExecutionFailedEventAttributes: 1 failure Failure, 2 retryState RetryState,
  3 workflowTaskCompletedEventId int64, 4 newExecutionRunId string
WorkflowExecutionTimedOutEventAttributes: 1 retryState RetryState, 2 newExecutionRunId string
WorkflowTaskScheduledEventAttributes: 1 taskQueue TaskQueue, 2 startToCloseTimeout Duration, 3 attempt int32
WorkflowTaskStartedEventAttributes: 1 scheduledEventId int64, 2 identity string, 3 requestId string,
  4 suggestContinueAsNew bool, 5 historySizeBytes int64, 6 workerVersion WorkerVersionStamp,
  7 buildIdRedirectCounter int64, 8 suggestContinueAsNewReasons *SuggestContinueAsNewReason,
  9 targetWorkerDeploymentVersionChanged bool
WorkflowTaskCompletedEventAttributes: 1 scheduledEventId int64, 2 startedEventId int64, 3 identity string,
  4 binaryChecksum string, 5 workerVersion WorkerVersionStamp, 6 sdkMetadata WorkflowTaskCompletedMetadata,
  7 deployment Deployment, 8 versioningBehavior VersioningBehavior, 9 workerDeploymentVersion string,
  10 workerDeploymentName string, 11 deploymentVersion WorkerDeploymentVersion, 13 meteringMetadata MeteringMetadata
WorkflowTaskCompletedMetadata: 1 coreUsedFlags *uint32, 2 langUsedFlags *uint32, 3 sdkName string,
  4 sdkVersion string
MeteringMetadata: 13 nonfirstLocalActivityExecutionAttempts uint32
WorkflowTaskTimedOutEventAttributes: 1 scheduledEventId int64, 2 startedEventId int64, 3 timeoutType TimeoutType
WorkflowTaskFailedEventAttributes: 1 scheduledEventId int64, 2 startedEventId int64, 3 cause WorkflowTaskFailedCause,
  4 failure Failure, 5 identity string, 6 baseRunId string, 7 newRunId string, 8 forkEventVersion int64,
  9 binaryChecksum string, 10 workerVersion WorkerVersionStamp
ActivityTaskScheduledEventAttributes: 1 activityId string, 2 activityType ActivityType, 4 taskQueue TaskQueue,
  5 header Header, 6 input Payloads, 7 scheduleToCloseTimeout Duration, 8 scheduleToStartTimeout Duration,
  9 startToCloseTimeout Duration, 10 heartbeatTimeout Duration, 11 workflowTaskCompletedEventId int64,
  12 retryPolicy RetryPolicy, 13 useWorkflowBuildId bool, 14 priority Priority
ActivityTaskStartedEventAttributes: 1 scheduledEventId int64, 2 identity string, 3 requestId string, 4 attempt int32,
  5 lastFailure Failure, 6 workerVersion WorkerVersionStamp, 7 buildIdRedirectCounter int64
ActivityTaskCompletedEventAttributes: 1 result Payloads, 2 scheduledEventId int64, 3 startedEventId int64,
  4 identity string, 5 workerVersion WorkerVersionStamp
ActivityTaskFailedEventAttributes: 1 failure Failure, 2 scheduledEventId int64, 3 startedEventId int64,
  4 identity string, 5 retryState RetryState, 6 workerVersion WorkerVersionStamp
ActivityTaskTimedOutEventAttributes: 1 failure Failure, 2 scheduledEventId int64, 3 startedEventId int64,
  4 retryState RetryState
TimerStartedEventAttributes: 1 timerId string, 2 startToFireTimeout Duration, 3 workflowTaskCompletedEventId int64
TimerFiredEventAttributes: 1 timerId string, 2 startedEventId int64
ActivityTaskCancelRequestedEventAttributes: 1 scheduledEventId int64, 2 workflowTaskCompletedEventId int64
ActivityTaskCanceledEventAttributes: 1 details Payloads, 2 latestCancelRequestedEventId int64,
  3 scheduledEventId int64, 4 startedEventId int64, 5 identity string, 6 workerVersion WorkerVersionStamp
TimerCanceledEventAttributes: 1 timerId string, 2 startedEventId int64, 3 workflowTaskCompletedEventId int64,
  4 identity string
MarkerRecordedEventAttributes: 1 markerName string, 2 details %Payloads, 3 workflowTaskCompletedEventId int64,
  4 header Header, 5 failure Failure
WorkflowExecutionSignaledEventAttributes: 1 signalName string, 2 input Payloads, 3 identity string, 4 header Header,
  5 skipGenerateWorkflowTask bool, 6 externalWorkflowExecution WorkflowExecution, 7 requestId string
WorkflowExecutionTerminatedEventAttributes: 1 reason string, 2 details Payloads, 3 identity string
WorkflowExecutionCancelRequestedEventAttributes: 1 cause string, 2 externalInitiatedEventId int64,
  3 externalWorkflowExecution WorkflowExecution, 4 identity string
WorkflowExecutionCanceledEventAttributes: 1 workflowTaskCompletedEventId int64, 2 details Payloads
RequestCancelExternalWorkflowExecutionInitiatedEventAttributes: 1 workflowTaskCompletedEventId int64,
  2 namespace string, 3 workflowExecution WorkflowExecution, 4 control string, 5 childWorkflowOnly bool,
  6 reason string, 7 namespaceId string
RequestCancelExternalWorkflowExecutionFailedEventAttributes: 1 cause CancelExternalWorkflowExecutionFailedCause,
  2 workflowTaskCompletedEventId int64, 3 namespace string, 4 workflowExecution WorkflowExecution,
  5 initiatedEventId int64, 6 control string, 7 namespaceId string
ExternalWorkflowExecutionCancelRequestedEventAttributes: 1 initiatedEventId int64, 2 namespace string,
  3 workflowExecution WorkflowExecution, 4 namespaceId string
WorkflowExecutionContinuedAsNewEventAttributes: 1 newExecutionRunId string, 2 workflowType WorkflowType,
  3 taskQueue TaskQueue, 4 input Payloads, 5 workflowRunTimeout Duration, 6 workflowTaskTimeout Duration,
  7 workflowTaskCompletedEventId int64, 8 backoffStartInterval Duration, 9 initiator ContinueAsNewInitiator,
  10 failure Failure, 11 lastCompletionResult Payloads, 12 header Header, 13 memo Memo,
  14 searchAttributes SearchAttributes, 15 inheritBuildId bool,
  16 initialVersioningBehavior ContinueAsNewVersioningBehavior
StartChildWorkflowExecutionInitiatedEventAttributes: 1 namespace string, 2 workflowId string,
  3 workflowType WorkflowType, 4 taskQueue TaskQueue, 5 input Payloads, 6 workflowExecutionTimeout Duration,
  7 workflowRunTimeout Duration, 8 workflowTaskTimeout Duration, 9 parentClosePolicy ParentClosePolicy,
  10 control string, 11 workflowTaskCompletedEventId int64, 12 workflowIdReusePolicy WorkflowIdReusePolicy,
  13 retryPolicy RetryPolicy, 14 cronSchedule string, 15 header Header, 16 memo Memo,
  17 searchAttributes SearchAttributes, 18 namespaceId string, 19 inheritBuildId bool, 20 priority Priority,
  21 timeSkippingConfig TimeSkippingConfig, 23 timeSkippingStatePropagation TimeSkippingStatePropagation,
  24 versioningOverride VersioningOverride
StartChildWorkflowExecutionFailedEventAttributes: 1 namespace string, 2 workflowId string,
  3 workflowType WorkflowType, 4 cause StartChildWorkflowExecutionFailedCause, 5 control string,
  6 initiatedEventId int64, 7 workflowTaskCompletedEventId int64, 8 namespaceId string
ChildWorkflowExecutionStartedEventAttributes: 1 namespace string, 2 initiatedEventId int64,
  3 workflowExecution WorkflowExecution, 4 workflowType WorkflowType, 5 header Header, 6 namespaceId string
ChildWorkflowExecutionCompletedEventAttributes: 1 result Payloads, 2 namespace string,
  3 workflowExecution WorkflowExecution, 4 workflowType WorkflowType, 5 initiatedEventId int64,
  6 startedEventId int64, 7 namespaceId string
ChildWorkflowExecutionFailedEventAttributes: 1 failure Failure, 2 namespace string,
  3 workflowExecution WorkflowExecution, 4 workflowType WorkflowType, 5 initiatedEventId int64,
  6 startedEventId int64, 7 retryState RetryState, 8 namespaceId string
ChildWorkflowExecutionCanceledEventAttributes: 1 details Payloads, 2 namespace string,
  3 workflowExecution WorkflowExecution, 4 workflowType WorkflowType, 5 initiatedEventId int64,
  6 startedEventId int64, 7 namespaceId string
ChildWorkflowExecutionTimedOutEventAttributes: 1 namespace string, 2 workflowExecution WorkflowExecution,
  3 workflowType WorkflowType, 4 initiatedEventId int64, 5 startedEventId int64, 6 retryState RetryState,
  7 namespaceId string
ChildWorkflowExecutionTerminatedEventAttributes: 1 namespace string, 2 workflowExecution WorkflowExecution,
  3 workflowType WorkflowType, 4 initiatedEventId int64, 5 startedEventId int64, 6 namespaceId string
SignalExternalWorkflowExecutionInitiatedEventAttributes: 1 workflowTaskCompletedEventId int64, 2 namespace string,
  3 workflowExecution WorkflowExecution, 4 signalName string, 5 input Payloads, 6 control string,
  7 childWorkflowOnly bool, 8 header Header, 9 namespaceId string
SignalExternalWorkflowExecutionFailedEventAttributes: 1 cause SignalExternalWorkflowExecutionFailedCause,
  2 workflowTaskCompletedEventId int64, 3 namespace string, 4 workflowExecution WorkflowExecution,
  5 initiatedEventId int64, 6 control string, 7 namespaceId string
ExternalWorkflowExecutionSignaledEventAttributes: 1 initiatedEventId int64, 2 namespace string,
  3 workflowExecution WorkflowExecution, 4 control string, 5 namespaceId string
UpsertWorkflowSearchAttributesEventAttributes: 1 workflowTaskCompletedEventId int64,
  2 searchAttributes SearchAttributes
WorkflowExecutionUpdateAcceptedEventAttributes: 1 protocolInstanceId string, 2 acceptedRequestMessageId string,
  3 acceptedRequestSequencingEventId int64, 4 acceptedRequest Request
Request: 1 meta Meta, 2 input Input, 3 requestId string, 4 completionCallbacks *Callback, 5 links *Link
Meta: 1 updateId string, 2 identity string
Input: 1 header Header, 2 name string, 3 args Payloads
WorkflowExecutionUpdateRejectedEventAttributes: 1 protocolInstanceId string, 2 rejectedRequestMessageId string,
  3 rejectedRequestSequencingEventId int64, 4 rejectedRequest Request, 5 failure Failure
WorkflowExecutionUpdateCompletedEventAttributes: 1 meta Meta, 2 outcome Outcome, 3 acceptedEventId int64
Outcome: 1 success Payloads, 2 failure Failure
WorkflowPropertiesModifiedExternallyEventAttributes: 1 newTaskQueue string, 2 newWorkflowTaskTimeout Duration,
  3 newWorkflowRunTimeout Duration, 4 newWorkflowExecutionTimeout Duration, 5 upsertedMemo Memo
ActivityPropertiesModifiedExternallyEventAttributes: 1 scheduledEventId int64, 2 newRetryPolicy RetryPolicy
WorkflowPropertiesModifiedEventAttributes: 1 workflowTaskCompletedEventId int64, 2 upsertedMemo Memo
WorkflowExecutionUpdateAdmittedEventAttributes: 1 request Request, 2 origin UpdateAdmittedEventOrigin
NexusOperationScheduledEventAttributes: 1 endpoint string, 2 service string, 3 operation string, 4 input Payload,
  5 scheduleToCloseTimeout Duration, 6 nexusHeader %string, 7 workflowTaskCompletedEventId int64, 8 requestId string,
  9 endpointId string, 10 scheduleToStartTimeout Duration, 11 startToCloseTimeout Duration
NexusOperationStartedEventAttributes: 1 scheduledEventId int64, 3 operationId string, 4 requestId string,
  5 operationToken string
NexusOperationCompletedEventAttributes: 1 scheduledEventId int64, 2 result Payload, 3 requestId string
NexusOperationFailedEventAttributes: 1 scheduledEventId int64, 2 failure Failure, 3 requestId string
NexusOperationCanceledEventAttributes: 1 scheduledEventId int64, 2 failure Failure, 3 requestId string
NexusOperationTimedOutEventAttributes: 1 scheduledEventId int64, 2 failure Failure, 3 requestId string
NexusOperationCancelRequestedEventAttributes: 1 scheduledEventId int64, 2 workflowTaskCompletedEventId int64
WorkflowExecutionOptionsUpdatedEventAttributes: 1 versioningOverride VersioningOverride,
  2 unsetVersioningOverride bool, 3 attachedRequestId string, 4 attachedCompletionCallbacks *Callback,
  5 identity string, 6 priority Priority, 7 timeSkippingConfig TimeSkippingConfig,
  8 workflowUpdateOptions *WorkflowExecutionOptionsUpdatedEventAttributes_WorkflowUpdateOptionsUpdate,
  9 timeSkippingConfigUpdated bool
WorkflowExecutionOptionsUpdatedEventAttributes_WorkflowUpdateOptionsUpdate: 1 updateId string,
  2 attachedRequestId string, 3 attachedCompletionCallbacks *Callback
NexusOperationCancelRequestCompletedEventAttributes: 1 requestedEventId int64, 2 workflowTaskCompletedEventId int64,
  3 scheduledEventId int64
NexusOperationCancelRequestFailedEventAttributes: 1 requestedEventId int64, 2 workflowTaskCompletedEventId int64,
  3 failure Failure, 4 scheduledEventId int64
WorkflowExecutionPausedEventAttributes: 1 identity string, 2 reason string, 3 requestId string
WorkflowExecutionUnpausedEventAttributes: 1 identity string, 2 reason string, 3 requestId string
WorkflowExecutionTimeSkippingTransitionedEventAttributes: 1 targetTime Timestamp, 2 disabledAfterFastForward bool,
  3 wallClockTime Timestamp
`;
