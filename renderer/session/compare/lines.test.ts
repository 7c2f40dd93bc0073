import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { rowTypes, type Rows } from '../../../engine/model/compare/comparison.ts';
import { lineAfter, lineOf, linesOf, type Lines, stretchAround } from './lines.ts';

const all = { onlyDifferences: false, passes: null, opened: new Set<number>() };

/** Rows from a text such as `..x....`: `.` = an equal row, anything else = a differing row. */
function drawn(text: string): Rows {
  const count = text.length;
  const none = new Int32Array(count);
  const type = Uint8Array.from(text, (mark) => (mark === '.' ? 0 : rowTypes.indexOf('changed')));
  return { count, type, left: none, right: none, changes: new Uint16Array(count), other: none };
}

function told({ count, row, fold }: Lines): string {
  return Array.from({ length: count }, (_, i) => (fold[i] === 0 ? `${row[i]}` : `${row[i]}×${fold[i]}`)).join(' ');
}

const rowsText = fc.string({ unit: fc.constantFrom('.', '.', '.', 'x'), maxLength: 60 });
const wishes = fc.record({
  text: rowsText,
  opened: fc.uniqueArray(fc.nat(60)),
  every: fc.integer({ min: 1, max: 4 }),
  only: fc.boolean(),
});

test('four equal rows and more are one line; fewer stand for themselves', () => {
  assert.equal(told(linesOf(drawn('...x....x'), all)), '0 1 2 3 4×4 8');
  assert.equal(told(linesOf(drawn('.....'), all)), '0×5');
  assert.equal(told(linesOf(drawn(''), all)), '');
});

test('an opened stretch keeps its heading', () => {
  assert.equal(told(linesOf(drawn('x.....'), { ...all, opened: new Set([1]) })), '0 1×-5 1 2 3 4 5');
});

test('differences only leaves nothing else; rows that are filtered away bring stretches together', () => {
  assert.equal(told(linesOf(drawn('..x....x'), { ...all, onlyDifferences: true })), '2 7');
  assert.equal(told(linesOf(drawn('..x..'), { ...all, passes: (row) => row !== 2 })), '0×4');
});

test('every row that is left is in one line or one fold, in order', () => {
  fc.assert(
    fc.property(wishes, ({ text, opened, every, only }) => {
      const passes = (row: number): boolean => row % every === 0;
      const lines = linesOf(drawn(text), { onlyDifferences: only, passes, opened: new Set(opened) });
      const wanted = text.split('').flatMap((mark, row) => (passes(row) && !(only && mark === '.') ? [row] : []));
      let shown = 0;
      for (let i = 0; i < lines.count; i++) {
        const fold = lines.fold[i]!;
        assert.ok(i === 0 || lines.row[i]! >= lines.row[i - 1]!);
        if (fold >= 0) assert.equal(lines.row[i], wanted[shown]);
        shown += fold > 0 ? fold : fold < 0 ? 0 : 1;
      }
      assert.equal(shown, wanted.length);
      for (const row of wanted) {
        const line = lineOf(lines, row);
        const covered = Math.max(1, lines.fold[line]!);
        assert.ok(lines.row[line]! <= row && lines.fold[line]! >= 0);
        assert.ok(covered > 1 || lines.row[line] === row);
      }
    }),
    { numRuns: 2000 },
  );
});

test('steps pass over the headings of opened stretches, and stop at the ends', () => {
  const lines = linesOf(drawn('x....x'), { ...all, opened: new Set([1]) });
  assert.equal(told(lines), '0 1×-4 1 2 3 4 5');
  assert.equal(lineAfter(lines, 0, 1), 2);
  assert.equal(lineAfter(lines, 2, -1), 0);
  assert.equal(lineAfter(lines, 6, 9), 6);
  const first = linesOf(drawn('....'), { ...all, opened: new Set([0]) });
  assert.equal(lineAfter(first, 1, -5), 1);
});

test('a row knows the stretch that it lies in', () => {
  const lines = linesOf(drawn('x....x....'), { ...all, opened: new Set([1]) });
  assert.equal(told(lines), '0 1×-4 1 2 3 4 5 6×4');
  assert.deepEqual(
    [0, 1, 3, 5, 6, 7].map((line) => stretchAround(lines, line)),
    [null, 1, 1, 1, null, 6],
  );
});
