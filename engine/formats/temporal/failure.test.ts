import assert from 'node:assert/strict';
import test from 'node:test';
import type { Json } from '../../model/json.ts';
import { innermost } from '../../model/effect.ts';
import { readFailure } from './failure.ts';

const payload = (value: Json): Json => ({
  metadata: { encoding: 'anNvbi9wbGFpbg==' },
  data: Buffer.from(JSON.stringify(value)).toString('base64'),
});

test('E5 a chain of causes keeps every link, and the innermost is what a person reads first', () => {
  const failure = readFailure({
    message: 'order not paid',
    source: 'TypeScriptSDK',
    stackTrace: 'at order',
    applicationFailureInfo: { type: 'PaymentFailed' },
    cause: {
      message: 'Activity task failed',
      activityFailureInfo: { scheduledEventId: '16', activityType: { name: 'charge' } },
      cause: {
        message: 'card declined',
        applicationFailureInfo: { type: 'CardDeclined', nonRetryable: true, details: { payloads: [] } },
      },
    },
  })!;
  assert.deepEqual(failure, {
    message: 'order not paid',
    type: 'PaymentFailed',
    stack: 'at order',
    source: 'TypeScriptSDK',
    cause: {
      message: 'Activity task failed',
      operation: 'activity:16',
      cause: { message: 'card declined', type: 'CardDeclined', nonRetryable: true, details: { payloads: [] } },
    },
  });
  assert.equal(innermost(failure).message, 'card declined');
});

test('E5 each kind of failure has its word', () => {
  const typeOf = (raw: Json): string | undefined => readFailure(raw)?.type;
  assert.equal(typeOf({ timeoutFailureInfo: { timeoutType: 'TIMEOUT_TYPE_START_TO_CLOSE' } }), 'StartToCloseTimeout');
  assert.equal(typeOf({ timeoutFailureInfo: { timeoutType: 'Heartbeat' } }), 'HeartbeatTimeout');
  assert.equal(typeOf({ timeoutFailureInfo: { timeoutType: 3 } }), 'ScheduleToCloseTimeout');
  assert.equal(typeOf({ canceledFailureInfo: {} }), 'Cancelled');
  assert.equal(typeOf({ terminatedFailureInfo: {} }), 'Terminated');
  assert.equal(typeOf({ serverFailureInfo: { nonRetryable: true } }), 'ServerFailure');
  assert.equal(typeOf({ resetWorkflowFailureInfo: {} }), 'ResetWorkflow');
  assert.equal(typeOf({ nexusHandlerFailureInfo: { type: 'NOT_FOUND' } }), 'NOT_FOUND');
});

test('E5 a failure names the operation it arose in, where the history says so', () => {
  assert.equal(
    readFailure({ childWorkflowExecutionFailureInfo: { initiatedEventId: '7' } })?.operation,
    'childWorkflow:7',
  );
  assert.equal(readFailure({ nexusOperationExecutionFailureInfo: { scheduledEventId: 9 } })?.operation, 'nexus:9');
  assert.equal(readFailure({ activityFailureInfo: { scheduledEventId: '0' } })?.operation, undefined);
});

test('E5 W20 a wrapper is one also where it names no event', () => {
  const wraps = (info: Json): boolean => readFailure({ message: 'm', ...(info as object) })?.wraps === true;
  assert.ok(wraps({ activityFailureInfo: { activityType: { name: 'charge' } } }));
  assert.ok(wraps({ activityFailureInfo: { scheduledEventId: '0' } }));
  assert.ok(wraps({ childWorkflowExecutionFailureInfo: {} }));
  assert.ok(wraps({ nexusOperationExecutionFailureInfo: { scheduledEventId: 0 } }));
  assert.ok(wraps({ FailureInfo: { ActivityFailureInfo: {} } }));
  assert.ok(!wraps({ applicationFailureInfo: { type: 'Boom' } }));
  assert.ok(!wraps({}));
});

test("E5 Go's JSON puts the info one level deeper", () => {
  assert.deepEqual(readFailure({ message: 'm', FailureInfo: { ApplicationFailureInfo: { type: 'T' } } }), {
    message: 'm',
    type: 'T',
  });
});

test('E5 message and stack that a converter hid in a payload are read', () => {
  assert.deepEqual(
    readFailure({ message: 'Encoded failure', encodedAttributes: payload({ message: 'real', stack_trace: 'at x' }) }),
    { message: 'real', stack: 'at x' },
  );
  assert.equal(
    readFailure({
      message: 'Encoded failure',
      encodedAttributes: { metadata: { encoding: 'YmluYXJ5L2VuY3J5cHRlZA==' }, data: 'AAAA' },
    })?.message,
    'Encoded failure',
  );
});

test('E5 what is no failure is none, and an endless chain ends', () => {
  for (const none of [undefined, null, 'text', 7, []]) assert.equal(readFailure(none), undefined);
  let chain: Json = { message: 'root' };
  for (let i = 0; i < 5000; i++) chain = { message: `${i}`, cause: chain };
  assert.notEqual(readFailure(chain), undefined);
});
