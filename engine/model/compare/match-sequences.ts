// Matches two sequences of numbers, each match after the one before: near-linear, whatever they hold.
//
// Anchors first: numbers that stand once on either side, as many as rise together (patience diff, Bram Cohen 2005). Between
// anchors the same again, until nothing is unique; what is left is matched by shortest edit (Myers 1986, O(ND)) where that is cheap, else
// the first of a number with the first, the second with the second.

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
      const rest = this.#trimmed(task);
      if (rest.aFrom >= rest.aTo || rest.bFrom >= rest.bTo) continue;
      if (rest.depth >= mostDepth || !this.#anchor(rest, waiting)) this.#matchLeaf(rest);
    }
  }

  /** Equal beginnings and ends are matched; what lies between is left. */
  #trimmed({ aFrom, aTo, bFrom, bTo, depth }: Task): Task {
    const [a, b, partner] = [this.#a, this.#b, this.#partner];
    while (aFrom < aTo && bFrom < bTo && a[aFrom] === b[bFrom]) partner[aFrom++] = bFrom++;
    while (aFrom < aTo && bFrom < bTo && a[aTo - 1] === b[bTo - 1]) partner[--aTo] = --bTo;
    return { aFrom, aTo, bFrom, bTo, depth };
  }

  /** False where nothing is unique on both sides. */
  #anchor({ aFrom, aTo, bFrom, bTo, depth }: Task, waiting: Task[]): boolean {
    const [a, b] = [this.#a, this.#b];
    note(this.#inA, a, aFrom, aTo);
    note(this.#inB, b, bFrom, bTo);
    const firsts = new Int32Array(Math.min(aTo - aFrom, bTo - bFrom));
    const seconds = new Int32Array(firsts.length);
    let count = 0;
    for (let i = aFrom; i < aTo; i++) {
      const place = this.#inB[a[i]!]!;
      if (place <= 0 || this.#inA[a[i]!] !== i + 1) continue;
      firsts[count] = i;
      seconds[count++] = place - 1;
    }
    forget(this.#inA, a, aFrom, aTo);
    forget(this.#inB, b, bFrom, bTo);
    let [aAt, bAt] = [aFrom, bFrom];
    const split = (i: number, j: number): void => {
      if (i > aAt && j > bAt) waiting.push({ aFrom: aAt, aTo: i, bFrom: bAt, bTo: j, depth: depth + 1 });
      [aAt, bAt] = [i + 1, j + 1];
    };
    for (const at of longestRising(seconds.subarray(0, count))) {
      this.#partner[firsts[at]!] = seconds[at]!;
      split(firsts[at]!, seconds[at]!);
    }
    if (count > 0) split(aTo, bTo);
    return count > 0;
  }

  #matchLeaf(range: Range): void {
    const { aFrom, aTo, bFrom, bTo } = range;
    const pairs = shortestEdit(this.#a.subarray(aFrom, aTo), this.#b.subarray(bFrom, bTo));
    if (pairs === null) this.#matchInOrder(range);
    else for (const [i, j] of pairs) this.#partner[aFrom + i] = bFrom + j;
  }

  /** The first of a number with the first, as many as rise. */
  #matchInOrder({ aFrom, aTo, bFrom, bTo }: Range): void {
    const [a, b] = [this.#a, this.#b];
    const next = new Int32Array(bTo - bFrom).fill(NONE);
    for (let j = bTo - 1; j >= bFrom; j--) {
      next[j - bFrom] = this.#inB[b[j]!]! - 1;
      this.#inB[b[j]!] = j + 1;
    }
    const firsts: number[] = [];
    const seconds: number[] = [];
    for (let i = aFrom; i < aTo; i++) {
      const j = this.#inB[a[i]!]! - 1;
      if (j === NONE) continue;
      firsts.push(i);
      seconds.push(j);
      this.#inB[a[i]!] = next[j - bFrom]! + 1;
    }
    forget(this.#inB, b, bFrom, bTo);
    for (const at of longestRising(Int32Array.from(seconds))) this.#partner[firsts[at]!] = seconds[at]!;
  }
}

function note(places: Int32Array, list: Int32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) places[list[i]!] = places[list[i]!] === 0 ? i + 1 : SEVERAL;
}

function forget(places: Int32Array, list: Int32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) places[list[i]!] = 0;
}
