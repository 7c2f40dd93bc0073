import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whenText } from './when.ts';

const now = Date.UTC(2026, 10, 21, 9, 30);

test('the same day and the one before have words, other days of the year a date, other years no clock', () => {
  assert.equal(whenText(Date.UTC(2026, 10, 21, 0, 5), now, true), 'today 00:05');
  assert.equal(whenText(Date.UTC(2026, 10, 20, 23, 59), now, true), 'yesterday 23:59');
  assert.equal(whenText(Date.UTC(2026, 2, 1, 4, 7), now, true), '1 Mar 04:07');
  assert.equal(whenText(Date.UTC(2024, 2, 1), now, true), '1 Mar 2024');
  assert.equal(whenText(null, now, true), 'time unknown');
});

test('B45 a time that is no date is said to be none, with its number', () => {
  for (const atMs of [9e15, -9e15, 1e300]) assert.equal(whenText(atMs, now, true), `no such date (${atMs} ms)`);
});
