import assert from 'node:assert/strict';
import test from 'node:test';
import type { Engine } from '../../engine.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { RunSummary } from '../../model/run.ts';
import { importText, onlyRun, openEngine } from '../../testing/library.ts';
import { exportedBytes } from '../../testing/opened-run.ts';

const at = Date.UTC(2026, 10, 30);
const listed = {
  workflow_id: 'order-1',
  status: 'SUCCESS',
  name: 'order',
  recovery_attempts: 1,
  created_at: at,
  updated_at: at + 9000,
  completed_at: at + 9000,
  app_version: 'v1',
  parent_workflow_id: null,
  input: { args: [7], kwargs: {} },
  output: { paid: true },
  error: null,
};
const printedSteps = [
  {
    function_id: 1,
    function_name: 'reserve',
    output: 'R-1',
    error: null,
    child_workflow_id: null,
    started_at_epoch_ms: at,
    completed_at_epoch_ms: at + 10,
  },
  {
    function_id: 2,
    function_name: 'pay',
    output: null,
    error: 'no funds',
    child_workflow_id: null,
    started_at_epoch_ms: at + 20,
    completed_at_epoch_ms: at + 30,
  },
];

test('F67 a workflow in a queue waits for its turn, and nobody says that no step runs', async (context) => {
  const rows = ['ENQUEUED', 'DELAYED', 'PENDING'].map((status) => ({
    ...listed,
    workflow_id: status,
    status,
    queue_name: 'slow',
    delay_until_epoch_ms: status === 'DELAYED' ? at + 60_000 : null,
  }));
  const outcomes = await importText(openEngine(context), JSON.stringify(rows));
  assert.deepEqual(
    outcomes.map(
      (outcome) => 'run' in outcome && outcome.run.headline.sentence.replace(/^.*it waits for/, 'Waits for'),
    ),
    [
      'Waits for its turn in queue slow',
      'Waits for its start, not before 2026-11-30 00:01:00 UTC',
      'Waits for its own code, or a step, which is written when it is over',
    ],
  );
});

test('F65 what the command line lists of workflows is read: how each stands, and that its steps are not there', async (context) => {
  const engine = openEngine(context);
  const failed = {
    ...listed,
    workflow_id: 'order-2',
    status: 'ERROR',
    error: 'no stock',
    output: null,
    parent_workflow_id: 'order-1',
  };
  const outcomes = await importText(engine, JSON.stringify([failed, listed]));
  const runs = outcomes.flatMap((outcome) => ('run' in outcome ? [outcome.run] : []));
  assert.deepEqual(
    runs.map(({ workflowId, workflowType, status, warnings, family }) => [
      workflowId,
      workflowType,
      status,
      warnings,
      family,
    ]),
    [
      ['order-2', 'order', 'failed', 1, { parent: 'order-1' }],
      ['order-1', 'order', 'completed', 1, {}],
    ],
  );
  const state = await engine.readState({ run: 'order-1', seq: 2 });
  assert.match(JSON.stringify([state.input, state.result]), /\{"args":\[7\],"kwargs":\{\}\}.*\{"paid":true\}/);
  const { outline } = await engine.reader('order-1');
  assert.match(JSON.stringify(outline.warnings), /workflows without their steps: dbos workflow steps ID/);
});

test('F65 what the command line of JavaScript prints is read as that of Python', async (context) => {
  const big = (key: string): string => key.replace(/_(id)$/, (_, id: string) => id.toUpperCase());
  const camel = (row: JsonObject, names: Readonly<Record<string, string>>): JsonObject =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => [
        names[key] ?? big(key).replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
        value,
      ]),
    );
  const flow = camel(listed, { name: 'workflowName', app_version: 'applicationVersion' });
  const steps = printedSteps.map((step) => camel(step, { function_name: 'name' }));
  assert.deepEqual([flow['workflowID'], steps[0]!['functionID']], ['order-1', 1]);
  for (const [theirs, ours] of [
    [[flow], [listed]],
    [steps, printedSteps],
  ]) {
    const [left, right] = [openEngine(context), openEngine(context)];
    const [a, b] = [
      onlyRun(await importText(left, JSON.stringify(theirs))),
      onlyRun(await importText(right, JSON.stringify(ours))),
    ];
    assert.deepEqual([a.workflowId, a.workflowType, a.status], [b.workflowId, b.workflowType, b.status]);
    const eventsOf = async (engine: Engine, run: RunSummary): Promise<readonly Json[]> =>
      String(await exportedBytes(engine, run))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Json);
    assert.deepEqual(await eventsOf(left, a), await eventsOf(right, b));
  }
});

test('F65 steps alone, printed or as rows of their table, are runs whose start and end nobody claims', async (context) => {
  const engine = openEngine(context);
  const run = onlyRun(await importText(engine, JSON.stringify(printedSteps)));
  assert.deepEqual([run.workflowId, run.status, run.events], [null, 'unknown', 2]);
  assert.match((await engine.readRows({ run: run.runId, from: 2, to: 2 }))[0]?.summary ?? '', /pay failed: no funds/);
  const rows = printedSteps.map((row, i) => ({ workflow_uuid: `w-${i}`, ...row }));
  const outcomes = await importText(engine, JSON.stringify(rows));
  assert.deepEqual(
    outcomes.map((outcome) => ('run' in outcome ? [outcome.run.workflowId, outcome.run.events] : outcome.error)),
    [
      ['w-0', 1],
      ['w-1', 1],
    ],
  );
});

test('F65 rows of other tables, and lists of which not all are rows, hold no workflow', async (context) => {
  const engine = openEngine(context);
  for (const list of [
    [{ workflow_uuid: 'w', key: 'k', recovery_attempts: 1 }],
    [listed, { recovery_attempts: 1 }],
    [listed, ...printedSteps],
  ]) {
    const [outcome] = await importText(engine, JSON.stringify(list));
    assert.equal(outcome !== undefined && 'error' in outcome && outcome.error.code, 'not-a-history');
  }
});
