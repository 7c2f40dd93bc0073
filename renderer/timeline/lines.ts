// Where tracks stand in the timeline: each takes as many lines as it has lanes, and one for each member while it is open.

import { countUpTo } from '../../engine/model/cursor.ts';
import { NONE } from '../../engine/model/outline.ts';
import type { Track, Tracks } from '../../engine/model/tracks/tracks.ts';

/** What stands in one line: a lane of a track, or the one operation of a line of its own. */
export type Line = {
  readonly track: Track;
  /** From the top of the track; in a line of its own 0. */
  readonly lane: number;
  /** NONE in a lane. */
  readonly operation: number;
  /** A member of an open track. */
  readonly isMember: boolean;
};

/** A track says what it is in its first line and what it took in the second; a curve needs some height. */
const LEAST = 2;
const CURVE = 3;

export function linesOf({ members, lanes, sums }: Track): number {
  if (members.length === 1) return 1;
  // Of what takes no time there is nothing more to say.
  if (lanes === 1 && sums.max === 0) return 1;
  return lanes === 0 ? CURVE : Math.max(LEAST, lanes);
}

export class Lines {
  readonly tracks: Tracks;
  readonly #opened: ReadonlySet<string>;
  /** The first line of each track, and how many lines there are. */
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

  /** The line of an operation: its own or, in a folded track, that of its lane; null where it is in none. */
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

  /** Whether something can be chosen there: an operation, or a track in its first line. */
  isRow(line: number): boolean {
    const found = this.at(line);
    return found !== undefined && (found.operation !== NONE || found.lane === 0);
  }
}
