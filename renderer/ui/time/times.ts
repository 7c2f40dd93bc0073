// Where every event lies on the time axis of its run, whatever its clock says.

import { countUpTo } from '../../../engine/model/cursor.ts';
import type { Seq } from '../../../engine/model/event.ts';
import { isDate } from '../../../engine/model/moment.ts';
import type { Outline } from '../../../engine/model/outline.ts';

export type RunTimes = {
  /** `seq` where no event of the run has a time: the axis then counts events. */
  readonly unit: 'ms' | 'seq';
  /** Where the axis begins, ms since 1970; 0 where it counts events. */
  readonly originMs: number;
  /** Time of each event since the origin (index = seq − 1): never NaN, never negative. An unknown time is that of the event before. */
  readonly at: Float64Array;
  /** The latest of all. */
  readonly span: number;
  /** The longest step back between two events; 0 where times never fall. */
  readonly backwards: number;
  /** The least of `at` from each event to the end: rises even where `at` does not. */
  readonly floor: Float64Array;
};

const made = new WeakMap<Outline, RunTimes>();

export function timesOf(outline: Outline): RunTimes {
  const known = made.get(outline);
  if (known !== undefined) return known;
  const range = rangeOf(outline.atMs);
  const times = range === null ? countedTimes(outline.events) : clockTimes(outline.atMs, range);
  made.set(outline, times);
  return times;
}

/** The last event at or before `time`, 0 with none. */
export function lastAtOrBefore(times: RunTimes, time: number): Seq {
  return countUpTo(times.floor, time);
}

function countedTimes(events: number): RunTimes {
  const at = Float64Array.from({ length: events }, (_, index) => index + 1);
  return { unit: 'seq', originMs: 0, at, span: events, backwards: 0, floor: at };
}

type Range = { readonly first: number; readonly last: number };

function clockTimes(atMs: Float64Array, { first, last }: Range): RunTimes {
  const at = new Float64Array(atMs.length);
  let latest = Number.NaN;
  let backwards = 0;
  for (let i = 0; i < at.length; i++) {
    const ms = atMs[i]!;
    if (isDate(ms)) {
      if (latest - ms > backwards) backwards = latest - ms;
      latest = ms;
    }
    at[i] = latest - first;
  }
  fillLeading(at);
  return { unit: 'ms', originMs: first, at, span: last - first, backwards, floor: backwards > 0 ? floorOf(at) : at };
}

/** Events before the first one with a time take its time. */
function fillLeading(at: Float64Array): void {
  const known = at.findIndex((time) => !Number.isNaN(time));
  if (known > 0) at.fill(at[known]!, 0, known);
}

function floorOf(at: Float64Array): Float64Array {
  const floor = at.slice();
  for (let i = floor.length - 2; i >= 0; i--) floor[i] = Math.min(floor[i]!, floor[i + 1]!);
  return floor;
}

function rangeOf(atMs: Float64Array): Range | null {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const ms of atMs) {
    if (!isDate(ms)) continue;
    if (ms < first) first = ms;
    if (ms > last) last = ms;
  }
  return first <= last ? { first, last } : null;
}
