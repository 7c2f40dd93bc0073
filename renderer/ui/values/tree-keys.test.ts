import assert from 'node:assert/strict';
import { test } from 'node:test';
import { treeMove } from './tree-keys.ts';
import { entriesOf, treeRows } from './tree-rows.ts';

const rows = treeRows(entriesOf({ a: { b: 1 }, scheduledEventId: 3, c: { d: 1 } }), new Map([['/c', false]]), 10);
const press = (key: string, at: number) => treeMove(key, rows, at);

test('up, down, Home and End go along the rows and stop at their ends', () => {
  assert.deepEqual(press('ArrowDown', 0), { type: 'go', index: 1 });
  assert.deepEqual(press('ArrowDown', 3), { type: 'go', index: 3 });
  assert.deepEqual(press('ArrowUp', 0), { type: 'go', index: 0 });
  assert.deepEqual(press('Home', 2), { type: 'go', index: 0 });
  assert.deepEqual(press('End', 0), { type: 'go', index: 3 });
});

test('right opens, then enters; left closes, then goes to the parent', () => {
  assert.deepEqual(press('ArrowRight', 3), { type: 'toggle' });
  assert.deepEqual(press('ArrowRight', 0), { type: 'go', index: 1 });
  assert.deepEqual(press('ArrowLeft', 0), { type: 'toggle' });
  assert.deepEqual(press('ArrowLeft', 1), { type: 'go', index: 0 });
  assert.deepEqual(press('ArrowLeft', 3), { type: 'go', index: 3 });
});

test('Enter toggles, and follows an event id; y copies; other keys are left to others', () => {
  assert.deepEqual(press('Enter', 0), { type: 'toggle' });
  assert.deepEqual(press(' ', 2), { type: 'follow' });
  assert.deepEqual(press('y', 1), { type: 'copy' });
  assert.equal(press('n', 1), null);
  assert.equal(treeMove('Enter', [], 0), null);
});
