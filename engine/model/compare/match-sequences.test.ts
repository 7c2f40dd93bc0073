import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { NONE } from '../outline.ts';
import { longestRising } from './longest-rising.ts';
import { SequenceMatcher } from './match-sequences.ts';
import { shortestEdit } from './shortest-edit.ts';

const sequence = fc.array(fc.nat(4), { maxLength: 14 });

function match(a: readonly number[], b: readonly number[]): Int32Array {
  const partner = new Int32Array(a.length).fill(NONE);
  new SequenceMatcher(Int32Array.from(a), Int32Array.from(b), partner, 5).match({
    aFrom: 0,
    aTo: a.length,
    bFrom: 0,
    bTo: b.length,
  });
  return partner;
}

/** Length of the longest common subsequence, by the textbook algorithm. */
function longestCommon(a: readonly number[], b: readonly number[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const x of a) {
    const next = [0];
    for (const [j, y] of b.entries()) next.push(x === y ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!));
    row = next;
  }
  return row[b.length]!;
}

test('D3 matches are of equals, and rise on both sides', () => {
  fc.assert(
    fc.property(sequence, sequence, (a, b) => {
      let last = NONE;
      for (const [i, j] of match(a, b).entries()) {
        if (j === NONE) continue;
        assert.ok(j > last && a[i] === b[j]);
        last = j;
      }
    }),
    { numRuns: 2000 },
  );
});

test('D5 the shortest edit keeps as much as can be kept', () => {
  fc.assert(
    fc.property(sequence, sequence, (a, b) => {
      const pairs = shortestEdit(Int32Array.from(a), Int32Array.from(b));
      assert.ok(pairs !== null && pairs.every(([i, j]) => a[i] === b[j]));
      assert.equal(pairs.length, longestCommon(a, b));
      assert.ok(pairs.every(([i, j], at) => at === 0 || (i > pairs[at - 1]![0] && j > pairs[at - 1]![1])));
    }),
    { numRuns: 2000 },
  );
});

test('D5 of crossing pairs as many as possible rise', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(30), { maxLength: 12 }), (seconds) => {
      const rising = [...longestRising(Int32Array.from(seconds))];
      assert.equal(
        rising.length,
        longestCommon(
          seconds,
          seconds.toSorted((a, b) => a - b),
        ),
      );
      assert.ok(
        rising.every(
          (index, at) => at === 0 || (index > rising[at - 1]! && seconds[index]! > seconds[rising[at - 1]!]!),
        ),
      );
    }),
    { numRuns: 500 },
  );
});

test('D13 sequences that have little in common are matched in steps near-linear in their length', () => {
  const steps = (n: number): number => {
    let seed = 7;
    const random = (): number => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) % 5;
    const lists = [0, 1].map(() => Array.from({ length: n }, random));
    return match(lists[0]!, lists[1]!).filter((j) => j !== NONE).length;
  };
  for (const n of [1000, 100_000]) assert.ok(steps(n) > n / 10);
});
