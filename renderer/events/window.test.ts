import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { centre, LINE_PX, type Pane, poolSize, reveal, sliceOf, tallness } from './window.ts';

const panes = fc
  .record({
    count: fc.integer({ min: 1, max: 5_000_000 }),
    height: fc.integer({ min: 100, max: 2000 }),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ count, height, at }): Pane => ({
    count,
    height,
    scrollTop: at * Math.max(0, tallness({ count, height }) - height),
  }));

const inPane = fc
  .tuple(panes, fc.double({ min: 0, max: 0.999999, noNaN: true }))
  .map(([pane, at]) => [pane, Math.floor(at * pane.count)] as const);

test('the window covers what is in view and no more than its pool', () => {
  fc.assert(
    fc.property(panes, (pane) => {
      const { first, end, seenFirst, seenEnd, shift } = sliceOf(pane);
      const top = seenFirst * LINE_PX + shift;
      const bottom = seenEnd * LINE_PX + shift;
      assert.ok(seenFirst === 0 || top <= pane.scrollTop);
      assert.ok(seenEnd === pane.count || bottom >= pane.scrollTop + pane.height);
      assert.ok(first <= seenFirst && seenFirst <= seenEnd && seenEnd <= end);
      assert.equal(end - first, Math.min(pane.count, poolSize(pane.height)));
    }),
  );
});

test('V292 scrolled to the end, a whole line is at the top, and less than a line is blank below the last', () => {
  fc.assert(
    fc.property(panes, (pane) => {
      const end = { ...pane, scrollTop: Math.max(0, tallness(pane) - pane.height) };
      const slice = sliceOf(end);
      assert.equal(slice.end, pane.count);
      const bottom = end.scrollTop + pane.height - (pane.count * LINE_PX + slice.shift);
      assert.ok(pane.count * LINE_PX < pane.height || (bottom > -1 && bottom < LINE_PX));
      const over = (end.scrollTop - slice.shift) % LINE_PX;
      assert.ok(Math.min(over, LINE_PX - over) < 0.01);
    }),
  );
});

test('a revealed line is in view, and revealing it again moves nothing', () => {
  fc.assert(
    fc.property(inPane, ([pane, line]) => {
      const there = { ...pane, scrollTop: reveal(pane, line) };
      const top = line * LINE_PX + sliceOf(there).shift;
      assert.ok(top >= there.scrollTop - 1 && top + LINE_PX <= there.scrollTop + there.height + 1);
      assert.ok(Math.abs(reveal(there, line) - there.scrollTop) < 1);
    }),
  );
});

test('a line in view stays where it is', () => {
  const pane = { count: 1000, height: 480, scrollTop: 240 };
  assert.equal(reveal(pane, 15), 240);
  assert.equal(reveal(pane, 9), 216);
  assert.equal(reveal(pane, 30), 264);
});

test('a line to be centred is in view, at the ends too', () => {
  fc.assert(
    fc.property(inPane, ([pane, line]) => {
      const there = { ...pane, scrollTop: centre(pane, line) };
      assert.ok(Math.abs(reveal(there, line) - there.scrollTop) < 1);
    }),
  );
});

test('V292 a list opens with a whole line at its top', () => {
  for (const [count, line] of [
    [29, 17],
    [29, 3],
    [29, 28],
    [1000, 500],
  ] as const)
    assert.equal(centre({ count, height: 570, scrollTop: 0 }, line) % LINE_PX, 0);
});

test('no list is taller than what browsers draw', () => {
  assert.ok(tallness({ count: 50_000_000, height: 600 }) < 33_000_000);
});
