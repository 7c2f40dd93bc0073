import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { lineAt, lineOf, GrowingLines } from './days.ts';

const hour = 3_600_000;

function lines(...hours: number[]) {
  const atMs = Float64Array.from(hours, (each) => each * hour);
  return new GrowingLines(true).grow(
    Uint32Array.from(hours, (_, i) => i + 1),
    atMs,
  );
}

function drawn(...hours: number[]): string {
  const made = lines(...hours);
  return Array.from({ length: made.count }, (_, i) => lineAt(made, i))
    .map((line) => (line.type === 'day' ? `day ${Math.floor(line.atMs / hour / 24)}` : line.index))
    .join(', ');
}

test('each day is named once, before its first event', () => {
  assert.equal(drawn(1, 2, 25, 26, 80), 'day 0, 0, 1, day 1, 2, 3, day 3, 4');
});

test('a clock that runs back over midnight names the day again', () => {
  assert.equal(drawn(25, 1), 'day 1, 0, day 0, 1');
});

test('events without a time belong to the day before them', () => {
  assert.equal(drawn(Number.NaN, 1, Number.NaN), '0, day 0, 1, 2');
  assert.equal(drawn(Number.NaN), '0');
});

test('B45 events whose time is no date belong to the day before them, too', () => {
  assert.equal(drawn(1, 1e300, -9e15, 2), 'day 0, 0, 1, 2, 3');
});

test('the line of an event is the line at which it stands', () => {
  const hours = fc.array(fc.oneof(fc.integer({ min: -60, max: 60 }), fc.constant(Number.NaN)), { maxLength: 40 });
  fc.assert(
    fc.property(hours, (some) => {
      const made = lines(...some);
      some.forEach((_, index) => assert.deepEqual(lineAt(made, lineOf(made, index)), { type: 'event', index }));
    }),
  );
});
