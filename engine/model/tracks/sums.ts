// Sums over many operations, clipped to a range of time.

import type { Outline } from '../outline.ts';
import { type TimePart, timeParts } from '../time-parts.ts';
import { type FoldSums, foldSums } from './fold-sums.ts';
import type { OperationTimes } from './operation-times.ts';

/** Percentiles and the maximum are of whole durations, even where only a part lies in the range. */
export type Sums = FoldSums & {
  /** Total time of the operations within the range. */
  readonly total: number;
  /** `total` by time part. */
  readonly parts: Readonly<Record<TimePart, number>>;
};

export function sumsOf(
  outline: Outline,
  times: OperationTimes,
  members: Uint32Array,
  from = Number.NEGATIVE_INFINITY,
  to = Number.POSITIVE_INFINITY,
): Sums {
  const parts = new Float64Array(timeParts.length);
  let total = 0;
  for (const operation of members) total += addParts(times, operation, from, to, parts);
  return {
    ...foldSums(outline, members, (operation) => times.to[operation]! - times.from[operation]!),
    total,
    parts: Object.fromEntries(timeParts.map((part, i) => [part, parts[i]!])) as Record<TimePart, number>,
  };
}

/** Adds an operation's time within the range to its time parts. */
function addParts(times: OperationTimes, operation: number, from: number, to: number, parts: Float64Array): number {
  const { stretchStart, stretchTo, stretchPart } = times;
  const end = stretchStart[operation + 1]!;
  let begin = times.from[operation]!;
  let sum = 0;
  for (let i = stretchStart[operation]!; i < end; i++) {
    const within = Math.min(stretchTo[i]!, to) - Math.max(begin, from);
    if (within > 0) {
      parts[stretchPart[i]!]! += within;
      sum += within;
    }
    begin = stretchTo[i]!;
  }
  return sum;
}

/** The members that overlap the range, both ends included, in the order of `members`. */
export function inRange({ from, to }: OperationTimes, members: Uint32Array, begin: number, end: number): Uint32Array {
  return members.filter((operation) => from[operation]! <= end && to[operation]! >= begin);
}
