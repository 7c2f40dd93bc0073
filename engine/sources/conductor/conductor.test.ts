import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import test from 'node:test';
import { transitionsOf } from '../../formats/conductor/transitions.ts';
import type { JsonObject } from '../../model/json.ts';
import { finalStatusOf, kindOf, nameOf, timeOf, typeOf } from '../../model/outline.ts';
import { sharedFiles } from '../../testing/corpus.ts';
import { fuzz } from '../../testing/fuzzed.ts';
import { importPaths, importText, onlyRun, openEngine } from '../../testing/library.ts';
import { assertSameAsItself, exportedBytes, walkRun } from '../../testing/opened-run.ts';

const at = Date.UTC(2026, 10, 30);
const task = (taskId: string, more: JsonObject): JsonObject => ({
  taskId,
  taskType: 'HTTP',
  status: 'COMPLETED',
  ...more,
});
const order = {
  workflowId: 'w-1',
  workflowName: 'order',
  status: 'FAILED',
  startTime: at,
  endTime: at + 9000,
  input: { id: 7 },
  output: {},
  reasonForIncompletion: 'charge gave up',
  variables: { tier: 'gold' },
  tasks: [
    task('t1', {
      referenceTaskName: 'fork',
      taskType: 'FORK',
      scheduledTime: at + 5,
      startTime: at + 2,
      endTime: at + 6,
    }),
    task('t2', {
      referenceTaskName: 'charge',
      status: 'FAILED',
      scheduledTime: at + 10,
      startTime: at + 20,
      endTime: at + 30,
      reasonForIncompletion: 'busy',
      retried: true,
      inputData: { cents: 5 },
    }),
    task('t3', {
      referenceTaskName: 'ship',
      taskType: 'SUB_WORKFLOW',
      status: 'IN_PROGRESS',
      scheduledTime: at + 11,
      startTime: at + 12,
      endTime: 0,
      subWorkflowId: 'w-2',
    }),
    task('t4', {
      referenceTaskName: 'charge',
      status: 'FAILED',
      scheduledTime: at + 40,
      startTime: at + 50,
      endTime: at + 60,
      retriedTaskId: 't2',
      retryCount: 1,
      reasonForIncompletion: 'gave up',
    }),
    task('t5', {
      referenceTaskName: 'mail',
      status: 'CANCELED',
      scheduledTime: at + 41,
      startTime: 0,
      endTime: at + 8000,
    }),
  ],
};

test('F43 how tasks stand is told as their transitions in order of time; a retry is an attempt', async (context) => {
  const engine = openEngine(context);
  const run = onlyRun(await importText(engine, JSON.stringify(order)));
  assert.deepEqual(
    [run.runId, run.workflowType, run.status, run.events, run.startedAtMs, run.warnings],
    ['w-1', 'order', 'failed', 15, at, 0],
  );
  const reader = await engine.reader(run.runId);
  const { outline } = reader;
  assert.deepEqual(
    outline.operations.keys.map(
      (key, i) => `${key} ${kindOf(outline, i)} ${nameOf(outline, i)} ${finalStatusOf(outline, i)}`,
    ),
    [
      'node:t1 node fork completed',
      'node:t2 activity charge failed',
      'node:t3 childWorkflow ship started',
      'node:t5 activity mail canceled',
    ],
  );
  assert.equal((await reader.operation('node:t2')).operation.attempts, 2);
  assert.match(run.headline.sentence, /gave up/);
  assert.deepEqual((await reader.state(1)).values, [{ name: 'variables.tier', setAt: 1, value: 'gold', before: null }]);
});

test('F43 what it does not say is not said: no end of what runs, no time that is none', () => {
  const [open, ...rest] = transitionsOf({
    workflowId: 'w',
    status: 'RUNNING',
    tasks: [task('t', { status: 'SCHEDULED' })],
  });
  assert.deepEqual(
    [open!['at'], rest.map(({ transition, at: when }) => [transition, when])],
    [null, [['TaskScheduled', null]]],
  );
});

test('F43 F67 one without tasks is an execution too, and nobody says that nothing is open; so are the results of a search', async (context) => {
  const bare = { workflowId: 'w', workflowName: 'order', status: 'RUNNING', startTime: 1767225600000, tasks: [] };
  const done = { ...bare, workflowId: 'v', status: 'COMPLETED', endTime: 1767225601000 };
  const outcomes = await importText(openEngine(context), JSON.stringify({ totalHits: 2, results: [bare, done] }));
  assert.deepEqual(
    outcomes.map((outcome) => 'run' in outcome && [outcome.run.workflowId, outcome.run.headline.sentence]),
    [
      ['w', 'Waits for its first task, or for tasks that are not in the file'],
      ['v', 'Completed in 1 s'],
    ],
  );
});

test('F43 an execution without a type is called by its definition', async (context) => {
  const { workflowName: _, ...rest } = order;
  const text = JSON.stringify({ ...rest, workflowDefinition: { name: 'by-definition' } });
  assert.equal(onlyRun(await importText(openEngine(context), text)).workflowType, 'by-definition');
});

test('F43 X1 every recorded execution opens, is stepped through both ways, is given back, and ends as it says', async (context) => {
  const ends: Readonly<Record<string, string>> = { COMPLETED: 'completed', RUNNING: 'running' };
  for (const path of sharedFiles('conductor/*/*.json')) {
    const engine = openEngine(context);
    const run = onlyRun(await importPaths(engine, path));
    const text = readFileSync(path, 'utf8');
    const { status, tasks } = JSON.parse(text) as { readonly status: string; readonly tasks: readonly unknown[] };
    assert.equal(run.status, ends[status], basename(path));
    assert.ok(run.events > tasks.length && run.operations === tasks.length, basename(path));
    assert.equal(String(await exportedBytes(engine, run)), text);
    await walkRun(engine, run);
    await assertSameAsItself(engine, run);
  }
});

test('F43 a list of executions gives each as a run, each given back by itself', async (context) => {
  const engine = openEngine(context);
  const two = [order, { ...order, workflowId: 'w-9' }];
  for (const [i, outcome] of (await importText(engine, JSON.stringify(two))).entries()) {
    assert.ok('run' in outcome);
    assert.deepEqual(JSON.parse(String(await exportedBytes(engine, outcome.run))), two[i]);
  }
});

test('B50 F43 a time in an execution that cannot be read is told at its transition, and moves no other', async (context) => {
  const engine = openEngine(context);
  const told = async (change: JsonObject, ofTask: JsonObject): Promise<readonly string[]> => {
    const tasks = order.tasks.map((each) => (each['taskId'] === 't2' ? { ...each, ...ofTask } : each));
    const run = onlyRun(await importText(engine, JSON.stringify({ ...order, ...change, tasks })));
    const { outline } = await engine.reader(run.runId);
    return outline.warnings.map(({ seq, code }) => `${typeOf(outline, seq)} ${code} ${timeOf(outline, seq)}`);
  };
  assert.deepEqual(await told({}, { startTime: 'soon' }), ['TaskStarted odd-shape null']);
  assert.deepEqual(await told({}, { scheduledTime: {}, endTime: 'late' }), [
    'TaskScheduled odd-shape null',
    'TaskEnded odd-shape null',
  ]);
  assert.deepEqual(await told({ endTime: [1] }, {}), ['WorkflowEnded odd-shape null']);
  assert.deepEqual(await told({ startTime: 'x', createTime: 'y' }, {}), ['WorkflowStarted odd-shape null']);
  assert.deepEqual(await told({}, { endTime: 1e300 }), ['TaskEnded no-time null'], 'the run ends when it did');
  assert.deepEqual(await told({ startTime: 'x', createTime: at }, { startTime: 0, endTime: '' }), []);
});

test('F34 no change of an execution makes it fail, hang or take much memory', async (context) => {
  await fuzz(context, [Buffer.from(JSON.stringify(order))]);
});
