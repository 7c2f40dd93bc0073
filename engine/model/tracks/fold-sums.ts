// Total times of a fold's operations, from the times of their events alone: cheap enough for every node of a graph.

import { isBad } from '../effect.ts';
import { finalStatusOf, NONE, type Outline, timeOf } from '../outline.ts';
import { lastOf } from '../run-time.ts';

/** Durations, in units of the axis, last from opening to end; for an open operation to the end of the run. */
export type FoldSums = {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  /** The operation of longest duration, the first of several; NONE of an empty fold. */
  readonly slowest: number;
  /** Number of operations with several attempts, and number of attempts beyond the first ones. */
  readonly retried: number;
  readonly retries: number;
  readonly failed: number;
};

/** Duration in ms; 0 where a time is unknown, or the clock ran backwards. */
export function durationOf(outline: Outline, operation: number): number {
  const { openedAt, closedAt } = outline.operations;
  const from = timeOf(outline, openedAt[operation]!);
  const to = timeOf(outline, closedAt[operation]! || lastOf(outline));
  return from === null || to === null ? 0 : Math.max(0, to - from);
}

export function foldSums(
  outline: Outline,
  members: Uint32Array,
  lengthOf: (operation: number) => number = (operation) => durationOf(outline, operation),
): FoldSums {
  const { attempts } = outline.operations;
  const durations = new Float64Array(members.length);
  let [slowest, max, retried, retries, failed] = [NONE, -1, 0, 0, 0];
  for (let i = 0; i < members.length; i++) {
    const operation = members[i]!;
    const duration = lengthOf(operation);
    durations[i] = duration;
    if (duration > max) [max, slowest] = [duration, operation];
    if (attempts[operation]! > 1) {
      retried++;
      retries += attempts[operation]! - 1;
    }
    if (isBad(finalStatusOf(outline, operation))) failed++;
  }
  durations.sort();
  return {
    count: members.length,
    p50: percentile(durations, 0.5),
    p95: percentile(durations, 0.95),
    max: Math.max(0, max),
    slowest,
    retried,
    retries,
    failed,
  };
}

/** The least value that at least the given share of values does not exceed; 0 of an empty list. `sorted` rises. */
export function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
