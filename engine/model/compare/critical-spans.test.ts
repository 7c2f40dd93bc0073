import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { drawRun } from '../../testing/draw-run.ts';
import { chaoticRun, sensibleRun } from '../../testing/random-run.ts';
import { nameOf, type Outline, timeOf } from '../outline.ts';
import { lastOf } from '../run-time.ts';
import { criticalSpans } from './critical-spans.ts';
import { timesOf } from './times.ts';

/** For each span, from first to last, the operation waited for and the seconds. */
function told(outline: Outline): readonly string[] {
  return criticalSpans(outline)
    .map(
      ({ from, to, type, operation }) =>
        `${type === 'operation' ? nameOf(outline, operation) : type} ${(timeOf(outline, to)! - timeOf(outline, from)!) / 1000}`,
    )
    .reverse();
}

const start = '1 +0s Started run running wakes\n2-4 +1s task\n';

suite('critical spans', () => {
  test('D8 every moment of a run is in one of them, whatever happened', () => {
    for (const runs of [sensibleRun, chaoticRun]) {
      fc.assert(
        fc.property(runs, (outline) => {
          let to = lastOf(outline);
          for (const span of criticalSpans(outline)) {
            assert.ok(span.to === to && span.from < span.to && (span.type !== 'operation' || span.operation >= 0));
            to = span.from;
          }
          assert.ok(to === Math.min(1, outline.events));
        }),
        { numRuns: 500 },
      );
    }
  });

  test('D8 what is said of the time adds up to the time', () => {
    fc.assert(
      fc.property(sensibleRun, sensibleRun, (left, right) => {
        const { total, shares } = timesOf(left, right);
        assert.equal(
          shares.reduce((sum, { leftMs }) => sum + leftMs, 0),
          total.left,
        );
        assert.equal(
          shares.reduce((sum, { rightMs }) => sum + rightMs, 0),
          total.right,
        );
        for (const { leftMs, scheduleToStartMs, retryMs } of shares)
          assert.ok(
            scheduleToStartMs.left >= 0 && retryMs.left >= 0 && scheduleToStartMs.left + retryMs.left <= leftMs,
          );
      }),
      { numRuns: 300 },
    );
  });

  test('D8 of more than twenty the lightest are one, so that nothing is missing in the sum', () => {
    const operations = Array.from({ length: 30 }, (_, i) => {
      const [opened, at] = [5 + 5 * i, 1 + 2 * i];
      return `${opened} +${at}s Scheduled open activity:${opened} step${i} task=${i === 0 ? 2 : opened - 3}
        ${opened + 1} +${at + 1}s Completed close activity:${opened} completed wakes
        ${opened + 2}-${opened + 4} +${at + 1}s task`;
    });
    const outline = drawRun(`${start}${operations.join('\n')}\n155 +61s Ended run completed`);
    const { total, shares } = timesOf(outline, outline);
    assert.deepEqual([shares.length, shares.at(-1)!.name], [20, '12 others']);
    assert.equal(
      shares.reduce((sum, { leftMs }) => sum + leftMs, 0),
      total.left,
    );
  });

  test('D8 of two that ran at once the later one counts, and the code between', () => {
    const outline = drawRun(`${start}
      5 +1s Scheduled open activity:5 quick task=2
      6 +1s Scheduled open activity:6 slow task=2
      7 +3s Completed close activity:5 completed wakes
      8-10 +3s task
      11 +9s Completed close activity:6 completed wakes
      12-14 +10s task
      15 +10s Ended run completed`);
    assert.deepEqual(told(outline), ['code 1', 'slow 8', 'code 1']);
  });

  test('D8 a message was waited for from when the code had nothing more to do', () => {
    const outline = drawRun(`${start}
      5 +30s Signaled open signal:5 approved & close signal:5 completed wakes
      6-8 +31s task
      9 +31s Ended run completed`);
    assert.deepEqual(told(outline), ['code 1', 'approved 29', 'code 1']);
  });

  test('D8 an update was waited for until the task that was begun for it', () => {
    const outline = drawRun(`${start}
      5-7 +30s task
      8 +31s Accepted open update:8 change wakes
      9 +31s Ended run completed`);
    assert.deepEqual(told(outline), ['code 1', 'change 29', 'code 1']);
  });

  test('D8 what ended from outside was waiting: for what was open, for a worker, or for nothing that came', () => {
    const open = drawRun(`${start}
      5 +1s Started open timer:5 timer task=2
      6 +60s Terminated run terminated`);
    assert.deepEqual(told(open), ['code 1', 'timer 59']);
    assert.deepEqual(told(drawRun(`${start}\n5 +60s TimedOut run timedOut`)), ['code 1', 'idle 59']);
    assert.deepEqual(
      told(
        drawRun(
          '1 +0s Started run running wakes\n2 +0s Scheduled bookkeeping open workflowTask:2 task\n3 +60s TimedOut run timedOut',
        ),
      ),
      ['code 0', 'code 60'],
    );
  });

  test('D8 waiting to start and retrying are told apart', () => {
    const run = (attempt: number): Outline =>
      drawRun(`${start}
      5 +1s Scheduled open activity:5 charge task=2
      6 +6s Started start activity:5 ${attempt}
      7 +8s Completed close activity:5 completed wakes
      8-10 +8s task
      11 +8s Ended run completed`);
    const charge = timesOf(run(1), run(4)).shares.find(({ name }) => name === 'charge');
    assert.deepEqual(
      [charge?.leftMs, charge?.scheduleToStartMs, charge?.retryMs],
      [7000, { left: 5000, right: 0 }, { left: 0, right: 5000 }],
    );
  });
});
