import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainValue } from '../../../model/shown-payload.ts';
import type { Json } from '../../../model/json.ts';
import { decodeValue } from '../decode.ts';
import { readFailure } from '../failure.ts';
import { temporalFailure } from './failure.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const read = (reason: string, details: string): unknown =>
  plainValue(decodeValue(readFailure(temporalFailure(reason, base64(details), 'bytes')) as unknown as Json));

test('K7 the message is what the details say, in every encoding', () => {
  const generic = 'cadenceInternal:Generic';
  const inDetails: readonly Json[] = [
    base64('card declined'),
    base64('"card declined"\n'),
    'card declined',
    [...Buffer.from('card declined')],
    { data: base64('card declined') },
  ];
  for (const details of inDetails)
    assert.deepEqual(
      readFailure(temporalFailure(generic, details, 'bytes')),
      { message: 'card declined', type: generic },
      JSON.stringify(details),
    );
  assert.deepEqual(readFailure(temporalFailure(generic, 'card declined', 'value')), {
    message: 'card declined',
    type: generic,
  });
});

test('K7 a generic error that looks like JSON is its text', () => {
  assert.deepEqual(read('cadenceInternal:Generic', '404 500'), { message: '404 500', type: 'cadenceInternal:Generic' });
  assert.deepEqual(read('cadenceInternal:Generic', '{"code":7}'), {
    message: '{"code":7}',
    type: 'cadenceInternal:Generic',
  });
});

test('K7 values of a reason of its own are kept; a text among them is the message', () => {
  assert.deepEqual(read('Declined', '{"code":7}\n'), { message: 'Declined', type: 'Declined', details: { code: 7 } });
  assert.deepEqual(read('Declined', '"no funds"\n7\n'), {
    message: 'no funds',
    type: 'Declined',
    details: ['no funds', 7],
  });
  assert.deepEqual(read('Declined', ''), { message: 'Declined', type: 'Declined' });
  assert.equal(temporalFailure('', '', 'bytes'), undefined);
});

test("K8 Go's panic has its stack", () => {
  const stack = 'goroutine 7 [running]:\nmain.charge(0x1)\n\t/app/charge.go:12';
  assert.deepEqual(read('cadenceInternal:Panic', `"nil map"\n${JSON.stringify(stack)}\n`), {
    message: 'nil map',
    type: 'cadenceInternal:Panic',
    stack,
  });
  assert.deepEqual(
    readFailure(temporalFailure('cadenceInternal:Panic', `"nil map"\n${JSON.stringify(stack)}\n`, 'value')),
    { message: 'nil map', type: 'cadenceInternal:Panic', stack },
    'of the web',
  );
});

test("K8 Java's exception has its causes, and what else it carries", () => {
  const exception = {
    attempt: 0,
    detailMessage: 'charge failed',
    cause: {
      detailMessage: 'card declined',
      class: 'java.io.IOException',
      stackTrace: 'Card.java:7',
      suppressedExceptions: [],
    },
    stackTrace: 'Charge.java:3',
    class: 'ActivityFailureException',
  };
  assert.deepEqual(read('com.uber.cadence.workflow.ActivityFailureException', JSON.stringify(exception)), {
    message: 'charge failed',
    type: 'com.uber.cadence.workflow.ActivityFailureException',
    details: { attempt: 0 },
    stack: 'Charge.java:3',
    cause: { message: 'card declined', type: 'java.io.IOException', stack: 'Card.java:7' },
  });
  assert.deepEqual(
    read('java.lang.NullPointerException', '{"stackTrace":"A.java:1","class":"java.lang.NullPointerException"}'),
    { message: 'java.lang.NullPointerException', type: 'java.lang.NullPointerException', stack: 'A.java:1' },
  );
});
