import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { ROW, rowAt, rowsInView, scrollToShow, spacerHeight, topOf } from './rows.ts';

const sizes = fc.record({
  count: fc.integer({ min: 1, max: 5_000_000 }),
  viewport: fc.integer({ min: ROW, max: 1400 }),
});

test('every row can be scrolled to, however many there are, and then all of it is in view', () => {
  fc.assert(
    fc.property(
      sizes,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (rows, share, from) => {
        const row = Math.floor(share * (rows.count - 1));
        const most = Math.max(0, spacerHeight(rows) - rows.viewport);
        const scrollTop = scrollToShow(rows, from * most, row) ?? from * most;
        assert.ok(scrollTop >= 0 && scrollTop <= most + 1);
        const top = topOf(rows, scrollTop);
        assert.ok(row * ROW >= top - 1 && (row + 1) * ROW <= top + rows.viewport + 1);
      },
    ),
  );
});

test('what is in view is not scrolled', () => {
  const rows = { count: 1000, viewport: 220 };
  assert.equal(scrollToShow(rows, 440, 20), null);
  assert.equal(scrollToShow(rows, 440, 29), null);
  assert.equal(scrollToShow(rows, 440, 30), 462);
  assert.equal(scrollToShow(rows, 440, 19), 418);
});

test('V292 V294 at the top stands the beginning of a row, as long as the wanted line stays in view', () => {
  const rows = { count: 100, viewport: 110 };
  const begins = (line: number): boolean => line % 3 === 0;
  assert.equal(scrollToShow(rows, 0, 5, begins), 3 * ROW);
  assert.equal(scrollToShow(rows, 0, 7, begins), 3 * ROW);
  assert.equal(scrollToShow(rows, 990, 11, begins), 9 * ROW);
  assert.equal(scrollToShow(rows, 0, 99, begins), 95 * ROW);
});

test('V292 scrolled to the end, a whole row is at the top', () => {
  fc.assert(
    fc.property(sizes, (rows) => {
      const top = topOf(rows, spacerHeight(rows) - rows.viewport);
      assert.ok(Math.abs(top / ROW - Math.round(top / ROW)) < 1e-6);
      assert.ok(top + rows.viewport >= rows.count * ROW - 1e-6);
    }),
  );
});

test('the height stays below what a browser can lay out', () => {
  assert.ok(spacerHeight({ count: 5_000_000, viewport: 600 }) < 33_000_000);
});

test('rows in view are those of which something shows', () => {
  const rows = { count: 100, viewport: 100 };
  assert.deepEqual(rowsInView(rows, 0), { first: 0, end: 5 });
  assert.deepEqual(rowsInView(rows, 21), { first: 0, end: 6 });
  assert.deepEqual(rowsInView({ count: 2, viewport: 100 }, 0), { first: 0, end: 2 });
});

test('there is no row below the last one and none above the first', () => {
  assert.equal(rowAt({ count: 2, viewport: 100 }, 0, 43), 1);
  assert.equal(rowAt({ count: 2, viewport: 100 }, 0, 44), -1);
  assert.equal(rowAt({ count: 2, viewport: 100 }, 0, -1), -1);
});
