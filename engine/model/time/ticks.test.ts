import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { axisOf, placeOf, whole, zoomed } from './scale.ts';
import { stepOf, ticksOf, tickText } from './ticks.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

test('ticks lie in view, in order, apart, and never inside a cut', () => {
  const spans = fc.double({ min: 1, max: 1e11, noNaN: true });
  fc.assert(
    fc.property(
      spans,
      fc.double({ min: 1, max: 1e5, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (span, factor, anchor) => {
        const axis = axisOf({ unit: 'ms', span }, [{ from: span * 0.2, to: span * 0.7 }]);
        const window = zoomed(axis, whole(axis), factor, anchor * axis.length);
        const ticks = ticksOf(axis, window, 800);
        const air = (window.to - window.from) * 1e-6;
        ticks.forEach((tick, i) => {
          assert.ok(tick.place >= window.from - air && tick.place <= window.to + air);
          assert.ok(tick.time <= span * 0.2 * (1 + 1e-9) || tick.time >= span * 0.7 * (1 - 1e-9));
          const before = ticks[i - 1];
          if (before !== undefined) assert.ok(tick.place - before.place >= ((window.to - window.from) / 800) * 80);
        });
        assert.ok(ticks.length <= 10);
      },
    ),
  );
});

test('neighbouring ticks never read the same', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 1e11, noNaN: true }),
      fc.double({ min: 1, max: 1e8, noNaN: true }),
      (span, factor) => {
        const axis = axisOf({ unit: 'ms', span });
        const texts = ticksOf(axis, zoomed(axis, whole(axis), factor, span / 3), 900).map((tick) => tick.text);
        assert.equal(new Set(texts).size, texts.length);
      },
    ),
  );
});

test('steps are round in the units of a clock', () => {
  assert.equal(stepOf('ms', 3), 5);
  assert.equal(stepOf('ms', 700), 1000);
  assert.equal(stepOf('ms', 7000), 10_000);
  assert.equal(stepOf('ms', 4 * minute), 5 * minute);
  assert.equal(stepOf('ms', 7 * hour), 12 * hour);
  assert.equal(stepOf('ms', 3 * day), 5 * day);
  assert.equal(stepOf('seq', 0.2), 1);
});

test('a tick says as much as its step needs', () => {
  assert.equal(tickText('ms', 0, 1000), '0 s');
  assert.equal(tickText('ms', 87_000, 1000), '1 m 27 s');
  assert.equal(tickText('ms', 87_350, 50), '1 m 27.35 s');
  assert.equal(tickText('ms', 400, 100), '400 ms');
  assert.equal(tickText('ms', 0.25, 0.05), '0.25 ms');
  assert.equal(tickText('ms', 2 * hour, hour), '2 h');
  assert.equal(tickText('ms', 3 * day + 4 * hour, hour), '3 d 4 h');
  assert.equal(tickText('seq', 1200, 100), '#1,200');
});

test('an axis of events begins to count at 1', () => {
  const axis = axisOf({ unit: 'seq', span: 400 });
  assert.ok(ticksOf(axis, whole(axis), 800).every((tick) => tick.time > 0 && tick.place === placeOf(axis, tick.time)));
});
