import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawRun } from '../../testing/draw-run.ts';
import { NONE } from '../outline.ts';
import { FoldRows } from './fold-rows.ts';

const run = drawRun(`1 +0s Started run running wakes
  2 +0s Scheduled open activity:2 fetch
  3 +1s Began start activity:2 1
  4 +3s Completed close activity:2 completed
  5 +3s Scheduled open activity:5 store
  6 +4s Failed close activity:5 failed Full
  7 +10s Scheduled open activity:7 fetch
  8 +10s Scheduled open activity:8 fetch
  9 +11s Began start activity:7 3
  10 +12s Completed close activity:7 completed
  11 +20s Completed close activity:8 completed
  12 +20s Scheduled open activity:12 fetch
  13 +25s Ended run completed`);
const members = Uint32Array.of(0, 1, 2, 3, 4);

test('V295 a row of a fold is a member, of a loop an iteration with all that it opened', () => {
  const each = new FoldRows(run, members, null);
  assert.deepEqual([each.count, each.durationOf(0), each.statusOf(1), each.rowOf(3)], [5, 3000, 'failed', 3]);
  const loop = new FoldRows(run, members, Uint32Array.of(2, 7, 12));
  assert.deepEqual(
    Array.from({ length: loop.count }, (_, row) => [...loop.membersOf(row)]),
    [[0, 1], [2, 3], [4]],
  );
  assert.deepEqual(
    Array.from(members, (operation) => loop.rowOf(operation)),
    [0, 0, 1, 1, 2],
  );
  assert.deepEqual([loop.rowOf(9), loop.rowOf(null)], [NONE, NONE]);
});

test('V295 an iteration lasts until the next, is as bad as its worst, and is looked at by that', () => {
  const loop = new FoldRows(run, members, Uint32Array.of(2, 7, 12));
  const told = Array.from({ length: 3 }, (_, row) => [
    loop.durationOf(row),
    loop.statusOf(row),
    loop.attemptsOf(row),
    loop.chiefOf(row),
  ]);
  assert.deepEqual(told, [
    [10_000, 'failed', 1, 1],
    [10_000, 'completed', 3, 2],
    [5000, 'scheduled', 0, 4],
  ]);
  assert.deepEqual(loop.sums(), { p50: 10_000, p95: 10_000, max: 10_000, slowest: 0 });
});

test('V295 of what ran at once no moment counts twice', () => {
  const { scheduleToStart, running, retrying, unknown } = new FoldRows(run, members, Uint32Array.of(2, 7, 12)).partsOf(
    0,
  );
  assert.deepEqual([scheduleToStart, running], [1000, 2000]);
  assert.equal(scheduleToStart + running + retrying + unknown, 4000);
});
