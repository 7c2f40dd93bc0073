import assert from 'node:assert/strict';
import test from 'node:test';
import type { Warning } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import { collections, unpackedFile } from '../testing/corpus.ts';
import { parseEvent, readHistories } from '../sources/json/history-file.ts';
import { Oddities } from './oddities.ts';
import { temporal } from './temporal/temporal.ts';

const started = {
  eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED',
  workflowExecutionStartedEventAttributes: { a: 1 },
};
const command = { eventType: 'EVENT_TYPE_TIMER_STARTED', timerStartedEventAttributes: { timerId: '1' } };
const other = { eventType: 'EVENT_TYPE_TIMER_FIRED', timerFiredEventAttributes: { startedEventId: '1' } };

function warningsOf(events: readonly Json[]): readonly Warning[] {
  const oddities = new Oddities(temporal);
  for (const [i, event] of events.entries()) oddities.note(i + 1, event, temporal.read(event), true);
  return oddities.warnings();
}

const brief = (warnings: readonly Warning[]): readonly (readonly [number, string])[] =>
  warnings.map(({ seq, code }) => [seq, code]);

test('B20 a history that begins in the middle', () => {
  assert.deepEqual(brief(warningsOf([{ ...other, eventId: '7' }])), [[1, 'first-not-start']]);
  assert.deepEqual(brief(warningsOf([{ ...started, eventId: '1' }])), []);
});

test('B21 ids that repeat, are missing or go back, as numbers and as texts', () => {
  for (const idOf of [String, Number]) {
    const events = [1, 2, 2, 5, 4, 5].map((id) => ({ ...(id === 1 ? started : other), eventId: idOf(id) }));
    assert.deepEqual(brief(warningsOf(events)), [
      [3, 'duplicate-id'],
      [4, 'missing-id'],
      [5, 'backward-id'],
    ]);
  }
});

test('B21 ids are compared as numbers, not as texts', () => {
  const events = [9, 10, 11].map((id, i) => ({ ...(i === 0 ? started : other), eventId: String(id) }));
  assert.deepEqual(brief(warningsOf(events)), []);
});

test('B21 the missing ids are named', () => {
  const texts = warningsOf([1, 3, 7].map((id) => ({ ...(id === 1 ? started : other), eventId: id }))).map(
    ({ text }) => text,
  );
  assert.deepEqual(
    texts.map((text) => text.slice(0, text.indexOf(':'))),
    ['Event id 2 is missing', 'Event ids 4 to 6 are missing'],
  );
});

test('B22 times that run backward, measured against the latest so far', () => {
  const events = [5, 9, 7, 8, 9].map((second, i) => ({
    ...(i === 0 ? started : command),
    eventId: i + 1,
    eventTime: `2026-11-01T00:00:0${second}Z`,
  }));
  assert.deepEqual(brief(warningsOf(events)), [
    [3, 'backward-time'],
    [4, 'backward-time'],
  ]);
});

/** `at`: seconds after the start, in file order. */
function timed(...events: readonly (readonly [type: string, at: number, scheduled?: string])[]): readonly Json[] {
  return events.map(([type, at, scheduledEventId], i) => {
    const camel = type.toLowerCase().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return {
      eventId: i + 1,
      eventTime: new Date(Date.UTC(2026, 10, 1) + at * 1000).toISOString(),
      eventType: `EVENT_TYPE_${type}`,
      [`${camel}EventAttributes`]: { scheduledEventId: scheduledEventId ?? '1', startedEventId: '2' },
    };
  });
}

test('B31 what every healthy server records late is no warning', () => {
  const activity = timed(
    ['WORKFLOW_EXECUTION_STARTED', 0],
    ['ACTIVITY_TASK_SCHEDULED', 1],
    ['TIMER_STARTED', 9],
    ['ACTIVITY_TASK_STARTED', 2, '2'],
    ['ACTIVITY_TASK_COMPLETED', 10, '2'],
  );
  const buffered = timed(
    ['WORKFLOW_EXECUTION_STARTED', 0],
    ['WORKFLOW_TASK_SCHEDULED', 0],
    ['WORKFLOW_TASK_STARTED', 1],
    ['WORKFLOW_TASK_COMPLETED', 5],
    ['WORKFLOW_EXECUTION_SIGNALED', 3],
    ['WORKFLOW_EXECUTION_PAUSED', 4],
  );
  const toTheSecond = timed(
    ['WORKFLOW_EXECUTION_STARTED', 0.3],
    ['NEXUS_OPERATION_SCHEDULED', 1.7],
    ['NEXUS_OPERATION_STARTED', 1, '2'],
  );
  for (const events of [activity, buffered, toTheSecond]) assert.deepEqual(brief(warningsOf(events)), []);
});

test('B31 what happened before its own opening, or before the run, is one', () => {
  const early = timed(
    ['WORKFLOW_EXECUTION_STARTED', 1],
    ['ACTIVITY_TASK_SCHEDULED', 5],
    ['ACTIVITY_TASK_STARTED', 4.5, '2'],
    ['WORKFLOW_EXECUTION_SIGNALED', 0.5],
  );
  assert.deepEqual(brief(warningsOf(early)), [
    [3, 'backward-time'],
    [4, 'backward-time'],
  ]);
  const clock = timed(
    ['WORKFLOW_EXECUTION_STARTED', 0],
    ['WORKFLOW_TASK_SCHEDULED', 5],
    ['WORKFLOW_TASK_STARTED', 4.5, '2'],
  );
  assert.deepEqual(brief(warningsOf(clock)), [[3, 'backward-time']], 'a workflow task is recorded at once');
});

test('B31 a run of the recorded servers carries the warnings that its file deserves', () => {
  for (const { files } of collections().filter(({ name }) => name === 'histories' || name === 'temporal-devserver')) {
    for (const { name, path } of files.filter((file) => file.events < 5000)) {
      const codes = readHistories(unpackedFile(path), false).flatMap(({ dialect, events, bytes, envelope }) => {
        const oddities = new Oddities(dialect);
        for (const [i, event] of events.entries()) {
          const raw = parseEvent(bytes, event);
          oddities.note(i + 1, raw, dialect.read(raw), true);
        }
        return [...envelope.warnings, ...oddities.warnings()].map(({ code }) => code);
      });
      assert.deepEqual(codes, deserved.find(([part]) => name.includes(part))?.[1] ?? [], name);
    }
  }
});

/** Files that are one page of a history. */
const deserved: readonly (readonly [string, readonly string[]])[] = [['long-route-5k__14ab0f0e.http', ['more-pages']]];

test('B32 each warning says what it means for the reader', () => {
  const events = [
    { ...other, eventId: 3, eventTime: '2026-11-01T00:00:02Z' },
    { ...command, eventId: 3, eventTime: '2026-11-01T00:00:01Z' },
    { eventType: 'SomethingNew', eventId: 9 },
    { ...command, eventId: 4 },
  ];
  for (const { code, text } of warningsOf(events)) assert.match(text, /: .{10,}|nor in the state/, code);
});

test('B27 half a character, in a text or a key; whole pairs are none', () => {
  const lone = JSON.parse('{"text":"a\\ud83d"}') as Json;
  const key = JSON.parse('{"\\ude00":[1]}') as Json;
  const whole = JSON.parse('{"text":"\\ud83d\\ude00"}') as Json;
  const events = [
    { ...started, eventId: 1 },
    { ...other, eventId: 2, x: [lone] },
    { ...other, eventId: 3, x: key },
    { ...other, eventId: 4, x: whole },
  ];
  assert.deepEqual(brief(warningsOf(events)), [
    [2, 'lone-surrogate'],
    [3, 'lone-surrogate'],
  ]);
});

test('B30 B34 what comes too often is counted after the first two hundred', () => {
  const events = Array.from({ length: 301 }, (_, i) => ({
    ...(i === 0 ? started : other),
    eventId: i + 1,
    eventTime: i === 0 ? '2026-11-02T00:00:00Z' : '2026-11-01T00:00:00Z',
  }));
  const warnings = warningsOf(events);
  assert.equal(warnings.length, 200 + 1);
  assert.deepEqual(warnings.at(-1), { seq: 0, code: 'backward-time', text: '100 more of this kind are not listed.' });
});
