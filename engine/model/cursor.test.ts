import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { drawRun } from '../testing/draw-run.ts';
import { countUpTo, OpenOperations, openedCount, runStatusAt, statusAt } from './cursor.ts';
import { operationIndex } from './outline.ts';

const run = drawRun(`
  1 Started run running
  2 Scheduled open activity:2 charge
  3 Timer open timer:3 wait
  4 Started start activity:2
  5 Failed close activity:2 failed no
  6 Again open activity:2 charge
  7 Fired close timer:3 completed
  8 Done close activity:2 completed
  9 Completed run completed
`);
const charge = operationIndex(run, 'activity:2');
const timer = operationIndex(run, 'timer:3');

test('O1 the status of the run at each seq', () => {
  assert.deepEqual(
    [0, 1, 5, 8, 9, 99].map((seq) => runStatusAt(run, seq)),
    ['unknown', 'running', 'running', 'running', 'completed', 'completed'],
  );
});

test('O2 the status of an operation at each seq; none in its future', () => {
  const seqs = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  assert.deepEqual(
    seqs.map((seq) => statusAt(run, charge, seq)),
    [null, null, 'scheduled', 'scheduled', 'started', 'failed', 'scheduled', 'scheduled', 'completed', 'completed'],
  );
  assert.deepEqual(
    seqs.map((seq) => openedCount(run, seq)),
    [0, 0, 1, 2, 2, 2, 2, 2, 2, 2],
  );
});

test('O1 what is open at each seq, also between two attempts', () => {
  const open = new OpenOperations(run);
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((seq) => open.at(seq)),
    [[], [], [charge], [charge, timer], [charge, timer], [timer], [charge, timer], [charge], [], []],
  );
  assert.deepEqual(open.at(3, 1), [charge]);
  assert.deepEqual(open.at(3, 0), []);
});

test('O1 counting up to a limit is counting', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(30), { maxLength: 40 }),
      fc.integer({ min: -1, max: 31 }),
      fc.nat(40),
      fc.nat(40),
      (values, limit, a, b) => {
        const column = Uint32Array.from(values).sort();
        const [from, to] = [Math.min(a, b, column.length), Math.min(Math.max(a, b), column.length)];
        assert.equal(
          countUpTo(column, limit, from, to),
          column.slice(from, to).filter((value) => value <= limit).length,
        );
      },
    ),
  );
});
