import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { drawRun } from '../testing/draw-run.ts';
import { chaoticRun, sensibleRun } from '../testing/random-run.ts';
import { criticalPath } from './critical-path.ts';
import { nameOf, type Outline } from './outline.ts';
import { stepsOf } from './steps.ts';

const named = (outline: Outline): string[] => [...criticalPath(outline)].map((operation) => nameOf(outline, operation));
const start = '1 Started run running wakes\n2-4 task\n';

suite('critical path', () => {
  test('of two that were waited for, the later one counts', () => {
    const outline = drawRun(`${start}
      5 Scheduled open activity:5 quick task=2
      6 Scheduled open activity:6 slow task=2
      7 Completed close activity:5 completed wakes
      8-10 task
      11 Completed close activity:6 completed wakes
      12-14 task
      15 Scheduled open activity:15 last task=12
      16 Completed close activity:15 completed wakes
      17-19 task
      20 Ended run completed`);
    assert.deepEqual(named(outline), ['slow', 'last']);
  });

  test('goes on behind a signal: what was done before it came', () => {
    const outline = drawRun(`${start}
      5 Scheduled open activity:5 ask task=2
      6 Completed close activity:5 completed wakes
      7-9 task
      10 Signaled open signal:10 approved & close signal:10 completed wakes
      11-13 task
      14 Ended run completed`);
    assert.deepEqual(named(outline), ['ask', 'approved']);
  });

  test('of a run that goes on ends in what it waits for longest', () => {
    const outline = drawRun(`${start}
      5 Scheduled open activity:5 done task=2
      6 Completed close activity:5 completed wakes
      7-9 task
      10 Scheduled open activity:10 waiting task=7
      11 Started open timer:11 later task=7`);
    assert.deepEqual(named(outline), ['done', 'waiting']);
  });

  test('of a run that did nothing is empty', () => assert.deepEqual(named(drawRun('1 Started run running wakes')), []));

  test('rises, holds each operation once and no workflow task, and always ends', () =>
    fc.assert(
      fc.property(fc.oneof(sensibleRun, chaoticRun), (outline) => {
        const path = [...criticalPath(outline)];
        assert.deepEqual(
          path,
          [...new Set(path)].sort((a, b) => a - b),
        );
        for (const operation of path) assert.ok(stepsOf(outline).ofOperation[operation]! >= 0);
      }),
    ));
});
