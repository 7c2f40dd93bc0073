// Activities run outside the sandbox: functions that may do anything, and may be retried.

import type { ActivityTimeouts, RetryPolicy } from '../model/native-event.ts';

export type ActivityContext = {
  readonly activityName: string;
  readonly workflowId: string;
  readonly runId: string;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  /** The same for every attempt of one activity call of the workflow, and unique to that call. */
  readonly idempotencyKey: string;
  /** Details of the last heartbeat of an earlier attempt. */
  readonly lastHeartbeat: unknown;
  /** Reports that the activity is alive, and its progress. */
  heartbeat(details?: unknown): void;
  /** Aborted when the activity is cancelled, times out, or is no longer awaited. */
  readonly signal: AbortSignal;
};

export type Activity<Input, Result> = {
  (input: Input, ctx: ActivityContext): Result | Promise<Result>;
  readonly activityName?: string;
  readonly retry?: RetryPolicy;
  readonly timeouts?: ActivityTimeouts;
};

const registered = new Map<string, Activity<never, unknown>>();

/**
 * Defines a named activity, with a default policy:
 * `const charge = activity('charge', async (input: { cents: number }) => …, { retry: { maximumAttempts: 3 } })`.
 */
export function activity<Input, Result>(
  activityName: string,
  work: (input: Input, ctx: ActivityContext) => Result | Promise<Result>,
  options: { readonly retry?: RetryPolicy; readonly timeouts?: ActivityTimeouts } = {},
): Activity<Input, Result> {
  const made = Object.assign((input: Input, ctx: ActivityContext) => work(input, ctx), { activityName, ...options });
  registered.set(activityName, made);
  return made;
}

/** For the engine: finds an activity defined in this process so far. */
export function registeredActivity(name: string): Activity<never, unknown> | undefined {
  return registered.get(name);
}
