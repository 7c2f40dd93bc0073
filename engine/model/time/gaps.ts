// Finds the long idle stretches of a run: spans in which no operation begins, ends or runs.

import { countUpTo } from '../cursor.ts';

import type { RunTimes } from './times.ts';

export type Gap = { readonly from: number; readonly to: number };

/** Minimum length of a cut gap, as a share of the remaining time. */
const SHARE = 0.05;
/** Minimum length of a cut gap, as a multiple of the run's median wait: a run of ten even steps has no idle gaps. */
const TIMES_MEDIAN = 8;
const MOST = 40;

/** Gaps in order of time. `busy`: spans in which an operation ran, as starts and ends in turn, rising. */
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

/** Lengths of all gaps except 0, sorted; the longest gaps with their places, longest first. */
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

/** The idle parts of a span. */
function idleIn(from: number, to: number, busy: Float64Array): Gap[] {
  const idle: Gap[] = [];
  let reached = from;
  // Rounds down to an even number of bounds: the index is that of the next start.
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
