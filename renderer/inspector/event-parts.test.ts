import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventParts } from './event-parts.ts';

test('the attributes of an event are apart from its metadata', () => {
  const parts = eventParts({ eventId: '7', eventType: 'X', timerStartedEventAttributes: { timerId: '1' } });
  assert.deepEqual(parts, {
    main: [['timerId', '1']],
    prefix: ['timerStartedEventAttributes'],
    metadata: { eventId: '7', eventType: 'X' },
  });
});

test('an event of another shape is shown whole', () => {
  assert.deepEqual(eventParts({ a: 1 }), { main: [['a', 1]], prefix: [], metadata: null });
  assert.deepEqual(eventParts({ aEventAttributes: {}, bEventAttributes: {} }).metadata, null);
  assert.deepEqual(eventParts('text'), { main: [], prefix: [], metadata: null });
});
