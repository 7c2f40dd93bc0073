import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neighbours } from './details.ts';

test('the neighbours of a cursor are the next and the previous visible event', () => {
  const at = (cursor: number, events = Uint32Array.of(2, 5, 9)) => neighbours({ cursor, visible: { events } });
  assert.deepEqual(at(5), [9, 2]);
  assert.deepEqual(at(6), [9, 5]);
  assert.deepEqual(at(1), [2]);
  assert.deepEqual(at(9), [5]);
  assert.deepEqual(at(3, new Uint32Array(0)), []);
});
