// Matches two sequences of numbers in order: near-linear, whatever the numbers.
//
// The shortest edit (Myers 1986, O(ND)) is used where it is cheap. Elsewhere anchors are used: numbers that occur once
// on either side, as many as rise together (patience diff, Bram Cohen 2005), or else the first occurrence of a number
// with the first, the second with the second. The stretches between anchors are matched in the same way.

import { NONE } from '../outline.ts';
import { longestRising } from './longest-rising.ts';
import { shortestEdit } from './shortest-edit.ts';

export type Range = { readonly aFrom: number; readonly aTo: number; readonly bFrom: number; readonly bTo: number };
type Task = Range & { readonly depth: number };

const mostDepth = 24;
/** In `places`: the number occurs several times. */
const SEVERAL = -1;

/** Requires small numbers: 0 … `numbers` − 1. */
export class SequenceMatcher {
  readonly #a: Int32Array;
  readonly #b: Int32Array;
  /** Index in a → index in b, or NONE. */
  readonly #partner: Int32Array;
  /** Place + 1 of each number within the current range, 0 = none; all entries are 0 between uses. */
  readonly #inA: Int32Array;
  readonly #inB: Int32Array;

  constructor(a: Int32Array, b: Int32Array, partner: Int32Array, numbers: number) {
    this.#a = a;
    this.#b = b;
    this.#partner = partner;
    this.#inA = new Int32Array(numbers);
    this.#inB = new Int32Array(numbers);
  }

  /** Adds the matches of a range to `partner`; the range's indexes in `partner` must be free. */
  match(whole: Range): void {
    const waiting: Task[] = [{ ...whole, depth: 0 }];
    for (let task = waiting.pop(); task !== undefined; task = waiting.pop()) {
      const rest = this.#withoutBeginning(task);
      if (rest.aFrom === rest.aTo || rest.bFrom === rest.bTo || this.#matchShortest(rest)) continue;
      const middle = this.#withoutEnd(rest);
      const pairs = this.#uniquePairs(middle) ?? this.#pairsInOrder(middle);
      this.#keepRising(pairs, middle, waiting);
    }
  }

  #withoutBeginning({ aFrom, aTo, bFrom, bTo, depth }: Task): Task {
    const [a, b, partner] = [this.#a, this.#b, this.#partner];
    while (aFrom < aTo && bFrom < bTo && a[aFrom] === b[bFrom]) partner[aFrom++] = bFrom++;
    return { aFrom, aTo, bFrom, bTo, depth };
  }

  /**
   * Runs after the shortest edit failed: then the missing iterations of a loop are its last ones, not some in the
   * middle.
   */
  #withoutEnd({ aFrom, aTo, bFrom, bTo, depth }: Task): Task {
    const [a, b, partner] = [this.#a, this.#b, this.#partner];
    while (aFrom < aTo && bFrom < bTo && a[aTo - 1] === b[bTo - 1]) partner[--aTo] = --bTo;
    return { aFrom, aTo, bFrom, bTo, depth };
  }

  #matchShortest({ aFrom, aTo, bFrom, bTo }: Range): boolean {
    const pairs = shortestEdit(this.#a.subarray(aFrom, aTo), this.#b.subarray(bFrom, bTo));
    for (const [i, j] of pairs ?? []) this.#partner[aFrom + i] = bFrom + j;
    return pairs !== null;
  }

  /** Undefined where no number is unique on both sides. */
  #uniquePairs({ aFrom, aTo, bFrom, bTo }: Range): Pairs | undefined {
    const [a, b] = [this.#a, this.#b];
    note(this.#inA, a, aFrom, aTo);
    note(this.#inB, b, bFrom, bTo);
    const pairs = new Pairs(Math.min(aTo - aFrom, bTo - bFrom));
    for (let i = aFrom; i < aTo; i++) {
      const place = this.#inB[a[i]!]!;
      if (place > 0 && this.#inA[a[i]!] === i + 1) pairs.push(i, place - 1);
    }
    forget(this.#inA, a, aFrom, aTo);
    forget(this.#inB, b, bFrom, bTo);
    return pairs.count === 0 ? undefined : pairs;
  }

  /** Pairs the first occurrence of a number with the first, the second with the second. */
  #pairsInOrder({ aFrom, aTo, bFrom, bTo }: Range): Pairs {
    const [a, b] = [this.#a, this.#b];
    const next = new Int32Array(bTo - bFrom).fill(NONE);
    for (let j = bTo - 1; j >= bFrom; j--) {
      next[j - bFrom] = this.#inB[b[j]!]! - 1;
      this.#inB[b[j]!] = j + 1;
    }
    const pairs = new Pairs(Math.min(aTo - aFrom, bTo - bFrom));
    for (let i = aFrom; i < aTo; i++) {
      const j = this.#inB[a[i]!]! - 1;
      if (j === NONE) continue;
      pairs.push(i, j);
      this.#inB[a[i]!] = next[j - bFrom]! + 1;
    }
    forget(this.#inB, b, bFrom, bTo);
    return pairs;
  }

  /** Keeps the largest set of pairs that rise on both sides, and queues the stretches between them. */
  #keepRising({ firsts, seconds, count }: Pairs, { aFrom, aTo, bFrom, bTo, depth }: Task, waiting: Task[]): void {
    let [aAt, bAt] = [aFrom, bFrom];
    const split = (i: number, j: number): void => {
      if (i > aAt && j > bAt && depth < mostDepth)
        waiting.push({ aFrom: aAt, aTo: i, bFrom: bAt, bTo: j, depth: depth + 1 });
      [aAt, bAt] = [i + 1, j + 1];
    };
    for (const at of longestRising(seconds.subarray(0, count))) {
      this.#partner[firsts[at]!] = seconds[at]!;
      split(firsts[at]!, seconds[at]!);
    }
    if (count > 0) split(aTo, bTo);
  }
}

/** Rising indexes of a, each with an index of b. */
class Pairs {
  readonly firsts: Int32Array;
  readonly seconds: Int32Array;
  count = 0;

  constructor(most: number) {
    this.firsts = new Int32Array(most);
    this.seconds = new Int32Array(most);
  }

  push(first: number, second: number): void {
    this.firsts[this.count] = first;
    this.seconds[this.count++] = second;
  }
}

function note(places: Int32Array, list: Int32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) places[list[i]!] = places[list[i]!] === 0 ? i + 1 : SEVERAL;
}

function forget(places: Int32Array, list: Int32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) places[list[i]!] = 0;
}
