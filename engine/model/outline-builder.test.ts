import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { drawRun } from '../testing/draw-run.ts';
import { randomEvents } from '../testing/random-effects.ts';
import { walk, type WalkedEvent } from '../testing/walk.ts';
import type { Effect, OperationKey } from './effect.ts';
import type { RunId } from './event.ts';
import { packValue, unpackValue } from './frame-bytes.ts';
import {
  eventFlags,
  eventsOf,
  finalStatusOf,
  hasFlag,
  kindOf,
  nameOf,
  NONE,
  operationIndex,
  type Outline,
  reasonOf,
  typeOf,
} from './outline.ts';
import { OutlineBuilder } from './outline-builder.ts';

function outlineOf(events: readonly WalkedEvent[]): Outline {
  const builder = new OutlineBuilder();
  for (const { atMs, explanation } of events) builder.add(atMs, 'Event', explanation);
  return builder.finish('run' as RunId, { id: 'temporal', inTasks: true });
}

test('O1 O2 on any effects in any order the outline answers what the fold says, at every seq, forward and backward', () => {
  fc.assert(
    fc.property(randomEvents, (events) => walk(outlineOf(events), events)),
    { numRuns: 200 },
  );
});

test('O1 O2 an end without an id leaves others unclear, not the operation that the same event opens again', () => {
  const open = { type: 'open', key: 'signal:?' as OperationKey, kind: 'signal', name: 'n' } as const;
  const event = (...effects: readonly Effect[]): WalkedEvent => ({
    atMs: null,
    explanation: { effects, summary: '' },
  });
  const end = { type: 'close', key: open.key, status: 'completed' } as const;
  const events = [event(open), event(end, { ...open, anew: false })];
  walk(outlineOf(events), events);
});

test('O2 the events of every operation are rising and lie in the run', () => {
  fc.assert(
    fc.property(randomEvents, (events) => {
      const outline = outlineOf(events);
      for (let i = 0; i < outline.operations.count; i++) {
        const seqs = [...eventsOf(outline, i)];
        assert.ok(seqs.length > 0 && seqs[0] === outline.operations.openedAt[i]);
        for (const [at, seq] of seqs.entries())
          assert.ok(seq >= 1 && seq <= outline.events && (at === 0 || seq > seqs[at - 1]!));
      }
    }),
    { numRuns: 100 },
  );
});

test('O5 an outline survives being kept and sent', () => {
  fc.assert(
    fc.property(randomEvents, (events) =>
      assert.deepEqual(unpackValue(packValue(outlineOf(events))), outlineOf(events)),
    ),
    { numRuns: 50 },
  );
});

const outline = drawRun(`
  1 Started run running
  2-4 task
  5 ChargeScheduled open activity:5 charge task=4 label=charge-it
  6 TimerStarted open timer:6 wait task=4 cause=activity:5
  7 ChargeStarted start activity:5 2
  8 ChargeFailed wakes close activity:5 failed CardDeclined
  9 Mixed open signal:9 hello & close signal:9 completed & close timer:6 canceled
  10 Nothing
  11 Failed run failed
`);

test('O3 an event is about the operation that its first word names', () => {
  const about = [...outline.operation].map((operation) =>
    operation === NONE ? null : outline.operations.keys[operation],
  );
  assert.deepEqual(about, [
    null,
    'workflowTask:2',
    'workflowTask:2',
    'workflowTask:2',
    'activity:5',
    'timer:6',
    'activity:5',
    'activity:5',
    'signal:9',
    null,
    null,
  ]);
  assert.deepEqual(
    [...eventsOf(outline, operationIndex(outline, 'timer:6'))],
    [6, 9],
    'it is an event of the other operation as well',
  );
});

test('O4 flags say what an event does', () => {
  const flagsAt = (seq: number): readonly string[] =>
    Object.keys(eventFlags).filter((flag) => hasFlag(outline, seq, flag as keyof typeof eventFlags));
  assert.deepEqual([1, 2, 4, 5, 7, 8, 9, 10, 11].map(flagsAt), [
    ['runs'],
    ['bookkeeping', 'opens'],
    ['bookkeeping', 'closes'],
    ['opens'],
    [],
    ['bad', 'wakes', 'closes'],
    ['opens', 'closes'],
    [],
    ['bad', 'runs'],
  ]);
});

test('O4 B33 a warned event says so; a warning about the run is about no event', () => {
  const builder = new OutlineBuilder();
  builder.add(1, 'A', { effects: [], summary: '' });
  builder.add(2, 'B', { effects: [], summary: '' });
  const warned = builder.finish('run' as RunId, { id: 'temporal', inTasks: true }, [
    { seq: 2, code: 'no-time', text: '' },
    { seq: 0, code: 'partial-file', text: '' },
  ]);
  assert.deepEqual(
    [hasFlag(warned, 1, 'warned'), hasFlag(warned, 2, 'warned'), warned.warnings.length],
    [false, true, 2],
  );
});

test('O2 operations know their name, kind, reason, task and cause', () => {
  const charge = operationIndex(outline, 'activity:5');
  const timer = operationIndex(outline, 'timer:6');
  assert.deepEqual(
    [nameOf(outline, charge), kindOf(outline, charge), reasonOf(outline, charge), finalStatusOf(outline, charge)],
    ['charge', 'activity', 'CardDeclined', 'failed'],
  );
  assert.equal(outline.operations.cause[timer], charge);
  assert.equal(typeOf(outline, 7), 'ChargeStarted');
});

test('O2 a task is found by the id of the event that closed it', () => {
  const builder = new OutlineBuilder();
  builder.add(1, 'TaskScheduled', {
    id: '2',
    bookkeeping: true,
    summary: '',
    effects: [{ type: 'open', key: 'workflowTask:2', kind: 'workflowTask', name: 'task' }],
  });
  builder.add(2, 'TaskCompleted', {
    id: '4',
    bookkeeping: true,
    summary: '',
    effects: [{ type: 'close', key: 'workflowTask:2', status: 'completed' }],
  });
  builder.add(3, 'Scheduled', {
    id: '5',
    summary: '',
    effects: [{ type: 'open', key: 'activity:5', kind: 'activity', name: 'a', task: '4' }],
  });
  builder.add(4, 'Scheduled', {
    id: '6',
    summary: '',
    effects: [{ type: 'open', key: 'activity:6', kind: 'activity', name: 'a', task: '99' }],
  });
  assert.deepEqual(
    [...builder.finish('run' as RunId, { id: 'temporal', inTasks: true }).operations.task],
    [NONE, 0, NONE],
  );
});

test('O2 the empty outline answers', () => walk(outlineOf([]), []));

test('E6 a history of more types than a column can number gives the last ones one name, never a wrong one', () => {
  const builder = new OutlineBuilder();
  for (let i = 0; i < 66_000; i++) builder.add(null, `Type${i}`, { effects: [], summary: '' });
  builder.add(null, 'Type7', { effects: [], summary: '' });
  const many = builder.finish('run' as RunId, { id: 'temporal', inTasks: true });
  assert.deepEqual(
    [1, 65_535, 65_536, 66_000, 66_001].map((seq) => typeOf(many, seq)),
    ['Type0', 'Type65534', 'OneOfTooManyTypes', 'OneOfTooManyTypes', 'Type7'],
  );
});
