// An engine's pending work for one run, as a fold of its events: activities to start, due timers, and events that the
// code has not seen. Knows no store and no clock.

import type { ClosePolicy, NativeEvent, NativeFailure, NativeParent } from '../model/native-event.ts';
import { isEnd, isWaking } from '../model/native-history.ts';

type Scheduled = Extract<NativeEvent, { type: 'activity_scheduled' }>;

export type DeskActivity = {
  readonly scheduled: Scheduled;
  state: 'waiting' | 'running' | 'backoff';
  /** Number of the last attempt begun, 0 before the first. */
  attempt: number;
  /** Earliest start of the next attempt, ms since 1970. */
  nextAt: number;
  startedAt: number;
  /** Time of the last sign of life, ms since 1970. */
  beatAt: number;
  details: unknown;
  lastFailure: NativeFailure | undefined;
};

export type DeskChild = { readonly workflowId: string; readonly closePolicy: ClosePolicy };

export class RunDesk {
  readonly activities = new Map<number, DeskActivity>();
  readonly timers = new Map<number, number>();
  readonly children = new Map<number, DeskChild>();
  /** Events that woke the code and that it has not seen, in order. */
  unseen: NativeEvent[] = [];
  task = 0;
  isClosed = false;
  isPaused = false;
  parent: NativeParent | undefined;
  workflowType = '';
  cancelDeadline: number | undefined;

  get needsTask(): boolean {
    return this.unseen.length > 0 && !this.isClosed && !this.isPaused;
  }

  apply(event: NativeEvent): void {
    if (isWaking(event)) this.unseen.push(event);
    if (isEnd(event)) this.#close();
    switch (event.type) {
      case 'workflow_started':
        this.parent = event.parent;
        this.workflowType = event.workflowType;
        return;
      case 'workflow_task_completed':
        this.task = event.task;
        this.unseen = [];
        return;
      case 'workflow_paused':
        this.isPaused = true;
        return;
      case 'workflow_resumed':
        this.isPaused = false;
        return;
      case 'workflow_cancel_requested':
        this.cancelDeadline ??= event.deadline;
        return;
      case 'timer_started':
        this.timers.set(event.id, event.fireAt);
        return;
      case 'timer_fired':
      case 'timer_cancelled':
        this.timers.delete(event.id);
        return;
      case 'child_workflow_scheduled':
        this.children.set(event.id, event);
        return;
      case 'child_workflow_completed':
      case 'child_workflow_failed':
        this.children.delete(event.id);
        return;
      default:
        this.#applyToActivity(event);
    }
  }

  #close(): void {
    this.isClosed = true;
    this.activities.clear();
    this.timers.clear();
  }

  #applyToActivity(event: NativeEvent): void {
    if (event.type === 'activity_scheduled') {
      const fresh = {
        state: 'waiting',
        attempt: 0,
        nextAt: event.at,
        startedAt: 0,
        beatAt: 0,
        details: undefined,
        lastFailure: undefined,
      } as const;
      this.activities.set(event.id, { scheduled: event, ...fresh });
      return;
    }
    const activity = 'id' in event && typeof event.id === 'number' ? this.activities.get(event.id) : undefined;
    if (activity === undefined) return;
    switch (event.type) {
      case 'activity_started':
        Object.assign(activity, { state: 'running', attempt: event.attempt, startedAt: event.at, beatAt: event.at });
        return;
      case 'activity_heartbeat':
        Object.assign(activity, { beatAt: event.at, details: event.details });
        return;
      case 'activity_attempt_failed':
        Object.assign(activity, {
          state: 'backoff',
          nextAt: event.retryAt,
          lastFailure: event.failure,
          details: event.details ?? activity.details,
        });
        return;
      case 'activity_completed':
      case 'activity_failed':
      case 'activity_cancelled':
        this.activities.delete(event.id);
        return;
      default:
    }
  }

  get isWorking(): boolean {
    for (const { state } of this.activities.values()) if (state === 'running') return true;
    return false;
  }

  /**
   * The earliest time with something to do; Infinity where only new events matter. Activities that could have begun by
   * `starvedAt` wait for a slot.
   */
  nextDue(starvedAt = -Infinity): number {
    let next = this.isClosed ? Infinity : (this.cancelDeadline ?? Infinity);
    for (const fireAt of this.timers.values()) if (fireAt < next) next = fireAt;
    for (const activity of this.activities.values()) next = Math.min(next, activityDue(activity, starvedAt));
    return next;
  }
}

/** The time at which an activity can start, or times out. */
function activityDue(
  { scheduled, state, attempt, nextAt, startedAt, beatAt }: DeskActivity,
  starvedAt: number,
): number {
  const { scheduleToCloseMs, scheduleToStartMs, startToCloseMs, heartbeatMs } = scheduled.timeouts ?? {};
  const close = scheduleToCloseMs === undefined ? Infinity : scheduled.at + scheduleToCloseMs;
  if (state !== 'running') {
    const start = attempt === 0 && scheduleToStartMs !== undefined ? scheduled.at + scheduleToStartMs : Infinity;
    return Math.min(close, start, nextAt <= starvedAt ? Infinity : nextAt);
  }
  const end = startToCloseMs === undefined ? Infinity : startedAt + startToCloseMs;
  return Math.min(close, end, heartbeatMs === undefined ? Infinity : beatAt + heartbeatMs);
}
