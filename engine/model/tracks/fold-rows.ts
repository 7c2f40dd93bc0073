// The rows of an opened fold: its members or, of a loop, its iterations. Pure; cheap enough to be made at a click.

import { countUpTo } from '../cursor.ts';
import { isBad, isClosed, type OperationStatus } from '../effect.ts';
import type { Seq } from '../event.ts';
import { finalStatusOf, NONE, type Outline, timeOf } from '../outline.ts';
import { lastOf } from '../run-time.ts';
import { clockOf, stretchesOf, type TimePart, timeParts } from '../time-parts.ts';
import { durationOf, percentile } from './fold-sums.ts';

/** Durations in ms. `slowest`: the row of longest duration, the first of several; NONE where none takes any time. */
export type RowSums = { readonly p50: number; readonly p95: number; readonly max: number; readonly slowest: number };

export class FoldRows {
  readonly #outline: Outline;
  readonly #members: Uint32Array;
  /** Rising seqs at which the iterations begin; null where each member is a row. */
  readonly #began: Uint32Array | null;
  /** Row i has `members[start[i]] … members[start[i + 1] − 1]`. */
  readonly #start: Uint32Array;
  readonly #durations: Float64Array;
  readonly #statuses: readonly OperationStatus[];

  /** `members`: operation indexes, rising. Members from before the first iteration belong to the first. */
  constructor(outline: Outline, members: Uint32Array, began: Uint32Array | null) {
    this.#outline = outline;
    this.#members = members;
    this.#began = began;
    this.#start = began === null ? Uint32Array.from({ length: members.length + 1 }, (_, i) => i) : this.#starts(began);
    this.#durations = Float64Array.from({ length: this.count }, (_, row) => this.#durationOf(row));
    this.#statuses = Array.from({ length: this.count }, (_, row) => this.#statusOf(row));
  }

  get count(): number {
    return this.#start.length - 1;
  }

  membersOf(row: number): Uint32Array {
    return this.#members.subarray(this.#start[row], this.#start[row + 1]);
  }

  /** The row of an operation; NONE where it is in none. */
  rowOf(operation: number | null): number {
    if (operation === null) return NONE;
    const at = countUpTo(this.#members, operation) - 1;
    return this.#members[at] === operation ? countUpTo(this.#start, at) - 1 : NONE;
  }

  /** What a row is looked at by: its first member that ended badly, else its first; NONE of an iteration without any. */
  chiefOf(row: number): number {
    const members = this.membersOf(row);
    return members.find((operation) => isBad(finalStatusOf(this.#outline, operation))) ?? members[0] ?? NONE;
  }

  /** ms; an iteration lasts until the next one begins, the last until all of it is over. */
  durationOf(row: number): number {
    return this.#durations[row]!;
  }

  /** The highest number of attempts in the row. */
  attemptsOf(row: number): number {
    return this.membersOf(row).reduce((most, each) => Math.max(most, this.#outline.operations.attempts[each]!), 0);
  }

  /** A row with anything bad is bad, one with anything open is open. */
  statusOf(row: number): OperationStatus {
    return this.#statuses[row]!;
  }

  /** ms by where the time went; of operations at the same time the one that ran counts, then the one that was tried again. */
  partsOf(row: number): Readonly<Record<TimePart, number>> {
    const clock = clockOf(this.#outline);
    const stretches = Array.from(this.membersOf(row), (operation) =>
      stretchesOf(this.#outline, operation, clock),
    ).flat();
    const sums = Object.fromEntries(timeParts.map((part) => [part, 0])) as Record<TimePart, number>;
    const edges = [...new Set(stretches.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
    for (const [i, from] of edges.slice(0, -1).entries()) {
      const there = stretches.filter((stretch) => stretch.from <= from && stretch.to > from).map(({ part }) => part);
      const part = weightiest.find((each) => there.includes(each));
      if (part !== undefined) sums[part] += edges[i + 1]! - from;
    }
    return sums;
  }

  sums(): RowSums {
    const sorted = this.#durations.toSorted();
    const max = sorted.at(-1) ?? 0;
    const slowest = max === 0 ? NONE : this.#durations.indexOf(max);
    return { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), max, slowest };
  }

  #starts(began: Uint32Array): Uint32Array {
    const { openedAt } = this.#outline.operations;
    const starts = new Uint32Array(began.length + 1);
    let at = 0;
    for (let row = 1; row < began.length; row++) {
      while (at < this.#members.length && openedAt[this.#members[at]!]! < began[row]!) at++;
      starts[row] = at;
    }
    starts[began.length] = this.#members.length;
    return starts;
  }

  #durationOf(row: number): number {
    if (this.#began === null) return durationOf(this.#outline, this.#members[row]!);
    const from = timeOf(this.#outline, this.#began[row]!);
    const to = timeOf(this.#outline, this.#began[row + 1] ?? this.#endOf(row));
    return from === null || to === null ? 0 : Math.max(0, to - from);
  }

  #statusOf(row: number): OperationStatus {
    const members = this.membersOf(row);
    if (members.length === 1) return finalStatusOf(this.#outline, members[0]!);
    const statuses = Array.from(members, (operation) => finalStatusOf(this.#outline, operation));
    const telling = statuses.find(isBad) ?? statuses.find((status) => !isClosed(status));
    return telling ?? statuses.find((status) => status !== 'completed') ?? 'completed';
  }

  #endOf(row: number): Seq {
    const { closedAt } = this.#outline.operations;
    const ends = Array.from(this.membersOf(row), (operation) => closedAt[operation]! || lastOf(this.#outline));
    return ends.reduce((last, seq) => Math.max(last, seq), this.#began?.[row] ?? 0);
  }
}

const weightiest: readonly TimePart[] = ['running', 'retrying', 'unknown', 'waiting', 'scheduleToStart', 'paused'];
