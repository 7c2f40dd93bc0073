import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neighbours } from './details.ts';

test('the neighbours of a cursor are the next and the previous visible event', () => {
  const visible = Uint32Array.of(2, 5, 9);
  assert.deepEqual(neighbours(visible, 5), [9, 2]);
  assert.deepEqual(neighbours(visible, 6), [9, 5]);
  assert.deepEqual(neighbours(visible, 1), [2]);
  assert.deepEqual(neighbours(visible, 9), [5]);
  assert.deepEqual(neighbours(new Uint32Array(0), 3), []);
});
