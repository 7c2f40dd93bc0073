// When every operation ran and where its time went, as columns: what tracks are packed by and what ranges of time are summed from.

import type { Seq } from '../event.ts';
import type { Outline } from '../outline.ts';
import { stretchesOf, type TimePart, timeParts } from '../time-parts.ts';

/** One entry an operation, on the axis of its run; what is still open lasts to the end of the run. `to` is never before `from`. */
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

/** `timeAt` gives the time of an event on the axis: never NaN. */
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

/** Stretches in which something runs or may run; what only waits (for a worker, by its nature, paused) does not. */
const busyParts: ReadonlySet<number> = new Set([partIndex.running, partIndex.retrying, partIndex.unknown]);

/** When something ran: beginnings and ends in turn, rising, apart from each other. `members` are those that count. */
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
