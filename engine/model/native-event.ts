// The events of Retrace's own engine in their payload form: one JSON object each. SPEC.md N1 to N9.

import type { Json } from './json.ts';

/** Raise this version when the shape of an event changes. Every `workflow_started` records the version. */
export const NATIVE_VERSION = 1;

/**
 * Why something failed. `kind` is open: `application` is an error that the code threw, the other kinds are the
 * engine's.
 */
export type NativeFailure = {
  readonly kind: string;
  readonly message: string;
  readonly stack?: string;
  readonly nonRetryable?: boolean;
  readonly details?: Json;
  /** The operation in which the failure arose: `activity:3`. */
  readonly operation?: string;
  readonly cause?: NativeFailure;
};

/** Intervals in ms. `maximumAttempts` includes the first attempt; 0 = unlimited. */
export type RetryPolicy = {
  readonly initialIntervalMs?: number;
  readonly backoffCoefficient?: number;
  readonly maximumIntervalMs?: number;
  readonly maximumAttempts?: number;
  /** Kinds of failures that are not retried. */
  readonly nonRetryableKinds?: readonly string[];
};

/** Timeouts in ms. */
export type ActivityTimeouts = {
  readonly scheduleToStartMs?: number;
  readonly startToCloseMs?: number;
  readonly scheduleToCloseMs?: number;
  readonly heartbeatMs?: number;
};

/** What happens to a child workflow when its parent closes. */
export type ClosePolicy = 'terminate' | 'abandon' | 'requestCancel';

export type NativeParent = { readonly workflowId: string; readonly runId: string; readonly id: number };

/** `id`: the number of the operation in its run. The code's commands are numbered from 1 in the order of issue. */
type Operation = { readonly id: number };
/** The workflow task and the fiber (0 is the workflow's own function) in which the code issued a command. */
type Issued = { readonly task: number; readonly fiber: number };
/** A command about an existing operation; the command has a number of its own. */
type Asks = Operation & Issued & { readonly command: number };

/** A command of the code, as written into the history. */
export type NativeCommand =
  | (Operation &
      Issued & {
        readonly type: 'activity_scheduled';
        readonly name: string;
        readonly input?: Json;
        readonly retry?: RetryPolicy;
        readonly timeouts?: ActivityTimeouts;
      })
  | (Asks & { readonly type: 'activity_cancel_requested' })
  | (Operation & Issued & { readonly type: 'timer_started'; readonly ms: number; readonly fireAt: number })
  | (Asks & { readonly type: 'timer_cancelled' })
  | (Operation &
      Issued & {
        readonly type: 'child_workflow_scheduled';
        readonly workflowType: string;
        readonly workflowId: string;
        readonly input?: Json;
        readonly closePolicy: ClosePolicy;
      })
  | (Asks & { readonly type: 'child_workflow_cancel_requested'; readonly reason: string })
  | (Operation &
      Issued & {
        readonly type: 'signal_external_scheduled';
        readonly workflowId: string;
        readonly name: string;
        readonly input?: Json;
      })
  | (Operation &
      Issued & { readonly type: 'side_effect_recorded'; readonly value?: Json; readonly failure?: NativeFailure })
  | (Operation & Issued & { readonly type: 'version_marked'; readonly name: string; readonly version: number })
  | (Issued & { readonly type: 'workflow_completed'; readonly result?: Json })
  | (Issued & { readonly type: 'workflow_failed'; readonly failure: NativeFailure })
  | (Issued & { readonly type: 'workflow_cancelled'; readonly reason: string })
  | (Issued & { readonly type: 'workflow_continued_as_new'; readonly input?: Json; readonly nextRunId?: string });

type Attempt = Operation & { readonly attempt: number };
/** Event types that end a run. */
export const nativeEnds = [
  'workflow_completed',
  'workflow_failed',
  'workflow_cancelled',
  'workflow_terminated',
  'workflow_continued_as_new',
] as const;

type OfChild = Operation & { readonly runId: string };

/** An event that is not a command of the code. */
export type NativeOccurrence =
  | {
      readonly type: 'workflow_started';
      readonly retrace: number;
      readonly workflowType: string;
      readonly workflowId: string;
      readonly runId: string;
      readonly input?: Json;
      readonly parent?: NativeParent;
      readonly continuedFrom?: string;
    }
  | { readonly type: 'workflow_terminated'; readonly reason: string }
  | { readonly type: 'workflow_cancel_requested'; readonly reason: string; readonly deadline?: number }
  | { readonly type: 'workflow_paused'; readonly reason: string }
  | { readonly type: 'workflow_resumed'; readonly reason: string }
  /** The code has seen every earlier event except the events numbered in `unseen`. The task's commands follow. */
  | {
      readonly type: 'workflow_task_completed';
      readonly task: number;
      readonly worker: string;
      readonly unseen?: readonly number[];
    }
  /**
   * The code could not be run: the run is quarantined until a person retries it. None of the task's commands counts.
   */
  | {
      readonly type: 'workflow_task_failed';
      readonly task: number;
      readonly worker: string;
      readonly failure: NativeFailure;
    }
  | (Attempt & { readonly type: 'activity_started'; readonly worker: string })
  | (Attempt & { readonly type: 'activity_heartbeat'; readonly details?: Json })
  /** `retryAt`: ms since 1970. `details`: details of the last heartbeat. */
  | (Attempt & {
      readonly type: 'activity_attempt_failed';
      readonly failure: NativeFailure;
      readonly retryAt: number;
      readonly details?: Json;
    })
  | (Attempt & { readonly type: 'activity_completed'; readonly result?: Json })
  | (Attempt & { readonly type: 'activity_failed'; readonly failure: NativeFailure })
  | (Attempt & { readonly type: 'activity_cancelled'; readonly failure: NativeFailure })
  | (Operation & { readonly type: 'timer_fired' })
  /** `id`: id of this signal; `from`: the run that sent the signal. */
  | {
      readonly type: 'signal_received';
      readonly id: string;
      readonly name: string;
      readonly input?: Json;
      readonly from?: { readonly workflowId: string; readonly runId: string };
    }
  | (OfChild & { readonly type: 'signal_external_delivered' })
  | (Operation & { readonly type: 'signal_external_failed'; readonly failure: NativeFailure })
  | (OfChild & { readonly type: 'child_workflow_started' })
  | (OfChild & { readonly type: 'child_workflow_completed'; readonly result?: Json })
  | (Operation & { readonly type: 'child_workflow_failed'; readonly runId?: string; readonly failure: NativeFailure })
  | { readonly type: 'custom'; readonly name?: string; readonly value?: Json };

/** `at`: ms since 1970. */
export type NativeEvent = (NativeCommand | NativeOccurrence) & { readonly at: number };
