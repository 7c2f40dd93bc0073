// Logs of writers outside the field cases: other names for reason, end and run. Each log once gave a wrong result.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JsonObject } from '../../model/json.ts';
import { importText, onlyRun, openEngine } from '../../testing/library.ts';
import { walkRun } from '../../testing/opened-run.ts';
import { readerOfText } from '../../testing/written-history.ts';
import { readHistories } from '../../sources/json/history-file.ts';
import { attemptsAt } from '../../model/cursor.ts';
import { WaitFinder } from '../../model/waiting.ts';
import { finalStatusOf, nameOf } from '../../model/outline.ts';
import { nodelog } from './nodelog.ts';

const begun: JsonObject = { type: 'workflow_started', run_id: 'r' };
const started: JsonObject = { type: 'node_started', run_id: 'r', node_id: 'a' };
const text = (...events: readonly JsonObject[]): string => events.map((event) => JSON.stringify(event)).join('\n');

async function failureOf(fields: JsonObject): Promise<unknown> {
  const reader = await readerOfText(
    text(begun, started, { type: 'node_failed', run_id: 'r', node_id: 'a', ...fields }),
  );
  const { failure } = await reader.operation('node:a');
  return failure === undefined ? null : [failure.type ?? null, failure.message];
}

describe('why a node failed', () => {
  const writers: readonly (readonly [JsonObject, string | null, string])[] = [
    [{ msg: 'card declined' }, null, 'card declined'],
    [{ fault: 'card declined' }, null, 'card declined'],
    [{ stderr: 'card declined' }, null, 'card declined'],
    [{ exception: { type: 'Declined', value: 'card declined' } }, 'Declined', 'card declined'],
    [
      { traceback: 'Traceback (most recent call last):\n  File "a.py"\nDeclined: card declined\n' },
      null,
      'Declined: card declined',
    ],
    [{ error: { name: 'Declined', stack: 'Declined: card declined\n    at charge' } }, 'Declined', 'card declined'],
    [{ result: { error: 'card declined' } }, null, 'card declined'],
    [{ output: { error: { code: 'DECLINED', message: 'card declined' } } }, 'DECLINED', 'card declined'],
    [{ error_details: { msg: 'card declined' } }, null, 'card declined'],
    [{ error_code: 'DECLINED', data: { errorInfo: 'card declined' } }, 'DECLINED', 'card declined'],
    [{ code: 'DECLINED', message: 'card declined' }, 'DECLINED', 'card declined'],
    [{ payload: { charge_error: { message: 'card declined', code: 'DECLINED' } } }, 'DECLINED', 'card declined'],
    [{ exceptionClass: 'Declined', exception_details: 'card declined' }, 'Declined', 'card declined'],
  ];
  for (const [fields, type, message] of writers)
    test(`G3 is found in ${JSON.stringify(fields)}`, async () =>
      assert.deepEqual(await failureOf(fields), [type, message]));

  test('G3 a result that is no error says nothing of why', async () => {
    assert.equal(await failureOf({ output: { rows: 3 } }), null);
    assert.equal(await failureOf({ output: { error: false } }), null);
  });
});

test('G5 the exit code of a program says how its step ended', async () => {
  const ended = async (fields: JsonObject): Promise<string> => {
    const { outline } = await readerOfText(
      text(begun, started, { type: 'node_exited', run_id: 'r', node_id: 'a', ...fields }),
    );
    return finalStatusOf(outline, 0);
  };
  assert.equal(await ended({ exit_code: 1 }), 'failed');
  assert.equal(await ended({ data: { exitCode: 137 } }), 'failed');
  assert.equal(await ended({ returncode: '2' }), 'failed');
  assert.equal(await ended({ exit_code: 0 }), 'completed');
  assert.equal(await ended({ exit_code: 0, status: 'failed' }), 'failed');
});

test('G5 W9 the end of something that may be the run makes it unclear; the end of a step of its own does not', async () => {
  const waits = async (type: string, more: JsonObject = {}): Promise<string | undefined> => {
    const { outline } = await readerOfText(text(begun, started, { type, run_id: 'r', ...more }));
    return new WaitFinder(outline).at(3)?.type;
  };
  for (const type of ['job_completed', 'session.ended', 'ProcessExit', 'agent_run_failed'])
    assert.equal(await waits(type), 'unknown', type);
  for (const type of ['job_started', 'llm_call_completed', 'checkpoint_saved'])
    assert.equal(await waits(type), 'operations', type);
  assert.equal(await waits('job_completed', { node_id: 'b' }), 'operations', 'it names another node');
});

test('G10 I11 runs are told apart by the name that their writer has for a run', () => {
  for (const name of ['run', 'run_uuid', 'job_id', 'dagRunId', 'pipeline_run_id', 'invocationId', 'instance_id']) {
    const events = ['A', 'B'].map((id) => [
      { type: 'workflow_started', [name]: id },
      { type: 'node_started', node_id: 'n', [name]: id },
      { type: 'workflow_completed', [name]: id },
    ]);
    const mixed = [0, 1, 2].flatMap((i) => events.map((of) => of[i]!));
    const histories = readHistories(Buffer.from(text(...mixed)), false);
    assert.deepEqual(
      histories.map((history) => history.events.length),
      [3, 3],
      name,
    );
  }
});

test('I15 one of the eight types makes a node log in whatever spelling', () => {
  for (const types of [
    ['WORKFLOW_STARTED', 'NODE_STARTED'],
    ['workflow.started', 'node.started'],
    ['WorkflowStarted', 'NodeStarted'],
  ]) {
    const [history] = readHistories(Buffer.from(text(...types.map((event) => ({ event, node: 'a' })))), false);
    assert.equal(history?.dialect.id, 'nodelog', types[0]);
  }
  assert.throws(() => readHistories(Buffer.from(text({ event: 'order_started' }, { event: 'node_seen' })), false));
});

test('F14 G6 an attempt whose start was not written is counted when it ends, or fails again', async () => {
  const attempts = async (...events: readonly JsonObject[]): Promise<unknown> => {
    const reader = await readerOfText(text(begun, started, ...events.map((event) => ({ ...started, ...event }))));
    const { lastFailure } = await reader.operation('node:a');
    const { outline } = reader;
    return [finalStatusOf(outline, 0), attemptsAt(outline, 0, outline.events), lastFailure?.message];
  };
  const retry = { type: 'node_retry', error: 'slow' };
  const completed = { type: 'node_completed' };
  const failed = { type: 'node_failed', error: 'busy' };
  assert.deepEqual(await attempts(retry, retry, completed), ['completed', 3, 'slow']);
  assert.deepEqual(await attempts({ ...retry, attempt: 1 }, { ...retry, attempt: 2 }, failed), ['failed', 3, 'slow']);
  assert.deepEqual(await attempts({ ...failed, will_retry: true }, completed), ['completed', 2, 'busy']);
  assert.deepEqual(await attempts(failed, { type: 'node_retry' }, completed), ['completed', 2, 'busy']);
  assert.deepEqual(await attempts(failed, { type: 'node_retry' }, {}, completed), ['completed', 2, 'busy']);
  assert.deepEqual(await attempts(retry, { type: 'node_cancelled' }), ['canceled', 1, 'slow']);
});

test('G9 a name stands for the node where no id does', async () => {
  const { outline } = await readerOfText(
    text(begun, { type: 'node_started', name: 'fetch' }, { type: 'node_completed', name: 'fetch' }),
  );
  assert.deepEqual([outline.operations.count, finalStatusOf(outline, 0)], [1, 'completed']);
});

test('G7 the time is found under the names that writers have for it', () => {
  for (const name of ['event_time', 'eventTimestamp', 'logged_at', 'recordedAt'])
    assert.equal(nodelog.read({ ...started, [name]: '2026-01-01 00:00:01' }).atMs, Date.UTC(2026, 0, 1, 0, 0, 1), name);
});

test('G10 I11 a run may be an object with an id', () => {
  const events = ['A', 'B', 'A', 'B'].map((id, i) => ({
    type: i < 2 ? 'workflow_started' : 'workflow_completed',
    run: { id },
  }));
  const histories = readHistories(Buffer.from(text(...events)), false);
  assert.deepEqual(
    histories.map((history) => history.events.length),
    [2, 2],
  );
  assert.equal(nodelog.identify({}, events[0]!, nodelog.read(events[0]!)).runId, 'A');
});

test('G10 a run may be numbered', async () => {
  const { summary } = await readerOfText(
    text({ type: 'workflow_started', run: 7 }, { type: 'workflow_completed', run: 7 }),
  );
  assert.equal(summary.runId, '7');
});

test('G9 G10 workflow and node may be objects with id and name, an id may be a number', async () => {
  const workflow = { id: 42, name: 'report' };
  const { summary, outline } = await readerOfText(
    text(
      { type: 'workflow_started', run_id: 'r', payload: { workflow } },
      { type: 'node_started', run_id: 'r', payload: { node: { id: 7, name: 'load' } } },
      { type: 'node_completed', run_id: 'r', payload: { node: { id: 7 } } },
    ),
  );
  assert.deepEqual([summary.workflowId, summary.workflowType], ['42', 'report']);
  assert.deepEqual([outline.operations.keys, nameOf(outline, 0)], [['node:7'], 'load']);
});

test('F84 F69 whole numbers beyond 2^53 keep their digits in values, ids and times, in lines and in a list, imported and read again', async (context) => {
  const [one, two] = ['9007199254740993', '9007199254740992'];
  const lines = [
    `{"type":"workflow_started","run_id":${one},"timestamp":1767225600000000001,"input":{"id":${one},"x":10.0}}`,
    `{"type":"node_started","node_id":${one},"timestamp":1767225601000000001}`,
    `{"type":"node_started","node_id":${two},"timestamp":1767225601500000001}`,
    `{"type":"node_completed","node_id":${one},"timestamp":1767225602000000001,"output":{"id":9007199254740995}}`,
  ];
  for (const text of [lines.join('\n'), `[${lines.join(',')}]`, `{"events":[${lines.join(', ')}]}`]) {
    const engine = openEngine(context);
    const run = onlyRun(await importText(engine, text));
    const reader = await engine.reader(run.runId);
    assert.deepEqual(
      [run.runId, run.startedAtMs, reader.outline.operations.keys],
      [one, 1_767_225_600_000, [`node:${one}`, `node:${two}`]],
    );
    const { input } = await engine.readFacts({ run: run.runId });
    const { result } = await reader.operation(`node:${one}`);
    assert.deepEqual(
      [input, result].map((shown) => shown?.type === 'value' && shown.value),
      [{ id: one, x: 10 }, { id: '9007199254740995' }],
    );
    await walkRun(engine, run);
  }
});
