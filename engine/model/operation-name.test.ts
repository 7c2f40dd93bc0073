import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawRun } from '../testing/draw-run.ts';
import { calledOf, fullNameOf, labelOf, saidOf } from './operation-name.ts';
import { nameOf, operationIndex } from './outline.ts';

const run = drawRun(`
  1 Started run running wakes
  2 Scheduled open activity:2 charge label=retry-me about=nothing
  3 Initiated open childWorkflow:3 ship about=order-7
  4 Sent open signalExternal:4 approve about=order-8
  5 Accepted open update:5 setPrice about=12
  6 Accepted open update:6 setPrice about=13
  7 Accepted open update:7 close about=now`);

test('W21 what ran has its type as its name, and what a person wrote stands beside it', () => {
  assert.deepEqual(
    [nameOf(run, 0), labelOf(run, 0), calledOf(run, 0)],
    ['charge', 'retry-me', 'charge (nothing) “retry-me”'],
  );
});

test('W22 children carry their id, messages their receiver, updates their input where their name comes again', () => {
  const names = ['childWorkflow:3', 'signalExternal:4', 'update:5', 'update:6', 'update:7'].map((key) =>
    fullNameOf(run, operationIndex(run, key)),
  );
  assert.deepEqual(
    [saidOf(run, 0, 'failed: no'), saidOf(run, 1, 'initiated')],
    ['charge (nothing) failed: no “retry-me”', 'ship initiated (order-7)'],
  );
  assert.deepEqual(names, ['ship (order-7)', 'approve to order-8', 'setPrice (12)', 'setPrice (13)', 'close']);
});
