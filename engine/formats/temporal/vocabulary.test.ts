import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { enumWord, eventTypeName, isKnownType } from './vocabulary.ts';

test('E4 one spelling for all: numbers, screaming, Pascal, prefixed Pascal and the names of before 2020', () => {
  for (const spelled of ['EVENT_TYPE_TIMER_FIRED', 'TimerFired', 'EventTypeTimerFired', 18, '18'])
    assert.equal(eventTypeName(spelled), 'TimerFired');
  for (const spelled of ['DecisionTaskScheduled', 'EventTypeDecisionTaskScheduled', 'WorkflowTaskScheduled', 5])
    assert.equal(eventTypeName(spelled), 'WorkflowTaskScheduled');
  assert.equal(eventTypeName('EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED'), 'WorkflowExecutionUpdateAccepted');
});

test('E4 the numbers are those of the protocol', () => {
  const known: Readonly<Record<number, string>> = {
    1: 'WorkflowExecutionStarted',
    10: 'ActivityTaskScheduled',
    25: 'MarkerRecorded',
    29: 'StartChildWorkflowExecutionInitiated',
    41: 'WorkflowExecutionUpdateAccepted',
    47: 'WorkflowExecutionUpdateAdmitted',
    48: 'NexusOperationScheduled',
    55: 'WorkflowExecutionOptionsUpdated',
    58: 'WorkflowExecutionPaused',
    60: 'WorkflowExecutionTimeSkippingTransitioned',
  };
  for (const [number, name] of Object.entries(known)) assert.equal(eventTypeName(Number(number)), name);
});

test('E6 what nobody knows keeps a name of its own', () => {
  assert.equal(eventTypeName(61), 'EventType61');
  assert.equal(eventTypeName('EVENT_TYPE_SOMETHING_NEW'), 'SomethingNew');
  for (const type of ['SomethingNew', '__proto__', 'constructor', 'toString', ''])
    assert.equal(isKnownType(type), false);
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.integer(), fc.double()), (raw) =>
      assert.equal(typeof eventTypeName(raw), 'string'),
    ),
  );
});

test('E4 values of enums lose their prefix, in every spelling', () => {
  const prefix = 'WORKFLOW_TASK_FAILED_CAUSE_';
  for (const spelled of ['WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW', 'ResetWorkflow'])
    assert.equal(enumWord(spelled, prefix), 'ResetWorkflow');
  assert.equal(enumWord(2, '', ['', 'a', 'b']), 'b');
  assert.equal(enumWord(9, '', ['', 'a']), '9');
  for (const none of ['WORKFLOW_TASK_FAILED_CAUSE_UNSPECIFIED', 'Unspecified', 0, undefined, null, {}])
    assert.equal(enumWord(none, prefix), '');
});
