import assert from 'node:assert/strict';
import test from 'node:test';
import type { Effect } from './effect.ts';
import { applyEffects, emptyState, type RunState } from './state.ts';

const open = (key: 'activity:5' | 'timer:6' | 'workflowTask:2' = 'activity:5'): Effect => ({
  type: 'open',
  key,
  kind: key === 'activity:5' ? 'activity' : key === 'timer:6' ? 'timer' : 'workflowTask',
  name: 'charge',
  input: 1,
});
const start = (attempt?: number): Effect => ({
  type: 'advance',
  key: 'activity:5',
  status: 'started',
  ...(attempt === undefined ? {} : { attempt }),
});
const fail: Effect = { type: 'close', key: 'activity:5', status: 'failed', failure: { message: 'declined' } };
const complete: Effect = { type: 'close', key: 'activity:5', status: 'completed', result: 'ok' };

/** Applies one event for each list of effects. */
function after(...events: readonly (readonly Effect[])[]): RunState {
  const state = emptyState();
  for (const [i, effects] of events.entries()) applyEffects(state, i + 1, (i + 1) * 1000, effects);
  return state;
}

const charge = (state: RunState) => state.operations.get('activity:5')!;

test('F1 an operation begins with its opening, and a second one while it is open changes nothing', () => {
  const once = charge(after([open()]));
  assert.deepEqual(
    [once.status, once.openedAt, once.attempts, once.startedAt, once.closedAt, once.openedAtMs],
    ['scheduled', 1, 0, null, null, 1000],
  );
  assert.deepEqual(charge(after([open()], [open()])), once);
});

test('F2 what is closed stays closed', () => {
  const closed = charge(after([open()], [start()], [complete]));
  assert.deepEqual(charge(after([open()], [start()], [complete], [fail], [start(9)])), closed);
  assert.deepEqual([closed.status, closed.closedAt, closed.result, closed.startedAt], ['completed', 3, 'ok', 2]);
});

test('F3 opened again after it was closed, it begins another attempt', () => {
  const again = charge(after([open()], [start()], [fail], [open()]));
  assert.deepEqual(
    [again.status, again.attempts, again.closedAt, again.failure, again.lastFailure?.message, again.openedAt],
    ['scheduled', 2, null, undefined, 'declined', 1],
  );
  const done = charge(after([open()], [start()], [fail], [open()], [start()], [complete]));
  assert.deepEqual([done.status, done.attempts, done.result, done.closedAt], ['completed', 2, 'ok', 6]);
});

test('F4 the first word about an unknown operation opens it, under the name of its key', () => {
  const orphan = charge(after([complete]));
  assert.deepEqual(
    [orphan.status, orphan.name, orphan.kind, orphan.openedAt, orphan.closedAt],
    ['completed', 'activity:5', 'activity', 1, 1],
  );
  assert.equal(
    after([{ type: 'advance', key: 'x:1' as 'other:1', status: 'started' }]).operations.get('x:1' as 'other:1')?.kind,
    'other',
  );
});

test('F5 attempts are the highest number that the history speaks of', () => {
  assert.equal(charge(after([open()], [start()])).attempts, 1);
  assert.equal(charge(after([open()], [start(4)], [start(2)])).attempts, 4);
  assert.equal(charge(after([open()], [{ ...fail, attempt: 3 }])).attempts, 3);
});

test('F7 the run has the status of the last word about it', () => {
  assert.equal(emptyState().status, 'unknown');
  const failed = after(
    [{ type: 'run', status: 'running', input: 1 }],
    [{ type: 'run', status: 'failed', failure: { message: 'x' } }],
  );
  assert.deepEqual([failed.status, failed.input, failed.failure?.message], ['failed', 1, 'x']);
});

test('F11 what a run waited for by its source’s word, and when it begins, go with the next word about it', () => {
  const { awaits, beginsAtMs } = after(
    [{ type: 'run', status: 'running', awaits: 'its turn', beginsAtMs: 5 }],
    [{ type: 'run', status: 'completed' }],
  );
  assert.deepEqual([awaits, beginsAtMs], [undefined, undefined]);
});

test('F8 the last value counts, whatever its name; links are kept in order', () => {
  const state = after(
    [
      { type: 'set', name: '__proto__', value: 1 },
      { type: 'set', name: 'a', value: 1 },
    ],
    [
      { type: 'set', name: 'a', value: 2 },
      { type: 'link', relation: 'child', runId: 'x' },
    ],
    [{ type: 'link', relation: 'child', runId: 'x' }],
  );
  assert.deepEqual(
    [...state.values],
    [
      ['__proto__', 1],
      ['a', 2],
    ],
  );
  assert.deepEqual(state.links, [
    { seq: 2, relation: 'child', runId: 'x' },
    { seq: 3, relation: 'child', runId: 'x' },
  ]);
});
