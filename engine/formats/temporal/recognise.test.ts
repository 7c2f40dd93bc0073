import assert from 'node:assert/strict';
import test from 'node:test';
import { RetraceError } from '../../model/errors.ts';
import type { JsonObject } from '../../model/json.ts';
import { ownCase } from '../../testing/corpus.ts';
import { readAlike, readHistories } from '../../sources/json/history-file.ts';
import { isTemporalEvent } from './recognise.ts';

test('I15 an event of Temporal or Cadence names one of their types, in any spelling', () => {
  const events: readonly JsonObject[] = [
    { eventId: '1', eventType: 'EVENT_TYPE_TIMER_FIRED' },
    { eventId: 1, eventType: 'DecisionTaskStarted' },
    { eventId: '7', eventType: 18 },
    { eventId: { low: 7, high: 0, unsigned: false }, eventType: 18 },
    { eventType: 'TimerFired' },
    { event_id: '1', event_type: 'EVENT_TYPE_TIMER_FIRED' },
    { eventId: '3', timerFiredEventAttributes: {} },
  ];
  for (const event of events) assert.ok(isTemporalEvent(event), JSON.stringify(event));
});

test('I15 ids and types of other things are not enough', () => {
  const events: readonly JsonObject[] = [
    { eventId: 'e1', eventType: 'page_view' },
    { eventId: '1', eventType: 'EVENT_TYPE_OF_NEXT_YEAR' },
    { eventId: '550e8400-e29b-41d4-a716-446655440000', eventType: 3 },
    { eventId: '1', eventType: 6000 },
    { eventType: 3 },
    { eventId: '1', attributes: {} },
    { eventId: '1', customEventAttributes: {} },
    { eventId: '1', eventType: {} },
    { eventId: '1', eventType: null },
  ];
  for (const event of events) assert.ok(!isTemporalEvent(event), JSON.stringify(event));
});

const views = (count: number): JsonObject[] =>
  Array.from({ length: count }, (_, i) => ({ eventId: `e${i}`, eventType: 'page_view' }));

test('I15 B4 a file of other events is no history, whichever way it is read', () => {
  for (const text of [
    ownCase('not-a-history-taken.input.json'),
    JSON.stringify(views(100)),
    JSON.stringify({ events: views(3) }),
    views(3)
      .map((view) => JSON.stringify(view))
      .join('\n'),
  ]) {
    assert.equal(readAlike(Buffer.from(text)), undefined);
    assert.throws(
      () => readHistories(Buffer.from(text), false),
      (error) => error instanceof RetraceError && error.code === 'not-a-history',
    );
  }
});

test('I15 B23 one known type anywhere makes it a history of unknown types', () => {
  const [history] = readHistories(
    Buffer.from(JSON.stringify([...views(50), { eventId: '51', eventType: 'TimerFired' }])),
    false,
  );
  assert.deepEqual([history?.dialect.id, history?.events.length], ['temporal', 51]);
});
