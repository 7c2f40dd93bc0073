import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { drawRun, withoutTasks } from '../testing/draw-run.ts';
import { chaoticRun, sensibleRun } from '../testing/random-run.ts';
import type { Outline } from './outline.ts';
import { lastOf, durationMs } from './run-time.ts';
import { clockOf, stretchesOf, sumOf, timePartsOf } from './time-parts.ts';

const began = '1 +0s Started run running wakes\n2-4 +0s task\n';

/** Parts of the time in seconds, without empty parts. */
function parts(outline: Outline, operation: number): Readonly<Record<string, number>> {
  const told = timePartsOf(outline, operation);
  return Object.fromEntries(
    Object.entries(told ?? {})
      .filter(([, ms]) => ms > 0)
      .map(([part, ms]) => [part, ms / 1000]),
  );
}

function activity(...lines: readonly string[]): Readonly<Record<string, number>> {
  return parts(drawRun(began + lines.join('\n')), 1);
}

const scheduled = '5 +0s Scheduled open activity:5 charge task=2 unseen';

suite('where the time of an operation went', () => {
  test('W15 from its scheduling to its start it waits for a worker, then it runs', () => {
    assert.deepEqual(
      activity(scheduled, '6 +4s Began start activity:5', '7 +10s Done close activity:5 completed wakes'),
      { scheduleToStart: 4, running: 6, totalMs: 10 },
    );
  });

  test('W16 before the start of a later attempt it was retried, never scheduleToStart', () => {
    assert.deepEqual(
      activity(scheduled, '6 +8s Began start activity:5 3', '7 +9s Done close activity:5 completed wakes'),
      { retrying: 8, running: 1, totalMs: 9 },
    );
  });

  test('W16 a start that was written after the request to cancel counts from its own time', () => {
    const told = activity(
      scheduled,
      '6 +6s Asked ask activity:5',
      '7 +2s Began start activity:5',
      '8 +7s Gone close activity:5 canceled wakes',
    );
    assert.deepEqual(told, { scheduleToStart: 2, running: 5, totalMs: 7 });
  });

  test('W17 of one whose start is written late and is not there, nothing is known', () => {
    assert.deepEqual(activity(scheduled, '6 +9s Signaled open signal:6 go & close signal:6 completed wakes'), {
      unknown: 9,
      totalMs: 9,
    });
    assert.deepEqual(activity(scheduled, '6 +9s TimedOut close activity:5 timedOut ScheduleToClose wakes'), {
      unknown: 9,
      totalMs: 9,
    });
    assert.deepEqual(activity(scheduled, '6 +9s TimedOut close activity:5 timedOut HeartbeatTimeout wakes'), {
      unknown: 9,
      totalMs: 9,
    });
    const seen = scheduled.replace(' unseen', '');
    assert.deepEqual(activity(seen, '6 +9s TimedOut close activity:5 timedOut ScheduleToStart wakes'), {
      scheduleToStart: 9,
      totalMs: 9,
    });
    assert.deepEqual(
      activity(seen, '6 +9s Done close activity:5 completed wakes'),
      { unknown: 9, totalMs: 9 },
      'it ran, but since when?',
    );
  });

  test('W17 of one that timed out waiting for a worker it is known, unless an earlier attempt had failed', () => {
    assert.deepEqual(activity(scheduled, '6 +9s TimedOut close activity:5 timedOut ScheduleToStartTimeout wakes'), {
      scheduleToStart: 9,
      totalMs: 9,
    });
    const asked = '6 +4s Asked ask activity:5';
    assert.deepEqual(
      activity(scheduled, asked, '7 +9s TimedOut close activity:5 timedOut ScheduleToStartTimeout wakes'),
      { scheduleToStart: 9, totalMs: 9 },
    );
  });

  test('W17 of a request to another system the history does not tell how often it was sent', () => {
    const nexus = drawRun(
      `${began}5 +0s S open nexus:5 pay task=2\n6 +3s B start nexus:5\n7 +5s C close nexus:5 completed wakes`,
    );
    assert.deepEqual(parts(nexus, 1), { unknown: 3, running: 2, totalMs: 5 });
  });

  test('W15 a timer waits by its nature; between the passes of a loop an operation takes no time', () => {
    assert.deepEqual(
      parts(drawRun(`${began}5 +1s T open timer:5 nap task=2\n6 +9s F close timer:5 completed wakes`), 1),
      { waiting: 8, totalMs: 8 },
    );
    const loop = drawRun(
      `1 +0s S run running wakes
      2 +0s N open node:a a & start node:a
      3 +2s C close node:a completed wakes
      4 +5s N open node:a a & start node:a 2
      5 +9s C close node:a completed wakes`,
      withoutTasks,
    );
    assert.deepEqual(parts(loop, 0), { running: 6, between: 3, totalMs: 6 });
    const again = drawRun(
      `1 +0s S run running wakes
      2 +0s N open node:a a & start node:a
      3 +2s F close node:a failed no wakes
      4 +5s N open node:a a & start node:a 2
      5 +9s C close node:a completed wakes`,
      withoutTasks,
    );
    assert.deepEqual(parts(again, 0), { running: 6, retrying: 3, totalMs: 9 });
  });

  test('W18 what came in after the end does not stretch the run, nor what was open at the end', () => {
    const late = drawRun(
      `1 +0s S run running wakes
      2 +1s N open node:a a & start node:a
      3 +2s N open node:b b & start node:b
      4 +5s F run failed
      5 +50s C close node:a completed wakes`,
      withoutTasks,
    );
    assert.deepEqual([lastOf(late), durationMs(late)], [4, 5000]);
    assert.deepEqual(
      [parts(late, 0), parts(late, 1)],
      [
        { running: 49, totalMs: 49 },
        { running: 3, totalMs: 3 },
      ],
    );
  });

  test('W18 a start or a failed attempt that is written behind the end does not stretch what was open at the end', () => {
    for (const [opening, behind] of [
      [scheduled, '7 +50s N start activity:5 1'],
      [scheduled.replace(' unseen', ''), '7 +50s N start activity:5 1'],
      [scheduled.replace(' unseen', ''), '7 +50s N retry activity:5 1 failure=busy'],
    ] as const) {
      const run = (late: string): Outline =>
        drawRun(`1 +0s S run running wakes\n2-4 +0s task\n${opening}\n6 +9s E run terminated\n${late}`);
      assert.equal(timePartsOf(run(behind), 1)?.totalMs, 9000);
      assert.equal(Object.keys(parts(run(behind), 1)).length, 2, 'all of it is one part');
    }
  });

  test('W19 the parts are the whole, without holes and never negative, whatever the clock says', () => {
    for (const runs of [sensibleRun, chaoticRun]) {
      fc.assert(
        fc.property(runs, (outline) => {
          for (let operation = 0; operation < outline.operations.count; operation++) {
            const stretches = stretchesOf(outline, operation, clockOf(outline));
            for (const [i, { from, to }] of stretches.entries())
              assert.ok(to >= from && (i === 0 || from === stretches[i - 1]!.to));
            const { totalMs, ...each } = sumOf(stretches);
            assert.equal(Object.values(each).reduce((sum, ms) => sum + ms, 0) - each.between, totalMs);
          }
        }),
        { numRuns: 200 },
      );
    }
  });
});
