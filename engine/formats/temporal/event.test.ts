import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { readDuration, readTemporalEvent, readTime } from './event.ts';

const whole = Date.UTC(2026, 10, 21, 0, 45, 19);

test('E3 ISO times with no to nine decimals', () => {
  assert.equal(readTime('2026-11-21T00:45:19Z'), whole);
  assert.equal(readTime('2026-11-21T00:45:19.6Z'), whole + 600);
  assert.equal(readTime('2026-11-21T00:45:19.600Z'), whole + 600);
  assert.ok(Math.abs((readTime('2026-11-21T00:45:19.600123456Z') ?? 0) - (whole + 600.123456)) < 0.001);
  assert.equal(readTime('2026-11-21T02:45:19.500+02:00'), whole + 500);
});

test('E3 any time in ms comes back from its ISO text', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e12 }), (ms) => assert.equal(readTime(new Date(ms).toISOString()), ms)),
  );
});

test('E3 nanoseconds as number and as text, protobuf objects with text or numbers', () => {
  assert.equal(readTime(1558126752505445000), 1558126752505445000 / 1e6);
  assert.equal(readTime('1558126752505445000'), 1558126752505445000 / 1e6);
  assert.equal(readTime({ seconds: '1795212847', nanos: 318000000 }), 1795212847318);
  assert.equal(readTime({ seconds: 1795212847 }), 1795212847000);
});

test('E3 what is no time is none', () => {
  for (const none of [
    undefined,
    null,
    '',
    '0',
    0,
    -1,
    true,
    {},
    [],
    'yesterday',
    '2026-13-45T99:99:99Z',
    'zzzz-zz-zzTzz:zz:zzZ',
    '0001-01-01T00:00:00Z',
    Number.NaN,
  ])
    assert.equal(readTime(none), null, JSON.stringify(none));
});

test('E3 durations as text and as protobuf objects; zero is none', () => {
  assert.equal(readDuration('10s'), 10_000);
  assert.equal(readDuration('0.300s'), 300);
  assert.equal(readDuration('315360000s'), 315_360_000_000);
  assert.equal(readDuration({ seconds: '86400' }), 86_400_000);
  assert.equal(readDuration({ seconds: 1, nanos: 5e8 }), 1500);
  assert.equal(readDuration(1_500_000_000), 1500);
  for (const none of ['0s', undefined, null, 'soon', 's', 0, -1, Number.NaN, {}])
    assert.equal(readDuration(none), undefined);
});

test('E4 attributes are found in every place where writers put them', () => {
  const places = [
    { eventId: '5', eventType: 'EVENT_TYPE_TIMER_FIRED', timerFiredEventAttributes: { startedEventId: '4' } },
    { eventId: 5, eventType: 18, Attributes: { TimerFiredEventAttributes: { started_event_id: '4' } } },
    { event_id: 5, event_type: 18, timer_fired_event_attributes: { started_event_id: '4' } },
    { eventId: '5', eventType: 'TimerFired', attributes: { type: 'timerFiredEventAttributes', startedEventId: '4' } },
  ];
  for (const place of places) {
    const event = readTemporalEvent(place);
    assert.deepEqual([event.id, event.type, event.attributes['startedEventId']], ['5', 'TimerFired', '4']);
  }
  assert.equal(
    readTemporalEvent({
      eventId: 4,
      eventType: 'DecisionTaskStarted',
      decisionTaskStartedEventAttributes: { scheduledEventId: 3 },
    }).attributes['scheduledEventId'],
    3,
  );
});

test('E4 names that people gave keep their spelling where field names are turned', () => {
  const { attributes } = readTemporalEvent({
    event_id: 1,
    event_type: 1,
    workflow_execution_started_event_attributes: { memo: { fields: { my_field: { metadata: {} } } } },
  });
  assert.deepEqual(attributes['memo'], { fields: { my_field: { metadata: {} } } });
});

test('E6 an event without a type is called after its attributes', () => {
  assert.equal(readTemporalEvent({ eventId: '1', timerFiredEventAttributes: {} }).type, 'TimerFired');
  assert.equal(readTemporalEvent({ eventId: '1' }).type, 'Unknown');
  for (const odd of [null, 7, 'x', [], [1]]) assert.equal(readTemporalEvent(odd).type, 'Unknown');
});

test('T8 a time without a zone is UTC, and a count is in the unit that makes a date of it', () => {
  const whole = Date.UTC(2026, 0, 1);
  for (const text of ['2026-01-01T00:00:00', '2026-01-01 00:00:00.000', '2026-01-01 00:00:00 +00:00', '2026-01-01'])
    assert.equal(readTime(text), whole, text);
  for (const count of [whole / 1000, whole, whole * 1000, whole * 1e6])
    assert.deepEqual([readTime(count), readTime(String(count))], [whole, whole], String(count));
  assert.equal(readTime('1-1-26'), null);
});

test('E4 labels and groups around an event are found in snake_case too', () => {
  const { envelope } = readTemporalEvent({
    event_id: 5,
    event_type: 17,
    timer_started_event_attributes: {},
    user_metadata: { summary: { metadata: { my_key: 'x' } } },
    event_group_markers: [{ inbound_event: { inbound_event_id: 4 } }],
  });
  assert.deepEqual(envelope['userMetadata'], { summary: { metadata: { my_key: 'x' } } });
  assert.deepEqual(envelope['eventGroupMarkers'], [{ inboundEvent: { inboundEventId: 4 } }]);
});
