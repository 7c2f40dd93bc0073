// The longest common subsequence of two sequences of arbitrary numbers: see `SequenceMatcher`.

import { NONE } from '../outline.ts';
import { SequenceMatcher } from './match-sequences.ts';

/** For each entry of `xs` the index of its match in `ys`, or NONE; the indexes rise. */
export function commonSequence(xs: Int32Array, ys: Int32Array): Int32Array {
  const numbers = new Map<number, number>();
  const [a, b] = [dense(xs, numbers), dense(ys, numbers)];
  const partner = new Int32Array(a.length).fill(NONE);
  new SequenceMatcher(a, b, partner, numbers.size).match({ aFrom: 0, aTo: a.length, bFrom: 0, bTo: b.length });
  return partner;
}

function dense(numbers: Int32Array, known: Map<number, number>): Int32Array {
  return numbers.map((number) => {
    const place = known.get(number) ?? known.size;
    known.set(number, place);
    return place;
  });
}
