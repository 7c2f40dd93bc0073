import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { finalStatusOf, hasFlag, kindOf, nameOf, reasonOf, timeOf, typeOf } from '../model/outline.ts';
import { labelOf } from '../model/operation-name.ts';
import { drawRun } from './draw-run.ts';

suite('a drawn run', () => {
  test('has what its lines say', () => {
    const outline = drawRun(`
      // a comment
      1 Started run running wakes
      2-4 +2s task
      5 +1m Scheduled open activity:5 charge task=2 label=visa
      6 Failed close activity:5 failed CardDeclined wakes`);
    assert.equal(outline.events, 6);
    assert.deepEqual(
      [kindOf(outline, 0), kindOf(outline, 1), nameOf(outline, 1), labelOf(outline, 1)],
      ['workflowTask', 'activity', 'charge', 'visa'],
    );
    assert.deepEqual(
      [finalStatusOf(outline, 1), reasonOf(outline, 1), outline.operations.task[1]],
      ['failed', 'CardDeclined', 0],
    );
    assert.equal(timeOf(outline, 6)! - timeOf(outline, 1)!, 61_000);
    assert.equal(typeOf(outline, 3), 'WorkflowTaskStarted');
    assert.deepEqual(
      [1, 3, 6].map((seq) => hasFlag(outline, seq, 'wakes')),
      [true, false, true],
    );
  });

  test('refuses lines that nobody can read', () => {
    assert.throws(() => drawRun('1 Started nonsense x'), /cannot read/);
    assert.throws(() => drawRun('2 Started'), /should be 1/);
  });
});
