import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bandOf } from './width-band.ts';

test('V300 a width near a bound stays on the side on which it was', () => {
  const bounds = [600, 1500];
  const bands = (...widths: readonly number[]): readonly number[] => {
    let band: number | undefined;
    return widths.map((width) => (band = bandOf(width, bounds, band)));
  };
  assert.deepEqual(bands(300, 610, 619, 620, 590, 581, 579), [0, 0, 0, 1, 1, 1, 0]);
  assert.deepEqual(bands(1510, 1490, 1479, 400, 2000), [2, 2, 1, 0, 2]);
});
