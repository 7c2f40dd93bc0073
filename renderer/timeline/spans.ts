// The lanes of a track as searchable columns: drawing costs depend on the number of pixels, however many members there
// are.

import { countUpTo } from '../../engine/model/cursor.ts';
import { isBad } from '../../engine/model/effect.ts';
import { finalStatusOf, type Outline } from '../../engine/model/outline.ts';
import { type OperationTimes, partIndex } from '../../engine/model/tracks/operation-times.ts';
import type { Track, Tracks } from '../../engine/model/tracks/tracks.ts';

/** One lane: its operations in order of time, without overlaps. */
export type LaneSpans = {
  readonly operations: Uint32Array;
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** Prefix sums, beginning with 0: of durations, of bad ends, of operations with several attempts. */
  readonly filled: Float64Array;
  readonly bad: Uint32Array;
  readonly retried: Uint32Array;
};

const lanes = new WeakMap<Track, readonly LaneSpans[]>();

export function laneSpans(outline: Outline, { times }: Tracks, track: Track): readonly LaneSpans[] {
  const known = lanes.get(track);
  if (known !== undefined) return known;
  const made = Array.from({ length: track.lanes }, (_, lane) =>
    spansOf(
      outline,
      times,
      track.order.filter((_operation, i) => track.lane[i] === lane),
    ),
  );
  lanes.set(track, made);
  return made;
}

function spansOf(outline: Outline, { from, to }: OperationTimes, operations: Uint32Array): LaneSpans {
  const filled = new Float64Array(operations.length + 1);
  const bad = new Uint32Array(operations.length + 1);
  const retried = new Uint32Array(operations.length + 1);
  for (const [i, operation] of operations.entries()) {
    filled[i + 1] = filled[i]! + to[operation]! - from[operation]!;
    bad[i + 1] = bad[i]! + (isBad(finalStatusOf(outline, operation)) ? 1 : 0);
    retried[i + 1] = retried[i]! + (outline.operations.attempts[operation]! > 1 ? 1 : 0);
  }
  const pick = (column: Float64Array): Float64Array => Float64Array.from(operations, (operation) => column[operation]!);
  return { operations, from: pick(from), to: pick(to), filled, bad, retried };
}

/** Index in the lane of the operation at a time, or within `reach` of it; −1 without one. */
export function spanAt({ from, to }: LaneSpans, time: number, reach: number): number {
  const at = countUpTo(from, time) - 1;
  if (at >= 0 && time <= to[at]!) return at;
  const before = at < 0 ? Number.POSITIVE_INFINITY : time - to[at]!;
  const after = (from[at + 1] ?? Number.POSITIVE_INFINITY) - time;
  if (Math.min(before, after) > reach) return -1;
  return before <= after ? at : at + 1;
}

/** Counts of concurrent operations: their starts and ends, each rising. */
export type Counts = {
  readonly all: Ends;
  readonly running: Ends;
  /** Times at which members ended badly, rising. */
  readonly bad: Float64Array;
};
type Ends = { readonly from: Float64Array; readonly to: Float64Array };

const counts = new WeakMap<Uint32Array, Counts>();

/** Computed once per list object. */
export function countsOf(outline: Outline, { times }: Tracks, members: Uint32Array): Counts {
  const known = counts.get(members);
  if (known !== undefined) return known;
  const running = runningOf(times, members);
  const ended = members.filter((operation) => isBad(finalStatusOf(outline, operation)));
  const sorted = (list: ArrayLike<number>): Float64Array => Float64Array.from(list).sort();
  const pick = (list: Uint32Array, column: Float64Array): Float64Array =>
    Float64Array.from(list, (operation) => column[operation]!).sort();
  const made = {
    all: { from: pick(members, times.from), to: pick(members, times.to) },
    running: { from: sorted(running.from), to: sorted(running.to) },
    bad: pick(ended, times.to),
  };
  counts.set(members, made);
  return made;
}

function runningOf(times: OperationTimes, members: Uint32Array): { from: number[]; to: number[] } {
  const running: { from: number[]; to: number[] } = { from: [], to: [] };
  for (const operation of members) {
    let from = times.from[operation]!;
    for (let i = times.stretchStart[operation]!; i < times.stretchStart[operation + 1]!; i++) {
      if (times.stretchPart[i] === partIndex.running) {
        running.from.push(from);
        running.to.push(times.stretchTo[i]!);
      }
      from = times.stretchTo[i]!;
    }
  }
  return running;
}

/** Number of concurrent operations between two near times: the maximum at both times and at those between. */
export function countAt({ from, to }: Ends, begin: number, end: number): number {
  const [begun, later] = [countUpTo(from, begin), countUpTo(from, end)];
  return Math.max(begun - countUpTo(to, begin), later - countUpTo(to, end), later > begun ? 1 : 0);
}
