// Effects of time alone in a run: timers that fire, attempts that time out, an expired deadline.

import type { NativeEvent, NativeFailure } from '../model/native-event.ts';
import { afterFailure, timeoutFailure } from './retry.ts';
import type { DeskActivity, RunDesk } from './run-desk.ts';

/** Due items in order of time. */
export function whatIsDue(desk: RunDesk, now: number): readonly NativeEvent[] {
  if (desk.isClosed) return [];
  const due: (readonly [number, NativeEvent])[] = [];
  for (const [id, fireAt] of desk.timers) if (fireAt <= now) due.push([fireAt, { type: 'timer_fired', at: now, id }]);
  for (const activity of desk.activities.values()) {
    const timedOut = timeoutOf(activity, now);
    if (timedOut !== undefined) due.push([now, timedOut]);
  }
  if (desk.cancelDeadline !== undefined && desk.cancelDeadline <= now)
    due.push([
      Infinity,
      {
        type: 'workflow_terminated',
        at: now,
        reason: 'cancel timeout: it was asked to cancel, and did not end in time',
      },
    ]);
  return due.sort(([a], [b]) => a - b).map(([, event]) => event);
}

function timeoutOf(activity: DeskActivity, now: number): NativeEvent | undefined {
  const { scheduled, state, attempt, startedAt, beatAt } = activity;
  const { scheduleToCloseMs, scheduleToStartMs, startToCloseMs, heartbeatMs } = scheduled.timeouts ?? {};
  const isOver = (since: number, ms: number | undefined): boolean => ms !== undefined && now >= since + ms;
  if (isOver(scheduled.at, scheduleToCloseMs)) return failedFor(activity, timeoutFailure('schedule_to_close'), now);
  if (state !== 'running')
    return attempt === 0 && isOver(scheduled.at, scheduleToStartMs)
      ? failedFor(activity, timeoutFailure('schedule_to_start'), now)
      : undefined;
  if (isOver(startedAt, startToCloseMs)) return attemptEnded(activity, timeoutFailure('start_to_close'), now);
  return isOver(beatAt, heartbeatMs) ? attemptEnded(activity, timeoutFailure('heartbeat'), now) : undefined;
}

function failedFor({ scheduled, attempt }: DeskActivity, failure: NativeFailure, now: number): NativeEvent {
  return { type: 'activity_failed', at: now, id: scheduled.id, attempt, failure };
}

/** Retries the attempt, or fails it for good. */
export function attemptEnded(
  activity: DeskActivity,
  failure: NativeFailure,
  now: number,
  afterMs?: number,
): NativeEvent {
  const { scheduled, attempt, details } = activity;
  const verdict = afterFailure({
    policy: scheduled.retry,
    timeouts: scheduled.timeouts,
    scheduledAt: scheduled.at,
    attempt,
    failure,
    ...(afterMs !== undefined && { afterMs }),
    now,
  });
  if (verdict.type === 'fail') return failedFor(activity, verdict.failure, now);
  return {
    type: 'activity_attempt_failed',
    at: now,
    id: scheduled.id,
    attempt,
    failure,
    retryAt: failure.kind === 'worker-lost' || failure.kind === 'shutdown' ? now : verdict.at,
    ...(details !== undefined && { details: details as never }),
  };
}
