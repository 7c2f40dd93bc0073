// The lines of the event list sorted by a column. Pure; knows no screen.

import { NONE, type Outline } from '../../engine/model/outline.ts';
import { durationMs } from './row-facts.ts';
import type { ListLines } from './days.ts';

export const sortKeys = ['seq', 'clock', 'type', 'duration'] as const;
export type SortKey = (typeof sortKeys)[number];
export type Sort = { readonly by: SortKey; readonly falling: boolean };

/** Of durations the longest is looked for, so it comes first; numbers rise already. */
function fallsFirst(by: SortKey): boolean {
  return by === 'duration' || by === 'seq';
}

export function nextSort(sort: Sort | null, by: SortKey): Sort | null {
  if (sort?.by !== by) return { by, falling: fallsFirst(by) };
  return sort.falling === fallsFirst(by) && by !== 'seq' ? { by, falling: !sort.falling } : null;
}

/** Events that lack the value come last in either direction, equal ones in the order in which they were recorded. */
export class SortedLines {
  readonly #sort: Sort;
  /** Index of the event on each line. */
  #order = new Uint32Array(0);
  #types = 0;

  constructor(sort: Sort) {
    this.#sort = sort;
  }

  /** The lines of all events (seqs, rising); the earlier events must be a prefix. Only what was added is sorted. */
  grow(events: Uint32Array, outline: Outline): ListLines {
    const isRanked = this.#sort.by !== 'type' || outline.types.length === this.#types;
    this.#types = outline.types.length;
    const known = isRanked ? this.#order : new Uint32Array(0);
    if (known.length < events.length || !isRanked) {
      const compare = this.#comparison(events, outline);
      const added = Uint32Array.from({ length: events.length - known.length }, (_, i) => known.length + i);
      this.#order = merged(known, added.sort(compare), compare);
    }
    return linesOf(this.#order);
  }

  #comparison(events: Uint32Array, outline: Outline): Comparison {
    const value = valueBy(this.#sort.by, outline);
    const values = Float64Array.from(events, (seq) => value(seq));
    const way = this.#sort.falling ? -1 : 1;
    return (a, b) => {
      const [x, y] = [values[a]!, values[b]!];
      if (x === y) return a - b;
      const lacks = Number(Number.isNaN(x)) - Number(Number.isNaN(y));
      return lacks || way * (x - y) || a - b;
    };
  }
}

type Comparison = (a: number, b: number) => number;

/** NaN for an event without the value. */
function valueBy(by: SortKey, outline: Outline): (seq: number) => number {
  if (by === 'seq') return (seq) => seq;
  if (by === 'clock') return (seq) => outline.atMs[seq - 1] ?? Number.NaN;
  if (by === 'duration') return (seq) => durationMs(outline, seq) ?? Number.NaN;
  const byName = outline.types.toSorted();
  const ranks = outline.types.map((type) => byName.indexOf(type));
  return (seq) => ranks[outline.type[seq - 1] ?? 0] ?? NONE;
}

function merged(left: Uint32Array, right: Uint32Array, compare: Comparison): Uint32Array<ArrayBuffer> {
  const all = new Uint32Array(left.length + right.length);
  for (let i = 0, l = 0, r = 0; i < all.length; i++) {
    const takesLeft = r === right.length || (l < left.length && compare(left[l]!, right[r]!) < 0);
    all[i] = takesLeft ? left[l++]! : right[r++]!;
  }
  return all;
}

function linesOf(order: Uint32Array): ListLines {
  const places = new Uint32Array(order.length);
  order.forEach((index, line) => (places[index] = line));
  return {
    count: order.length,
    at: (line) => ({ type: 'event', index: order[line] ?? 0 }),
    of: (index) => places[index] ?? 0,
  };
}
