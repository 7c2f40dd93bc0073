// The strip behind the scrubber: number of events per column, their most frequent kind, and failures.

import { countUpTo } from '../../engine/model/cursor.ts';
import type { Seq } from '../../engine/model/event.ts';
import { operationKinds } from '../../engine/model/effect.ts';
import { eventFlags, NONE, type Outline } from '../../engine/model/outline.ts';
import { kindLook, kindRoles } from '../ui/kinds.ts';

export type Density = {
  readonly columns: number;
  /** Number of events in each column; the last column may have fewer. */
  readonly each: number;
  /** Height of each column, 0 … 1 of the fullest column. */
  readonly heights: Float32Array;
  /** Most frequent kind of each column, index into `kindRoles`. */
  readonly roles: Uint8Array;
  /** By column: 1 = a failure, 2 = a warning, 3 = both. */
  readonly marks: Uint8Array;
};

const BAD = 1;
const WARNED = 2;

/** Weight of hidden events: they only show that events exist. */
const HIDDEN = 0.25;

/**
 * All columns hold equally many events, in at most `most` columns. When a growing run exceeds that, pairs of columns
 * are merged.
 */
export class DensityCounts {
  readonly #most: number;
  #each: number;
  #events = 0;
  #visible = 0;
  readonly #sums: Float64Array;
  readonly #marks: Uint8Array;
  readonly #votes: Uint32Array;

  constructor({ events }: Outline, most: number) {
    this.#most = Math.max(1, most);
    this.#each = Math.max(1, Math.ceil(events / this.#most));
    this.#sums = new Float64Array(this.#most);
    this.#marks = new Uint8Array(this.#most);
    this.#votes = new Uint32Array(this.#most * kindRoles.length);
  }

  /** Counts the new events. Visible events must stay visible. */
  grow(outline: Outline, visibleEvents: Uint32Array): Density {
    while (outline.events > this.#each * this.#most) this.#halve();
    while (this.#events < outline.events) {
      const column = Math.floor(this.#events / this.#each);
      this.#count(outline, visibleEvents, column, Math.min(outline.events, (column + 1) * this.#each));
    }
    return this.#density();
  }

  /**
   * Counts the next events, up to `end`, all of one column. One loop without calls: an opened run has all its events
   * counted at once.
   */
  #count({ operation, operations, flags }: Outline, visibleEvents: Uint32Array, column: number, end: number): void {
    const { kind } = operations;
    const votes = this.#votes.subarray(column * kindRoles.length, (column + 1) * kindRoles.length);
    let [visible, sum, seen] = [this.#visible, 0, 0];
    for (let index = this.#events; index < end; index++) {
      const shown = visibleEvents[visible] === index + 1;
      if (shown) visible += 1;
      sum += shown ? 1 : HIDDEN;
      const of = operation[index]!;
      votes[of === NONE ? markerRole : roleOfKind[kind[of]!]!]! += shown ? 4 : 1;
      seen |= flags[index]!;
    }
    this.#sums[column]! += sum;
    if (seen & eventFlags.bad) this.#marks[column]! |= BAD;
    if (seen & eventFlags.warned) this.#marks[column]! |= WARNED;
    this.#visible = visible;
    this.#events = end;
  }

  #halve(): void {
    const roles = kindRoles.length;
    for (let column = 0; column < this.#most; column++) {
      const [one, other] = [2 * column, 2 * column + 1];
      this.#sums[column] = (this.#sums[one] ?? 0) + (this.#sums[other] ?? 0);
      this.#marks[column] = (this.#marks[one] ?? 0) | (this.#marks[other] ?? 0);
      for (let role = 0; role < roles; role++)
        this.#votes[column * roles + role] =
          (this.#votes[one * roles + role] ?? 0) + (this.#votes[other * roles + role] ?? 0);
    }
    this.#each *= 2;
  }

  #density(): Density {
    const columns = Math.ceil(this.#events / this.#each);
    const sums = this.#sums.subarray(0, columns);
    const fullest = sums.reduce((most, sum) => Math.max(most, sum), 0) || 1;
    return {
      columns,
      each: this.#each,
      heights: Float32Array.from(sums, (sum) => sum / fullest),
      roles: winners(this.#votes, columns),
      marks: this.#marks.slice(0, columns),
    };
  }
}

export function hasBad(density: Density, column: number): boolean {
  return (density.marks[column]! & BAD) !== 0;
}

export function hasWarning(density: Density, column: number): boolean {
  return (density.marks[column]! & WARNED) !== 0;
}

/** The column of an event; −1 before the first. */
export function columnAt({ each }: Density, seq: Seq): number {
  return Math.floor((seq - 1) / each);
}

/** Each event has an equal share of the width; its x is the middle of its share, in px. */
export function xOfSeq(seq: Seq, events: number, width: number): number {
  return events === 0 ? 0 : (Math.max(0, seq - 0.5) / events) * width;
}

/** The last visible event up to position x, in px. */
export function seqAtX(x: number, width: number, events: number, visibleEvents: Uint32Array): Seq {
  const seq = Math.max(1, Math.min(Math.floor((x / Math.max(1, width)) * events) + 1, events));
  if (visibleEvents.length === 0) return seq;
  return visibleEvents[Math.max(0, countUpTo(visibleEvents, seq) - 1)] ?? seq;
}

/** Index into `kindRoles`, by index of the kind. */
const roleOfKind = Uint8Array.from(operationKinds, (kind) => kindRoles.indexOf(kindLook(kind).role));
const markerRole = kindRoles.indexOf('marker');

function winners(votes: Uint32Array, columns: number): Uint8Array {
  return Uint8Array.from({ length: columns }, (_, column) => {
    const start = column * kindRoles.length;
    let best = 0;
    for (let role = 1; role < kindRoles.length; role++) if (votes[start + role]! > votes[start + best]!) best = role;
    return best;
  });
}
