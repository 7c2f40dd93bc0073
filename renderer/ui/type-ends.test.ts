import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { typeEnds } from './type-ends.ts';

test('V270 the last word of a type is what stays where it is cut short', () => {
  assert.deepEqual(typeEnds('ActivityTaskScheduled'), ['ActivityTask', 'Scheduled']);
  assert.deepEqual(typeEnds('WorkflowExecutionUpdateAccepted'), ['WorkflowExecutionUpdate', 'Accepted']);
  assert.deepEqual(typeEnds('node_completed'), ['node_', 'completed']);
  assert.deepEqual(typeEnds('started'), ['started', '']);
});

test('V270 nothing of it is lost', () => {
  fc.assert(fc.property(fc.string(), (type) => typeEnds(type).join('') === type));
});
