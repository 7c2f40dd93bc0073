import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { statusAt } from '../../engine/model/cursor.ts';
import type { Effect } from '../../engine/model/effect.ts';
import type { RunId } from '../../engine/model/event.ts';
import { groupOf } from '../../engine/model/filter.ts';
import { OutlineBuilder } from '../../engine/model/outline-builder.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { workflowTasksOf } from '../../engine/model/workflow-tasks.ts';
import { dueText, lastSetAt, timeAt } from './at-cursor.ts';
import { countsAt } from './tally.ts';

type Told = readonly [atMs: number | null, ...effects: Effect[]];

function outlineOf(...events: Told[]): Outline {
  const builder = new OutlineBuilder();
  for (const [atMs, ...effects] of events) builder.add(atMs, 'Event', { effects, summary: '' });
  return builder.finish('r' as RunId, { id: 'temporal', inTasks: true });
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

test('a timer says when it fires, or since when it should have', () => {
  assert.equal(dueText(story, 2, 20), 'fires in 52 s');
  assert.equal(dueText(story, 2, 53_020), 'due 1 s ago');
  assert.equal(dueText(story, 2, null), null);
  assert.equal(dueText(story, 1, 20), null);
});

test('tasks are numbered in order of opening', () => {
  assert.equal(workflowTasksOf(story).at(0), null);
  assert.deepEqual(workflowTasksOf(story).at(6), { number: 1, operation: 0 });
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
    fc.tuple(fc.nat(9), fc.constantFrom('open', 'started', 'completed', 'failed', 'timedOut', 'canceled')),
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
        const groups = { pending: 0, completed: 0, failed: 0, canceled: 0 };
        let scheduled = 0;
        for (let i = 0; i < outline.operations.count; i++) {
          const status = statusAt(outline, i, cursor);
          if (status === null) continue;
          scheduled += 1;
          groups[groupOf(status)] += 1;
        }
        assert.deepEqual(countsAt(outline, cursor), { scheduled, ...groups });
      }
    }),
    { numRuns: 50 },
  );
});
