import assert from 'node:assert/strict';
import test from 'node:test';
import type { Json, JsonObject } from '../../model/json.ts';
import { applyEffects, emptyState, type RunState } from '../../model/state.ts';
import { ownHistory, textOf } from '../../testing/corpus.ts';
import { readHistories } from '../../sources/json/history-file.ts';
import { identify } from '../../sources/json/identify.ts';
import { nodelog } from './nodelog.ts';

function fold(events: readonly Json[]): RunState {
  const state = emptyState();
  for (const [i, event] of events.entries()) {
    const { atMs, explanation } = nodelog.read(event);
    applyEffects(state, i + 1, atMs, explanation.effects);
  }
  return state;
}

const statusesOf = (state: RunState): readonly (readonly [string, string, number])[] =>
  [...state.operations.values()].map(({ key, status, attempts }) => [key, status, attempts]);

test('I1 the eight types, and only they, are a node log', () => {
  const types = [
    'workflow_started',
    'workflow_completed',
    'workflow_failed',
    'workflow_cancelled',
    'node_started',
    'node_completed',
    'node_failed',
    'node_skipped',
  ];
  for (const type of types)
    for (const key of ['type', 'event', 'eventType', 'event_type', 'kind'])
      assert.ok(nodelog.recognises({ [key]: type }), `${key}: ${type}`);
  for (const event of [
    { type: 'node_paused' },
    { type: 'step_started' },
    { kind: 'workflow' },
    { name: 'node_started' },
    { type: 1 },
  ])
    assert.ok(!nodelog.recognises(event));
});

test('F7 the four types about the workflow are the status of the run', () => {
  const statusAfter = (type: string, more: JsonObject = {}): RunState =>
    fold([
      { type: 'workflow_started', input: { a: 1 } },
      { type, ...more },
    ]);
  assert.equal(fold([{ type: 'workflow_started' }]).status, 'running');
  const completed = statusAfter('workflow_completed', { output: [1] });
  assert.deepEqual([completed.status, completed.input, completed.result], ['completed', { a: 1 }, [1]]);
  assert.equal(statusAfter('workflow_failed', { error: 'boom' }).failure?.message, 'boom');
  const cancelled = statusAfter('workflow_cancelled', { reason: 'by hand' });
  assert.deepEqual([cancelled.status, cancelled.reason], ['canceled', 'by hand']);
});

test('F1 F3 nodes start, complete, fail and run again; each start is an attempt', () => {
  const log = [
    { type: 'node_started', node_id: 'a', input: 1 },
    { type: 'node_failed', node_id: 'a', error: { type: 'Timeout', message: 'late' } },
    { type: 'node_started', node_id: 'a' },
    { type: 'node_completed', node_id: 'a', output: { ok: true } },
    { type: 'node_started', node_id: 'b', attempt: 3 },
  ];
  assert.deepEqual(statusesOf(fold(log)), [
    ['node:a', 'completed', 2],
    ['node:b', 'started', 3],
  ]);
  const a = fold(log).operations.get('node:a');
  assert.deepEqual(
    [a?.result, a?.failure, a?.lastFailure, a?.input],
    [{ ok: true }, undefined, { message: 'late', type: 'Timeout' }, 1],
  );
  assert.deepEqual(statusesOf(fold(log.slice(0, 3))), [['node:a', 'started', 2]]);
});

test('F4 a skipped node was never started; an answer without a start opens its node', () => {
  const skipped = fold([{ type: 'node_skipped', node_id: 'x', reason: 'not needed' }]).operations.get('node:x');
  assert.deepEqual(
    [skipped?.status, skipped?.startedAt, skipped?.attempts, skipped?.openedAt, skipped?.closedAt],
    ['skipped', null, 0, 1, 1],
  );
  assert.deepEqual(statusesOf(fold([{ type: 'node_completed', node_id: 'y' }])), [['node:y', 'completed', 0]]);
  assert.equal(
    nodelog.read({ type: 'node_skipped', node_id: 'x', reason: 'not needed' }).explanation.summary,
    'skipped: not needed',
  );
});

test('I1 G4 fields under other names and one level down', () => {
  const spellings: readonly JsonObject[] = [
    { type: 'node_completed', node_id: 'n', output: 1, timestamp: 1_700_000_000_000 },
    { event_type: 'node_completed', nodeId: 'n', result: 1, ts: 1_700_000_000 },
    { event: 'node_completed', time: '2023-11-14T22:13:20Z', data: { node: 'n', output: 1 } },
    { kind: 'node_completed', at_ms: '1700000000000', payload: { step_id: 'n', outputs: 1 } },
    { type: 'node_completed', created_at: 1_700_000_000_000_000, node: 'n', output: 1 },
    { type: 'node_completed', at: 1_700_000_000_000_000_000, node: 'n', output: 1 },
  ];
  for (const event of spellings) {
    const { atMs, explanation } = nodelog.read(event);
    assert.deepEqual(
      [atMs, explanation.effects],
      [1_700_000_000_000, [{ type: 'close', key: 'node:n', status: 'completed', result: 1 }]],
      JSON.stringify(event),
    );
  }
});

test('E5 the node it came from, where the log names exactly one', () => {
  const causeOf = (more: JsonObject): unknown =>
    (nodelog.read({ type: 'node_started', node_id: 'n', ...more }).explanation.effects[0] as { cause?: string }).cause;
  assert.equal(causeOf({ parent: 'a' }), 'node:a');
  assert.equal(causeOf({ depends_on: ['a'] }), 'node:a');
  assert.equal(causeOf({ depends_on: ['a', 'b'] }), undefined);
});

test('E3 no time, or one that cannot be read', () => {
  assert.equal(nodelog.read({ type: 'node_started' }).atMs, null);
  assert.deepEqual(
    nodelog.read({ type: 'node_started', node_id: 'a', ts: 'soon' }).odd.map(({ code }) => code),
    ['odd-shape'],
  );
});

test('B23 B25 unknown types and nodes without a name are read and warned of', () => {
  assert.deepEqual(
    nodelog.read({ type: 'node_paused', node_id: 'a' }).odd.map(({ code }) => code),
    ['unknown-type'],
  );
  assert.deepEqual(nodelog.read({ type: 'node_paused', node_id: 'a' }).explanation.effects, [
    { type: 'mention', key: 'node:a' },
  ]);
  assert.deepEqual(nodelog.read({ type: 'log_line', text: 'x' }).explanation.effects, []);
  assert.deepEqual(
    nodelog.read({ type: 'node_started' }).odd.map(({ code }) => code),
    ['odd-shape'],
  );
  for (const odd of [null, 1, [], 'x', { type: {} }, { type: 'node_failed', error: [1, { a: 2 }], node: {} }])
    nodelog.read(odd);
});

test('I9 a log says who it is, wherever it says it', () => {
  const history = readHistories(ownHistory('events.jsonl'), false)[0]!;
  assert.deepEqual(identify(history), { runId: 'run-7f3a91', workflowId: 'nightly-report', workflowType: 'report' });
});

test('I1 the recorded log: retried, skipped and failed nodes', () => {
  const events = textOf(ownHistory('events.jsonl'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Json);
  const state = fold(events);
  assert.deepEqual(statusesOf(state), [
    ['node:fetch', 'completed', 1],
    ['node:north', 'completed', 1],
    ['node:south', 'failed', 2],
    ['node:merge', 'skipped', 0],
    ['node:alert', 'completed', 1],
  ]);
  assert.equal(state.status, 'failed');
  assert.equal(state.operations.get('node:fetch')?.name, 'fetch sales');
});
