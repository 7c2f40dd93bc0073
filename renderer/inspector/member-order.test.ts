import assert from 'node:assert/strict';
import test from 'node:test';
import { drawRun } from '../../engine/testing/draw-run.ts';
import { FoldRows } from '../../engine/model/tracks/fold-rows.ts';
import { type MemberOrder, orderedRows } from './member-order.ts';

const run = drawRun(`1 +0s Started run running wakes
  2 +0s Scheduled open activity:2 charge
  3 +0s Scheduled open activity:3 charge
  4 +0s Scheduled open activity:4 charge
  5 +0s Scheduled open activity:5 charge
  6 +1s Began start activity:3 3
  7 +2s Failed close activity:2 failed CardDeclined wakes
  8 +9s Completed close activity:3 completed wakes
  9 +9s Completed close activity:4 completed wakes`);
const rows = new FoldRows(run, Uint32Array.of(0, 1, 2, 3), null);
const listed = (order: Partial<MemberOrder>): number[] =>
  Array.from(orderedRows(rows, { sort: 'number', falling: false, only: 'all', ...order }), (at) => at + 1);

test('members are listed as they were opened, or the other way round', () => {
  assert.deepEqual(listed({}), [1, 2, 3, 4]);
  assert.deepEqual(listed({ falling: true }), [4, 3, 2, 1]);
});

test('sorted by what they took, equals as they were opened', () => {
  assert.deepEqual(listed({ sort: 'duration' }), [1, 2, 3, 4]);
  assert.deepEqual(listed({ sort: 'duration', falling: true }), [2, 3, 4, 1]);
  assert.equal(listed({ sort: 'attempts', falling: true })[0], 2);
});

test('only those that failed, were retried, or are open', () => {
  assert.deepEqual(listed({ only: 'failed' }), [1]);
  assert.deepEqual(listed({ only: 'retried' }), [2]);
  assert.deepEqual(listed({ only: 'open' }), [4]);
});
