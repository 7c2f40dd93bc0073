import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../../../model/json.ts';
import { historyEvent, type EventOf } from './history-event.ts';
import { localActivityMarker } from './marker.ts';

const time = { seconds: 1767225605, nanos: 0 };
const whole = {
  seq: 1,
  attempt: 1,
  activity_id: '1',
  activity_type: 'price',
  complete_time: time,
  backoff: null,
  original_schedule_time: time,
};

function isWhole(data: Json): boolean | undefined {
  const payload = { metadata: { encoding: btoa('json/plain') }, data: btoa(JSON.stringify(data)) };
  const event = historyEvent({
    eventId: '5',
    eventType: 'EVENT_TYPE_MARKER_RECORDED',
    markerRecordedEventAttributes: { markerName: 'core_local_activity', details: { data: { payloads: [payload] } } },
  });
  return localActivityMarker(event as EventOf<'MarkerRecorded'>)?.isWhole;
}

// What Temporal's replayer 1.24.0 said of each of them.
test('P170 all fields have to be there, and of their types; times may be null', () => {
  for (const accepted of [
    whole,
    { ...whole, complete_time: null },
    { ...whole, backoff: time },
    { ...whole, original_schedule_time: null },
    { ...whole, more: 1 },
    { ...whole, complete_time: { ...time, more: 1 } },
    { ...whole, attempt: 0 },
  ])
    assert.equal(isWhole(accepted), true, JSON.stringify(accepted));
  const without = (name: string): Json => Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name));
  for (const refused of [
    ...Object.keys(whole).map(without),
    ...['seq', 'attempt', 'activity_id', 'activity_type'].map((name) => ({ ...whole, [name]: null })),
    { ...whole, complete_time: { seconds: 5 } },
    { ...whole, complete_time: { nanos: 5 } },
    { ...whole, complete_time: {} },
    { ...whole, complete_time: '2026-01-01T00:00:05Z' },
    { ...whole, complete_time: { seconds: '1767225605', nanos: 0 } },
    { ...whole, complete_time: { seconds: 5, nanos: 0.5 } },
    { ...whole, backoff: '1s' },
    { ...whole, seq: '1' },
    { ...whole, seq: -1 },
    { ...whole, seq: 1.5 },
    { ...whole, seq: 2 ** 32 },
    { ...whole, activity_id: 1 },
  ])
    assert.equal(isWhole(refused), false, JSON.stringify(refused));
});
