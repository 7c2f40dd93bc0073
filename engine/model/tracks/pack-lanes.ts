// Packs what overlaps in time into lanes, and counts how many go on at once where there are more than lanes can show.

import type { OperationTimes } from './operation-times.ts';

export type Packed = {
  /** Members by their beginning; of those that begin together the first opened first. */
  readonly order: Uint32Array;
  /** Beside `order`: the lane of each; all 0 where they are too many. */
  readonly lane: Uint8Array;
  /** How many lanes they take; 0 = more than `most`. */
  readonly lanes: number;
  /** The most that go on at once. */
  readonly peak: number;
};

/** Each goes into the first lane that is free: no two of a lane overlap. `members` rise. */
export function packLanes({ from, to }: OperationTimes, members: Uint32Array, most: number): Packed {
  const order = byBeginning(from, members);
  const lane = new Uint8Array(order.length);
  const ends: number[] = [];
  for (const [i, operation] of order.entries()) {
    let free = ends.findIndex((end) => end <= from[operation]!);
    if (free < 0) free = ends.length;
    if (free === most) return { order, lane: new Uint8Array(order.length), lanes: 0, peak: peakOf(from, to, order) };
    ends[free] = to[operation]!;
    lane[i] = free;
  }
  return { order, lane, lanes: ends.length, peak: ends.length };
}

function byBeginning(from: Float64Array, members: Uint32Array): Uint32Array {
  for (let i = 1; i < members.length; i++)
    if (from[members[i]!]! < from[members[i - 1]!]!) return members.toSorted((a, b) => from[a]! - from[b]! || a - b);
  return members;
}

/** What ends where another begins does not go on beside it. */
function peakOf(from: Float64Array, to: Float64Array, order: Uint32Array): number {
  const ends = Float64Array.from(order, (operation) => to[operation]!).sort();
  let ended = 0;
  let peak = 0;
  for (const [begun, operation] of order.entries()) {
    while (ended < begun && ends[ended]! <= from[operation]!) ended++;
    peak = Math.max(peak, begun + 1 - ended);
  }
  return peak;
}
