// Lines written by hand, as the writer and the reader's tests in packages/zts/src/trace.zig of srdjan/zigttp have them.

import assert from 'node:assert/strict';
import test from 'node:test';
import type { JsonObject } from '../../model/json.ts';
import { finalStatusOf, nameOf, type Outline } from '../../model/outline.ts';
import { waitFinderOf } from '../../model/waiting.ts';
import { fuzz } from '../../testing/fuzzed.ts';
import { importText, onlyRun, openEngine } from '../../testing/library.ts';
import { assertSameAsItself, exportedBytes, walkRun } from '../../testing/opened-run.ts';
import { zigttp } from './zigttp.ts';

const at = Date.UTC(2026, 0, 1);
const order = `{"type":"durable_run","key":"order:123"}
{"type":"request","method":"POST","url":"/orders","headers":{"host":"shop"},"body":"{\\"id\\":9007199254740993}"}
{"type":"io","seq":0,"module":"builtin","fn":"Date.now","args":[],"result":${at}}
{"type":"step_start","name":"charge"}
{"type":"io","seq":1,"module":"http","fn":"fetchSync","args":["https://pay/charge"],"result":{"status":200}}
{"type":"step_result","name":"charge","result":{"id":9007199254740993}}
{"type":"wait_timer","until_ms":${at + 60_000}}
{"type":"resume_timer","fired_at_ms":${at + 60_012}}
{"type":"wait_signal","name":"approval"}
{"type":"resume_signal","name":"approval","payload":{"by":"ann"}}
{"type":"step_start","name":"charge"}
{"type":"step_result","name":"charge","result":"ok"}
{"type":"step_start","name":"ship"}
{"type":"wait_signal","name":"packed","timeout_ms":${at + 70_000}}
{"type":"step_result","name":"ship","result":{"ok":false,"error":"timeout"}}
{"type":"response","status":200,"headers":{"content-type":"application/json"},"body":"{\\"done\\":true}"}
{"type":"complete"}
`;
const upTo = (lines: number): string =>
  order
    .split('\n')
    .slice(0, lines)
    .map((line) => `${line}\n`)
    .join('');

const operationsOf = (outline: Outline): readonly string[] =>
  outline.operations.keys.map((key, i) => `${key} ${nameOf(outline, i)} ${finalStatusOf(outline, i)}`);

test('F82 an oplog of zigttp is a run: steps, calls, timers and signals each by the line that begins and ends them', async (context) => {
  const engine = openEngine(context);
  const run = onlyRun(await importText(engine, order));
  assert.deepEqual(
    [run.runId, run.workflowId, run.status, run.events, run.warnings, run.dialect],
    ['order:123', 'order:123', 'completed', 17, 0, 'zigttp'],
  );
  const reader = await engine.reader(run.runId);
  assert.deepEqual(operationsOf(reader.outline), [
    'sideEffect:?3 Date.now completed',
    'activity:?4 charge completed',
    'activity:?5 http.fetchSync completed',
    'timer:?7 sleep completed',
    'signal:?9 approval completed',
    'activity:?11 charge completed',
    'activity:?13 ship timedOut',
    'signal:?14 packed canceled',
  ]);
  const { input, result } = await engine.readFacts({ run: run.runId });
  assert.partialDeepStrictEqual(input, {
    type: 'value',
    value: { method: 'POST', url: '/orders', headers: { host: 'shop' }, body: { id: '9007199254740993' } },
  });
  assert.partialDeepStrictEqual(result, {
    type: 'value',
    value: { status: 200, headers: { 'content-type': 'application/json' }, body: { done: true } },
  });
  const results = await Promise.all(
    ['activity:?4', 'signal:?9'].map(async (key) => (await reader.operation(key)).result),
  );
  assert.partialDeepStrictEqual(results, [
    { type: 'value', value: { id: '9007199254740993' } },
    { type: 'value', value: { by: 'ann' } },
  ]);
  await walkRun(engine, run);
  await assertSameAsItself(engine, run);
  assert.equal((await exportedBytes(engine, run)).toString(), order.trim());
});

test('F82 F67 an oplog without its end: what it waits for; a call is not there before it is over', async (context) => {
  const engine = openEngine(context);
  for (const [lines, type, names] of [
    [2, 'said', []],
    [4, 'operations', ['charge']],
    [6, 'said', []],
    [7, 'operations', ['sleep']],
    [9, 'operations', ['approval']],
  ] as const) {
    const run = onlyRun(await importText(engine, upTo(lines)));
    assert.equal(run.status, 'running');
    const { outline } = await engine.reader(run.runId);
    const waiting = waitFinderOf(outline).at(lines);
    assert.deepEqual(
      [waiting?.type, waiting?.operations.map((operation) => nameOf(outline, operation))],
      [type, names],
    );
  }
});

test('F83 lines have no time but where a timer fired and where the code read the clock', () => {
  const times = order
    .trim()
    .split('\n')
    .map((line) => zigttp.read(JSON.parse(line) as JsonObject))
    .flatMap(({ atMs, type }) => (atMs === null ? [] : [`${type} ${atMs - at}`]));
  assert.deepEqual(times, ['io 0', 'resume_timer 60012']);
});

test('F83 oplogs and traces one after the other in a file are a run each', async (context) => {
  const traces = `{"type":"request","method":"GET","url":"/a","headers":{},"body":null}
{"type":"io","seq":0,"module":"env","fn":"env","args":["K"],"result":"V"}
{"type":"response","status":200,"headers":{},"body":"ok"}
{"type":"meta","duration_us":100,"handler":"h.ts","pool_slot":0,"io_count":1}
{"type":"request","method":"POST","url":"/b","headers":{},"body":"data"}
{"type":"response","status":500,"headers":{},"body":""}
{"type":"meta","duration_us":200,"handler":"h.ts","pool_slot":1,"io_count":0}
`;
  const runs = await importText(openEngine(context), traces + order + order.replaceAll('order:123', 'order:124'));
  assert.deepEqual(
    runs.map((outcome) => 'run' in outcome && [outcome.run.workflowId, outcome.run.workflowType, outcome.run.events]),
    [
      [null, 'h.ts', 4],
      [null, 'h.ts', 3],
      ['order:123', null, 17],
      ['order:124', null, 17],
    ],
  );
});

test('F82 B23 a line of a type that is not known here is kept, and nothing is claimed of the run after it', async (context) => {
  const engine = openEngine(context);
  const run = onlyRun(await importText(engine, `${upTo(4)}{"type":"checkpoint","name":"charge"}\n`));
  assert.deepEqual([run.events, run.warnings], [5, 1]);
});

test('X13 with pseudonyms no value of a request, a call or an answer is left', () => {
  const kept = {
    value: () => 'VALUE',
    bytes: (bytes: Uint8Array) => bytes,
    text: () => 'TEXT',
    name: () => 'NAME',
  };
  const lines = order.trim().split('\n');
  const told = lines
    .map((line) => JSON.stringify(zigttp.replaceValues(JSON.parse(line) as JsonObject, kept)))
    .join('\n');
  for (const word of ['order', 'shop', '90071', 'https', 'ann', 'ok"', 'charge', 'done'])
    assert.ok(!told.includes(word), word);
  assert.match(told, /"type":"step_result","name":"NAME","result":"VALUE"/);
});

test('F34 a broken oplog opens or is refused', (context) => fuzz(context, [Buffer.from(order)]));
