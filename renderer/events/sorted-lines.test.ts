import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { drawRun } from '../../engine/testing/draw-run.ts';
import { nextSort, type Sort, SortedLines, sortKeys } from './sorted-lines.ts';

const run = drawRun(`1 Started run running
  2 Scheduled open activity:2 charge
  3 Scheduled open activity:3 mail
  4 Completed close activity:2 completed
  5 Completed close activity:3 completed
  6 Noted mentionRun`);
const all = Uint32Array.from({ length: run.events }, (_, i) => i + 1);

function drawn(sort: Sort, events = all): number[] {
  const lines = new SortedLines(sort).grow(events, run);
  return Array.from({ length: lines.count }, (_, line) => {
    const at = lines.at(line);
    return at.type === 'event' ? events[at.index]! : 0;
  });
}

test('V290 sorted by a column; what lacks the value is last either way, and equals stay as recorded', () => {
  assert.deepEqual(drawn({ by: 'seq', falling: true }), [6, 5, 4, 3, 2, 1]);
  assert.deepEqual(drawn({ by: 'type', falling: false }), [4, 5, 6, 2, 3, 1]);
  const took = (falling: boolean): number[] => drawn({ by: 'duration', falling }).slice(2);
  assert.deepEqual(took(true), [1, 2, 3, 6]);
  assert.deepEqual(took(false), [1, 2, 3, 6]);
});

test('V290 a head sorts, the other way round the second time, then lets the list be as it was recorded', () => {
  const first = nextSort(null, 'duration');
  assert.deepEqual(first, { by: 'duration', falling: true });
  assert.deepEqual(nextSort(first, 'duration'), { by: 'duration', falling: false });
  assert.equal(nextSort(nextSort(first, 'duration'), 'duration'), null);
  assert.equal(nextSort(nextSort(null, 'seq'), 'seq'), null);
});

test('V290 a list that grows is sorted as one that is made at once, and each event is on its line', () => {
  const sorts = fc.record({ by: fc.constantFrom(...sortKeys), falling: fc.boolean() });
  fc.assert(
    fc.property(sorts, fc.nat({ max: run.events }), (sort, first) => {
      const growing = new SortedLines(sort);
      growing.grow(all.subarray(0, first), run);
      const lines = growing.grow(all, run);
      const order = Array.from(all, (_, line) => lines.at(line));
      assert.deepEqual(
        order.map((at) => (at.type === 'event' ? at.index + 1 : 0)),
        drawn(sort),
      );
      order.forEach((at, line) => assert.equal(lines.of(at.type === 'event' ? at.index : -1), line));
    }),
  );
});
