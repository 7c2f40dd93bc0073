import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { NONE } from '../outline.ts';
import { type Plan, type Planned, planned, sideOf } from '../../testing/planned-run.ts';
import { compareRuns } from './compare-runs.ts';
import { changesOf, type Comparison, type Rows, rowTypeAt, type Side } from './comparison.ts';

const operations = fc.array(planned, { maxLength: 40 });
const shape = fc.record({ tasks: fc.nat(2), offset: fc.nat(50), lag: fc.nat(3) });
const plan = fc.tuple(operations, shape).map(([list, rest]): Plan => ({ ...rest, operations: list }));
const plain = (list: readonly Planned[]): Plan => ({ operations: list, tasks: 1, offset: 0, lag: 0 });
const compare = (a: readonly Planned[], b: readonly Planned[]): Comparison =>
  compareRuns(sideOf(plain(a)), sideOf(plain(b)));

/** The text of each row about its operations, without their numbers. */
function told({ rows }: Comparison): readonly string[] {
  return Array.from(
    { length: rows.count },
    (_, row) =>
      `${rowTypeAt(rows, row)}${changesOf(rows.changes[row]!)
        .map((name) => ` ${name}`)
        .join('')}`,
  );
}

const differences = (comparison: Comparison): readonly string[] => told(comparison).filter((row) => row !== 'same');

/** The pairs and gaps, with left and right exchanged. */
function pairsOf({ rows }: Comparison, side: 'left' | 'right'): unknown {
  const partner = new Map<number, unknown>();
  const other = side === 'left' ? 'right' : 'left';
  for (let row = 0; row < rows.count; row++) {
    if (rows[side][row] === NONE) continue;
    const half = rows.other[row]!;
    const there = half === NONE ? rows[other][row] : rows[other][half];
    partner.set(rows[side][row]!, [there, changesOf(rows.changes[row]!), half !== NONE]);
  }
  return partner;
}

test('D1 a run compared with itself, with other numbers and other housekeeping, differs in nothing', () => {
  fc.assert(
    fc.property(operations, shape, shape, (list, a, b) => {
      const { same, first, counts, rows } = compareRuns(
        sideOf({ ...a, operations: list }),
        sideOf({ ...b, operations: list }),
      );
      assert.ok(same && first === null && rows.count === list.length);
      assert.deepEqual(counts, { same: list.length, changed: 0, left: 0, right: 0, moved: 0 });
    }),
    { numRuns: 500 },
  );
});

test('D2 comparing the other way round gives the mirror image', () => {
  fc.assert(
    fc.property(plan, plan, (a, b) => {
      const there = compareRuns(sideOf(a), sideOf(b));
      const back = compareRuns(sideOf(b), sideOf(a));
      assert.deepEqual(pairsOf(there, 'left'), pairsOf(back, 'right'));
      assert.deepEqual(pairsOf(there, 'right'), pairsOf(back, 'left'));
      assert.deepEqual(
        [there.counts.left, there.counts.right, there.same],
        [back.counts.right, back.counts.left, back.same],
      );
    }),
    { numRuns: 1000 },
  );
});

test('D3 each operation of either side stands in the rows once, in its own order; halves of moved pairs know each other', () => {
  fc.assert(
    fc.property(plan, plan, (a, b) => {
      const [left, right] = [sideOf(a), sideOf(b)];
      const { rows } = compareRuns(left, right);
      assert.deepEqual(
        [...rows.left].filter((each) => each !== NONE),
        compared(left),
      );
      assert.deepEqual(
        [...rows.right].filter((each) => each !== NONE),
        compared(right),
      );
      for (let row = 0; row < rows.count; row++) checkRow(rows, row);
    }),
    { numRuns: 500 },
  );
});

const compared = ({ outline }: Side): readonly number[] =>
  [...outline.operations.keys.keys()].filter((i) => !outline.operations.keys[i]!.startsWith('workflowTask'));

function checkRow(rows: Rows, row: number): void {
  const type = rowTypeAt(rows, row);
  const [left, right, other] = [rows.left[row] !== NONE, rows.right[row] !== NONE, rows.other[row]!];
  assert.deepEqual(
    [left, right],
    {
      same: [true, true],
      changed: [true, true],
      left: [true, false],
      right: [false, true],
      movedFrom: [true, false],
      movedTo: [false, true],
    }[type],
  );
  assert.equal(other !== NONE, type === 'movedFrom' || type === 'movedTo');
  if (other !== NONE) assert.ok(rows.other[other] === row && rowTypeAt(rows, other) !== type);
}

test('D4 the differences, applied to the left run, give the right one', () => {
  fc.assert(
    fc.property(operations, operations, (a, b) => {
      const [left, right] = [sideOf(plain(a)), sideOf(plain(b))];
      const { rows } = compareRuns(left, right);
      const [leftOf, rightOf] = [placesOf(left, a), placesOf(right, b)];
      const made: Planned[] = [];
      for (let row = 0; row < rows.count; row++) {
        if (rows.right[row] === NONE) continue;
        const from = rows.other[row] === NONE ? rows.left[row]! : rows.left[rows.other[row]!]!;
        const there = rightOf.get(rows.right[row]!)!;
        made.push(from === NONE ? there : applied(leftOf.get(from)!, there, changesOf(rows.changes[row]!)));
      }
      assert.deepEqual(made, b);
    }),
    { numRuns: 500 },
  );
});

const placesOf = (side: Side, list: readonly Planned[]): Map<number, Planned> =>
  new Map(compared(side).map((operation, i) => [operation, list[i]!]));

/** Takes from the right operation only the parts listed in `changes`. */
function applied(left: Planned, right: Planned, changes: readonly string[]): Planned {
  const took = (name: string): boolean => changes.includes(name);
  const failed = took('failure') || took('status') ? right.failure : left.failure;
  return {
    name: left.name,
    input: took('input') ? right.input : left.input,
    // A history records a result only for an operation that did not fail.
    result: failed !== null || took('result') ? right.result : left.result,
    attempts: took('attempts') ? right.attempts : left.attempts,
    options: took('options') ? right.options : left.options,
    failure: failed,
  };
}

/** Every operation has an input of its own, so exactly one alignment is right. */
const distinct = operations.map((list) =>
  list.map((each, i): Planned => ({ ...each, failure: null, input: { at: i } })),
);
const withOne = fc.tuple(
  distinct.filter((list) => list.length > 2),
  fc.nat(),
  fc.nat(),
);

test('D5 a planted insertion, removal or move is found, exactly', () => {
  fc.assert(
    fc.property(withOne, ([list, from, to]) => {
      const at = from % list.length;
      const rest = list.toSpliced(at, 1);
      assert.deepEqual(differences(compare(list, rest)), ['left']);
      assert.deepEqual(differences(compare(rest, list)), ['right']);
      const target = to % list.length;
      const moved = rest.toSpliced(target, 0, list[at]!);
      const found = differences(compare(list, moved));
      if (target === at) assert.deepEqual(found, []);
      else assert.deepEqual(found.toSorted(), ['movedFrom', 'movedTo']);
    }),
    { numRuns: 1000 },
  );
});

const edits: Readonly<Record<string, Partial<Planned>>> = {
  input: { input: 'another' },
  result: { result: 'another' },
  attempts: { attempts: 7 },
  options: { options: { startToCloseTimeout: '99s' } },
};

test('D6 a planted change is found, exactly, and named', () => {
  fc.assert(
    fc.property(withOne, fc.constantFrom(...Object.keys(edits)), ([list, from], name) => {
      const at = from % list.length;
      const changed = list.with(at, { ...list[at]!, ...edits[name] });
      assert.deepEqual(differences(compare(list, changed)), [`changed ${name}`]);
      assert.deepEqual(differences(compare(list, list.with(at, { ...list[at]!, failure: 'Broken' }))), [
        'changed result failure status',
      ]);
    }),
    { numRuns: 1000 },
  );
});

test('D7 a loop of more iterations aligns iteration by iteration, with inputs of their own and without', () => {
  const iteration = (i: number, own: boolean): Planned[] =>
    ['fetch', 'store', 'ack'].map((name) => ({
      name,
      input: own ? { page: i } : null,
      result: 'ok',
      attempts: 1,
      options: {},
      failure: null,
    }));
  const loop = (iterations: number, own: boolean): Planned[] =>
    Array.from({ length: iterations }, (_, i) => iteration(i, own)).flat();
  for (const own of [true, false]) {
    const { rows, counts } = compare(loop(40, own), loop(38, own));
    assert.deepEqual(counts, { same: 114, changed: 0, left: 6, right: 0, moved: 0 });
    assert.equal(rows.count, 120);
  }
});
