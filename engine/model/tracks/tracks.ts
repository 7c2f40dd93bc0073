// The tracks of a timeline: groups of operations, packed into lanes, with what they took together. Values only; near linear in operations.

import { kindIndex, NONE, type Outline } from '../outline.ts';
import { graphOf } from '../graph/fold-graph.ts';
import type { Seq } from '../event.ts';
import { type Group, type Grouping, groupsOf } from './groups.ts';
import { busySpans, type OperationTimes, operationTimes } from './operation-times.ts';
import { type Packed, packLanes } from './pack-lanes.ts';
import { type Sums, sumsOf } from './sums.ts';

export type Track = Group & Packed & { readonly sums: Sums };

export type Tracks = {
  readonly tracks: readonly Track[];
  /** For each operation its track, an index into `tracks`, or NONE. */
  readonly trackOf: Int32Array;
  /** For each operation its lane within the track. */
  readonly laneOf: Uint8Array;
  readonly times: OperationTimes;
  /** When something ran that is shown, or not: beginnings and ends in turn. */
  readonly busy: Float64Array;
};

/** More lanes than this say less than a curve of how many go on at once. */
export const LANES = 4;
/** So many operations can be read one by one: they are not put together … */
const FITS = 50;
/** … and while a run grows that is looked at one by one, so many. */
const FITS_GROWING = 200;

export type TracksWish = {
  /** Rising. */
  readonly operations: Uint32Array;
  readonly by: Grouping;
  /** Its operations stood one by one before it grew. */
  readonly single: boolean;
};

export function tracksOf(
  outline: Outline,
  { operations, by, single }: TracksWish,
  timeAt: (seq: Seq) => number,
): Tracks {
  const fits = operations.length <= (single ? FITS_GROWING : FITS);
  const groups = groupsOf(outline, operations, by === 'graph' && fits ? 'operation' : by, () =>
    graphOf(outline, operations),
  );
  const times = operationTimes(outline, timeAt);
  const tracks = groups.map((group) => ({
    ...group,
    ...packLanes(times, group.members, LANES),
    sums: sumsOf(outline, times, group.members),
  }));
  return { tracks, ...placesOf(outline, tracks), times, busy: busySpans(times, workOf(outline)) };
}

function workOf({ operations: { count, kind } }: Outline): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => i).filter((i) => kind[i] !== kindIndex.workflowTask);
}

function placesOf(outline: Outline, tracks: readonly Track[]): Pick<Tracks, 'trackOf' | 'laneOf'> {
  const trackOf = new Int32Array(outline.operations.count).fill(NONE);
  const laneOf = new Uint8Array(outline.operations.count);
  for (const [index, { order, lane }] of tracks.entries()) {
    for (let i = 0; i < order.length; i++) {
      trackOf[order[i]!] = index;
      laneOf[order[i]!] = lane[i]!;
    }
  }
  return { trackOf, laneOf };
}
