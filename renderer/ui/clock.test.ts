import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clockText, dateText, needsDate, sinceText, zoneName } from './clock.ts';

const at = Date.UTC(2026, 10, 21, 2, 16, 6, 114);

test('a clock shows milliseconds, and the date only when asked', () => {
  assert.equal(clockText(at, true), '02:16:06.114');
  assert.equal(clockText(at, true, true), '2026-11-21 02:16:06.114');
  assert.equal(dateText(at, true), '2026-11-21');
});

test('fractions of a millisecond are cut, never rounded into the next second', () => {
  assert.equal(clockText(Date.UTC(2026, 0, 1, 0, 0, 0, 999) + 0.9, true), '00:00:00.999');
  assert.equal(clockText(-0.5, true), '23:59:59.999');
});

test('what is no time is unknown', () => {
  for (const bad of [null, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.equal(clockText(bad, true, true), 'unknown');
    assert.equal(dateText(bad, false), 'unknown');
  }
});

test('clocks keep their width in both zones', () => {
  const times = fc.double({ min: 0, max: 253_402_300_799_999 - 86_400_000, noNaN: true });
  fc.assert(
    fc.property(times, fc.boolean(), (ms, utc) => {
      assert.equal(clockText(ms, utc).length, 12);
      assert.equal(clockText(ms, utc, true).length, 23);
    }),
  );
});

test('since says which side of the start', () => {
  assert.equal(sinceText(at + 119_000, at), '+1 m 59 s');
  assert.equal(sinceText(at, at), '+0 s');
  assert.equal(sinceText(at - 2000, at), '−2 s');
  assert.equal(sinceText(null, at), 'unknown');
  assert.equal(sinceText(at, null), 'unknown');
});

test('the zone has a name', () => {
  assert.equal(zoneName(true), 'UTC');
  assert.notEqual(zoneName(false), '');
});

test('B45 a time that is no date is said to be none; no time has passed since it', () => {
  for (const atMs of [9e15, -9e15, 1e300]) {
    assert.equal(clockText(atMs, true), 'no such date');
    assert.equal(clockText(atMs, true, true), `no such date (${atMs} ms)`);
    assert.equal(dateText(atMs, false), `no such date (${atMs} ms)`);
    assert.equal(sinceText(atMs, 0), 'unknown');
    assert.equal(sinceText(0, atMs), 'unknown');
  }
});

test('a clock needs its date where the run lasts longer than a day', () => {
  assert.deepEqual([needsDate(0, 86_400_000), needsDate(0, 86_400_001), needsDate(null, 5)], [false, true, false]);
});
