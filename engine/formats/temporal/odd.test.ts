import assert from 'node:assert/strict';
import test from 'node:test';
import type { WarningCode } from '../../model/event.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { ownHistory, textOf } from '../../testing/corpus.ts';
import { temporal } from './temporal.ts';

const codes = (event: Json): readonly WarningCode[] => temporal.read(event).odd.map(({ code }) => code);
const sound = {
  eventId: '12',
  eventTime: '2026-11-01T00:00:00Z',
  eventType: 'EVENT_TYPE_ACTIVITY_TASK_FAILED',
  activityTaskFailedEventAttributes: {
    scheduledEventId: '5',
    startedEventId: '11',
    failure: { message: 'x' },
    retryState: 'RETRY_STATE_TIMEOUT',
  },
};
const withFields = (fields: JsonObject): Json => ({
  ...sound,
  activityTaskFailedEventAttributes: { ...sound.activityTaskFailedEventAttributes, ...fields },
});

test('B20 a sound event has nothing odd about it', () => {
  assert.deepEqual(codes(sound), []);
  const { events } = JSON.parse(textOf(ownHistory('family.json'))) as { events: readonly Json[] };
  assert.deepEqual(events.flatMap(codes), []);
});

test('B21 an id that is missing or no number', () => {
  const { eventId: _, ...without } = sound;
  assert.deepEqual(codes(without), ['missing-id']);
  assert.deepEqual(codes({ ...sound, eventId: 'abc' }), ['odd-shape']);
  assert.deepEqual(codes({ ...sound, eventId: 12 }), []);
});

test('B22 a time that cannot be read is warned of, one that is not there is not', () => {
  assert.deepEqual(codes({ ...sound, eventTime: 'yesterday' }), ['odd-shape']);
  assert.deepEqual(codes({ ...sound, eventTime: { secs: 1 } }), ['odd-shape']);
  assert.deepEqual(codes({ ...sound, eventTime: null }), []);
  assert.deepEqual(codes({ ...sound, eventTime: '' }), []);
});

test('B23 an unknown type', () => {
  for (const eventType of ['EVENT_TYPE_NEXT_YEAR', 'UnknownEvent', 61, '__proto__'])
    assert.deepEqual(codes({ eventId: '1', eventType }), ['unknown-type'], String(eventType));
});

test('B24 an unknown value of a known enum', () => {
  assert.deepEqual(codes(withFields({ retryState: 'RETRY_STATE_NEXT_YEAR' })), ['unknown-value']);
  assert.deepEqual(codes(withFields({ retryState: { a: 1 } })), ['unknown-value']);
  for (const retryState of [
    'RETRY_STATE_UNSPECIFIED',
    'Unspecified',
    'MaximumAttemptsReached',
    'NonRetryableFailure',
    3,
    null,
  ])
    assert.deepEqual(codes(withFields({ retryState })), [], String(retryState));
});

test('B25 attributes that are missing or of another shape', () => {
  const bare = { eventId: '12', eventTime: '2026-11-01T00:00:00Z', eventType: 'EVENT_TYPE_ACTIVITY_TASK_FAILED' };
  for (const attributes of [undefined, 'text', 7, [], {}, null])
    assert.ok(
      codes({ ...bare, activityTaskFailedEventAttributes: attributes as Json }).includes('odd-shape'),
      JSON.stringify(attributes),
    );
  assert.deepEqual(codes(withFields({ scheduledEventId: null })), ['odd-shape'], 'an answer to nothing');
});

test('B26 invalid base64', () => {
  const payload = (data: Json, encoding = 'anNvbi9wbGFpbg=='): Json => ({
    payloads: [{ metadata: { encoding }, data }],
  });
  assert.deepEqual(codes(withFields({ result: payload('***') })), ['bad-base64']);
  assert.deepEqual(
    codes(withFields({ failure: { message: 'x', cause: { applicationFailureInfo: { details: payload('a') } } } })),
    ['bad-base64'],
  );
  for (const good of [payload('YQ=='), payload({ decoded: 1 }), payload('words, decoded', 'json/plain'), payload(null)])
    assert.deepEqual(codes(withFields({ result: good })), []);
});
