import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { drawRun, withoutTasks } from '../testing/draw-run.ts';
import { chaoticRun, sensibleRun } from '../testing/random-run.ts';
import { isRunUnclearAt, openedCount, runStatusAt, statusAt } from './cursor.ts';
import { isClosed } from './effect.ts';
import type { Outline } from './outline.ts';
import { mostOpen, WaitFinder } from './waiting.ts';
import { type Clock, utcClock, waitingText } from './waiting-text.ts';

const clock: Clock = (atMs) => new Date(atMs).toISOString().slice(11, 19);

function waitsOf(outline: Outline, seq = outline.events): string | null {
  const waiting = new WaitFinder(outline).at(seq);
  return waiting === null ? null : waitingText(outline, waiting, { clock, most: 3 });
}

const began = '1 +0s Started run running wakes\n2-4 +1s task\n';
const anything = 'a signal, an update or its own condition';

suite('what a run waits for', () => {
  test('F9 W1 one that has not begun or has ended waits for nothing', () => {
    const ended = drawRun(`${began}5 Ended run completed`);
    assert.deepEqual([waitsOf(ended, 0), waitsOf(ended, 5)], [null, null]);
  });

  test('W2 what woke the code is named until a task is scheduled for it, however many there are', () => {
    const outline = drawRun(`${began}
      5 +2s Scheduled commands open activity:5 charge task=2
      6 +3s Failed close activity:5 failed declined wakes
      7 +4s Signaled open signal:7 approve & close signal:7 completed wakes
      8-10 +5s task`);
    assert.equal(waitsOf(outline, 1), 'a workflow task to be scheduled, because it was started 00:00:00, #1');
    assert.equal(waitsOf(outline, 6), 'a workflow task to be scheduled, because charge failed 00:00:03, #6');
    assert.equal(
      waitsOf(outline, 7),
      'a workflow task to be scheduled, because charge failed 00:00:03, #6, and 1 more',
    );
    assert.equal(waitsOf(outline, 10), anything);
  });

  test('W1 the first time of a sentence that stands alone carries its date, whatever is said with it', () => {
    for (const [effect, said] of [
      ['start node:a', 'a, running since 2026-11-01 00:00:02 UTC, #3'],
      ['retry node:a', 'a, in back-off since 2026-11-01 00:00:02 UTC, #3'],
      ['start node:a & ask node:a', 'a, asked to cancel 2026-11-01 00:00:02 UTC, #3, running since 00:00:02, #3'],
    ]) {
      const outline = drawRun(`1 S run running wakes\n2 N open node:a a\n3 N ${effect}`, withoutTasks);
      const waiting = new WaitFinder(outline).at(3);
      assert.ok(waiting !== null);
      assert.equal(waitingText(outline, waiting, { clock: utcClock(), most: 3 }), said);
    }
  });

  test('W2 an answer to a request to cancel is told as one: the request had been made before, and may have failed', () => {
    const asked = drawRun(`${began}5 +2s S commands open nexus:5 pay task=2
6 +3s R commands ask nexus:5 task=2
7 +4s NexusOperationCancelRequestFailed ask nexus:5 wakes`);
    assert.equal(
      waitsOf(asked, 7),
      'a workflow task to be scheduled, because the cancel request to pay failed 00:00:04, #7',
    );
    assert.match(waitsOf(asked, 6) ?? '', /^nexus operation pay, asked to cancel 00:00:03, #6/);
  });

  test('W2 what began only after it was asked to cancel is told as begun', () => {
    const late = drawRun(`${began}5 +2s S commands open nexus:5 pay task=2
6 +3s R commands ask nexus:5 task=2
7 +4s B start nexus:5 wakes`);
    assert.equal(waitsOf(late), 'a workflow task to be scheduled, because pay started 00:00:04, #7');
  });

  test('W2 what came while the last task ran is still to be seen by the next', () => {
    const outline = drawRun(`1 +0s Started run running wakes
      2 +1s Scheduled bookkeeping open workflowTask:2 task
      3 +2s Began bookkeeping start workflowTask:2
      4 +4s Completed bookkeeping close workflowTask:2 completed
      5 +3s Signaled open signal:5 stop & close signal:5 completed wakes`);
    assert.equal(waitsOf(outline), 'a workflow task to be scheduled, because signal stop came 00:00:03, #5');
  });

  test('W3 a task that is scheduled waits for a worker, one that runs has a name of who runs it', () => {
    const outline = drawRun(`1 +0s Started run running wakes
      2 +1s Scheduled bookkeeping open workflowTask:2 task
      3 +2s Began bookkeeping start workflowTask:2 worker=7@host`);
    assert.equal(waitsOf(outline, 2), 'a worker to take its workflow task, scheduled 00:00:01, #2');
    assert.equal(waitsOf(outline, 3), 'worker 7@host to finish its workflow task, started 00:00:02, #3');
  });

  test('W3 a task that failed or timed out is retried, and nothing that is open comes before it', () => {
    const outline = drawRun(`${began}
      5 +2s Timer commands open timer:5 timer-9 until=9s task=2
      6 +3s Signaled open signal:6 go & close signal:6 completed wakes
      7 +4s Scheduled bookkeeping open workflowTask:7 task
      8 +5s Began bookkeeping start workflowTask:7
      9 +6s Failed bookkeeping close workflowTask:7 failed NonDeterministicError
      10 +7s Signaled open signal:10 go & close signal:10 completed wakes`);
    const retry =
      'a retry of its workflow task, which failed with NonDeterministicError, 00:00:06, #9; later attempts are not in a history';
    assert.deepEqual([waitsOf(outline, 9), waitsOf(outline, 10)], [retry, retry]);
    const lost = drawRun(`1 +0s Started run running wakes
      2 +1s Scheduled bookkeeping open workflowTask:2 task
      3 +6s TimedOut bookkeeping close workflowTask:2 timedOut ScheduleToStartTimeout`);
    assert.equal(
      waitsOf(lost),
      'a retry of its workflow task, which timed out with ScheduleToStartTimeout, 00:00:06, #3',
      'one that nobody took is written again',
    );
  });

  test('W3 where a run was reset, a task is due and not a retry', () => {
    const outline = drawRun(`1 +0s Started run running wakes
      2 +1s Scheduled bookkeeping open workflowTask:2 task
      3 +2s Began bookkeeping start workflowTask:2
      4 +3s Failed bookkeeping close workflowTask:2 failed ResetWorkflow`);
    assert.equal(waitsOf(outline), 'a workflow task to be scheduled, because it was reset 00:00:03, #4');
  });

  test('W4 while what the code asked for is still to come, it waits for nothing', () => {
    const outline = drawRun(`${began}
      5 +2s Scheduled commands open activity:5 a task=2
      6 +2s Scheduled commands open activity:6 b task=2`);
    assert.equal(waitsOf(outline, 4), 'nothing: its code has run, and what it asked for follows, #5');
    assert.equal(waitsOf(outline, 5), 'nothing: its code has run, and what it asked for follows, #6');
    assert.equal(waitsOf(outline, 6), 'a, scheduled 00:00:02, #5; b, scheduled 00:00:02, #6');
  });

  test('W5 of an activity whose start is written late, nothing is said that a history does not tell', () => {
    const outline = drawRun(`${began}
      5 +2s Scheduled commands open activity:5 charge task=2 unseen
      6 +3s Asked commands ask activity:5
      7 +9s Began start activity:5 3 worker=w1 failure=busy`);
    assert.equal(waitsOf(outline, 5), 'nothing: its code has run, and what it asked for follows, #6');
    assert.equal(waitsOf(outline, 6), 'charge, asked to cancel 00:00:03, #6; whether it runs is not in a history');
    assert.equal(
      waitsOf(outline, 7),
      'charge, asked to cancel 00:00:03, #6, running since 00:00:09, #7 on worker w1, attempt 3, last failure busy',
    );
  });

  test('W5 an attempt runs since it began, not since the first did, whether it is asked to cancel or not', () => {
    const retried = `${began}5 +2s S commands open activity:5 charge task=2
6 +3s B start activity:5 1 worker=w1
7 +4s B start activity:5 2 worker=w2
8 +5s H start activity:5 2 worker=w2`;
    assert.equal(waitsOf(drawRun(retried)), 'charge, running since 00:00:04, #7 on worker w2, attempt 2');
    const asked = drawRun(`${retried}\n9 +6s R commands ask activity:5\n10 +7s B start activity:5 3 worker=w3`);
    assert.equal(
      waitsOf(asked, 9),
      'charge, asked to cancel 00:00:06, #9, running since 00:00:04, #7 on worker w2, attempt 2',
    );
    assert.equal(
      waitsOf(asked, 10),
      'charge, asked to cancel 00:00:06, #9, running since 00:00:07, #10 on worker w3, attempt 3',
    );
  });

  test('W5 timers say until when, back-off its failure, children and messages whom they are about', () => {
    const timer = drawRun(`${began}5 +2s Timer commands open timer:5 nap until=32s task=2 label=tea`);
    assert.equal(waitsOf(timer), 'nap “tea”, until 00:00:32, since 00:00:02, #5');
    const local = drawRun(
      `${began}5 +2s Marker commands open localActivity:5 look task=2 & retry localActivity:5 2 failure=busy`,
    );
    assert.equal(waitsOf(local), 'local activity look, in back-off since 00:00:02, #5, attempt 2, last failure busy');
    const child = drawRun(`${began}
      5 +2s Initiated commands open childWorkflow:5 ship task=2 about=order-7
      6 +3s Sent commands open signalExternal:6 approve task=2 about=order-8`);
    assert.equal(
      waitsOf(child),
      'child workflow ship (order-7), initiated 00:00:02, #5; signal approve to order-8, on its way since 00:00:03, #6',
    );
  });

  test('W6 equal ones are counted, different ones named, the rest is a number', () => {
    const square = (seq: number): string => `${seq} +2s Scheduled commands open activity:${seq} square task=2 unseen`;
    const many = drawRun(`${began}${Array.from({ length: 200 }, (_, i) => square(i + 5)).join('\n')}`);
    assert.equal(
      waitsOf(many),
      'square, 200 of them, the first scheduled 00:00:02, #5; whether they run is not in a history',
    );
    const timers = drawRun(
      `${began}5 +2s T commands open timer:5 nap until=32s task=2\n6 +3s T commands open timer:6 nap until=13s task=2`,
    );
    assert.equal(waitsOf(timers), 'nap, 2 of them, the next until 00:00:13, since 00:00:03, #6');
    const five = drawRun(
      `${began}${['a', 'b', 'c', 'd', 'e'].map((name, i) => `${i + 5} +2s S commands open activity:${i + 5} ${name} task=2`).join('\n')}`,
    );
    assert.match(waitsOf(five) ?? '', /^a, .*; b, .*; c, [^;]*; and 2 more$/);
  });

  test('W5 whether it runs is said of those alone whose start the history cannot show, in every set of what is open', () => {
    const kinds = [
      'activity unseen',
      'activity',
      'timer',
      'childWorkflow',
      'nexus',
      'signalExternal',
      'cancelExternal',
    ];
    for (let set = 1; set < 1 << kinds.length; set++) {
      const open = kinds.filter((_, i) => (set & (1 << i)) !== 0);
      const lines = open.map((kind, i) => {
        const [word = '', unseen = ''] = kind.split(' ');
        return `${i + 5} +2s S commands open ${word}:${i + 5} ${unseen === '' ? word : 'charge'} task=2 ${unseen}`;
      });
      const outline = drawRun(`${began}${lines.join('\n')}`);
      const waiting = new WaitFinder(outline).at(outline.events)!;
      const text = waitingText(outline, waiting, { clock, most: open.length });
      const said = text.split('; ').filter((part) => part.includes('not in a history'));
      const only = open.length === 1;
      const expected = !open.includes('activity unseen')
        ? []
        : only
          ? ['whether it runs is not in a history']
          : ['charge, scheduled 00:00:02, #5 (whether it runs is not in a history)'];
      assert.deepEqual(said, expected, text);
    }
  });

  test('W5 W6 what differs in that is not counted together, and what is not named is not spoken of', () => {
    const open = (seq: number, name: string, unseen: string): string =>
      `${seq} +2s S commands open activity:${seq} ${name} task=2 ${unseen}`;
    assert.equal(
      waitsOf(
        drawRun(`${began}${open(5, 'square', 'unseen')}\n${open(6, 'square', '')}\n${open(7, 'square', 'unseen')}`),
      ),
      'square, 2 of them, the first scheduled 00:00:02, #5 (whether they run is not in a history); square, scheduled 00:00:02, #6',
    );
    const hidden = ['a', 'b', 'c', 'd'].map((name, i) => open(i + 5, name, name === 'd' ? 'unseen' : ''));
    assert.match(waitsOf(drawRun(began + hidden.join('\n'))) ?? '', /^a, [^(]*; and 1 more$/);
    const seen = ['a', 'b', 'c', 'd'].map((name, i) => open(i + 5, name, name === 'd' ? '' : 'unseen'));
    assert.equal(
      waitsOf(drawRun(began + seen.join('\n')))?.match(/\(whether it runs is not in a history\)/g)?.length,
      3,
    );
  });

  test('W6 one that is tried again is another than those at their first attempt', () => {
    const work = (seq: number): string => `${seq} +2s S commands open activity:${seq} charge task=2`;
    const started = '8 +3s B start activity:5 1\n9 +3s B start activity:6 3 failure=busy\n10 +3s B start activity:7 1';
    assert.equal(
      waitsOf(drawRun(`${began}${work(5)}\n${work(6)}\n${work(7)}\n${started}`)),
      'charge, 2 of them, the first running since 00:00:03, #8; charge, running since 00:00:03, #9, attempt 3, last failure busy',
    );
  });

  test('W7 an update that the code has accepted is in progress, and wakes nothing', () => {
    const outline = drawRun(`${began}5 +2s Accepted commands open update:u setPrice & accept update:u`);
    assert.equal(waitsOf(outline), `${anything}; update setPrice is in progress since 00:00:02, #5`);
    const admitted = drawRun(`${began}5 +2s Admitted open update:u setPrice wakes`);
    assert.equal(
      waitsOf(admitted),
      'a workflow task to be scheduled, because update setPrice was admitted 00:00:02, #5',
    );
  });

  test('W8 a paused run waits for somebody; a delayed one for its time; a log without tasks is told nothing of them', () => {
    const paused = drawRun(
      `${began}5 +2s Paused open pause:5 paused & close pause:5 completed & run paused wakes\n6 +3s Signaled open signal:6 go & close signal:6 completed wakes`,
    );
    assert.equal(waitsOf(paused, 5), 'somebody to resume it, paused 00:00:02, #5');
    assert.equal(
      waitsOf(paused, 6),
      'somebody to resume it, paused 00:00:02, #5; then for a workflow task, because signal go came 00:00:03, #6',
    );
    assert.equal(
      waitsOf(drawRun('1 +0s Started run running begins=1h wakes')),
      'its first workflow task, not before 01:00:00',
    );
    const nodes = drawRun(
      '1 +0s S run running wakes\n2 +1s N open node:a a & start node:a\n3 +2s C close node:a completed wakes',
      withoutTasks,
    );
    const held = drawRun(
      '1 +0s S run running wakes\n2 +1s P run paused\n3 +2s C open node:a a & close node:a completed wakes',
      withoutTasks,
    );
    assert.equal(waitsOf(held), 'somebody to resume it, paused 00:00:01, #2');
    assert.deepEqual(
      [waitsOf(nodes, 2), waitsOf(nodes, 3)],
      ['a, running since 00:00:01, #2', 'its own code: nothing is open'],
    );
  });

  test('W9 of a history without its beginning it is not said that nothing is open', () => {
    const page = drawRun('1 +0s Completed close activity:7 completed wakes\n2-4 +1s task');
    assert.equal(waitsOf(page), 'what is not in this history: its beginning is missing');
  });

  test('W1 W9 before anything is said of run or operation it has not begun; nothing is missing', () => {
    const early = drawRun('1 OrchestratorStarted\n2 ExecutionStarted run running wakes', withoutTasks);
    assert.deepEqual([waitsOf(early, 1), waitsOf(early, 2)], [null, 'its own code: nothing is open']);
    assert.equal(
      waitsOf(drawRun('1 mentionRun mentionRun', withoutTasks)),
      'what cannot be told: event #1 is of an unknown type',
    );
  });

  test('W9 of a log with an event that nobody can explain it is not said that something goes on', () => {
    const odd = drawRun(
      '1 +0s S run running wakes\n2 +1s N open node:a a & start node:a\n3 +2s NodeStopped mentionRun',
      withoutTasks,
    );
    assert.deepEqual(
      [waitsOf(odd, 2), waitsOf(odd, 3)],
      ['a, running since 00:00:01, #2', 'what cannot be told: event #3 is of an unknown type'],
    );
  });

  test('F16 W9 which of those without an id ended with an end without one, nobody knows; of those with an id it may be any', () => {
    const nameless = drawRun(
      `1 +0s S run running wakes
      2 +1s N open node:? llm & start node:?
      3 +2s N open node:? tool & start node:?
      4 +3s E close node:? completed
      5 +4s N open node:? llm & start node:?
      6 +5s E close node:? failed
      7 +6s E close node:? failed`,
      withoutTasks,
    );
    const unknown = (seq: number): string => `what cannot be told: event #${seq} does not say what ended`;
    assert.match(waitsOf(nameless, 3) ?? '', /^llm, running since .*; tool, running since /);
    assert.equal(waitsOf(nameless, 4), unknown(4));
    assert.equal(waitsOf(nameless, 5), 'llm, running since 00:00:04, #5');
    assert.deepEqual([waitsOf(nameless, 6), waitsOf(nameless, 7)], [unknown(6), unknown(7)]);
    const named = drawRun(
      '1 +0s S run running wakes\n2 +1s N open node:a a & start node:a\n3 +2s E close node:? completed\n4 +3s N open node:b b\n5 +4s T open timer:t timer\n6 +5s N retry node:a failure=busy',
      withoutTasks,
    );
    assert.deepEqual(
      [waitsOf(named, 3), waitsOf(named, 4), waitsOf(named, 5), waitsOf(named, 6)],
      [
        unknown(3),
        'b, scheduled 00:00:03, #4',
        'b, scheduled 00:00:03, #4; timer, since 00:00:04, #5',
        'a, in back-off since 00:00:05, #6, last failure busy; b, scheduled 00:00:03, #4; timer, since 00:00:04, #5',
      ],
    );
    const skipped = drawRun(
      '1 +0s S run running wakes\n2 +1s N open node:a a\n3 +2s E close node:? skipped',
      withoutTasks,
    );
    assert.equal(waitsOf(skipped), 'a, scheduled 00:00:01, #2');
  });

  test('W10 at every seq of whatever run, it names only what is open and awaits no message while something woke the code', () => {
    for (const runs of [sensibleRun, chaoticRun]) {
      fc.assert(
        fc.property(runs, (outline) => {
          const finder = new WaitFinder(outline);
          for (let seq = 0; seq <= outline.events; seq++) {
            const waiting = finder.at(seq);
            const status = runStatusAt(outline, seq);
            const hasBegun = status !== 'unknown' || openedCount(outline, seq) > 0 || isRunUnclearAt(outline, seq);
            assert.equal(waiting === null, !hasBegun || !['running', 'paused', 'unknown'].includes(status));
            if (waiting === null) continue;
            assert.ok(waiting.operations.length <= mostOpen);
            for (const operation of [...waiting.operations, ...waiting.inProgress]) {
              const status = statusAt(outline, operation, seq);
              assert.ok(status !== null && !isClosed(status));
            }
            assert.notEqual(waitingText(outline, waiting, { clock, most: 3 }), '');
          }
        }),
        { numRuns: 200 },
      );
    }
  });
});
