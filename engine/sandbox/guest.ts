// A guest: loaded workflow code that runs deterministically. It is activated with jobs and answers with commands. The
// caller supplies the jobs; the guest knows no history, no store and no clock except the given one.

/** A value in the encoding of a workflow's converter. */
export type Payload = {
  readonly metadata: Readonly<Record<string, Uint8Array>>;
  readonly data: Uint8Array;
};
export type Payloads = readonly Payload[];
export type PayloadMap = Readonly<Record<string, Payload>>;

/** An error as passed between workflows, in the terms of temporal.api.failure.v1; durations in ms, enums as numbers. */
export type GuestFailure = {
  readonly message?: string;
  readonly stackTrace?: string;
  readonly cause?: GuestFailure;
  readonly [info: string]: unknown;
};

export type Execution = { readonly workflowId?: string; readonly runId?: string; readonly namespace?: string };

export type RetryPolicy = {
  readonly initialInterval?: number;
  readonly backoffCoefficient?: number;
  readonly maximumInterval?: number;
  readonly maximumAttempts?: number;
  readonly nonRetryableErrorTypes?: readonly string[];
};

/** The data of a workflow's start. Durations in ms, times in ms since 1970. */
export type Start = {
  readonly workflowType: string;
  readonly workflowId: string;
  readonly arguments: Payloads;
  /** 64-bit seed, unsigned. */
  readonly randomnessSeed: bigint;
  readonly headers: PayloadMap;
  readonly identity?: string;
  readonly parent?: Execution;
  readonly root?: Execution;
  readonly taskQueue: string;
  readonly namespace: string;
  readonly workflowExecutionTimeout?: number;
  readonly workflowRunTimeout?: number;
  readonly workflowTaskTimeout?: number;
  readonly executionExpirationAt?: number;
  readonly firstExecutionRunId?: string;
  readonly originalExecutionRunId?: string;
  readonly continuedFromExecutionRunId?: string;
  readonly continuedInitiator?: number;
  readonly continuedFailure?: GuestFailure;
  readonly lastCompletionResult?: Payloads;
  readonly retryPolicy?: RetryPolicy;
  readonly attempt: number;
  readonly cronSchedule?: string;
  readonly firstTaskBackoff?: number;
  readonly memo?: PayloadMap;
  readonly searchAttributes?: PayloadMap;
  readonly startedAt: number;
  readonly priority?: {
    readonly priorityKey?: number;
    readonly fairnessKey?: string;
    readonly fairnessWeight?: number;
  };
};

/** How an operation begun by a command ended; exactly one field is set. */
export type Result = {
  readonly completed?: { readonly result?: Payload };
  readonly failed?: { readonly failure: GuestFailure };
  readonly cancelled?: { readonly failure: GuestFailure };
  /** For local activities: a retry after a wait, in ms. */
  readonly backoff?: {
    readonly attempt: number;
    readonly backoffDuration: number;
    readonly originalScheduleAt?: number;
  };
};

/** `seq`: the guest's number of the command in question, counted separately for each kind. */
export type Job =
  | ({ readonly type: 'start' } & Start)
  | { readonly type: 'notifyHasPatch'; readonly patchId: string }
  | { readonly type: 'updateRandomSeed'; readonly randomnessSeed: bigint }
  | {
      readonly type: 'signalWorkflow';
      readonly signalName: string;
      readonly input: Payloads;
      readonly headers: PayloadMap;
      readonly identity?: string;
      readonly originatingEventId: number;
    }
  | {
      readonly type: 'doUpdate';
      readonly id: string;
      readonly protocolInstanceId: string;
      readonly name: string;
      readonly input: Payloads;
      readonly headers: PayloadMap;
      readonly meta: { readonly updateId?: string; readonly identity?: string };
      readonly runValidator: boolean;
    }
  | { readonly type: 'cancelWorkflow'; readonly reason: string }
  | { readonly type: 'fireTimer'; readonly seq: number }
  | { readonly type: 'resolveActivity'; readonly seq: number; readonly isLocal: boolean; readonly result: Result }
  | {
      readonly type: 'resolveChildWorkflowExecutionStart';
      readonly seq: number;
      readonly succeeded?: { readonly runId: string };
      readonly failed?: { readonly workflowId: string; readonly workflowType: string; readonly cause: number };
      readonly cancelled?: { readonly failure: GuestFailure };
    }
  | { readonly type: 'resolveChildWorkflowExecution'; readonly seq: number; readonly result: Result }
  | { readonly type: 'resolveSignalExternalWorkflow'; readonly seq: number; readonly failure?: GuestFailure }
  | { readonly type: 'resolveRequestCancelExternalWorkflow'; readonly seq: number; readonly failure?: GuestFailure }
  | {
      readonly type: 'resolveNexusOperationStart';
      readonly seq: number;
      readonly operationToken?: string;
      readonly startedSync?: true;
      readonly failed?: GuestFailure;
    }
  | {
      readonly type: 'resolveNexusOperation';
      readonly seq: number;
      readonly result: {
        readonly completed?: Payload;
        readonly failed?: GuestFailure;
        readonly cancelled?: GuestFailure;
        readonly timedOut?: GuestFailure;
      };
    }
  | {
      readonly type: 'queryWorkflow';
      readonly queryId: string;
      readonly queryType: string;
      readonly arguments: Payloads;
      readonly headers: PayloadMap;
    };

export type DeploymentVersion = { readonly deploymentName: string; readonly buildId: string };

export type Activation = {
  /** Time of the guest's clock, in ms since 1970. */
  readonly atMs: number;
  readonly isReplaying: boolean;
  readonly historyLength: number;
  readonly historySizeBytes: number;
  readonly continueAsNewSuggested: boolean;
  readonly suggestContinueAsNewReasons: readonly number[];
  readonly targetWorkerDeploymentVersionChanged: boolean;
  /** Flags of the SDK that wrote the history, so that the guest behaves like it. */
  readonly flags: readonly number[];
  readonly sdkVersion?: string;
  readonly deploymentVersion?: DeploymentVersion;
  /** Jobs in the order for the guest; a start comes first. */
  readonly jobs: readonly Job[];
};

/** The fields of a command, in the guest's own terms; a duration or a time is `{seconds, nanos}`. */
type Asks<Type extends string, Known = object> = {
  readonly type: Type;
  /** Number of the command among the guest's commands, from 1; absent for a command that the guest never issued. */
  readonly ordinal?: number;
} & Known &
  Readonly<Record<string, unknown>>;
type Numbered = { readonly seq: number };

export type Command =
  | Asks<'startTimer', Numbered>
  | Asks<'cancelTimer', Numbered>
  | Asks<'scheduleActivity', Numbered & { activityId: string; activityType: string; cancellationType?: number }>
  | Asks<'requestCancelActivity', Numbered>
  | Asks<'scheduleLocalActivity', Numbered & { activityId: string; activityType: string; attempt: number }>
  | Asks<'requestCancelLocalActivity', Numbered>
  | Asks<
      'startChildWorkflowExecution',
      Numbered & { workflowId: string; workflowType: string; namespace?: string; cancellationType?: number }
    >
  | Asks<'cancelChildWorkflowExecution', { readonly childWorkflowSeq: number; readonly reason?: string }>
  | Asks<'signalExternalWorkflowExecution', Numbered>
  | Asks<'cancelSignalWorkflow', Numbered>
  | Asks<'requestCancelExternalWorkflowExecution', Numbered>
  | Asks<'setPatchMarker', { readonly patchId: string; readonly deprecated: boolean }>
  | Asks<'upsertWorkflowSearchAttributes'>
  | Asks<'modifyWorkflowProperties'>
  | Asks<
      'updateResponse',
      {
        readonly protocolInstanceId: string;
        readonly accepted?: object;
        readonly completed?: Payload;
        readonly rejected?: GuestFailure;
      }
    >
  | Asks<'scheduleNexusOperation', Numbered & { cancellationType?: number }>
  | Asks<'requestCancelNexusOperation', Numbered>
  | Asks<'completeWorkflowExecution'>
  | Asks<'failWorkflowExecution'>
  | Asks<'cancelWorkflowExecution'>
  | Asks<'continueAsNewWorkflowExecution'>
  | Asks<
      'respondToQuery',
      { readonly queryId: string; readonly succeeded?: { response?: Payload }; readonly failed?: GuestFailure }
    >;

/** `failed`: the code threw an error that fails the task and not the workflow; no command of this activation counts. */
export type Answer =
  | { readonly type: 'commands'; readonly commands: readonly Command[]; readonly logs: readonly LogLine[] }
  | { readonly type: 'failed'; readonly error: ThrownError; readonly logs: readonly LogLine[] };

export type ThrownError = {
  readonly name: string;
  readonly message: string;
  /** The stack in V8's format, with positions in the loaded script. */
  readonly stack: string;
};

export type LogLine = { readonly level: string; readonly text: string };

export interface Guest {
  /** One activation at a time. Never rejects: an error of the code is an answer. */
  activate(activation: Activation): Promise<Answer>;
  /** The stack at the issue of a command, in V8's format, innermost first, where stacks are kept. */
  stackOf(ordinal: number): string | undefined;
  /** Ends the guest, which must not be activated again. */
  dispose(): void;
}
