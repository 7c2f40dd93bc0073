import assert from 'node:assert/strict';
import test from 'node:test';
import { timeWish } from './time-text.ts';

const origin = Date.UTC(2026, 10, 21, 1, 18, 29, 124);
const wish = (text: string) => timeWish(text, origin, true);

test('a time since the start', () => {
  assert.deepEqual(wish('3 d 4 h'), { time: (3 * 24 + 4) * 3_600_000, length: null });
  assert.equal(wish('1 m 27.5 s')?.time, 87_500);
  assert.equal(wish('1m27s')?.time, 87_000);
  assert.equal(wish('412 ms')?.time, 412);
  assert.equal(wish('90')?.time, 90_000);
});

test('how much to show', () => {
  assert.deepEqual(wish('22 d + 2 s'), { time: 22 * 86_400_000, length: 2000 });
  assert.equal(wish('22 d + x'), null);
  assert.equal(wish('22 d + 0 s'), null);
  assert.equal(wish('1 s + 1 s + 1 s'), null);
});

test('a time of the clock is the first such at or after the start; with a date it is that one', () => {
  assert.equal(wish('01:20')?.time, 90_876);
  assert.equal(wish('01:10:00')?.time, Date.UTC(2026, 10, 22, 1, 10) - origin);
  assert.equal(wish('2026-11-23 01:10:00.5')?.time, Date.UTC(2026, 10, 23, 1, 10, 0, 500) - origin);
  assert.equal(timeWish('2026-11-23 01:10', origin, false)?.time, new Date(2026, 10, 23, 1, 10).getTime() - origin);
});

test('what is no time is not taken for one', () => {
  for (const text of ['', 'soon', '3 x', '1:2', '-5 s', '4 h 3']) assert.equal(wish(text), null, text);
});
