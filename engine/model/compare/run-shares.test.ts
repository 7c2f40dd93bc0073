import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { drawRun } from '../../testing/draw-run.ts';
import { sensibleRun } from '../../testing/random-run.ts';
import { runShares } from './run-shares.ts';

test('V268 the time of a run is told by what was waited for, the heaviest first, with the longest of each', () => {
  const outline = drawRun(`1 +0s Started run running wakes
    2-4 +1s task
    5 +1s Scheduled open activity:5 quick task=2
    6 +3s Completed close activity:5 completed wakes
    7-9 +3s task
    10 +3s Scheduled open activity:10 slow task=7
    11 +9s Completed close activity:10 completed wakes
    12-14 +10s task
    15 +10s Ended run completed`);
  const { totalMs, shares } = runShares(outline);
  assert.equal(totalMs, 10_000);
  assert.deepEqual(
    shares.map(({ name, totalMs: ms }) => [name, ms]),
    [
      ['slow', 6000],
      ['workflow tasks', 2000],
      ['quick', 2000],
    ],
  );
  assert.equal(shares[0]?.longest, outline.operation[10 - 1]);
});

test('V268 together the shares are the run', () => {
  fc.assert(
    fc.property(sensibleRun, (outline) => {
      const { totalMs, shares } = runShares(outline);
      if (totalMs === null) return;
      assert.ok(Math.abs(shares.reduce((sum, share) => sum + share.totalMs, 0) - totalMs) < 1);
    }),
    { numRuns: 60 },
  );
});
