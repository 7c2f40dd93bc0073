import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { RunId } from './event.ts';
import { noFilter, VisibleLists } from './filter.ts';
import { hasFlag, type Outline } from './outline.ts';
import { OutlineBuilder } from './outline-builder.ts';
import * as stepping from './stepping.ts';

/** 1 start, 2–4 first task, 5 charge opens, 6 timer opens, 7 charge starts, 8 charge fails, 9–11 second task, 12 run fails. */
function failedCharge(): Outline {
  const builder = new OutlineBuilder();
  const bookkeeping = true;
  builder.add(0, 'Started', { effects: [{ type: 'run', status: 'running' }], summary: '' });
  task(builder, 2);
  builder.add(5, 'ChargeScheduled', { effects: [open('activity:5', 'charge')], summary: '' });
  builder.add(6, 'TimerStarted', {
    effects: [{ ...open('activity:5', 'wait'), key: 'timer:6', kind: 'timer' }],
    summary: '',
  });
  builder.add(7, 'ChargeStarted', {
    effects: [{ type: 'advance', key: 'activity:5', status: 'started' }],
    summary: '',
  });
  builder.add(8, 'ChargeFailed', { effects: [{ type: 'close', key: 'activity:5', status: 'failed' }], summary: '' });
  task(builder, 9);
  builder.add(12, 'Failed', { effects: [{ type: 'run', status: 'failed' }], summary: '' });
  return builder.finish('run' as RunId, { id: 'temporal', inTasks: true });

  function task(to: OutlineBuilder, seq: number): void {
    const key = `workflowTask:${seq}` as const;
    to.add(seq, 'TaskScheduled', {
      effects: [{ type: 'open', key, kind: 'workflowTask', name: 'task' }],
      summary: '',
      bookkeeping,
    });
    to.add(seq + 1, 'TaskStarted', {
      effects: [{ type: 'advance', key, status: 'started' }],
      summary: '',
      bookkeeping,
    });
    to.add(seq + 2, 'TaskCompleted', {
      effects: [{ type: 'close', key, status: 'completed' }],
      summary: '',
      bookkeeping,
    });
  }
}

function open(key: 'activity:5', name: string) {
  return { type: 'open', key, kind: 'activity', name } as const;
}

const outline = failedCharge();
const shown = new VisibleLists(outline, noFilter).visible.events;

test('a plain step skips housekeeping while it is hidden', () => {
  assert.equal(stepping.next(outline, shown, 1), 5);
  assert.equal(stepping.previous(outline, shown, 5), 1);
  const all = new VisibleLists(outline, { ...noFilter, workflowTasks: true }).visible.events;
  assert.equal(stepping.next(outline, all, 1), 2);
});

test('a step from an event that the filter hides goes to the nearest one shown', () => {
  assert.equal(stepping.next(outline, shown, 3), 5);
  assert.equal(stepping.previous(outline, shown, 3), 1);
});

test('there is no step beyond the ends', () => {
  assert.equal(stepping.previous(outline, shown, 1), null);
  assert.equal(stepping.previous(outline, shown, 0), null);
  assert.equal(stepping.next(outline, shown, 12), null);
});

test('with everything filtered away a step goes through all events', () => {
  const none = new Uint32Array(0);
  assert.equal(stepping.next(outline, none, 3), 4);
  assert.equal(stepping.previous(outline, none, 3), 2);
  assert.equal(stepping.next(outline, none, 12), null);
  assert.equal(stepping.previous(outline, none, 1), null);
});

test('stepping along an operation visits its events only', () => {
  const charge = outline.operations.keys.indexOf('activity:5');
  assert.equal(stepping.nextOfOperation(outline, charge, 1), 5);
  assert.equal(stepping.nextOfOperation(outline, charge, 5), 7);
  assert.equal(stepping.nextOfOperation(outline, charge, 8), null);
  assert.equal(stepping.previousOfOperation(outline, charge, 8), 7);
  assert.equal(stepping.previousOfOperation(outline, charge, 5), null);
});

test('stepping by kind stays within the kind of the operation, or the type of an event about the run', () => {
  assert.equal(stepping.nextOfType(outline, 5), 7);
  assert.equal(stepping.nextOfType(outline, 4), 9);
  assert.equal(stepping.previousOfType(outline, 9), 4);
  assert.equal(stepping.nextOfType(outline, 1), null);
  assert.equal(stepping.nextOfType(outline, 0), null);
});

test('the next failure is the next event that is flagged bad', () => {
  assert.deepEqual([...stepping.badEvents(outline)], [8, 12]);
  assert.equal(stepping.nextBad(outline, 1), 8);
  assert.equal(stepping.nextBad(outline, 8), 12);
  assert.equal(stepping.nextBad(outline, 12), null);
  assert.equal(stepping.previousBad(outline, 12), 8);
});

test('each workflow task is one stop, where it closed', () => {
  assert.equal(stepping.nextTask(outline, 0), 4);
  assert.equal(stepping.nextTask(outline, 4), 11);
  assert.equal(stepping.previousTask(outline, 11), 4);
});

test('a stop is the nearest one in its direction', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 })), fc.nat(60), (flagged, cursor) => {
      const run = runWithBadEventsAt(new Set(flagged), 60);
      const ahead = flagged.filter((seq) => seq > cursor);
      assert.equal(stepping.nextBad(run, cursor), ahead.length === 0 ? null : Math.min(...ahead));
      const behind = flagged.filter((seq) => seq < cursor);
      assert.equal(stepping.previousBad(run, cursor), behind.length === 0 ? null : Math.max(...behind));
    }),
  );
});

function runWithBadEventsAt(seqs: ReadonlySet<number>, events: number): Outline {
  const builder = new OutlineBuilder();
  for (let seq = 1; seq <= events; seq++) {
    const effects = seqs.has(seq) ? [{ type: 'run', status: 'failed' } as const] : [];
    builder.add(seq, 'Event', { effects, summary: '' });
  }
  const run = builder.finish('run' as RunId, { id: 'temporal', inTasks: true });
  for (const seq of seqs) assert.ok(hasFlag(run, seq, 'bad'));
  return run;
}

test('V260 one goes to the last event about an operation up to the cursor; before it has begun, to its first', () => {
  const outline = failedCharge();
  const charge = outline.operation[4]!;
  const targets = [1, 4, 5, 6, 7, 8, 12].map((cursor) => stepping.latestOfOperation(outline, charge, cursor));
  assert.deepEqual(targets, [5, 5, 5, 5, 7, 8, 8]);
});
