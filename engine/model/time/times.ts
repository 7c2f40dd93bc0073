// The position of every event on the time axis of its run, whatever its clock says.

import { carried } from '../carried.ts';
import { countUpTo } from '../cursor.ts';
import type { Seq } from '../event.ts';
import { farthestDateMs, isDate } from '../moment.ts';
import { GrowingColumn } from '../growing-column.ts';
import type { Outline } from '../outline.ts';

export type RunTimes = {
  /** `seq` for a run without any times: the axis then counts events. */
  readonly unit: 'ms' | 'seq';
  /** Origin of the axis, ms since 1970; 0 where the axis counts events. */
  readonly originMs: number;
  /**
   * Time of each event since the origin (index = seq − 1): never NaN, never negative. An unknown time equals the
   * previous event's.
   */
  readonly at: Float64Array;
  /** The latest time of all events. */
  readonly span: number;
  /** The longest step back between two events; 0 where times never decrease. */
  readonly backwards: number;
  /** The minimum of `at` from each event to the end: rises even where `at` does not. */
  readonly floor: Float64Array;
};

export function timesOf(outline: Outline): RunTimes {
  return axisTimes(outline).times;
}

/** The last event at or before `time`, 0 without one. */
export function lastAtOrBefore(times: RunTimes, time: number): Seq {
  return countUpTo(times.floor, time);
}

/** First and last of the times within the range of dates, ms since 1970. */
type Range = { readonly first: number; readonly last: number };

/** Times that are extended when the run grows. */
class AxisTimes {
  times: RunTimes;
  readonly #at = new GrowingColumn(new Float64Array(0));
  /** Parallel to `at`, only where the clock runs backwards. */
  #floor: GrowingColumn<Float64Array> | undefined;
  readonly #range: Range | null;
  #latest = Number.NaN;
  #last = Number.NEGATIVE_INFINITY;
  #backwards = 0;

  constructor(outline: Outline) {
    this.#range = rangeOf(outline.atMs);
    this.times = this.#taken(outline);
  }

  /** Returns a new object where the origin has changed, because that changes all times. */
  grow(outline: Outline): AxisTimes {
    const more = outline.atMs.subarray(this.#at.length);
    const isOther = this.#range === null ? more.some(isDate) : more.some((ms) => isDate(ms) && ms < this.#range!.first);
    if (isOther) return new AxisTimes(outline);
    this.times = this.#taken(outline);
    return this;
  }

  #taken({ atMs, events }: Outline): RunTimes {
    const range = this.#range;
    if (range === null) {
      for (let seq = this.#at.length + 1; seq <= events; seq++) this.#at.push(seq);
      const at = this.#at.view;
      return { unit: 'seq', originMs: 0, at, span: events, backwards: 0, floor: at };
    }
    this.#takeRising(atMs.subarray(0, events), range.first);
    if (this.#at.length < events) this.#takeAny(atMs.subarray(0, events), range.first);
    const at = this.#at.view;
    const span = this.#last - range.first;
    return { unit: 'ms', originMs: range.first, at, span, backwards: this.#backwards, floor: this.#floor?.view ?? at };
  }

  /** Fast path for most runs: takes all events in bulk while every event has a time and none decreases. */
  #takeRising(atMs: Float64Array, first: number): void {
    if (this.#floor !== undefined) return;
    const from = this.#at.length;
    let [latest, end] = [from === 0 ? -farthestDateMs : this.#latest, from];
    for (; end < atMs.length; end++) {
      const ms = atMs[end]!;
      if (!(ms >= latest && ms <= farthestDateMs)) break;
      latest = ms;
    }
    if (end === from) return;
    const since = new Float64Array(end - from);
    for (let i = from; i < end; i++) since[i - from] = atMs[i]! - first;
    this.#at.append(since);
    this.#latest = latest;
    this.#last = Math.max(this.#last, latest);
  }

  /** An event before the first known time takes that time; a later event without a time takes the previous event's. */
  #takeAny(atMs: Float64Array, first: number): void {
    const from = this.#at.length;
    const since = new Float64Array(atMs.length - from);
    let latest = this.#latest;
    for (let i = 0; i < since.length; i++) {
      const ms = atMs[from + i]!;
      if (ms >= -farthestDateMs && ms <= farthestDateMs) {
        if (latest - ms > this.#backwards) this.#backwards = latest - ms;
        if (Number.isNaN(latest)) this.#setEarlier(ms - first, since.subarray(0, i));
        if (ms > this.#last) this.#last = ms;
        latest = ms;
      }
      since[i] = latest - first;
    }
    this.#latest = latest;
    if (this.#backwards > 0) this.#floor ??= new GrowingColumn(this.#at.view);
    this.#at.append(since);
    if (this.#floor !== undefined) appendFloor(this.#floor, since);
  }

  #setEarlier(at: number, since: Float64Array): void {
    since.fill(at);
    for (let i = 0; i < this.#at.length; i++) this.#at.set(i, at);
  }
}

const axisTimes = carried(
  (outline) => new AxisTimes(outline),
  (times, outline) => times.grow(outline),
);

/** Appends the minima from each new entry to the end, and lowers those before. */
function appendFloor(floor: GrowingColumn<Float64Array>, at: Float64Array): void {
  const before = floor.length;
  floor.append(at);
  const values = floor.view;
  let lowest = Number.POSITIVE_INFINITY;
  for (let i = values.length - 1; i >= 0; i--) {
    if (values[i]! > lowest) values[i] = lowest;
    else if (i < before) break;
    else lowest = values[i]!;
  }
}

function rangeOf(atMs: Float64Array): Range | null {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < atMs.length; i++) {
    const ms = atMs[i]!;
    if (!(ms >= -farthestDateMs && ms <= farthestDateMs)) continue;
    if (ms < first) first = ms;
    if (ms > last) last = ms;
  }
  return first <= last ? { first, last } : null;
}
