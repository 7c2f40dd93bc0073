import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json, JsonObject } from '../../../model/json.ts';
import { plainValue } from '../../../model/shown-payload.ts';
import { applyEffects, emptyState } from '../../../model/state.ts';
import { cadence } from '../../cadence/cadence.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const header = (name: string, value: JsonObject): JsonObject => ({
  header: { fields: { [name]: base64(JSON.stringify(value)) } },
});

function told(markerName: string, details: Json, more: JsonObject = {}) {
  const event = {
    eventId: 9,
    timestamp: 1767225601000000000,
    eventType: 'MarkerRecorded',
    markerRecordedEventAttributes: { markerName, details, decisionTaskCompletedEventId: 4, ...more },
  };
  const { explanation } = cadence.read(event);
  const state = emptyState();
  applyEffects(state, 1, null, explanation.effects);
  const [operation] = [...state.operations.values()].map(
    (one) => plainValue(cadence.decode(one as unknown as Json)) as JsonObject,
  );
  const { kind, name, status, attempts, result, failure } = operation ?? {};
  return {
    kind,
    name,
    status,
    attempts,
    result,
    failure,
    summary: explanation.summary,
    values: Object.fromEntries(state.values),
  };
}

test('K10 a version, as Go and Java have written it', () => {
  const written: readonly (readonly [Json, JsonObject])[] = [
    [base64('"add-check"\n2\n'), {}],
    [base64('2'), header('MutableMarkerHeader', { id: 'add-check', eventId: 9, accessCount: 0 })],
    [base64(JSON.stringify({ id: 'add-check', eventId: 9, data: [...Buffer.from('2')], accessCount: 0 })), {}],
    [{ data: base64('"add-check"\n2\n') }, {}],
  ];
  for (const [details, more] of written) {
    const { kind, name, summary, values } = told('Version', details, more);
    assert.deepEqual(
      { kind, name, summary, values },
      { kind: 'version', name: 'add-check', summary: 'version 2', values: { 'version.add-check': 2 } },
      JSON.stringify(details),
    );
  }
});

test('K10 a version that nobody can read claims nothing', () => {
  for (const details of ['', base64('no version'), base64('"only-the-id"\n'), [1, 2, 3]]) {
    const { kind, values } = told('Version', details);
    assert.deepEqual({ kind, values }, { kind: 'marker', values: {} });
  }
});

test("K11 a side effect's result is its value", () => {
  const { kind, name, result } = told('SideEffect', base64(`7\n"${base64('{"rate":3}\n')}"\n`));
  assert.deepEqual({ kind, name, result }, { kind: 'sideEffect', name: 'side effect 7', result: { rate: 3 } });
  assert.deepEqual(told('SideEffect', base64('{"rate":3}')).result, { rate: 3 }, 'of Java');
  assert.equal(told('SideEffect', base64('"a word"')).result, 'a word', 'of Java');
});

test('K11 a mutable side effect has its id in its name', () => {
  const written: readonly (readonly [Json, JsonObject])[] = [
    [base64(`"rate"\n${JSON.stringify('{"is":3}\n')}\n`), {}],
    [base64('{"is":3}'), header('MutableMarkerHeader', { id: 'rate', eventId: 9, accessCount: 1 })],
    [base64(JSON.stringify({ id: 'rate', eventId: 9, data: [...Buffer.from('{"is":3}')], accessCount: 1 })), {}],
    [base64(JSON.stringify({ id: 'rate', eventId: 9, data: base64('{"is":3}'), accessCount: 1 })), {}],
  ];
  for (const [details, more] of written) {
    const { kind, name, result } = told('MutableSideEffect', details, more);
    assert.deepEqual(
      { kind, name, result },
      { kind: 'sideEffect', name: 'mutable side effect rate', result: { is: 3 } },
      JSON.stringify(details),
    );
  }
});

test('K12 K3 a local activity of Go: result, failure, attempt', () => {
  const good = told('LocalActivity', base64('{"activityId":"0","activityType":"lookup","resultJson":"5\\n"}\n'));
  assert.deepEqual(
    [good.kind, good.name, good.status, good.attempts, good.result],
    ['localActivity', 'lookup', 'completed', 1, 5],
  );
  const bad = told(
    'LocalActivity',
    base64(
      '{"activityId":"1","activityType":"lookup","errReason":"cadenceInternal:Generic","errJson":"host unreachable","attempt":2}\n',
    ),
  );
  assert.deepEqual(
    [bad.status, bad.attempts, bad.failure, bad.summary],
    ['failed', 3, { message: 'host unreachable', type: 'cadenceInternal:Generic' }, 'failed: host unreachable'],
  );
  const cancelled = told(
    'LocalActivity',
    base64('{"activityId":"2","activityType":"lookup","errReason":"cadenceInternal:Canceled"}\n'),
  );
  assert.equal(cancelled.status, 'canceled');
});

test('K12 K3 a local activity of Java: who it is in the header, its result or failure in the details', () => {
  const note = {
    activityId: 'la-1',
    activityType: 'ActivityType(name=Greeter::greet)',
    replayTimeMillis: 7,
    attempt: 1,
    isCancelled: false,
  };
  const good = told('LocalActivity', base64('"hello"'), header('LocalActivityHeader', note));
  assert.deepEqual([good.name, good.status, good.attempts, good.result], ['Greeter::greet', 'completed', 2, 'hello']);
  const bad = told(
    'LocalActivity',
    base64('{"detailMessage":"no greeting","class":"java.io.IOException"}'),
    header('LocalActivityHeader', { ...note, errReason: 'java.io.IOException' }),
  );
  assert.deepEqual([bad.status, bad.failure], ['failed', { message: 'no greeting', type: 'java.io.IOException' }]);
});

test('K12 a local activity whose details are gone or unreadable is one still, with what is left of them', () => {
  for (const details of [null, ''])
    assert.deepEqual(
      [told('LocalActivity', details).kind, told('LocalActivity', details).status],
      ['localActivity', 'completed'],
    );
  const { kind, result, failure } = told('LocalActivity', base64('cut off'));
  assert.deepEqual([kind, result, failure], ['localActivity', 'cut off', undefined]);
});

test('K2 K10 K11 an export that decodes values may leave headers as they were', () => {
  const event = (markerName: string, details: Json, id: string) => ({
    eventId: 9,
    timestamp: '2026-01-01T00:00:00.000Z',
    eventType: 'MarkerRecorded',
    markerName,
    details,
    ...header('MutableMarkerHeader', { id, eventId: 9, accessCount: 0 }),
  });
  const [open, , set] = cadence.read(event('Version', 1, 'cid1')).explanation.effects;
  assert.deepEqual(
    [open?.type === 'open' && open.name, set],
    ['cid1', { type: 'set', name: 'version.cid1', value: 1 }],
  );
  const [side] = cadence.read(event('MutableSideEffect', { is: 3 }, 'rate')).explanation.effects;
  assert.equal(side?.type === 'open' && side.name, 'mutable side effect rate');
});

test('K11 a marker of a name of its own has its value', () => {
  const { kind, name, result } = told('audit', base64('"by ann"\n'));
  assert.deepEqual([kind, name, result], ['marker', 'audit', 'by ann']);
});
