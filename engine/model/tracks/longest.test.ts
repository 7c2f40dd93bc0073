import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { drawRun } from '../../testing/draw-run.ts';
import { longestActivity, longestWait, mostRetried } from './longest.ts';

const run = drawRun(`1 +0s Started run running wakes
  2-4 +0s task
  5 +0s Scheduled open activity:5 charge task=2 unseen
  6 +0s Scheduled open activity:6 ship task=2 unseen
  7 +0s Started open timer:7 1h task=2
  8 +14s Began start activity:5 4
  9 +15s Completed close activity:5 completed wakes
  10 +2s Began start activity:6 1
  11 +3s Completed close activity:6 completed wakes
  12 +3600s Fired close timer:7 completed wakes
  13 +3600s Ended run completed`);
const all = Uint32Array.of(0, 1, 2, 3);

suite('which took longest', () => {
  test('V215 of the activities, and where its time went', () =>
    assert.deepEqual(longestActivity(run, all), {
      operation: 1,
      value: 15_000,
      sentence: 'charge took longest: 15 s, of it 14 s earlier attempts, 1 s running',
    }));
  test('V215 of all waits', () => assert.equal(longestWait(run, all)?.sentence, '1h waited longest: 1 h'));
  test('V215 of all that was tried again', () =>
    assert.equal(mostRetried(run, all)?.sentence, 'charge was tried most often: 4 attempts'));
  test('V215 where there is none nothing is said', () => {
    const none = new Uint32Array(0);
    assert.deepEqual([longestActivity(run, none), longestWait(run, none), mostRetried(run, none)], [null, null, null]);
    assert.equal(mostRetried(run, Uint32Array.of(0, 2, 3)), null);
  });
});
