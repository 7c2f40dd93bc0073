import assert from 'node:assert/strict';
import test from 'node:test';
import { durationText } from './duration.ts';
import { dateOf, isoText, spanMs } from './moment.ts';

test('B45 a time that a calendar cannot hold is said to be no date, with its number', () => {
  assert.equal(isoText(0), '1970-01-01T00:00:00.000Z');
  assert.equal(isoText(8.64e15), '+275760-09-13T00:00:00.000Z');
  assert.equal(isoText(8.64e15 + 1), 'no such date (8640000000000001 ms)');
  assert.equal(isoText(-9e15), 'no such date (-9000000000000000 ms)');
  assert.equal(isoText(1e300), 'no such date (1e+300 ms)');
  assert.equal(dateOf(Number.NaN), null);
  assert.equal(dateOf(1e300), null);
});

test('B45 nothing is computed with a time that is no date', () => {
  assert.equal(spanMs(0, 1500), 1500);
  assert.equal(spanMs(0, 8.65e15), null);
  assert.equal(spanMs(-1e308, 1e308), null);
  assert.equal(spanMs(null, 1), null);
});

test('B45 a span that is longer than dates last is not known', () => {
  assert.equal(durationText(9e15), 'unknown');
  assert.equal(durationText(-1e300), 'unknown');
  assert.equal(durationText(Number.POSITIVE_INFINITY), 'unknown');
  assert.equal(durationText(8.64e15), '100000000 d');
});
