// Node logs modelled on reports from people, with variations.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import type { Json, JsonObject } from '../../model/json.ts';
import { applyEffects, emptyState, type RunState } from '../../model/state.ts';
import { nodeOptions } from '../../testing/command-line.ts';
import { fieldCaseState, namedOperation } from '../../testing/field-case.ts';
import { waitedFor } from '../../testing/waited-for.ts';
import { nodelog } from './nodelog.ts';

function fold(...events: readonly Json[]): RunState {
  const state = emptyState();
  for (const [i, event] of events.entries()) {
    const { atMs, explanation } = nodelog.read(event);
    applyEffects(state, i + 1, atMs, explanation.effects);
  }
  return state;
}

const waits = (...events: readonly Json[]): readonly string[] =>
  waitedFor(
    events.map((event) => nodelog.read(event).explanation),
    nodelog,
  );
const a = (state: RunState) => state.operations.get('node:a');
const start = (more: JsonObject = {}): JsonObject => ({ type: 'node_started', node_id: 'a', ...more });
const fail = (more: JsonObject = {}): JsonObject => ({ type: 'node_failed', node_id: 'a', error: 'x', ...more });
const complete = (more: JsonObject = {}): JsonObject => ({ type: 'node_completed', node_id: 'a', ...more });
const failureOf = (event: JsonObject) => a(fold(start(), { type: 'node_failed', node_id: 'a', ...event }))?.failure;
const timeOf = (timestamp: Json): number | null => nodelog.read({ type: 'workflow_started', timestamp }).atMs;

test('G1 nodelog-attempts-from-zero: two attempts, and why the first failed', () => {
  const node = namedOperation(fieldCaseState('nodelog-attempts-from-zero.input.jsonl'), 'a');
  assert.deepEqual([node?.attempts, node?.lastFailure], [2, { message: 'slow down', type: 'RATE_LIMIT' }]);
});

test('G1 attempts are counted from where the writer counts', () => {
  const numbered = (...numbers: readonly number[]) =>
    a(fold(...numbers.flatMap((attempt) => [start({ attempt }), fail({ attempt })])))?.attempts;
  assert.deepEqual(
    [numbered(1), numbered(1, 2), numbered(0), numbered(0, 1), numbered(0, 1, 2), numbered(3)],
    [1, 2, 1, 2, 3, 3],
  );
  assert.equal(
    a(fold(start(), fail({ attempt: 0 }), start(), complete({ attempt: 1 })))?.attempts,
    2,
    'where only its end says the number',
  );
  assert.equal(
    a(fold(start({ retry_count: 0 }), fail(), start({ retry_count: 1 })))?.attempts,
    2,
    'retries are counted from 0',
  );
});

test('G2 a start is another attempt, also where the one before it was cut off; a skip is none', () => {
  assert.deepEqual(
    [
      a(fold(start(), { type: 'workflow_started' }, start(), complete()))?.attempts,
      a(fold(start(), complete(), start(), complete()))?.attempts,
    ],
    [2, 2],
  );
  assert.equal(a(fold(start(), complete(), { type: 'node_skipped', node_id: 'a' }))?.attempts, 1);
  assert.equal(a(fold(start({ attempt: 1 }), start({ attempt: 2 })))?.attempts, 2, 'the number that the writer says');
});

test('G3 nodelog-failure-text: what went wrong, whatever it is called', () => {
  const state = fieldCaseState('nodelog-failure-text.input.jsonl');
  const failures = ['a', 'b', 'c'].map((name) => namedOperation(state, name)?.failure);
  assert.deepEqual(
    [...failures, state.failure],
    [
      { message: 'timeout' },
      { message: 'context lost', type: 'AGENT_CRASH' },
      { message: 'took too long', type: 'Timeout' },
      { message: 'b failed' },
    ],
  );
});

test('G3 failures as texts, objects, lists and fields of their own', () => {
  const spelt: readonly (readonly [JsonObject, { message: string; type?: string }])[] = [
    [{ error: 'x' }, { message: 'x' }],
    [{ data: { errorMessage: 'x', errorType: 'T' } }, { message: 'x', type: 'T' }],
    [{ error: { error: { message: 'x', code: 7 } } }, { message: 'x', type: '7' }],
    [{ error: { error_message: 'x', class: 'T' } }, { message: 'x', type: 'T' }],
    [{ errors: [{ message: 'x', name: 'T' }, 'y'] }, { message: 'x; y', type: 'T' }],
    [
      { error: 'RATE_LIMIT', message: 'slow down' },
      { message: 'slow down', type: 'RATE_LIMIT' },
    ],
    [
      { error_class: 'T', message: 'x' },
      { message: 'x', type: 'T' },
    ],
    [{ error: { code: 'T' } }, { message: '', type: 'T' }],
    [{ error: { status: 503 } }, { message: '{"status":503}' }],
    [
      { 'error.message': 'x', 'error.type': 'T' },
      { message: 'x', type: 'T' },
    ],
    [{ message: 'node_failed', reason: 'x y' }, { message: 'x y' }],
  ];
  for (const [event, failure] of spelt) assert.deepEqual(failureOf(event), failure, JSON.stringify(event));
  assert.deepEqual(failureOf({ exception: { message: 'x', cause: { message: 'y', type: 'T' } } }), {
    message: 'x',
    cause: { message: 'y', type: 'T' },
  });
  assert.equal(failureOf({}), undefined);
});

test('F12 nodelog-loop-input: a result stands beside the input that it belongs to', () => {
  const at = (seq?: number) => namedOperation(fieldCaseState('nodelog-loop-input.input.jsonl', seq), 'draft');
  assert.deepEqual(
    [at(3)?.input, at(4)?.input, at(4)?.result, at()?.input, at()?.result],
    [{ round: 1 }, { round: 2 }, undefined, { round: 2 }, 'v2'],
  );
});

test('F12 a pass after a good end has its own input or none; a retry has the one it was given', () => {
  assert.equal(a(fold(start({ input: 1 }), complete(), start()))?.input, undefined);
  assert.equal(a(fold(start({ input: 1 }), fail(), start()))?.input, 1);
  assert.equal(a(fold(start({ input: 1 }), fail(), start({ input: 2 })))?.input, 2);
  assert.equal(a(fold(start({ input: 1 }), start({ input: 2 })))?.input, 2, 'cut off');
  assert.deepEqual(
    [a(fold({ type: 'node_scheduled', node_id: 'a' }, start({ input: 1 })))].map((node) => [
      node?.input,
      node?.attempts,
      node?.openedAt,
    ]),
    [[1, 1, 1]],
    'scheduled before',
  );
});

test('G5 nodelog-other-closings: ends under other names are ends', () => {
  const state = fieldCaseState('nodelog-other-closings.input.jsonl');
  assert.deepEqual(
    [namedOperation(state, 'Start')?.status, state.status, state.failure?.message],
    ['completed', 'failed', 'quota'],
  );
});

test('G5 the words of other runners', () => {
  const statuses = (...types: readonly (string | JsonObject)[]) => {
    const state = fold(
      ...types.map((type) => (typeof type === 'string' ? { type, step_id: 's' } : { step_id: 's', ...type })),
    );
    return [state.status, [...state.operations.values()].map(({ status }) => status)].flat();
  };
  assert.deepEqual(statuses('run_started', 'step_started', 'step_finished', 'run_finished'), [
    'completed',
    'completed',
  ]);
  assert.deepEqual(
    statuses('RUN_STARTED', 'STEP_STARTED', { type: 'STEP_FAILED', error: 'x' }, { type: 'RUN_ERRORED', error: 'x' }),
    ['failed', 'failed'],
  );
  assert.deepEqual(
    statuses(
      'graph.start',
      'node.start',
      { type: 'node.finish', status: 'error' },
      { type: 'graph.finish', status: 'timeout' },
    ),
    ['timedOut', 'failed'],
  );
  assert.deepEqual(statuses('WorkflowStarted', 'NodeStart', 'NodeEnd', { type: 'WorkflowFinished', success: false }), [
    'failed',
    'completed',
  ]);
  assert.deepEqual(
    statuses({ type: 'task_started', task_id: 't' }, { type: 'task_completed', task_id: 't', status: 'failed' }),
    ['unknown', 'failed'],
  );
  assert.deepEqual(statuses({ event: 'node_finished', type: 'llm', status: 'partial-succeeded' }), [
    'unknown',
    'completed',
  ]);
  assert.deepEqual(statuses('workflow_started', 'workflow_paused'), ['paused']);
  assert.deepEqual(statuses('node_started', { type: 'node_retry', error: 'x' }), ['unknown', 'retrying']);
});

test('G6 a failure that will be retried leaves its node retrying', () => {
  const events = [start(), fail({ will_retry: true })];
  const failed = fold(...events);
  assert.deepEqual([a(failed)?.status, a(failed)?.lastFailure?.message, waits(...events)], ['retrying', 'x', ['a']]);
  const done = a(fold(start(), fail({ data: { willRetry: true } }), start(), complete()));
  assert.deepEqual([done?.status, done?.attempts, done?.failure], ['completed', 2, undefined]);
  assert.equal(a(fold(start(), fail({ will_retry: false })))?.status, 'failed');
});

test('F15 where an end is of a type that nobody knows, nothing is claimed about what the run waits for', () => {
  const wrapped = (...more: readonly JsonObject[]): readonly JsonObject[] => [
    { type: 'workflow_started' },
    start(),
    { type: 'node_wrapped_up', node_id: 'a' },
    ...more,
  ];
  assert.deepEqual([a(fold(...wrapped()))?.unclear, waits(...wrapped())], [true, []]);
  assert.deepEqual(waits(...wrapped({ type: 'node_started', node_id: 'b' })), ['b'], 'what is known is said');
  assert.deepEqual(
    [a(fold(...wrapped(start())))?.unclear, waits(...wrapped(start()))],
    [undefined, ['a']],
    'known again',
  );
  assert.equal(fold({ type: 'workflow_started' }, { type: 'workflow_wound_down' }).unclear, true);
  assert.equal(
    fold({ type: 'workflow_started' }, { type: 'workflow_checkpointed' }, start()).unclear,
    undefined,
    'it evidently goes on',
  );
  assert.equal(a(fold(start(), { type: 'node_finished', node_id: 'a', status: 'weird' }))?.unclear, true);
});

test('F11 nodelog-resumed: a run that goes on has no failure of before', () => {
  const at = (seq?: number) => fieldCaseState('nodelog-resumed.input.jsonl', seq);
  assert.deepEqual(
    [at(4).status, at(4).failure?.message, at(5).status, at(5).failure, at().status, at().result, at().failure],
    ['failed', 'a failed', 'running', undefined, 'completed', 1, undefined],
  );
});

test('F11 whatever the end was, and whatever the run is called to go on with', () => {
  const resumed = (end: JsonObject, type: string): RunState =>
    fold({ type: 'workflow_started', input: 1 }, end, { type });
  for (const type of ['workflow_started', 'workflow_resumed', 'run_restarted']) {
    const { status, input, result, failure, reason } = resumed({ type: 'workflow_cancelled', reason: 'by hand' }, type);
    assert.deepEqual([status, input, result, failure, reason], ['running', 1, undefined, undefined, undefined], type);
    assert.equal(resumed({ type: 'workflow_completed', output: 1 }, type).result, undefined);
  }
});

test('G7 nodelog-times-without-zone: UTC, on every machine', () => {
  for (const TZ of ['Asia/Tokyo', 'America/New_York', 'UTC']) {
    const out = execFileSync(
      process.execPath,
      [
        ...nodeOptions,
        'events',
        join(import.meta.dirname, '../../testing/cases/nodelog-times-without-zone.input.jsonl'),
        '--json',
      ],
      { env: { ...process.env, TZ }, encoding: 'utf8' },
    );
    const times = out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { atMs: number }).atMs);
    assert.deepEqual(
      times.map(Math.floor),
      ['00.123', '01.000', '02.000', '03.000'].map((second) => Date.parse(`2026-01-01T00:00:${second}Z`)),
      TZ,
    );
  }
});

test('G7 times in other forms', () => {
  const whole = Date.UTC(2026, 0, 1, 0, 0, 1);
  for (const text of [
    '2026-01-01T00:00:01Z',
    '2026-01-01 00:00:01',
    '2026/01/01 00:00:01',
    '2026-01-01T01:00:01+0100',
    '2026-01-01 01:00:01+01',
    '20260101T000001Z',
    'Thu, 01 Jan 2026 00:00:01 GMT',
    '2026-01-01 00:00:01 UTC',
  ])
    assert.equal(timeOf(text), whole, text);
  for (const text of ['2026-01-01 00:00:01,250', '2026-01-01T00:00:01.250'])
    assert.equal(timeOf(text), whole + 250, text);
  assert.deepEqual(
    [timeOf('yesterday'), timeOf('01/02/2026'), timeOf(true)],
    [null, null, null],
    'what may mean several is none',
  );
  assert.deepEqual(
    [timeOf(whole / 1000), timeOf(String(whole)), nodelog.read({ type: 'node_started', at_ms: 5 }).atMs],
    [whole, whole, 5],
  );
});

test('G8 of an end that knows both, the time is that of the end', () => {
  const data = { node_id: 'a', created_at: 1_700_000_000, finished_at: 1_700_000_005 };
  assert.equal(
    nodelog.read({ event: 'node_finished', data: { ...data, status: 'succeeded' } }).atMs,
    1_700_000_005_000,
  );
  assert.equal(
    nodelog.read({ event: 'node_started', data: { ...data, started_at: 1_700_000_001 } }).atMs,
    1_700_000_001_000,
  );
});

test('F16 nodes without an id that is known stand alone', () => {
  const state = fold(
    { type: 'node_started', label: 'x' },
    { type: 'node_started', label: 'y' },
    { type: 'node_failed', error: 'z' },
  );
  assert.deepEqual(
    [...state.operations.values()].map(({ key, status, attempts }) => [key, status, attempts]),
    [
      ['node:?1', 'started', 1],
      ['node:?2', 'started', 1],
      ['node:?3', 'failed', 0],
    ],
  );
  assert.deepEqual(
    [...fold({ type: 'node_started', node_id: '?' }, { type: 'node_started' }).operations.keys()],
    ['node:"?"', 'node:?2'],
    'one that is called so is one',
  );
});

test('G9 a node is known by its id, written as text, number or object, or by its name', () => {
  const keyOf = (more: JsonObject): unknown => [...fold({ type: 'node_started', ...more }).operations.keys()][0];
  assert.deepEqual(
    [
      { node_id: 'n' },
      { nodeId: 7 },
      { node: { id: 'n', lang: 't' } },
      { node_key: 'n' },
      { stepName: 'n' },
      { data: { step: 'n' } },
      { details: { node_id: 'n' } },
    ].map(keyOf),
    ['node:n', 'node:7', 'node:n', 'node:n', 'node:n', 'node:n', 'node:n'],
  );
});
