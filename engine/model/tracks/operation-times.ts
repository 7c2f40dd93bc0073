// The start, end and time parts of every operation, as columns: the input for packing tracks and for sums over time
// ranges.

import type { Seq } from '../event.ts';
import type { Outline } from '../outline.ts';
import { stretchesOf, type TimePart, timeParts } from '../time-parts.ts';

/**
 * One entry per operation, on the time axis of the run; an open operation lasts to the end of the run. `to` is never
 * before `from`.
 */
export type OperationTimes = {
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** Stretches of operation i: `stretchStart[i] … stretchStart[i + 1]`, without holes from `from` to `to`. */
  readonly stretchStart: Uint32Array;
  readonly stretchTo: Float64Array;
  /** Index into `timeParts`. */
  readonly stretchPart: Uint8Array;
};

export const partIndex = Object.fromEntries(timeParts.map((part, index) => [part, index])) as Readonly<
  Record<TimePart, number>
>;

/** `timeAt` gives the time of an event on the axis, never NaN. */
export function operationTimes(outline: Outline, timeAt: (seq: Seq) => number): OperationTimes {
  const { count, openedAt } = outline.operations;
  const from = new Float64Array(count);
  const to = new Float64Array(count);
  const stretchStart = new Uint32Array(count + 1);
  const ends: number[] = [];
  const parts: number[] = [];
  for (let i = 0; i < count; i++) {
    from[i] = to[i] = timeAt(openedAt[i]!);
    for (const stretch of stretchesOf(outline, i, timeAt)) {
      ends.push((to[i] = stretch.to));
      parts.push(partIndex[stretch.part]);
    }
    stretchStart[i + 1] = ends.length;
  }
  return { from, to, stretchStart, stretchTo: Float64Array.from(ends), stretchPart: Uint8Array.from(parts) };
}

/** Parts of the time in which an operation runs or may run; waits (for a worker, by nature, paused) are left out. */
const busyParts: ReadonlySet<number> = new Set([partIndex.running, partIndex.retrying, partIndex.unknown]);

/** Spans in which an operation of `members` ran: starts and ends in turn, rising, disjoint. */
export function busySpans(times: OperationTimes, members: Uint32Array): Float64Array {
  const spans: [from: number, to: number][] = [];
  for (const operation of members) {
    let from = times.from[operation]!;
    for (let i = times.stretchStart[operation]!; i < times.stretchStart[operation + 1]!; i++) {
      const to = times.stretchTo[i]!;
      if (busyParts.has(times.stretchPart[i]!)) spans.push([from, to]);
      from = to;
    }
  }
  return joined(spans.sort(([a], [b]) => a - b));
}

function joined(spans: readonly (readonly [from: number, to: number])[]): Float64Array {
  const all: number[] = [];
  for (const [from, to] of spans) {
    if (all.length > 0 && from <= all.at(-1)!) all[all.length - 1] = Math.max(all.at(-1)!, to);
    else all.push(from, to);
  }
  return Float64Array.from(all);
}
