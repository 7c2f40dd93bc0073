// Whether and when a failure is retried. Pure arithmetic.

import type { ActivityTimeouts, NativeFailure, RetryPolicy } from '../model/native-event.ts';

const defaults = { initialIntervalMs: 1000, backoffCoefficient: 2, maximumIntervalMs: 100_000, maximumAttempts: 0 };

export type Attempted = {
  /** undefined: a single attempt. */
  readonly policy: RetryPolicy | undefined;
  readonly timeouts: ActivityTimeouts | undefined;
  readonly scheduledAt: number;
  /** Number of the failed attempt, from 1. */
  readonly attempt: number;
  readonly failure: NativeFailure;
  /** Delay in ms that the failure itself requests. */
  readonly afterMs?: number;
  readonly now: number;
};

export type Verdict =
  | { readonly type: 'retry'; readonly at: number }
  | { readonly type: 'fail'; readonly failure: NativeFailure };

/** Delay in ms after the failed attempt. Capped before rounding, so that no number of attempts overflows. */
export function backoffMs(policy: RetryPolicy, attempt: number): number {
  const { initialIntervalMs, backoffCoefficient, maximumIntervalMs } = { ...defaults, ...policy };
  const delay = initialIntervalMs * backoffCoefficient ** (Math.max(1, attempt) - 1);
  const cap = maximumIntervalMs > 0 ? maximumIntervalMs : Number.MAX_SAFE_INTEGER;
  return Math.floor(Math.min(delay, cap));
}

export function afterFailure(attempted: Attempted): Verdict {
  const { policy, timeouts, scheduledAt, attempt, failure, afterMs, now } = attempted;
  if (!mayRetry(attempted)) return { type: 'fail', failure };
  const left = timeouts?.scheduleToCloseMs === undefined ? Infinity : scheduledAt + timeouts.scheduleToCloseMs - now;
  if (left <= 0) return { type: 'fail', failure: timeoutFailure('schedule_to_close', failure) };
  return { type: 'retry', at: now + Math.min(left, afterMs ?? backoffMs(policy ?? {}, attempt)) };
}

function mayRetry({ policy, attempt, failure, afterMs }: Attempted): boolean {
  if (failure.nonRetryable === true) return false;
  // The loss of a worker is not the activity's fault: the attempt counts only towards a maximum number of attempts.
  if (failure.kind === 'worker-lost' || failure.kind === 'shutdown') {
    const most = policy?.maximumAttempts ?? 0;
    return most === 0 || attempt < most;
  }
  if (policy === undefined) return afterMs !== undefined;
  const { maximumAttempts } = { ...defaults, ...policy };
  if (maximumAttempts > 0 && attempt >= maximumAttempts) return false;
  return policy.nonRetryableKinds?.includes(failure.kind) !== true;
}

export type TimeoutKind = 'schedule_to_close' | 'schedule_to_start' | 'start_to_close' | 'heartbeat';

export function timeoutFailure(kind: TimeoutKind, cause?: NativeFailure): NativeFailure {
  return { kind: 'timeout', message: `activity timeout: ${kind}`, ...(cause !== undefined && { cause }) };
}
