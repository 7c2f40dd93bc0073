import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json, JsonObject } from '../../../model/json.ts';
import { applyEffects, emptyState } from '../../../model/state.ts';
import { cadence } from '../../cadence/cadence.ts';
import { Disclosure } from '../../../bundles/disclosure.ts';
import { Pseudonyms } from '../../../bundles/pseudonym.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const rewritten = (event: Json, names = false): Json =>
  JSON.parse(
    JSON.stringify(
      cadence.replaceValues(event, new Disclosure({ pseudonyms: new Pseudonyms(new Uint8Array(32).fill(7)), names })),
    ),
  ) as Json;
const shown = (event: Json): string =>
  JSON.stringify([cadence.decode(event), cadence.decode(cadence.read(event).explanation.effects)]);
const event = (type: string, attributes: JsonObject): JsonObject => ({
  eventId: 9,
  timestamp: 1767225600000000000,
  eventType: `${type.charAt(0).toUpperCase()}${type.slice(1)}`,
  [`${type}EventAttributes`]: attributes,
});
const secret = /secret/i;

/** Everything in an event except its values. */
function shape(written: Json): Json {
  const state = emptyState();
  applyEffects(state, 1, null, cadence.read(written).explanation.effects);
  return [...state.operations.values()].map(({ key, kind, status, attempts }) => [key, kind, status, attempts]);
}

const header = (name: string, note: JsonObject): JsonObject => ({ fields: { [name]: base64(JSON.stringify(note)) } });
const events: readonly JsonObject[] = [
  event('activityTaskScheduled', {
    activityId: '0',
    activityType: { name: 'charge' },
    input: base64('"my secret"\n{"secret key": "secret 1"}\n'),
  }),
  event('activityTaskScheduled', {
    activityId: '0',
    input: [...Buffer.from('"my secret"')],
    header: { fields: { trace: base64('"secret trace"') } },
  }),
  event('activityTaskScheduled', { activityId: '0', input: { data: base64('"my secret"') } }),
  event('activityTaskFailed', {
    scheduledEventId: 5,
    reason: 'cadenceInternal:Generic',
    details: base64('the secret failed'),
  }),
  event('activityTaskFailed', {
    scheduledEventId: 5,
    failure: { reason: 'the secret reason', details: base64('the secret failed') },
  }),
  event('activityTaskStarted', {
    scheduledEventId: 5,
    attempt: 1,
    lastFailureReason: 'secret word',
    lastFailureDetails: 'the secret failed',
  }),
  event('workflowExecutionStarted', {
    workflowType: { name: 'w' },
    memo: { fields: { note: base64('"secret note"') } },
    searchAttributes: { indexedFields: { Mark: base64('["secret mark"]'), CadenceChangeVersion: base64('["c-1"]') } },
  }),
  event('markerRecorded', { markerName: 'SideEffect', details: base64(`7\n"${base64('"the secret rate"\n')}"\n`) }),
  event('markerRecorded', {
    markerName: 'MutableSideEffect',
    details: base64(`"rate"\n${JSON.stringify('"the secret rate"\n')}\n`),
  }),
  event('markerRecorded', {
    markerName: 'MutableSideEffect',
    details: base64(
      JSON.stringify({ id: 'rate', eventId: 9, data: [...Buffer.from('"the secret rate"')], accessCount: 1 }),
    ),
  }),
  event('markerRecorded', {
    markerName: 'MutableSideEffect',
    details: base64('"the secret rate"'),
    header: header('MutableMarkerHeader', { id: 'rate', eventId: 9, accessCount: 1 }),
  }),
  event('markerRecorded', {
    markerName: 'LocalActivity',
    details: base64('{"activityId":"0","activityType":"lookup","resultJson":"\\"secret 5\\"\\n","attempt":1}\n'),
  }),
  event('markerRecorded', {
    markerName: 'LocalActivity',
    details: base64(
      '{"activityId":"0","activityType":"lookup","errReason":"cadenceInternal:Generic","errJson":"secret host"}\n',
    ),
  }),
  event('markerRecorded', {
    markerName: 'LocalActivity',
    details: base64('"secret hello"'),
    header: header('LocalActivityHeader', { activityId: 'a', activityType: 'lookup', attempt: 1 }),
  }),
  event('markerRecorded', { markerName: 'audit', details: base64('by secret ann') }),
  {
    eventId: 9,
    timestamp: '2026-01-01T00:00:00Z',
    eventType: 'ActivityTaskFailed',
    scheduledEventId: 5,
    reason: 'Declined',
    details: 'the secret failed',
  },
  {
    eventId: 9,
    timestamp: '2026-01-01T00:00:00Z',
    eventType: 'ActivityTaskScheduled',
    activityType: { name: 'charge' },
    input: ['my secret', 3],
  },
];

test('K19 X13 no value is left, in whatever spelling; the event means what it meant', () => {
  for (const before of events) {
    const after = rewritten(before);
    assert.match(shown(before), secret);
    assert.doesNotMatch(shown(after) + JSON.stringify(after), secret, JSON.stringify(before));
    assert.deepEqual(shape(after), shape(before));
  }
});

test('K19 versions stay, and what the client and the server write for themselves', () => {
  for (const before of [
    event('markerRecorded', { markerName: 'Version', details: base64('"add-check"\n2\n') }),
    event('upsertWorkflowSearchAttributes', {
      searchAttributes: { indexedFields: { CadenceChangeVersion: base64('["c-1"]') } },
    }),
  ])
    assert.deepEqual(rewritten(before), before);
});

test('K19 names where that is asked for', () => {
  const before = event('markerRecorded', {
    markerName: 'LocalActivity',
    details: base64('{"activityId":"0","activityType":"lookup"}\n'),
  });
  assert.match(shown(rewritten(before)), /lookup/);
  assert.doesNotMatch(shown(rewritten(before, true)), /lookup/);
});

test('K19 the spelling of bytes stays', () => {
  const input = (event: Json): Json =>
    ((event as JsonObject)['activityTaskScheduledEventAttributes'] as JsonObject)['input'] ?? null;
  assert.match(JSON.stringify(input(rewritten(events[0]!))), /^"[A-Za-z0-9+/]+=*"$/);
  assert.ok(Array.isArray(input(rewritten(events[1]!))));
  assert.deepEqual(Object.keys(input(rewritten(events[2]!)) as JsonObject), ['data']);
});
