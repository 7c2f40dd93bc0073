// Playback speed of a run: when the next event is due, and how far a stretch of real time leads.

import { countUpTo } from '../../engine/model/cursor.ts';
import type { Seq } from '../../engine/model/event.ts';
import { type Outline, timeOf } from '../../engine/model/outline.ts';

/** Factors of recorded time; 0 = one event per frame of the screen. */
export const speeds = [0.5, 1, 2, 10, 100, 1000, 0] as const;

/** Maximum wait on screen, at any speed, whatever was recorded. */
export const LONGEST_WAIT_MS = 2000;
/** Duration of a step at 1× where a time is unknown. */
const UNKNOWN_MS = 200;

/** Real time between two events, in ms. A clock that stands still or runs backwards gives 0. */
export function nextDelayMs(outline: Outline, from: Seq, to: Seq, speed: number): number {
  if (speed <= 0) return 0;
  const [before, after] = [timeOf(outline, from), timeOf(outline, to)];
  const recorded = from === 0 ? 0 : before === null || after === null ? UNKNOWN_MS : after - before;
  return Math.min(LONGEST_WAIT_MS, Math.max(0, recorded) / speed);
}

export type Played = {
  readonly cursor: Seq;
  /** Unused real time, in ms. */ readonly leftMs: number;
  readonly ended: boolean;
};

/** Maximum number of steps per frame: a long frame or a high speed must not lengthen the next frame further. */
const MOST_STEPS = 20_000;

/** The cursor's event after `budgetMs` of real time, moving through the visible events. */
export function play(
  outline: Outline,
  visibleEvents: Uint32Array,
  cursor: Seq,
  speed: number,
  budgetMs: number,
): Played {
  let index = countUpTo(visibleEvents, cursor);
  if (speed <= 0) {
    const next = visibleEvents[index];
    return { cursor: next ?? cursor, leftMs: 0, ended: index + 1 >= visibleEvents.length };
  }
  let at = cursor;
  let leftMs = budgetMs;
  for (let steps = 0; index < visibleEvents.length && steps < MOST_STEPS; steps++) {
    const next = visibleEvents[index]!;
    const wait = nextDelayMs(outline, at, next, speed);
    if (wait > leftMs) return { cursor: at, leftMs, ended: false };
    leftMs -= wait;
    at = next;
    index += 1;
  }
  return { cursor: at, leftMs: 0, ended: index >= visibleEvents.length };
}

export function speedText(speed: number): string {
  return speed === 0 ? 'Max' : `${speed}×`;
}

/** One step faster or slower; stays at the ends. */
export function nextSpeed(speed: number, steps: 1 | -1): number {
  const index = speeds.findIndex((one) => one === speed);
  return speeds[Math.max(0, Math.min((index < 0 ? 1 : index) + steps, speeds.length - 1))] ?? 1;
}
