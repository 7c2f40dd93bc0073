import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { countText, durationText } from './duration.ts';

test('spans are told in two units at most', () => {
  const told: readonly (readonly [number | null, string])[] = [
    [null, 'unknown'],
    [Number.NaN, 'unknown'],
    [0, '0 s'],
    [0.0123, '12 µs'],
    [0.0001, '1 µs'],
    [0.9996, '1000 µs'],
    [1, '1 ms'],
    [412.4, '412 ms'],
    [999.4, '999 ms'],
    [999.5, '1 s'],
    [3_249, '3.2 s'],
    [9_960, '10 s'],
    [59_949, '60 s'],
    [59_950, '1 m'],
    [87_000, '1 m 27 s'],
    [3_599_600, '1 h'],
    [3_660_000, '1 h 1 m'],
    [86_399_999, '1 d'],
    [273_600_000, '3 d 4 h'],
    [-412, '−412 ms'],
    [-87_000, '−1 m 27 s'],
  ];
  for (const [ms, text] of told) assert.equal(durationText(ms), text, String(ms));
});

test('no span is told in more than two units, as NaN, or with 60 of a unit that has a next one', () => {
  fc.assert(
    fc.property(fc.double({ min: 60_000, max: 1e13, noNaN: true }), (ms) => {
      const text = durationText(ms);
      assert.match(text, /^\d+ (d|h|m|s)( \d+ (h|m|s))?$/);
      assert.doesNotMatch(text, /(60 [ms]|24 h)$/);
    }),
  );
});

test('counts are grouped by thousands', () => assert.equal(countText(51_199), '51,199'));
