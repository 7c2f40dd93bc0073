import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { idleGaps } from './gaps.ts';
import type { RunTimes } from './times.ts';

function timesAt(...at: number[]): RunTimes {
  const sorted = Float64Array.from(at);
  return { unit: 'ms', originMs: 0, at: sorted, span: Math.max(0, ...at), backwards: 0, floor: sorted };
}

test('a long wait between bursts is a gap', () => {
  const gaps = idleGaps(timesAt(0, 1, 2, 3, 4, 1000, 1001, 1002, 1003));
  assert.deepEqual(gaps, [{ from: 4, to: 1000 }]);
});

test('even steps are no gaps, however few', () => {
  assert.deepEqual(idleGaps(timesAt(0, 10, 20, 30, 40)), []);
});

test('a gap that a longer one hides is found too', () => {
  const gaps = idleGaps(timesAt(0, 1, 2, 3, 500, 501, 502, 503, 100_000, 100_001, 100_002));
  assert.deepEqual(
    gaps.map(({ from }) => from),
    [3, 503],
  );
});

test('gaps are in order, apart, and nothing lies inside them', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000_000), { minLength: 2 }), (at) => {
      const sorted = at.toSorted((a, b) => a - b).map((time) => time - Math.min(...at));
      const gaps = idleGaps(timesAt(...sorted));
      gaps.forEach((gap, i) => {
        assert.ok(gap.to > gap.from && gap.from >= (gaps[i - 1]?.to ?? 0));
        assert.ok(!sorted.some((time) => time > gap.from && time < gap.to));
      });
    }),
  );
});

test('what runs is never cut: what lies beside it may be', () => {
  const times = timesAt(0, 1, 2, 3, 4, 100_000, 100_001, 100_002);
  assert.deepEqual(idleGaps(times, Float64Array.of(0, 200_000)), []);
  assert.deepEqual(idleGaps(times, Float64Array.of(4, 50_000)), [{ from: 50_000, to: 100_000 }]);
  assert.deepEqual(idleGaps(times, Float64Array.of(30_000, 30_010)), [
    { from: 4, to: 30_000 },
    { from: 30_010, to: 100_000 },
  ]);
  assert.deepEqual(idleGaps(timesAt(0, 1, 2, 3, 100_000), Float64Array.of(0, 3)), [{ from: 3, to: 100_000 }]);
});

test('no gap overlaps what runs', () => {
  const some = fc.array(fc.nat(1_000_000), { minLength: 2 });
  fc.assert(
    fc.property(some, some, (at, bounds) => {
      const rising = (list: readonly number[]): number[] => [...new Set(list)].sort((a, b) => a - b);
      const all = rising(bounds);
      const busy = Float64Array.from(all.slice(0, all.length & ~1));
      for (const { from, to } of idleGaps(timesAt(...rising([0, ...at])), busy))
        for (let i = 0; i < busy.length; i += 2) assert.ok(to <= busy[i]! || from >= busy[i + 1]!);
    }),
  );
});
