import assert from 'node:assert/strict';
import test from 'node:test';
import type { Warning } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import { Oddities } from './oddities.ts';
import { temporal } from './temporal/temporal.ts';

const started = { eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED', workflowExecutionStartedEventAttributes: { a: 1 } };
const other = { eventType: 'EVENT_TYPE_TIMER_FIRED', timerFiredEventAttributes: { startedEventId: '1' } };

function warningsOf(events: readonly Json[]): readonly Warning[] {
  const oddities = new Oddities(temporal);
  for (const [i, event] of events.entries()) oddities.note(i + 1, event, temporal.read(event), true);
  return oddities.warnings();
}

const brief = (warnings: readonly Warning[]): readonly (readonly [number, string])[] => warnings.map(({ seq, code }) => [seq, code]);

test('B20 a history that begins in the middle', () => {
  assert.deepEqual(brief(warningsOf([{ ...other, eventId: '7' }])), [[1, 'first-not-start']]);
  assert.deepEqual(brief(warningsOf([{ ...started, eventId: '1' }])), []);
});

test('B21 ids that repeat, are missing or go back, as numbers and as texts', () => {
  for (const idOf of [String, Number]) {
    const events = [1, 2, 2, 5, 4, 5].map((id) => ({ ...(id === 1 ? started : other), eventId: idOf(id) }));
    assert.deepEqual(brief(warningsOf(events)), [[3, 'duplicate-id'], [4, 'missing-id'], [5, 'backward-id']]);
  }
});

test('B21 ids are compared as numbers, not as texts', () => {
  const events = [9, 10, 11].map((id, i) => ({ ...(i === 0 ? started : other), eventId: String(id) }));
  assert.deepEqual(brief(warningsOf(events)), []);
});

test('B21 the missing ids are named', () => {
  const texts = warningsOf([1, 3, 7].map((id) => ({ ...(id === 1 ? started : other), eventId: id }))).map(({ text }) => text);
  assert.deepEqual(texts, ['Event id 2 is missing.', 'Event ids 4 to 6 are missing.']);
});

test('B22 times that run backward, measured against the latest so far', () => {
  const events = [5, 9, 7, 8, 9].map((second, i) => ({ ...(i === 0 ? started : other), eventId: i + 1, eventTime: `2026-11-01T00:00:0${second}Z` }));
  assert.deepEqual(brief(warningsOf(events)), [[3, 'backward-time'], [4, 'backward-time']]);
});

test('B27 half a character, in a text or a key; whole pairs are none', () => {
  const lone = JSON.parse('{"text":"a\\ud83d"}') as Json;
  const key = JSON.parse('{"\\ude00":[1]}') as Json;
  const whole = JSON.parse('{"text":"\\ud83d\\ude00"}') as Json;
  const events = [{ ...started, eventId: 1 }, { ...other, eventId: 2, x: [lone] }, { ...other, eventId: 3, x: key }, { ...other, eventId: 4, x: whole }];
  assert.deepEqual(brief(warningsOf(events)), [[2, 'lone-surrogate'], [3, 'lone-surrogate']]);
});

test('B30 what comes too often is counted after the first two hundred', () => {
  const events = Array.from({ length: 301 }, (_, i) => ({ ...(i === 0 ? started : other), eventId: i + 1, eventTime: i === 0 ? '2026-11-02T00:00:00Z' : '2026-11-01T00:00:00Z' }));
  const warnings = warningsOf(events);
  assert.equal(warnings.length, 200 + 1);
  assert.deepEqual(warnings.at(-1), { seq: 0, code: 'backward-time', text: '100 more of this kind are not listed.' });
});
