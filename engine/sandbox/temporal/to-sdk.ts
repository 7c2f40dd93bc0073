// Converts jobs to the SDK's form: 64-bit numbers and durations are objects of a class in the bundle.

import type { Activation, GuestFailure, Job, Result, Start } from '../guest.ts';
import type { BundleExports, SdkJob, SdkLong } from './sdk.ts';

type LongClass = BundleExports['Long'];

/** `startJob`: name of the start job in the SDK's version. */
export function sdkJob(job: Job, Long: LongClass, startJob: string): SdkJob {
  const variant = job.type === 'start' ? startJob : job.type;
  return { variant, [variant]: bodyOf(job, Long) };
}

function bodyOf(job: Job, Long: LongClass): object {
  switch (job.type) {
    case 'start':
      return startBody(job, Long);
    case 'updateRandomSeed':
      return { randomnessSeed: Long.fromString(String(job.randomnessSeed), true) };
    case 'signalWorkflow':
      return { ...job, originatingEventId: Long.fromNumber(job.originatingEventId) };
    case 'resolveActivity':
    case 'resolveChildWorkflowExecution':
      return { ...job, result: resultBody(job.result, Long) };
    case 'resolveChildWorkflowExecutionStart':
      return job.cancelled === undefined ? job : { ...job, cancelled: failureIn(job.cancelled, Long) };
    case 'resolveSignalExternalWorkflow':
    case 'resolveRequestCancelExternalWorkflow':
      return job.failure === undefined ? job : { ...job, failure: sdkFailure(job.failure, Long) };
    case 'resolveNexusOperationStart':
      return job.failed === undefined ? job : { ...job, failed: sdkFailure(job.failed, Long) };
    case 'resolveNexusOperation':
      return { ...job, result: nexusResult(job.result, Long) };
    case 'notifyHasPatch':
    case 'doUpdate':
    case 'cancelWorkflow':
    case 'fireTimer':
    case 'queryWorkflow':
      return job;
  }
}

function startBody(start: Start, Long: LongClass): object {
  return {
    workflowType: start.workflowType,
    workflowId: start.workflowId,
    arguments: start.arguments,
    headers: start.headers,
    identity: start.identity ?? '',
    ...(start.continuedFailure && { continuedFailure: sdkFailure(start.continuedFailure, Long) }),
    ...(start.lastCompletionResult && { lastCompletionResult: { payloads: start.lastCompletionResult } }),
    ...(start.memo && { memo: { fields: start.memo } }),
    ...(start.searchAttributes && { searchAttributes: { indexedFields: start.searchAttributes } }),
  };
}

function resultBody({ completed, failed, cancelled, backoff }: Result, Long: LongClass): object {
  if (completed !== undefined) return { completed };
  if (failed !== undefined) return { failed: failureIn(failed, Long) };
  if (cancelled !== undefined) return { cancelled: failureIn(cancelled, Long) };
  if (backoff === undefined) return {};
  const { attempt, backoffDuration, originalScheduleAt } = backoff;
  return {
    backoff: {
      attempt,
      backoffDuration: sdkTime(backoffDuration, Long),
      ...(originalScheduleAt !== undefined && { originalScheduleTime: sdkTime(originalScheduleAt, Long) }),
    },
  };
}

function nexusResult(result: Extract<Job, { type: 'resolveNexusOperation' }>['result'], Long: LongClass): object {
  const [[how, value] = ['', undefined]] = Object.entries(result);
  return { [how]: how === 'completed' || value === undefined ? value : sdkFailure(value, Long) };
}

function failureIn({ failure }: { readonly failure: GuestFailure }, Long: LongClass): object {
  return { failure: sdkFailure(failure, Long) };
}

type Infos = {
  readonly applicationFailureInfo?: { readonly nextRetryDelay?: number };
  readonly nexusOperationExecutionFailureInfo?: { readonly scheduledEventId?: number };
};

function sdkFailure(failure: GuestFailure, Long: LongClass): object {
  const { applicationFailureInfo: application, nexusOperationExecutionFailureInfo: nexus } = failure as Infos;
  return {
    ...failure,
    message: failure.message ?? '',
    ...(failure.cause !== undefined && { cause: sdkFailure(failure.cause, Long) }),
    ...(application?.nextRetryDelay !== undefined && {
      applicationFailureInfo: { ...application, nextRetryDelay: sdkTime(application.nextRetryDelay, Long) },
    }),
    ...(nexus?.scheduledEventId !== undefined && {
      nexusOperationExecutionFailureInfo: { ...nexus, scheduledEventId: Long.fromNumber(nexus.scheduledEventId) },
    }),
  };
}

/** A time or a duration, from ms. */
function sdkTime(ms: number, Long: LongClass): { seconds: SdkLong; nanos: number } {
  const seconds = Math.floor(ms / 1000);
  return { seconds: Long.fromNumber(seconds), nanos: Math.round((ms - seconds * 1000) * 1e6) };
}

const continueAsNewReasons = ['', 'HISTORY_SIZE_TOO_LARGE', 'TOO_MANY_HISTORY_EVENTS', 'TOO_MANY_UPDATES'];

/** The data of `workflowInfo()` that changes per task. */
export function taskInfo(activation: Activation): object {
  return {
    historyLength: activation.historyLength,
    historySize: activation.historySizeBytes,
    continueAsNewSuggested: activation.continueAsNewSuggested,
    targetWorkerDeploymentVersionChanged: activation.targetWorkerDeploymentVersionChanged,
    suggestedContinueAsNewReasons: activation.suggestContinueAsNewReasons.map(
      (reason) => continueAsNewReasons[reason] ?? `unknown_${reason}`,
    ),
    currentBuildId: activation.deploymentVersion?.buildId ?? '',
    currentDeploymentVersion: activation.deploymentVersion,
  };
}

/** The data that SDK 1.10 and earlier get with the jobs of a task. */
export function oldTask(activation: Activation, Long: LongClass): object {
  return {
    timestamp: sdkTime(activation.atMs, Long),
    isReplaying: activation.isReplaying,
    availableInternalFlags: activation.flags,
    historyLength: activation.historyLength,
    historySizeBytes: Long.fromNumber(activation.historySizeBytes),
    continueAsNewSuggested: activation.continueAsNewSuggested,
    buildIdForCurrentTask: activation.deploymentVersion?.buildId,
  };
}

/** The data of `workflowInfo()` that is constant for the run. */
export function startInfo(start: Start, activation: Activation): object {
  const runId = start.originalExecutionRunId ?? '';
  return {
    workflowId: start.workflowId,
    runId,
    workflowType: start.workflowType,
    searchAttributes: {},
    typedSearchAttributes: {},
    parent: start.parent,
    root: start.root,
    taskQueue: start.taskQueue,
    namespace: start.namespace,
    firstExecutionRunId: start.firstExecutionRunId ?? '',
    originalExecutionRunId: runId,
    continuedFromExecutionRunId: start.continuedFromExecutionRunId,
    startTime: new Date(start.startedAt),
    runStartTime: new Date(activation.atMs),
    executionTimeoutMs: start.workflowExecutionTimeout,
    executionExpirationTime: dateOf(start.executionExpirationAt),
    runTimeoutMs: start.workflowRunTimeout,
    taskTimeoutMs: start.workflowTaskTimeout ?? 10_000,
    retryPolicy: start.retryPolicy,
    attempt: start.attempt,
    cronSchedule: start.cronSchedule,
    cronScheduleToScheduleInterval: start.firstTaskBackoff,
    priority: start.priority,
    ...taskInfo(activation),
    unsafe: {
      now: () => 0,
      isReplaying: activation.isReplaying,
      isReplayingHistoryEvents: activation.isReplaying,
    },
  };
}

function dateOf(ms: number | undefined): Date | undefined {
  return ms === undefined ? undefined : new Date(ms);
}

/** The 64-bit seed as bytes for the SDK's generator, the highest first. */
export function seedBytes(seed: bigint): number[] {
  return Array.from({ length: 8 }, (_, i) => Number((seed >> BigInt(56 - 8 * i)) & 0xffn));
}
