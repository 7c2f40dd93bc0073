// Runs one attempt of an activity, in the engine's own process. An error of the activity is an answer.

import type { Activity, ActivityContext } from '../author/activity.ts';
import { failureOf as failureOfError, fieldOf } from '../author/errors.ts';
import type { Json } from '../model/json.ts';
import type { NativeFailure } from '../model/native-event.ts';
import { longestMs } from '../sandbox/native/kernel/duration.ts';
import { given, plainValue } from '../sandbox/native/kernel/plain-value.ts';

export type Attempt = {
  readonly name: string;
  readonly input: Json | undefined;
  readonly context: ActivityContext;
};

/** `afterMs`: the delay in ms that the failure itself requests. */
export type AttemptEnd =
  | { readonly type: 'completed'; readonly result?: Json }
  | { readonly type: 'failed'; readonly failure: NativeFailure; readonly afterMs?: number };

export async function runAttempt(
  activity: Activity<never, unknown> | undefined,
  attempt: Attempt,
): Promise<AttemptEnd> {
  const { name, input, context } = attempt;
  if (activity === undefined)
    return failed({
      kind: 'application',
      message: `activity not registered: ${name}`,
      nonRetryable: true,
    });
  try {
    return completed(await activity(input as never, context), name);
  } catch (error) {
    const afterMs = fieldOf(error, 'afterMs');
    return failed(
      failureOf(error),
      typeof afterMs === 'number' && afterMs > 0 ? Math.min(afterMs, longestMs) : undefined,
    );
  }
}

/** Errors may come from another copy of the author package: they are recognised by name. */
function failureOf(error: unknown): NativeFailure {
  const { stack, ...rest } = failureOfError(error);
  return {
    ...rest,
    ...(stack !== undefined && { stack: ownStack(stack) }),
    ...(fieldOf(error, 'name') === 'NonRetryable' && { nonRetryable: true }),
  };
}

/**
 * The frames of the activity's own code, up to the engine's. File names lose the suffix that makes their import new.
 */
function ownStack(stack: string): string {
  const lines = stack.split('\n');
  const engine = lines.findIndex((line) => /\b(activityName|runAttempt)\b/.test(line));
  return lines
    .slice(0, engine === -1 ? lines.length : engine)
    .join('\n')
    .replaceAll(/\?\d+(?:\.\d+)?(?=:\d)/g, '');
}

function completed(value: unknown, name: string): AttemptEnd {
  try {
    return { type: 'completed', ...given('result', plainValue(value, `encode result: what ${name} gave back`)) };
  } catch (error) {
    return failed({ kind: 'application', message: (error as Error).message, nonRetryable: true });
  }
}

function failed(failure: NativeFailure, afterMs?: number): AttemptEnd {
  return { type: 'failed', failure, ...(afterMs !== undefined && { afterMs }) };
}
