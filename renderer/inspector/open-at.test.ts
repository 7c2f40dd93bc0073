import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawRun } from '../../engine/testing/draw-run.ts';
import type { OpenRun } from '../session/session.ts';
import { openAt } from './open-at.ts';

const outline = drawRun(`1 Started run running
  2 Scheduled open workflowTask:2 task
  3 Scheduled open activity:3 charge
  4 Started start activity:3
  5 Scheduled open timer:5 pause
  6 Completed close activity:3 completed`);
// The functions under test read only the outline of a run.
const run = { outline } as OpenRun;

test('what is open at a cursor, without workflow tasks', () => {
  const names = (cursor: number) => openAt(run, cursor).map((operation) => outline.operations.keys[operation]);
  assert.deepEqual([1, 3, 5, 6, 3].map(names), [
    [],
    ['activity:3'],
    ['activity:3', 'timer:5'],
    ['timer:5'],
    ['activity:3'],
  ]);
});

test('a step that opens and closes nothing leaves the list the same', () => {
  const before = openAt(run, 3);
  assert.equal(openAt(run, 4), before);
  assert.notEqual(openAt(run, 5), before);
});
