import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { drawRun } from '../testing/draw-run.ts';
import { sensibleRun } from '../testing/random-run.ts';
import { criticalPath } from './critical-path.ts';
import { criticalTimes } from './critical-times.ts';

test('V296 each operation of the critical path has the time that was waited for it, what ran beside it none', () => {
  const run = drawRun(`1 +0s Started run running wakes
    2-4 +0s task
    5 +0s Scheduled open activity:5 slow task=4
    6 +0s Scheduled open activity:6 quick task=4
    7 +1s Completed close activity:6 completed wakes
    8 +9s Completed close activity:5 completed wakes
    9-11 +10s task
    12 +10s Ended run completed`);
  const { totalMs, byOperation, codeMs } = criticalTimes(run);
  const named = Object.fromEntries(
    Array.from(byOperation, (ms, i) => [run.names[run.operations.name[i]!] ?? '', ms] as const).filter(
      ([, ms]) => ms > 0,
    ),
  );
  assert.deepEqual([totalMs, named, codeMs], [10_000, { slow: 9000 }, 1000]);
});

test('V296 what is beside the path explains nothing of it', () => {
  fc.assert(
    fc.property(sensibleRun, (run) => {
      const onPath = new Set(criticalPath(run));
      const { byOperation } = criticalTimes(run);
      byOperation.forEach((ms, operation) => assert.ok(ms === 0 || onPath.has(operation)));
    }),
    { numRuns: 30 },
  );
});
