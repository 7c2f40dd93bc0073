import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Json } from '../../model/json.ts';
import { readerOfText, temporalText } from '../../testing/written-history.ts';
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

test('E4 why another workflow could not be started or reached is one word, in text and number', async () => {
  const failed = async (opening: string, type: string, cause: Json): Promise<string | undefined> => {
    const reader = await readerOfText(
      temporalText([
        [opening, { workflowType: { name: 'c' } }],
        [type, { initiatedEventId: '1', cause }],
      ]),
    );
    return (await reader.operation(reader.outline.operations.keys[0]!)).failure?.type;
  };
  const child = ['StartChildWorkflowExecutionInitiated', 'StartChildWorkflowExecutionFailed'] as const;
  const signal = ['SignalExternalWorkflowExecutionInitiated', 'SignalExternalWorkflowExecutionFailed'] as const;
  for (const cause of [
    1,
    'START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS',
    'WorkflowAlreadyExists',
  ])
    assert.equal(await failed(...child, cause), 'WorkflowAlreadyExists');
  assert.equal(await failed(...signal, 1), 'ExternalWorkflowExecutionNotFound');
  assert.equal(await failed(...signal, 3), 'SignalCountLimitExceeded');
  assert.equal(await failed(...signal, 99), '99');
});
