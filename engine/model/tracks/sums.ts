// What many operations took together: of a fold, and of each type in a range of time.

import { isBad } from '../effect.ts';
import { finalStatusOf, NONE, type Outline } from '../outline.ts';
import { type TimePart, timeParts } from '../time-parts.ts';
import type { OperationTimes } from './operation-times.ts';

/** Durations are in units of the axis. Percentiles and the maximum are of whole durations, also where only a part lies in the range. */
export type Sums = {
  readonly count: number;
  /** All of their time that lies in the range. */
  readonly total: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  /** The one that took longest, the first of several; NONE of none. */
  readonly slowest: number;
  /** How many had more than one attempt, and how many attempts there were beyond the first ones. */
  readonly retried: number;
  readonly retries: number;
  readonly failed: number;
  /** `total` by where it went. */
  readonly parts: Readonly<Record<TimePart, number>>;
};

export function sumsOf(
  outline: Outline,
  times: OperationTimes,
  members: Uint32Array,
  from = Number.NEGATIVE_INFINITY,
  to = Number.POSITIVE_INFINITY,
): Sums {
  const { attempts } = outline.operations;
  const durations = new Float64Array(members.length);
  const parts = new Float64Array(timeParts.length);
  let [slowest, max, retried, retries, failed, total] = [NONE, -1, 0, 0, 0, 0];
  for (let i = 0; i < members.length; i++) {
    const operation = members[i]!;
    const duration = times.to[operation]! - times.from[operation]!;
    durations[i] = duration;
    if (duration > max) [max, slowest] = [duration, operation];
    if (attempts[operation]! > 1) {
      retried++;
      retries += attempts[operation]! - 1;
    }
    if (isBad(finalStatusOf(outline, operation))) failed++;
    total += addParts(times, operation, from, to, parts);
  }
  durations.sort();
  return {
    count: members.length,
    total,
    p50: percentile(durations, 0.5),
    p95: percentile(durations, 0.95),
    max: Math.max(0, max),
    slowest,
    retried,
    retries,
    failed,
    parts: Object.fromEntries(timeParts.map((part, i) => [part, parts[i]!])) as Record<TimePart, number>,
  };
}

/** The time of an operation within the range, added up by where it went. */
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

/** The least value that at least so many of them do not exceed; 0 of none. `sorted` rises. */
export function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** Of these the ones of which some lies in the range, both ends included; rising where they rise. */
export function inRange({ from, to }: OperationTimes, members: Uint32Array, begin: number, end: number): Uint32Array {
  return members.filter((operation) => from[operation]! <= end && to[operation]! >= begin);
}
