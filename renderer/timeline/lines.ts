// The lines of tracks in the timeline: a track has one line per lane and, while open, one per member.

import { countUpTo } from '../../engine/model/cursor.ts';
import { NONE } from '../../engine/model/outline.ts';
import type { Track, Tracks } from '../../engine/model/tracks/tracks.ts';

/** The content of one line: a lane of a track, or a single operation. */
export type Line = {
  readonly track: Track;
  /** Lane from the top of the track; 0 in a line of a single operation. */
  readonly lane: number;
  /** Operation of the line; NONE in a lane. */
  readonly operation: number;
  /** True for a member of an open track. */
  readonly isMember: boolean;
};

/** Lines of a track that is drawn as a curve: it needs some height. */
const CURVE = 3;

/** Number of lines of a track: below its lanes, or its curve, one that marks the slowest. */

export function linesOf({ members, lanes, sums }: Track): number {
  if (members.length === 1) return 1;
  // Operations without duration have no times to show.
  if (lanes === 1 && sums.max === 0) return 1;
  return lanes === 0 ? CURVE : lanes + 1;
}

export class Lines {
  readonly tracks: Tracks;
  readonly #opened: ReadonlySet<string>;
  /** First line of each track, and at the end the number of lines. */
  readonly #start: Uint32Array;

  constructor(tracks: Tracks, opened: ReadonlySet<string>) {
    this.tracks = tracks;
    this.#opened = opened;
    this.#start = new Uint32Array(tracks.tracks.length + 1);
    let line = 0;
    for (const [index, track] of tracks.tracks.entries()) {
      this.#start[index] = line;
      line += linesOf(track) + (this.isOpen(track) ? track.members.length : 0);
    }
    this.#start[tracks.tracks.length] = line;
  }

  get count(): number {
    return this.#start.at(-1)!;
  }

  isOpen(track: Track): boolean {
    return track.members.length > 1 && this.#opened.has(track.id);
  }

  at(line: number): Line | undefined {
    const index = countUpTo(this.#start, line) - 1;
    const track = this.tracks.tracks[index];
    if (track === undefined || line < 0) return undefined;
    const lane = line - this.#start[index]!;
    const packed = linesOf(track);
    if (track.members.length === 1) return { track, lane: 0, operation: track.members[0]!, isMember: false };
    if (lane < packed) return { track, lane, operation: NONE, isMember: false };
    return { track, lane: 0, operation: track.members[lane - packed]!, isMember: true };
  }

  /** The line of an operation: its own or, in a folded track, that of its lane; null without a line. */
  of(operation: number | null): number | null {
    const index = operation === null ? NONE : (this.tracks.trackOf[operation] ?? NONE);
    const track = this.tracks.tracks[index];
    if (track === undefined || operation === null) return null;
    const first = this.#start[index]!;
    if (track.members.length === 1) return first;
    if (this.isOpen(track)) return first + linesOf(track) + countUpTo(track.members, operation) - 1;
    return first + this.tracks.laneOf[operation]!;
  }

  /** The first line of a track. */
  ofTrack(id: string): number | null {
    const index = this.tracks.tracks.findIndex((track) => track.id === id);
    return index < 0 ? null : this.#start[index]!;
  }

  /** True where the line can be selected: an operation, or the first line of a track. */
  isRow(line: number): boolean {
    const found = this.at(line);
    return found !== undefined && (found.operation !== NONE || found.lane === 0);
  }
}
