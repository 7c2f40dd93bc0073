import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { drawRun } from '../testing/draw-run.ts';
import type { Failure } from './effect.ts';
import { whyFailed } from './failure-sentence.ts';

const run = drawRun(`
  1 Started run running wakes
  2-4 task
  5 Scheduled open activity:5 charge task=2
  6 Scheduled open childWorkflow:6 ship task=2 about=order-7
  7 Began start activity:5 4
  8 Failed close activity:5 failed CardDeclined wakes
  9 Failed close childWorkflow:6 failed Lost wakes
  10 Ended run failed`);

const declined: Failure = { message: 'card declined', type: 'CardDeclined' };
const said = (failure: Failure): string => whyFailed(run, failure).sentence;

suite('why a run failed', () => {
  test('W20 its own words come first, then what caused it and where', () => {
    assert.equal(
      said({
        message: 'order 7 not paid',
        type: 'NotPaid',
        cause: { message: 'Activity task failed', operation: 'activity:5', cause: declined },
      }),
      'order 7 not paid, caused by charge (4 attempts): CardDeclined: card declined',
    );
    assert.equal(
      said({ message: 'order 7 not paid', cause: { message: 'no room', type: 'Full' } }),
      'order 7 not paid, caused by Full: no room',
    );
  });

  test('W20 a wrapper has no words of its own', () => {
    assert.equal(
      said({ message: 'Activity task failed', operation: 'activity:5', cause: declined }),
      'charge gave up after 4 attempts (CardDeclined: card declined)',
    );
    assert.equal(
      said({
        message: 'Child Workflow execution failed',
        operation: 'childWorkflow:6',
        cause: { message: 'lost at sea' },
      }),
      'ship (order-7) failed (lost at sea)',
    );
  });

  test('W20 a wrapper that names no operation has no words either', () => {
    const wrapper: Failure = { message: 'Activity task failed', wraps: true };
    assert.equal(
      said({ ...wrapper, cause: declined }),
      'charge gave up after 4 attempts (CardDeclined: card declined)',
      'the operation that failed for the very reason',
    );
    assert.equal(said({ ...wrapper, cause: { message: 'lost at sea' } }), 'lost at sea');
    assert.equal(
      said({ message: 'order 7 not paid', cause: { ...wrapper, cause: { message: 'lost at sea' } } }),
      'order 7 not paid, caused by lost at sea',
    );
    assert.equal(said(wrapper), 'Activity task failed', 'nothing else is known');
  });

  test('W20 what lies behind the failure of another workflow is in the history of that one', () => {
    const inner: Failure = {
      message: 'Activity task failed',
      operation: 'activity:5',
      cause: { message: 'no ship', type: 'Harbour' },
    };
    const { sentence, operation } = whyFailed(run, {
      message: 'Child Workflow execution failed',
      operation: 'childWorkflow:6',
      cause: { message: 'not shipped', cause: inner },
    });
    assert.deepEqual([sentence, operation], ['ship (order-7) failed (not shipped, caused by Harbour: no ship)', 2]);
  });

  test('W20 where the history does not link it, the last operation that failed for the very reason is named', () => {
    assert.equal(said(declined), 'charge gave up after 4 attempts (CardDeclined: card declined)');
    assert.equal(
      said({ message: 'not paid', cause: declined }),
      'not paid, caused by charge (4 attempts): CardDeclined: card declined',
    );
    assert.equal(said({ message: 'boom', type: 'Other' }), 'Other: boom');
  });

  test('W20 hidden words are not said twice, nor taken for a reason; a failure without words has at least its type', () => {
    const hidden = { message: 'Encoded failure' };
    assert.equal(
      said({ ...hidden, cause: { message: 'Activity task failed', operation: 'activity:5', cause: hidden } }),
      'charge gave up after 4 attempts (Encoded failure)',
    );
    assert.equal(said({ message: '', type: 'StartToCloseTimeout' }), 'StartToCloseTimeout');
    assert.equal(said({ message: '' }), 'no message');
    assert.equal(said({ message: 'boom', cause: { message: 'boom' } }), 'boom');
  });
});
