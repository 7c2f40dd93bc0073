import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OpenOperations, statusAt } from '../../engine/model/cursor.ts';
import type { Effect } from '../../engine/model/effect.ts';
import type { RunId } from '../../engine/model/event.ts';
import { groupOf } from '../../engine/model/filter.ts';
import { OutlineBuilder } from '../../engine/model/outline-builder.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { attemptAt, dueText, lastSetAt, namesText, timeAt, waitText } from './at-cursor.ts';
import { countsAt, taskAt } from './tally.ts';

type Told = readonly [atMs: number | null, ...effects: Effect[]];

function outlineOf(...events: Told[]): Outline {
  const builder = new OutlineBuilder();
  for (const [atMs, ...effects] of events) builder.add(atMs, 'Event', { effects, summary: '' });
  return builder.finish('r' as RunId, 'temporal');
}

const open = (key: string, name: string, more: object = {}): Effect =>
  ({ type: 'open', key, kind: key.slice(0, key.indexOf(':')), name, ...more }) as Effect;
const advance = (key: string, status: string, attempt?: number): Effect =>
  ({ type: 'advance', key, status, ...(attempt === undefined ? {} : { attempt }) }) as Effect;
const close = (key: string, status = 'completed', attempt?: number): Effect =>
  ({ type: 'close', key, status, ...(attempt === undefined ? {} : { attempt }) }) as Effect;
const run = (status: string): Effect => ({ type: 'run', status }) as Effect;

const story = outlineOf(
  [0, run('running'), open('workflowTask:2', 'task')],
  [10, advance('workflowTask:2', 'started')],
  [20, close('workflowTask:2'), open('activity:3', 'charge'), open('timer:3', 'window', { untilMs: 52_020 })],
  [1020, close('activity:3', 'failed', 3)],
  [53_000, close('timer:3')],
  [null, run('failed')],
);

function waitOf(outline: Outline, cursor: number): string | null {
  const tasks = (i: number) => outline.operations.keys[i]?.startsWith('workflowTask') !== true;
  return waitText(
    outline,
    cursor,
    new OpenOperations(outline).at(cursor).filter(tasks),
    countsAt(outline, cursor).open,
  );
}

test('a run waits for its open operations, else for its workflow task, else for the world', () => {
  assert.equal(waitOf(story, 0), null);
  assert.equal(waitOf(story, 1), 'a worker to pick up the workflow task');
  assert.equal(waitOf(story, 2), 'the worker to finish the workflow task');
  assert.equal(waitOf(story, 3), 'charge, window');
  assert.equal(waitOf(story, 5), 'a signal, an update or the code itself');
  assert.equal(waitOf(story, 6), null);
});

test('equal names are counted, three are named, the rest is a number', () => {
  assert.equal(namesText(['a', 'b', 'a', 'c', 'd', 'e']), 'a ×2, b, c and 2 more');
  assert.equal(namesText(['a'], 1200), 'a and 1,199 more');
  assert.equal(namesText(['a', 'a', 'b'], 9), 'a, b and 7 more');
  assert.equal(namesText(['__proto__', 'constructor']), '__proto__, constructor');
});

test('a timer says when it fires, or since when it should have', () => {
  assert.equal(dueText(story, 2, 20), 'fires in 52 s');
  assert.equal(dueText(story, 2, 53_020), 'due 1 s ago');
  assert.equal(dueText(story, 2, null), null);
  assert.equal(dueText(story, 1, 20), null);
});

test('attempts are those known at the cursor, never later ones', () => {
  assert.equal(attemptAt(story, 1, 3), 0);
  assert.equal(attemptAt(story, 1, 4), 3);
  const told = outlineOf(
    [0, open('node:1', 'n')],
    [1, advance('node:1', 'started', 1)],
    [2, advance('node:1', 'retrying')],
    [3, advance('node:1', 'started', 2)],
    [4, close('node:1')],
  );
  assert.deepEqual(
    [1, 2, 3, 4, 5].map((seq) => attemptAt(told, 0, seq)),
    [0, 1, 1, 2, 2],
  );
  const temporal = outlineOf(
    [0, open('activity:1', 'a')],
    [1, advance('activity:1', 'started', 3)],
    [2, close('activity:1')],
  );
  assert.deepEqual(
    [1, 2, 3].map((seq) => attemptAt(temporal, 0, seq)),
    [0, 3, 3],
  );
});

test('tasks are numbered in order of opening', () => {
  assert.equal(taskAt(story, 0), null);
  assert.deepEqual(taskAt(story, 6), { number: 1, operation: 0 });
});

test('an event without a time takes that of one before it', () => {
  assert.equal(timeAt(story, 6), 53_000);
  assert.equal(timeAt(story, 0), null);
});

test('the last value set is found by the cursor', () => {
  const told = outlineOf(
    [0],
    [1, { type: 'set', name: 'a', value: 1 }, { type: 'set', name: 'b', value: 1 }],
    [2],
    [3, { type: 'set', name: 'a', value: 2 }],
  );
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((seq) => lastSetAt(told, seq)),
    [-1, -1, 1, 1, 2],
  );
});

test('counts agree with the status of each operation at every cursor', () => {
  const steps = fc.array(
    fc.tuple(fc.nat(9), fc.constantFrom('open', 'started', 'completed', 'failed', 'timedOut', 'cancelled')),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(steps, (told) => {
      const outline = outlineOf(
        ...told.map(([id, what], i): Told => {
          const key = `activity:${id}`;
          return [i, what === 'open' ? open(key, 'a') : what === 'started' ? advance(key, what) : close(key, what)];
        }),
      );
      for (let cursor = 0; cursor <= outline.events; cursor++) {
        const groups = { open: 0, completed: 0, failed: 0, cancelled: 0 };
        let opened = 0;
        for (let i = 0; i < outline.operations.count; i++) {
          const status = statusAt(outline, i, cursor);
          if (status === null) continue;
          opened += 1;
          groups[groupOf(status)] += 1;
        }
        assert.deepEqual(countsAt(outline, cursor), { opened, ...groups });
      }
    }),
    { numRuns: 50 },
  );
});
