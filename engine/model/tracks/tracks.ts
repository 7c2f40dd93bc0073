// The tracks of a timeline: groups of operations, packed into lanes, with their sums. Values only; near-linear in
// operations.

import { kindIndex, NONE, type Outline } from '../outline.ts';
import { graphOf } from '../graph/fold-graph.ts';
import type { Graph } from '../graph/graph.ts';
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
  /** Spans in which any operation ran, visible or not: starts and ends in turn. */
  readonly busy: Float64Array;
};

/** Above this number of lanes, a curve of concurrent operations says more than lanes. */
export const LANES = 4;
/** Up to this number, operations are shown one by one, without grouping. */
const FITS = 50;
/** The same limit for a growing run that is already shown one by one. */
const FITS_GROWING = 200;

export type TracksWish = {
  /** Operation indexes, rising. */
  readonly operations: Uint32Array;
  readonly by: Grouping;
  /** True where operations were shown one by one before the growth. */
  readonly single: boolean;
};

export function tracksOf(
  outline: Outline,
  { operations, by, single }: TracksWish,
  timeAt: (seq: Seq) => number,
): Tracks {
  const fits = operations.length <= (single ? FITS_GROWING : FITS);
  let graph: Graph | undefined;
  const groups = groupsOf(outline, operations, by === 'graph' && fits ? 'operation' : by, () => {
    graph ??= graphOf(outline, operations);
    return graph;
  });
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
