import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { drawRun } from '../../testing/draw-run.ts';
import { type Planned, sideOf } from '../../testing/planned-run.ts';
import type { DialectId } from '../event.ts';
import { nameOf, NONE } from '../outline.ts';
import { compareRuns } from './compare-runs.ts';
import { changesOf, type Comparison, rowTypeAt, type Side } from './comparison.ts';
import { FingerprintBuilder } from './fingerprints.ts';

const operation = (name: string, input: number | null = null): Planned => ({
  name,
  input,
  result: 'ok',
  attempts: 1,
  options: {},
  failure: null,
});

/** Makes operations from a text such as `a b7 c`: one-letter names, each with an optional input. */
const operations = (text: string): Planned[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map((word) => operation(word[0]!, word.length === 1 ? null : Number(word.slice(1))));

function compared(a: readonly Planned[], b: readonly Planned[]): Comparison {
  const [left, right] = [a, b].map((list) => sideOf({ operations: list, tasks: 0, offset: 0, lag: 0 })) as [Side, Side];
  return compareRuns(left, right);
}

/** Rows that differ: for each row its type and the index of its operation on side A, or on side B where A has none. */
function found(a: string, b: string): readonly string[] {
  const { rows } = compared(operations(a), operations(b));
  const places = { left: 0, right: 0 };
  const told: string[] = [];
  for (let row = 0; row < rows.count; row++) {
    const place = rows.left[row] === NONE ? places.right : places.left;
    if (rows.left[row] !== NONE) places.left++;
    if (rows.right[row] !== NONE) places.right++;
    if (rowTypeAt(rows, row) !== 'same')
      told.push([rowTypeAt(rows, row), place, ...changesOf(rows.changes[row]!)].join(' '));
  }
  return told;
}

const differing = ({ counts }: Comparison): number => counts.left + counts.right + counts.moved + counts.changed;

suite('alignment', () => {
  const repeating = fc.tuple(
    fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(null, 1, 2)), { minLength: 1, maxLength: 8 }),
    fc.integer({ min: 1, max: 6 }),
  );
  const edit = fc.tuple(
    fc.constantFrom('insert', 'remove', 'move'),
    fc.nat(),
    fc.nat(),
    fc.constantFrom('a', 'b', 'd'),
  );

  test('D5 never more is said than what was done, however equal the operations are', () => {
    fc.assert(
      fc.property(repeating, fc.array(edit, { maxLength: 2 }), ([body, times], edits) => {
        const list = Array.from({ length: times }, () => body)
          .flat()
          .map(([name, input]) => operation(name, input));
        const edited = edits.reduce((before, [type, at, to, name]) => {
          const removed = before[at % Math.max(1, before.length)];
          const rest = type === 'insert' ? before : before.toSpliced(at % Math.max(1, before.length), 1);
          const added = type === 'insert' ? operation(name) : type === 'move' ? removed : undefined;
          return added === undefined ? rest : rest.toSpliced(to % (rest.length + 1), 0, added);
        }, list);
        assert.ok(differing(compared(list, edited)) <= edits.length);
      }),
      { numRuns: 3000 },
    );
  });

  test('D5 one that moved past its likes has moved, and not they', () => {
    assert.deepEqual(found('m x x x x', 'x x x x m'), ['movedFrom 0', 'movedTo 4']);
    assert.deepEqual(found('m a b a b a b', 'a b a b a b m'), ['movedFrom 0', 'movedTo 6']);
    assert.deepEqual(found('b1 b2 b3', 'b1 b3 b2').length, 2);
  });

  test("D5 equal work in another order has moved; nobody is paired with another's input", () => {
    const inputs = Array.from({ length: 101 }, (_, i) => i);
    const { counts } = compared(
      inputs.map((i) => operation('fetch', i)),
      inputs.map((i) => operation('fetch', (i * 37) % 101)),
    );
    assert.deepEqual([counts.changed, counts.left, counts.right, counts.same + counts.moved], [0, 0, 0, 101]);
  });

  test('D7 what is missing of a loop is whole iterations, the last ones where nothing tells iterations apart', () => {
    assert.deepEqual(found('a b1 c a b2 c a b3 c a b4 c', 'a b1 c a b2 c a b4 c'), ['left 6', 'left 7', 'left 8']);
    assert.deepEqual(found('s a b c a b c a b c a b c e', 's a b c a x b c e'), [
      'right 5',
      'left 7',
      'left 8',
      'left 9',
      'left 10',
      'left 11',
      'left 12',
    ]);
    assert.deepEqual(found('a b1 a b2 a b3', 'a b7 a b8'), ['changed 1 input', 'changed 3 input', 'left 4', 'left 5']);
    assert.deepEqual(found('a b7 a b8', 'a b1 a b2 a b3'), [
      'changed 1 input',
      'changed 3 input',
      'right 4',
      'right 5',
    ]);
  });

  test('D7 where there is no loop a gap stays where it is', () => {
    assert.deepEqual(found('s t s t s f t', 's t s t'), ['left 4', 'left 5', 'left 6']);
  });
});

suite('kinds and scopes', () => {
  const drawn = (text: string, dialect: DialectId = 'temporal'): Side => {
    const outline = drawRun(text, { id: dialect });
    return { outline, vocabulary: dialect, prints: new FingerprintBuilder(outline).finish() };
  };
  const nodes = (first: string): Side =>
    drawn(
      `
      1 started run running
      2 node open node:a ${first} & start node:a
      3 node close node:a completed
      4 node open node:b b cause=node:a & start node:b
      5 node close node:b completed
      6 node open node:c c cause=node:b & start node:c
      7 node close node:c completed`,
      'nodelog',
    );

  test('D5 a node that has another name changes nothing for those that come after it', () => {
    assert.deepEqual(compareRuns(nodes('a'), nodes('other')).counts, {
      same: 2,
      changed: 0,
      left: 1,
      right: 1,
      moved: 0,
    });
  });

  test('D5 what a handler issued belongs to it', () => {
    const handled = (cause: string): Side =>
      drawn(`
      1 Started run running
      2 Signaled open signal:1 add & close signal:1 completed
      3 Signaled open signal:2 drop & close signal:2 completed
      4 Scheduled open activity:4 store cause=${cause}`);
    assert.deepEqual(compareRuns(handled('signal:1'), handled('signal:1')).counts.same, 3);
    const { counts } = compareRuns(handled('signal:1'), handled('signal:2'));
    assert.deepEqual(counts, { same: 2, changed: 0, left: 1, right: 1, moved: 0 });
  });

  test('D6 the same work is one operation wherever it runs: said within a dialect, no difference between two', () => {
    const one = (kind: string, dialect: DialectId): Side =>
      drawn(
        `
      1 Started run running
      2 Scheduled open ${kind}:2 charge
      3 Started start ${kind}:2
      4 Completed close ${kind}:2 completed`,
        dialect,
      );
    const { rows, counts } = compareRuns(one('activity', 'temporal'), one('localActivity', 'temporal'));
    assert.deepEqual([counts.changed, changesOf(rows.changes[0]!)], [1, ['kind']]);
    assert.equal(nameOf(one('activity', 'temporal').outline, rows.left[0]!), 'charge');
    assert.ok(compareRuns(one('activity', 'temporal'), one('node', 'nodelog')).same);
  });
});
