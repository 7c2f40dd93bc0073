import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { summaryOf } from '../testing/compared-pair.ts';
import { chainOf, placeInChain } from './chain.ts';
import type { RunSummary } from './run.ts';

function run(id: string, events: number, family: RunSummary['family'] = {}): RunSummary {
  return { ...summaryOf(id, events), family };
}

const ids = (one: RunSummary, all: readonly RunSummary[]): readonly string[] =>
  chainOf(one, all).runs.map(({ runId }) => runId);

test('F58 runs that continue each other are one chain from each of them, in whichever of them the link is', () => {
  const [a, b, c] = [
    run('a', 3, { continuedAs: 'b' }),
    run('b', 4, { continuedFrom: 'a' }),
    run('c', 5, { continuedFrom: 'b' }),
  ];
  const all = [c, a, run('other', 9), b];
  for (const one of [a, b, c]) assert.deepEqual(ids(one, all), ['a', 'b', 'c']);
  assert.deepEqual(chainOf(b, all).before, [0, 3, 7]);
  assert.equal(chainOf(b, all).events, 12);
});

test('F58 a chain ends where the library ends, at a cycle, and is one run where nothing continues', () => {
  assert.deepEqual(ids(run('a', 1, { continuedFrom: 'gone', continuedAs: 'gone too' }), []), ['a']);
  const round = [run('a', 1, { continuedAs: 'b', continuedFrom: 'b' }), run('b', 1, { continuedAs: 'a' })];
  assert.deepEqual(ids(round[0]!, round), ['b', 'a']);
});

test('F58 a run that was reset stands in the chain for the one that it was reset from, seen from itself alone', () => {
  const all = [
    run('a', 3, { continuedAs: 'b' }),
    run('b', 4, { continuedFrom: 'a', continuedAs: 'c' }),
    run('again', 2, { continuedFrom: 'a', resetFrom: 'b' }),
    run('c', 1, { continuedFrom: 'b' }),
  ];
  assert.deepEqual(ids(all[0]!, all), ['a', 'b', 'c']);
  assert.deepEqual(ids(all[2]!, all), ['a', 'again']);
});

test('F58 every event of a chain has one number in it, and every number its event', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 8 }), (sizes) => {
      const all = sizes.map((events, i) => run(`r${i}`, events, i === 0 ? {} : { continuedFrom: `r${i - 1}` }));
      const chain = chainOf(all[0]!, all);
      const places = Array.from({ length: chain.events }, (_, i) => placeInChain(chain, i + 1));
      const expected = sizes.flatMap((events, index) =>
        Array.from({ length: events }, (_, i) => ({ index, seq: i + 1 })),
      );
      assert.deepEqual(places, expected);
    }),
  );
});
