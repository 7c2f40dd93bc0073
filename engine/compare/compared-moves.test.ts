// Tests that comparing follows the transition law: recovered failures, removed values, operations with several names.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { diffRuns } from './diff-runs.ts';
import type { JsonObject } from '../model/json.ts';
import { type DiffDocument, differencesOf } from '../report/diff-document.ts';
import { payload, payloads, readerOfText, temporalText, type WrittenEvent } from '../testing/written-history.ts';

async function diff(left: string, right: string): Promise<DiffDocument> {
  return await diffRuns(await readerOfText(left), await readerOfText(right), {
    rules: [],
    tolerance: {},
    only: [],
    detailed: 100,
  });
}

function paths(document: DiffDocument): readonly string[] {
  const ofOperations = differencesOf(document).flatMap(({ left, right, type, values }) =>
    type === 'changed' ? (values?.differences ?? []).map(({ path }) => path) : [`${type} ${(left ?? right)!.name}`],
  );
  return [...(document.outcome?.values.differences ?? []).map(({ path }) => `run ${path}`), ...ofOperations];
}

const nodeLog = (...events: readonly JsonObject[]): string =>
  events
    .map((event, i) => JSON.stringify({ seq: i + 1, timestamp: new Date(i * 1000 + 1e12).toISOString(), ...event }))
    .join('\n');
const begun: JsonObject = { type: 'workflow_started', run_id: 'r', workflow_name: 'w' };
const done: JsonObject = { type: 'workflow_completed', run_id: 'r', output: 1 };
const temporal = (...events: readonly WrittenEvent[]): string =>
  temporalText([['WorkflowExecutionStarted', { workflowType: { name: 'w' }, workflowId: 'order-1' }], ...events]);

describe('a run that went on', () => {
  const failed = (error: string): JsonObject => ({ type: 'workflow_failed', run_id: 'r', error });
  const resumed: JsonObject = { type: 'workflow_resumed', run_id: 'r' };
  const through = (error: string): string => nodeLog(begun, failed(error), resumed, done);

  test('D32 has the failure that it got over among its details, not as its own', async () => {
    assert.deepEqual(paths(await diff(through('a'), through('b'))), ['run details["earlier failure"].message']);
    assert.deepEqual(
      paths(await diff(through('a'), nodeLog(begun, done))).filter((path) => path.startsWith('run failure')),
      [],
    );
    assert.equal((await diff(through('a'), through('a'))).same, true);
  });

  test('D32 is told from one that stayed failed', async () => {
    const { outcome } = await diff(through('a'), nodeLog(begun, failed('a')));
    assert.ok(outcome?.changes.includes('failure') && outcome.changes.includes('status'), outcome?.changes.join());
  });
});

test('D32 a value that was taken away is told from one that stayed', async () => {
  const memo = (value: string | null): WrittenEvent => [
    'WorkflowPropertiesModified',
    { upsertedMemo: { fields: { a: payload(value) } } },
  ];
  assert.deepEqual(paths(await diff(temporal(memo('x')), temporal(memo('x'), memo(null)))), [
    'run memo.a',
    'run memo["a (earlier)"]',
  ]);
});

test('D14 what a run was begun with as another try is told once, and ids of the runs before it are none of it', async () => {
  const started = (id: string, cronSchedule: string): string =>
    temporalText([
      [
        'WorkflowExecutionStarted',
        { workflowType: { name: 'w' }, firstExecutionRunId: id, originalExecutionRunId: `${id}2`, cronSchedule },
      ],
    ]);
  assert.deepEqual(paths(await diff(started('a', '@daily'), started('b', '@daily'))), []);
  assert.deepEqual(paths(await diff(started('a', '@daily'), started('a', '@hourly'))), ['run options.cronSchedule']);
});

test('D14 numbers of 64 bits that are written as objects are those numbers', async () => {
  const weighed = (weight: JsonObject | string): string => temporal(['SomethingNew', { nested: { weight } }]);
  assert.equal((await diff(weighed({ low: 5, high: 0, unsigned: false }), weighed('5'))).same, true);
  assert.deepEqual(
    paths(await diff(weighed({ low: 5, high: 0, unsigned: false }), weighed({ low: 5, high: 1, unsigned: false }))),
    ['run details.SomethingNew.nested.weight'],
  );
});

test('D14 an update is compared as one operation, under whichever of its names an event speaks of it', async () => {
  const updated = (value: number): string =>
    temporal(
      [
        'WorkflowExecutionUpdateAccepted',
        {
          protocolInstanceId: 'p-1',
          acceptedRequest: { meta: { updateId: 'u-1' }, input: { name: 'change', args: payloads(0) } },
        },
      ],
      [
        'WorkflowExecutionUpdateCompleted',
        { acceptedEventId: '2', meta: { updateId: 'u-1' }, outcome: { success: payloads(value) } },
      ],
    );
  assert.deepEqual(paths(await diff(updated(1), updated(2))), ['result']);
});

describe('nodes of a log', () => {
  test('D14 the name of a node is no difference, under whatever word its writer puts it', async () => {
    const task = (id: string): string =>
      nodeLog(
        begun,
        { type: 'task_started', task_id: id, title: 'load' },
        { type: 'task_completed', task_id: id, output: 1 },
        done,
      );
    assert.equal((await diff(task('n-1'), task('n-2'))).same, true);
  });

  test('D14 an event of a type that nobody knows is compared with the node it names, or with the run where that was never seen', async () => {
    const noted = (colour: string, ...before: readonly JsonObject[]): string =>
      nodeLog(begun, ...before, { type: 'node_repainted', node_id: 'a', colour }, done);
    const opened: JsonObject = { type: 'node_started', node_id: 'a' };
    assert.deepEqual(paths(await diff(noted('red', opened), noted('blue', opened))), ['details.node_repainted.colour']);
    assert.deepEqual(paths(await diff(noted('red'), noted('blue'))), ['run details.node_repainted.colour']);
  });

  test('D14 fields of one name, on the event and one level down, are both compared', async () => {
    const ended = (extra: string): string =>
      nodeLog(
        begun,
        { type: 'node_started', node_id: 'a' },
        { type: 'node_completed', node_id: 'a', region: 'eu', metadata: { region: extra } },
        done,
      );
    assert.equal((await diff(ended('x'), ended('y'))).same, false);
    const above = (region: string): string =>
      nodeLog(
        begun,
        { type: 'node_started', node_id: 'a' },
        { type: 'node_completed', node_id: 'a', region, metadata: { region: 'x' } },
        done,
      );
    assert.equal((await diff(above('eu'), above('us'))).same, false);
  });
});

test('D35 of runs that continued as new the input of the next run is compared, and called so', async () => {
  const continued = (page: number): string =>
    temporal(['WorkflowExecutionContinuedAsNew', { workflowType: { name: 'w' }, input: payloads({ page }) }]);
  const document = await diff(continued(1), continued(2));
  assert.deepEqual(document.outcome?.changes, ['nextInput']);
  assert.deepEqual(paths(document), ['run nextInput.page']);
  assert.ok(document.sentences.includes('They continued with different input.'));
  const ended = await diff(continued(1), temporal(['WorkflowExecutionCompleted', { result: payloads({ page: 1 }) }]));
  assert.deepEqual(ended.outcome?.changes, ['status', 'result', 'nextInput', 'continuedAs']);
});
