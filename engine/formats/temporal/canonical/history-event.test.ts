import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../../../model/json.ts';
import { historyEvent, mayIgnore } from './history-event.ts';
import { localActivityMarker, patchMarker } from './marker.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const encoding = base64('json/plain');

/** One event in the formats of servers, SDKs, command lines and web pages. */
const scheduled: Readonly<Record<string, Json>> = {
  'protobuf JSON': {
    eventId: '5',
    eventTime: '2026-01-01T00:00:05Z',
    eventType: 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED',
    activityTaskScheduledEventAttributes: {
      activityId: '1',
      activityType: { name: 'charge' },
      input: { payloads: [{ metadata: { encoding }, data: base64('{"item":"tea"}') }] },
      startToCloseTimeout: '60s',
      retryPolicy: { initialInterval: '0.5s', backoffCoefficient: 2, nonRetryableErrorTypes: ['CardDeclined'] },
    },
  },
  'Pascal names and durations as objects': {
    eventId: 5,
    eventTime: { seconds: 1767225605, nanos: 0 },
    eventType: 'ActivityTaskScheduled',
    activityTaskScheduledEventAttributes: {
      activityId: '1',
      activityType: { name: 'charge' },
      input: { payloads: [{ metadata: { encoding }, data: base64('{"item":"tea"}') }] },
      startToCloseTimeout: { seconds: '60' },
      retryPolicy: {
        initialInterval: { nanos: 500000000 },
        backoffCoefficient: 2,
        nonRetryableErrorTypes: ['CardDeclined'],
      },
    },
  },
  'snake_case, numbers of protobuf.js': {
    event_id: { low: 5, high: 0, unsigned: false },
    event_time: { seconds: { low: 1767225605, high: 0, unsigned: false } },
    event_type: 10,
    activity_task_scheduled_event_attributes: {
      activity_id: '1',
      activity_type: { name: 'charge' },
      input: { payloads: [{ metadata: { encoding }, data: base64('{"item":"tea"}') }] },
      start_to_close_timeout: { seconds: { low: 60, high: 0, unsigned: false } },
      retry_policy: {
        initial_interval: { seconds: 0, nanos: 500000000 },
        backoff_coefficient: 2,
        non_retryable_error_types: ['CardDeclined'],
      },
    },
  },
  'the web, decoded': {
    eventId: '5',
    eventTime: '2026-01-01T00:00:05Z',
    eventType: 'ActivityTaskScheduled',
    activityTaskScheduledEventAttributes: {
      activityId: '1',
      activityType: { name: 'charge' },
      input: { payloads: [{ metadata: { encoding, encodingDecoded: 'json/plain' }, data: { item: 'tea' } }] },
      startToCloseTimeout: '60s',
      retryPolicy: { initialInterval: '0.5s', backoffCoefficient: 2, nonRetryableErrorTypes: ['CardDeclined'] },
    },
  },
  'shorthand payloads': {
    eventId: '5',
    eventTime: '2026-01-01T00:00:05Z',
    eventType: 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED',
    activityTaskScheduledEventAttributes: {
      activityId: '1',
      activityType: { name: 'charge' },
      input: [{ item: 'tea' }],
      startToCloseTimeout: '60s',
      retryPolicy: { initialInterval: '0.500s', backoffCoefficient: 2, nonRetryableErrorTypes: ['CardDeclined'] },
    },
  },
};

for (const [spelling, raw] of Object.entries(scheduled))
  test(`P30 an event is the same in every spelling: ${spelling}`, () => {
    const { id, type, atMs, attributes } = historyEvent(raw);
    assert.deepEqual({ id, type, atMs }, { id: 5, type: 'ActivityTaskScheduled', atMs: Date.UTC(2026, 0, 1, 0, 0, 5) });
    assert.deepEqual(JSON.parse(JSON.stringify(attributes)), {
      activityId: '1',
      activityType: 'charge',
      input: [
        {
          metadata: { encoding: JSON.parse(JSON.stringify(Buffer.from('json/plain'))) as unknown },
          data: JSON.parse(JSON.stringify(Buffer.from('{"item":"tea"}'))) as unknown,
        },
      ],
      startToCloseTimeout: 60000,
      retryPolicy: { initialInterval: 500, backoffCoefficient: 2, nonRetryableErrorTypes: ['CardDeclined'] },
    });
  });

test('P30 enums are numbers, failures are read with all that is around them', () => {
  const failed = (retryState: Json, info: Json): Json => ({
    eventId: '7',
    eventType: 'ActivityTaskFailed',
    activityTaskFailedEventAttributes: { scheduledEventId: '5', retryState, failure: info },
  });
  const application = { message: 'no', applicationFailureInfo: { type: 'CardDeclined', nonRetryable: true } };
  const wrapped = {
    message: 'no',
    FailureInfo: { ApplicationFailureInfo: { type: 'CardDeclined', nonRetryable: true } },
  };
  for (const [state, info] of [
    ['RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED', application],
    ['MaximumAttemptsReached', wrapped],
    [4, application],
  ] as const) {
    const event = historyEvent(failed(state, info));
    assert.ok(event.type === 'ActivityTaskFailed');
    assert.equal(event.attributes.retryState, 4);
    assert.deepEqual(event.attributes.failure?.applicationFailureInfo, { type: 'CardDeclined', nonRetryable: true });
  }
});

test('P30 what nobody knows is unknown, and the server says whether it may be passed over', () => {
  const raw = { eventId: '9', eventType: 'EVENT_TYPE_OF_TOMORROW', workerMayIgnore: true };
  assert.equal(historyEvent(raw).type, 'Unknown');
  assert.equal(mayIgnore(historyEvent(raw)), true);
  assert.equal(mayIgnore(historyEvent({ eventId: '9', eventType: 'EVENT_TYPE_OF_TOMORROW' })), false);
  assert.deepEqual(historyEvent(null).attributes, {});
});

function marker(markerName: string, details: Json, failure?: Json) {
  const attributes = { markerName, details, ...(failure !== undefined && { failure }) };
  const event = historyEvent({ eventId: '5', eventType: 'MarkerRecorded', markerRecordedEventAttributes: attributes });
  assert.ok(event.type === 'MarkerRecorded');
  return event;
}

test('P30 markers of patches, today and before 2022', () => {
  const json = [{ metadata: { encoding }, data: base64('{"id":"p","deprecated":true}') }];
  assert.deepEqual(patchMarker(marker('core_patch', { 'patch-data': { payloads: json } })), {
    patchId: 'p',
    isDeprecated: true,
  });
  const plain = (text: string): Json => ({
    payloads: [{ metadata: { encoding: base64('binary/plain') }, data: base64(text) }],
  });
  assert.deepEqual(patchMarker(marker('core_patch', { patch_id: plain('p'), deprecated: plain('\u0000') })), {
    patchId: 'p',
    isDeprecated: false,
  });
  assert.equal(patchMarker(marker('Version', {})), undefined);
});

test('P30 markers of local activities', () => {
  const data = {
    seq: 2,
    attempt: 3,
    activity_id: '2',
    activity_type: 'price',
    complete_time: { seconds: 5, nanos: 500000000 },
  };
  const details = { data: { payloads: [{ metadata: { encoding }, data: base64(JSON.stringify(data)) }] } };
  const { result, failure, ...read } =
    localActivityMarker(marker('core_local_activity', details, { message: 'no' })) ?? {};
  assert.deepEqual(read, {
    seq: 2,
    attempt: 3,
    activityId: '2',
    activityType: 'price',
    completedAtMs: 5500,
    isWhole: false,
  });
  assert.equal(result, undefined);
  assert.equal(failure?.message, 'no');
});
