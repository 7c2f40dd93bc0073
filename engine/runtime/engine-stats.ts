// What the runs of a store come to: counts, and how long things waited. A fold of their events and rows.

import type { NativeEvent } from '../model/native-event.ts';
import { isWaking } from '../model/native-history.ts';
import type { RunRow } from '../store/register/register.ts';

/** Of times in ms; null where there are none. */
export type Spread = {
  readonly count: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly mostMs: number;
} | null;

export type EngineStats = {
  readonly runs: { readonly open: number; readonly ended: number; readonly quarantined: number };
  readonly events: number;
  readonly tasks: { readonly completed: number; readonly failed: number };
  readonly activities: {
    readonly scheduled: number;
    readonly attempts: number;
    readonly failedAttempts: number;
    readonly completed: number;
    readonly failed: number;
    readonly cancelled: number;
  };
  readonly timersFired: number;
  readonly signalsReceived: number;
  readonly deadLetters: number;
  /** From what woke a run to the task that told its code. */
  readonly taskWait: Spread;
  /** From the scheduling of an activity to its first attempt. */
  readonly activityWait: Spread;
};

export class StatsCollector {
  readonly #runs = { open: 0, ended: 0, quarantined: 0 };
  readonly #counts = new Map<string, number>();
  readonly #taskWaits: number[] = [];
  readonly #activityWaits: number[] = [];
  #events = 0;

  add({ closed, quarantined }: RunRow, events: readonly NativeEvent[]): void {
    if (closed) this.#runs.ended++;
    else this.#runs.open++;
    if (quarantined !== null) this.#runs.quarantined++;
    this.#events += events.length;
    const scheduled = new Map<number, number>();
    let wokenAt: number | undefined;
    for (const event of events) {
      this.#counts.set(event.type, this.#count(event.type) + 1);
      if (isWaking(event)) wokenAt ??= event.at;
      if (event.type === 'activity_scheduled') scheduled.set(event.id, event.at);
      if (event.type === 'activity_started' && event.attempt === 1)
        this.#activityWaits.push(event.at - (scheduled.get(event.id) ?? event.at));
      if (event.type !== 'workflow_task_completed') continue;
      if (wokenAt !== undefined) this.#taskWaits.push(event.at - wokenAt);
      wokenAt = undefined;
    }
  }

  #count(type: NativeEvent['type']): number {
    return this.#counts.get(type) ?? 0;
  }

  stats(deadLetters: number): EngineStats {
    const failed = this.#count('activity_failed');
    return {
      runs: this.#runs,
      events: this.#events,
      tasks: { completed: this.#count('workflow_task_completed'), failed: this.#count('workflow_task_failed') },
      activities: {
        scheduled: this.#count('activity_scheduled'),
        attempts: this.#count('activity_started'),
        failedAttempts: this.#count('activity_attempt_failed') + failed,
        completed: this.#count('activity_completed'),
        failed,
        cancelled: this.#count('activity_cancelled'),
      },
      timersFired: this.#count('timer_fired'),
      signalsReceived: this.#count('signal_received'),
      deadLetters,
      taskWait: spreadOf(this.#taskWaits),
      activityWait: spreadOf(this.#activityWaits),
    };
  }
}

function spreadOf(waits: readonly number[]): Spread {
  const sorted = waits.toSorted((a, b) => a - b);
  const mostMs = sorted.at(-1);
  if (mostMs === undefined) return null;
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? mostMs;
  return { count: sorted.length, medianMs: at(0.5), p99Ms: at(0.99), mostMs };
}
