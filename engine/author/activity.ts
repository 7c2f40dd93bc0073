// What is done outside of the sandbox: functions that may do anything, and may be tried several times.

import type { ActivityTimeouts, RetryPolicy } from '../model/native-event.ts';

export type ActivityContext = {
  readonly workflowId: string;
  readonly runId: string;
  /** From 1. */
  readonly attempt: number;
  /** The same for every attempt of this one decision of the workflow, and for no other. */
  readonly idempotencyKey: string;
  /** What the last heartbeat of an earlier attempt noted. */
  readonly lastHeartbeat: unknown;
  /** Says that it is alive, and how far it is. */
  heartbeat(details?: unknown): void;
  /** Aborted when it is cancelled, timed out, or nobody waits for it any more. */
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
 * An activity under a name of its own, with the policy that it has where nothing else is said:
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

/** For the engine: those that were made by now in this process. */
export function registeredActivity(name: string): Activity<never, unknown> | undefined {
  return registered.get(name);
}
