// Matches two sequences of numbers, each match after the one before: near-linear, whatever they hold.
//
// The shortest edit (Myers 1986, O(ND)) where that is cheap. Where not: anchors, which are numbers that stand once on either side, as many
// as rise together (patience diff, Bram Cohen 2005), or else the first of a number with the first, the second with the second; and
// between them the same again.

import { NONE } from '../outline.ts';
import { longestRising } from './longest-rising.ts';
import { shortestEdit } from './shortest-edit.ts';

export type Range = { readonly aFrom: number; readonly aTo: number; readonly bFrom: number; readonly bTo: number };
type Task = Range & { readonly depth: number };

const mostDepth = 24;
/** In `places`: the number stands several times. */
const SEVERAL = -1;

/** Numbers are small: 0 … `numbers` − 1. */
export class SequenceMatcher {
  readonly #a: Int32Array;
  readonly #b: Int32Array;
  /** Index of a → index of b, or NONE. */
  readonly #partner: Int32Array;
  /** Of each number its place + 1 within the range looked at, 0 = none; all 0 between looks. */
  readonly #inA: Int32Array;
  readonly #inB: Int32Array;

  constructor(a: Int32Array, b: Int32Array, partner: Int32Array, numbers: number) {
    this.#a = a;
    this.#b = b;
    this.#partner = partner;
    this.#inA = new Int32Array(numbers);
    this.#inB = new Int32Array(numbers);
  }

  /** Adds to `partner` what of the range matches; indexes in it must be free. */
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

  /** Not before the shortest edit: it lets the last iterations of a loop be those that are missing, not some in the middle. */
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

  /** Undefined where nothing is unique on both sides. */
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

  /** The first of a number with the first, the second with the second. */
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

  /** As many of them as rise on both sides; what lies between those waits its turn. */
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

/** Indexes of a, rising, and beside each one of b. */
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
