// Packs overlapping operations into lanes, and counts concurrent operations where the lanes do not suffice.

import type { OperationTimes } from './operation-times.ts';

export type Packed = {
  /** Members by start; among equal starts in order of opening. */
  readonly order: Uint32Array;
  /** Parallel to `order`: the lane of each member; all 0 where there are too many lanes. */
  readonly lane: Uint8Array;
  /** Number of lanes; 0 = more than `most`. */
  readonly lanes: number;
  /** Highest number of concurrent members. */
  readonly peak: number;
};

/** Each member goes into the first free lane: operations of one lane never overlap. `members` rise. */
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

/** A member that ends when another starts does not overlap it. */
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
