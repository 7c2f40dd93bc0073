// The lanes of a track as searchable columns: drawing costs depend on the number of pixels, however many members there
// are.

import { countUpTo } from '../../engine/model/cursor.ts';
import { isBad, operationStatuses } from '../../engine/model/effect.ts';
import type { Outline } from '../../engine/model/outline.ts';
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

/** By index of a status: 1 = the operation ended badly. */
const isBadStatus = Uint8Array.from(operationStatuses, (status) => (isBad(status) ? 1 : 0));

const lanes = new WeakMap<Track, readonly LaneSpans[]>();

export function laneSpans(outline: Outline, { times }: Tracks, track: Track): readonly LaneSpans[] {
  const known = lanes.get(track);
  if (known !== undefined) return known;
  const made = Array.from({ length: track.lanes }, (_, lane) => spansOf(outline, times, ofLane(track, lane)));
  lanes.set(track, made);
  return made;
}

function ofLane({ order, lane }: Track, wanted: number): Uint32Array {
  const found = new Uint32Array(order.length);
  let count = 0;
  for (let i = 0; i < order.length; i++) if (lane[i] === wanted) found[count++] = order[i]!;
  return found.slice(0, count);
}

function spansOf(
  { operations: { status, attempts } }: Outline,
  { from, to }: OperationTimes,
  operations: Uint32Array,
): LaneSpans {
  const filled = new Float64Array(operations.length + 1);
  const bad = new Uint32Array(operations.length + 1);
  const retried = new Uint32Array(operations.length + 1);
  for (let i = 0; i < operations.length; i++) {
    const operation = operations[i]!;
    filled[i + 1] = filled[i]! + to[operation]! - from[operation]!;
    bad[i + 1] = bad[i]! + isBadStatus[status[operation]!]!;
    retried[i + 1] = retried[i]! + (attempts[operation]! > 1 ? 1 : 0);
  }
  return { operations, from: pick(from, operations), to: pick(to, operations), filled, bad, retried };
}

function pick(column: Float64Array, operations: Uint32Array): Float64Array {
  const picked = new Float64Array(operations.length);
  for (let i = 0; i < operations.length; i++) picked[i] = column[operations[i]!]!;
  return picked;
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
type Ends = { readonly from: Float64Array; readonly to: Float64Array };

/** Counts of concurrent operations of one list, each kind computed on first request. */
class Counts {
  readonly #outline: Outline;
  readonly #times: OperationTimes;
  readonly #members: Uint32Array;
  #all: Ends | undefined;
  #running: Ends | undefined;
  #bad: Float64Array | undefined;

  constructor(outline: Outline, times: OperationTimes, members: Uint32Array) {
    this.#outline = outline;
    this.#times = times;
    this.#members = members;
  }

  get all(): Ends {
    const { from, to } = this.#times;
    return (this.#all ??= { from: pick(from, this.#members).sort(), to: pick(to, this.#members).sort() });
  }

  get running(): Ends {
    return (this.#running ??= runningOf(this.#times, this.#members));
  }

  /** Times at which members ended badly, rising. */
  get bad(): Float64Array {
    const { status } = this.#outline.operations;
    const isBadEnd = (operation: number): boolean => isBadStatus[status[operation]!] === 1;
    return (this.#bad ??= pick(this.#times.to, this.#members.filter(isBadEnd)).sort());
  }
}

const counts = new WeakMap<Uint32Array, Counts>();

/** Computed once per list object. */
export function countsOf(outline: Outline, { times }: Tracks, members: Uint32Array): Counts {
  const known = counts.get(members) ?? new Counts(outline, times, members);
  counts.set(members, known);
  return known;
}

function runningOf(times: OperationTimes, members: Uint32Array): Ends {
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
  return { from: Float64Array.from(running.from).sort(), to: Float64Array.from(running.to).sort() };
}

/** Number of concurrent operations between two near times: the maximum at both times and at those between. */
export function countAt({ from, to }: Ends, begin: number, end: number): number {
  const [begun, later] = [countUpTo(from, begin), countUpTo(from, end)];
  return Math.max(begun - countUpTo(to, begin), later - countUpTo(to, end), later > begun ? 1 : 0);
}
