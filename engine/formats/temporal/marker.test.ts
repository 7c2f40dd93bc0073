import assert from 'node:assert/strict';
import test from 'node:test';
import type { Effect } from '../../model/effect.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { applyEffects, emptyState, type Operation } from '../../model/state.ts';
import { temporal } from './temporal.ts';

const payload = (value: Json): Json => ({
  metadata: { encoding: 'anNvbi9wbGFpbg==' },
  data: Buffer.from(JSON.stringify(value)).toString('base64'),
});
const payloads = (value: Json): Json => ({ payloads: [payload(value)] });

function marker(markerName: string, details: JsonObject, more: JsonObject = {}, id = '9'): Json {
  return {
    eventId: id,
    eventTime: '2026-11-01T00:00:00Z',
    eventType: 'EVENT_TYPE_MARKER_RECORDED',
    markerRecordedEventAttributes: { markerName, details, ...more },
  };
}

const effectsOf = (event: Json): readonly Effect[] => temporal.read(event).explanation.effects;

/** The values that are set, and the operation that a sequence of markers makes. */
function told(...events: readonly Json[]): { values: Record<string, Json>; operations: readonly Operation[] } {
  const state = emptyState();
  for (const [i, event] of events.entries()) applyEffects(state, i + 1, null, effectsOf(event));
  return { values: Object.fromEntries(state.values), operations: [...state.operations.values()] };
}

test('E5 a patch of core-based SDKs sets its version, in both recorded shapes', () => {
  const shapes: readonly (readonly [JsonObject, string])[] = [
    [{ 'patch-data': payloads({ id: 'my-change', deprecated: false }) }, 'patched'],
    [{ 'patch-data': payloads({ id: 'my-change', deprecated: true }) }, 'deprecated'],
    [
      {
        patch_id: {
          payloads: [{ metadata: { encoding: 'YmluYXJ5L3BsYWlu' }, data: Buffer.from('my-change').toString('base64') }],
        },
      },
      'patched',
    ],
  ];
  for (const [details, value] of shapes) {
    const { values, operations } = told(marker('core_patch', details));
    assert.deepEqual(values, { 'version.my-change': value });
    assert.deepEqual(
      operations.map(({ kind, name, status }) => [kind, name, status]),
      [['version', 'my-change', 'completed']],
    );
  }
});

test('E5 versions of Go and Java', () => {
  assert.deepEqual(told(marker('Version', { 'change-id': payloads('c'), version: payloads(-1) })).values, {
    'version.c': -1,
  });
  assert.deepEqual(told(marker('Version', { changeId: payloads('c'), version: payloads(3) })).values, {
    'version.c': 3,
  });
  assert.equal(
    temporal.read(marker('Version', { changeId: payloads('c'), version: payloads(3) })).explanation.summary,
    'version 3',
  );
});

test('E5 side effects', () => {
  assert.equal(
    told(marker('SideEffect', { 'side-effect-id': payloads(1), data: payloads('x') })).operations[0]?.name,
    'side effect 1',
  );
  assert.equal(told(marker('SideEffect', { data: payloads('x') })).operations[0]?.name, 'side effect');
  assert.equal(
    told(marker('MutableSideEffect', { 'side-effect-id': payloads('limit_14'), data: payloads(1) })).operations[0]
      ?.name,
    'mutable side effect limit_14',
  );
});

test('E5 a local activity of each SDK', () => {
  const core = {
    data: payloads({ seq: 1, attempt: 1, activity_id: '1', activity_type: 'greet' }),
    result: payloads('hi'),
  };
  const go = { data: payloads({ ActivityID: '1', ActivityType: 'greet', Attempt: 1 }), result: payloads('hi') };
  const java = {
    activityId: payloads('x-1'),
    type: payloads('greet'),
    meta: payloads({ atpt: 1 }),
    result: payloads('hi'),
  };
  for (const [name, details] of [
    ['core_local_activity', core],
    ['LocalActivity', go],
    ['LocalActivity', java],
  ] as const) {
    const [operation, ...more] = told(marker(name, details)).operations;
    assert.deepEqual(
      [operation?.kind, operation?.name, operation?.status, operation?.attempts, more.length],
      ['localActivity', 'greet', 'completed', 1, 0],
    );
  }
});

test('E5 the turns of a retried local activity are one operation', () => {
  const turn = (id: string, attempt: number, backoff: Json): Json =>
    marker(
      'core_local_activity',
      {
        data: payloads({
          seq: attempt,
          attempt,
          activity_id: String(attempt),
          activity_type: 'flaky',
          original_schedule_time: { seconds: 100, nanos: 7 },
          backoff,
        }),
      },
      attempt < 3 ? { failure: { message: 'no' } } : {},
      id,
    );
  const { operations } = told(turn('5', 1, { seconds: 1 }), turn('9', 2, { seconds: 2 }), turn('14', 3, null));
  assert.deepEqual(
    operations.map(({ status, attempts, openedAt, closedAt }) => [status, attempts, openedAt, closedAt]),
    [['completed', 3, 1, 3]],
  );
});

test('E5 a failed local activity keeps its failure', () => {
  const [operation] = told(
    marker(
      'core_local_activity',
      { data: payloads({ attempt: 2, activity_type: 'a' }) },
      { failure: { message: 'printer jam' } },
    ),
  ).operations;
  assert.deepEqual([operation?.status, operation?.failure?.message, operation?.attempts], ['failed', 'printer jam', 2]);
});

test('E6 a marker of somebody else stays plain; one without anything is a marker still', () => {
  assert.deepEqual(
    told(marker('my-sdk/thing', { x: payloads(1) })).operations.map(({ kind, name }) => [kind, name]),
    [['marker', 'my-sdk/thing']],
  );
  const bare: Json = { eventId: '3', eventType: 'EVENT_TYPE_MARKER_RECORDED' };
  assert.deepEqual(
    told(bare).operations.map(({ kind, name }) => [kind, name]),
    [['marker', 'marker']],
  );
});
