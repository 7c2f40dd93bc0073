import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Gap } from './gaps.ts';
import * as scale from './scale.ts';

const span = fc.double({ min: 0.001, max: 1e11, noNaN: true });

/** Disjoint gaps, in order, within the span. */
const gaps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }).map((parts) => {
  const ends = [...new Set(parts)].sort((a, b) => a - b);
  return Array.from({ length: Math.floor(ends.length / 2) }, (_, i) => ({
    from: ends[2 * i] ?? 0,
    to: ends[2 * i + 1] ?? 0,
  }));
});

const axis = fc.tuple(span, gaps).map(([length, parts]) => {
  const cut: Gap[] = parts.map(({ from, to }) => ({ from: from * length, to: to * length }));
  return scale.axisOf({ unit: 'ms', span: length }, cut);
});

const share = fc.double({ min: 0, max: 1, noNaN: true });

function near(actual: number, expected: number, size: number): void {
  assert.ok(Math.abs(actual - expected) <= 1e-6 * size, `${actual} is not near ${expected}`);
}

test('a place leads back to its time and a time to its place', () => {
  fc.assert(
    fc.property(axis, share, (a, part) => {
      const place = scale.placeOf(a, part * a.span);
      near(scale.placeOf(a, scale.timeAt(a, place)), place, a.length);
      const back = scale.timeAt(a, part * a.length);
      near(scale.placeOf(a, back), part * a.length, a.length);
    }),
  );
});

test('later is never left of earlier', () => {
  fc.assert(
    fc.property(axis, share, share, (a, one, other) => {
      const [early, late] = [Math.min(one, other) * a.span, Math.max(one, other) * a.span];
      assert.ok(scale.placeOf(a, early) <= scale.placeOf(a, late) + 1e-9 * a.length);
    }),
  );
});

test('the axis begins at 0, ends at its length, and no cut makes it longer', () => {
  fc.assert(
    fc.property(axis, (a) => {
      assert.equal(scale.placeOf(a, 0), 0);
      near(scale.placeOf(a, a.span), a.length, a.length);
      assert.ok(a.length > 0 && a.length <= a.span * (1 + 1e-9));
    }),
  );
});

test('a run that takes no time has an axis that can be drawn', () => {
  const a = scale.axisOf({ unit: 'ms', span: 0 });
  assert.ok(a.length > 0);
  assert.equal(scale.placeOf(a, 0), 0);
});

test('a window never leaves the axis and never becomes nothing, however it is zoomed and panned', () => {
  const moves = fc.array(
    fc.tuple(fc.double({ min: 0.01, max: 100, noNaN: true }), fc.double({ min: -3, max: 3, noNaN: true }), share),
  );
  fc.assert(
    fc.property(axis, moves, (a, steps) => {
      let window = scale.whole(a);
      for (const [factor, fraction, anchor] of steps) {
        window = scale.panned(a, scale.zoomed(a, window, factor, anchor * a.length), fraction);
        assert.ok(window.from >= 0 && window.to <= a.length * (1 + 1e-9), JSON.stringify(window));
        assert.ok(window.to > window.from);
      }
    }),
  );
});

test('zooming keeps the place under the pointer under the pointer', () => {
  const a = scale.axisOf({ unit: 'ms', span: 1000 });
  const window = scale.zoomed(a, { from: 200, to: 600 }, 2, 300);
  assert.deepEqual(window, { from: 250, to: 450 });
});

test('a place in view moves nothing; one outside is brought in by the shortest way', () => {
  const a = scale.axisOf({ unit: 'ms', span: 1000 });
  const window = { from: 200, to: 300 };
  assert.equal(scale.showing(a, window, 250), window);
  assert.deepEqual(scale.showing(a, window, 400), { from: 308, to: 408 });
  assert.deepEqual(scale.showing(a, window, 100), { from: 92, to: 192 });
});

test('x leads back to its place', () => {
  const frame = { window: { from: 20, to: 80 }, width: 640, left: 10, right: 30 };
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 640 }), (x) => near(scale.xOf(frame, scale.placeAtX(frame, x)), x, 640)),
  );
});
