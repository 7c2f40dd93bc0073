import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import test from 'node:test';
import type { Json, JsonObject } from '../../model/json.ts';
import { applyEffects, emptyState, type RunState } from '../../model/state.ts';
import { ownHistory, sharedFiles } from '../../testing/corpus.ts';
import { fuzz } from '../../testing/fuzzed.ts';
import { importText, onlyRun, openEngine } from '../../testing/library.ts';
import { assertSame, assertSameAsItself, exportedBytes } from '../../testing/opened-run.ts';
import { recognise } from '../dialects.ts';
import { derecho } from './derecho.ts';

/** The log of a workflow that records a value, runs an activity, sleeps for a long time and is asked to stop. */
const log: readonly JsonObject[] = [
  {
    args: 'eyJza3UiOiJBMSJ9',
    id: 1,
    started_at: '2025-03-01T09:00:00Z',
    type: 'workflow_started',
    workflow_type: 'order',
  },
  { id: 2, type: 'workflow_task_scheduled' },
  {
    id: 3,
    scheduled_by_id: 2,
    started_at: '2025-03-01T09:00:01.000000001+02:00',
    type: 'workflow_task_started',
    worker_id: 'w1',
  },
  { id: 4, result: 'Im9yZC03Ig==', type: 'side_effect_recorded' },
  {
    id: 5,
    input: null,
    name: 'charge',
    retry_policy: { max_attempts: 3 },
    scheduled_at: '0001-01-01T00:00:00Z',
    type: 'activity_scheduled',
  },
  {
    id: 6,
    parent_close_policy: 1,
    parent_run_id: 'r1',
    parent_workflow_id: 'order-1',
    type: 'child_workflow_scheduled',
    workflow_id: 'item-7',
    workflow_type: 'item',
    input: 'Nw==',
  },
  { id: 7, payload: 'ImdvIg==', signal_name: 'wake', target_workflow_id: 'other-1', type: 'signal_external_scheduled' },
  { id: 8, scheduled_by_id: 2, type: 'workflow_task_completed' },
  {
    id: 9,
    scheduled_by_id: 5,
    error: { kind: 'timeout', message: 'activity timeout: heartbeat' },
    type: 'activity_failed',
  },
  {
    id: 10,
    scheduled_by_id: 6,
    child_run_id: 'c9',
    child_workflow_id: 'item-7',
    error: null,
    type: 'child_workflow_failed',
  },
];

function stateOf(events: readonly Json[]): RunState {
  const state = emptyState();
  for (const [i, event] of events.entries()) {
    const { atMs, explanation } = derecho.read(event);
    applyEffects(state, i + 1, atMs, explanation.effects);
  }
  return state;
}

test('F35 each of the 23 types means what the engine did, values decoded', () => {
  const state = stateOf(log);
  assert.deepEqual(
    [...state.operations.values()].map(({ kind, name, status }) => `${kind} ${name} ${status}`),
    [
      'workflowTask workflow task completed',
      'sideEffect side effect completed',
      'activity charge timedOut',
      'childWorkflow item canceled',
      'signalExternal wake completed',
    ],
  );
  assert.deepEqual(derecho.decode(state.input ?? null), { sku: 'A1' });
  assert.deepEqual(derecho.decode(log[0]!), { ...log[0], args: { sku: 'A1' } });
  assert.equal(derecho.read(log[2]!).atMs, Date.parse('2025-03-01T07:00:01Z') + 1e-6);
  assert.equal(derecho.read(log[4]!).atMs, null, "Go's zero time is none");
});

test('F35 a run ends as the engine reads it', () => {
  const ends: readonly (readonly [JsonObject, string])[] = [
    [{ type: 'workflow_completed', result: null }, 'completed'],
    [{ type: 'workflow_failed', error: { kind: 'application', message: 'no stock' } }, 'failed'],
    [{ type: 'workflow_failed', error: null }, 'failed'],
    [{ type: 'workflow_failed', error: { kind: 'cancelled', message: 'parent workflow terminated' } }, 'terminated'],
    [{ type: 'workflow_cancelled' }, 'canceled'],
    [
      {
        type: 'workflow_cancelled',
        forced: true,
        remaining_fibers: 2,
        error: { kind: 'cancel_timeout', message: 'x' },
      },
      'canceled',
    ],
    [{ type: 'workflow_continued_as_new', new_input: 'Mg==' }, 'continuedAsNew'],
  ];
  for (const [end, status] of ends) assert.equal(stateOf([...log, { id: 11, ...end }]).status, status);
});

test('F35 the logs of the engine end as it said', async (context) => {
  const ends: Readonly<Record<string, string>> = {
    order__o_declined: 'failed',
    poller__p_0__cf96fbc3: 'continuedAsNew',
    poller__p_0__f977e501: 'running',
    waiter: 'canceled',
  };
  for (const path of sharedFiles('derecho/*.json')) {
    const engine = openEngine(context);
    const run = onlyRun(await importText(engine, readFileSync(path)));
    const name = basename(path).replaceAll('-', '_');
    assert.equal(run.status, Object.entries(ends).find(([part]) => name.startsWith(part))?.[1] ?? 'completed', name);
    assert.deepEqual([run.dialect, run.warnings], ['derecho', 0]);
    await assertSameAsItself(engine, run);
  }
});

test('F36 durations keep their nanoseconds, however long they are', async (context) => {
  const timer = '{"duration":9223372036854775807,"fire_at":"2317-01-01T00:00:00Z","id":2,"type":"timer_scheduled"}';
  const text = `[{"args":null,"id":1,"started_at":"2025-03-01T09:00:00Z","type":"workflow_started","workflow_type":"w"},${timer}]`;
  const engine = openEngine(context);
  const run = onlyRun(await importText(engine, text));
  assert.equal(String(await exportedBytes(engine, run)), text);
  const detail = await (await engine.reader(run.runId)).operation('timer:2');
  assert.match(JSON.stringify(detail), /9223372036854775807/);
  const other = onlyRun(await importText(engine, text.replace('775807', '775806')));
  const { comparison } = await engine.compareRuns({ left: run.runId, right: other.runId, ignore: [] });
  assert.ok(!comparison.same);
});

test('F37 keys that Derecho does not know are kept; what is said by them is bookkeeping, or is compared', async (context) => {
  const plain = ownHistory('derecho-order.json');
  const events = JSON.parse(Buffer.from(plain).toString('utf8')) as JsonObject[];
  const more = events.map((event, i): JsonObject => ({
    ...event,
    ts: `2026-11-20T21:42:0${i % 10}Z`,
    ...(i > 0 && { task_id: 2 }),
  }));
  const engine = openEngine(context);
  const left = onlyRun(await importText(engine, plain));
  const right = onlyRun(await importText(engine, JSON.stringify(more)));
  assert.deepEqual([right.dialect, right.events, right.status], ['derecho', 18, 'failed']);
  await assertSame(engine, left, right);
  assert.deepEqual(JSON.parse(String(await exportedBytes(engine, right))), more);
  assert.notEqual((await engine.openRun({ run: right.runId })).summary.startedAtMs, null);
  const odd = onlyRun(
    await importText(engine, JSON.stringify(more.map((event) => ({ ...event, colour: event['id']! })))),
  );
  assert.ok(!(await engine.compareRuns({ left: left.runId, right: odd.runId, ignore: [] })).comparison.same);
});

test('F81 a log with keys in camelCase, or with times as numbers, is the same', async (context) => {
  const plain = ownHistory('derecho-order.json');
  const events = JSON.parse(Buffer.from(plain).toString('utf8')) as JsonObject[];
  const camel = (object: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(object).map(([key, value]) => [
        key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
        key === 'error' ? camel(value as JsonObject) : (value ?? null),
      ]),
    );
  const counted = (object: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(object).map(([key, value]) => [
        key,
        typeof value === 'string' && /^\d{4}-.*Z$/.test(value) ? Date.parse(value) : (value ?? null),
      ]),
    );
  const engine = openEngine(context);
  const first = onlyRun(await importText(engine, plain));
  for (const spelling of [camel, counted]) {
    const run = onlyRun(await importText(engine, JSON.stringify(events.map(spelling))));
    assert.deepEqual(
      [run.dialect, run.status, run.workflowType, Math.floor(run.startedAtMs ?? 0)],
      ['derecho', 'failed', first.workflowType, Math.floor(first.startedAtMs ?? 0)],
    );
    await assertSame(engine, first, run);
    assert.deepEqual(
      (await engine.reader(run.runId)).outline.operations.keys,
      (await engine.reader(first.runId)).outline.operations.keys,
    );
  }
});

test('F37 its events are told from those of a node log', () => {
  const derechos = (events: readonly JsonObject[]): string | undefined => recognise(events, '[')?.id;
  assert.equal(derechos(log), 'derecho');
  assert.equal(derechos(log.slice(0, 1)), 'derecho');
  assert.equal(derechos(log.slice(8)), undefined, 'an end without anything of its own may be anybody’s');
  assert.equal(
    derechos([
      { type: 'workflow_started', run_id: 'a', id: 1 },
      { type: 'node_started', node_id: 'x', id: 2 },
    ]),
    'nodelog',
  );
});

test('F34 no log makes it fail, hang or take much memory', async (context) => {
  await fuzz(context, ['derecho-order.json', 'derecho-batch.json'].map(ownHistory));
});
