import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { detailAt } from './detail.ts';
import { LEAST_ZOOM, MOST_ZOOM } from './viewport.ts';

test('V264 text that is shown is never below 10 px on the screen; lines go before it grows, and names before it cannot', () => {
  fc.assert(
    fc.property(fc.double({ min: LEAST_ZOOM, max: MOST_ZOOM, noNaN: true }), (zoom) => {
      const { shows, textPx } = detailAt(zoom);
      assert.ok(shows === 'shapes' || textPx * zoom >= 10);
    }),
  );
  assert.deepEqual(
    [2, 1, 0.8, 0.6, 0.45, 0.2].map((zoom) => detailAt(zoom).shows),
    ['all', 'all', 'all', 'names', 'names', 'shapes'],
  );
});
