// Finds the long idle stretches of a run: spans in which nothing begins or ends, and nothing runs.

import { countUpTo } from '../../../engine/model/cursor.ts';

import type { RunTimes } from './times.ts';

export type Gap = { readonly from: number; readonly to: number };

/** A gap is worth cutting when it takes more than this part of what is left. */
const SHARE = 0.05;
/** … and when it stands out among the waits of its run: a run of ten even steps has no idle gaps. */
const TIMES_MEDIAN = 8;
const MOST = 40;

/** In order of time. `busy`: when something ran, beginnings and ends in turn, rising. */
export function idleGaps(times: RunTimes, busy: Float64Array = new Float64Array(0)): Gap[] {
  if (times.unit === 'seq' || times.span === 0) return [];
  const gaps = longGaps(times, busy);
  const least = TIMES_MEDIAN * medianOf(gaps.lengths);
  const cut: Gap[] = [];
  let left = times.span;
  for (const gap of gaps.longest) {
    const length = gap.to - gap.from;
    if (length <= SHARE * left || length < least || cut.length === MOST) break;
    cut.push(gap);
    left -= length;
  }
  return cut.toSorted((a, b) => a.from - b.from);
}

type LongGaps = { readonly lengths: Float64Array; readonly longest: readonly Gap[] };

/** All gaps that are not of length 0, by length; the longest ones with their places, longest first. */
function longGaps(times: RunTimes, busy: Float64Array): LongGaps {
  const sorted = times.backwards > 0 ? times.at.toSorted() : times.at;
  const floor = times.span / 10_000;
  const long: Gap[] = [];
  const lengths: number[] = [];
  for (let i = 1; i < sorted.length; i++) {
    const [from, to] = [sorted[i - 1]!, sorted[i]!];
    if (to > from) lengths.push(to - from);
    if (to - from > floor) long.push(...idleIn(from, to, busy).filter((gap) => gap.to - gap.from > floor));
  }
  return { lengths: Float64Array.from(lengths).sort(), longest: long.sort((a, b) => b.to - b.from - (a.to - a.from)) };
}

/** What of a span nothing runs in. */
function idleIn(from: number, to: number, busy: Float64Array): Gap[] {
  const idle: Gap[] = [];
  let reached = from;
  // An even number of bounds up to there: it begins when nothing runs.
  for (let i = countUpTo(busy, from) & ~1; i < busy.length && busy[i]! < to; i += 2) {
    if (busy[i]! > reached) idle.push({ from: reached, to: busy[i]! });
    reached = Math.max(reached, busy[i + 1]!);
  }
  if (reached < to) idle.push({ from: reached, to });
  return idle;
}

function medianOf(sorted: Float64Array): number {
  return sorted[(sorted.length - 1) >> 1] ?? 0;
}
