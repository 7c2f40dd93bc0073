// Tests Cadence histories that were once explained wrongly, each with its right answer.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Fields, jsonLines, retrace } from '../testing/command-line.ts';

const caseOf = (name: string): string => join(import.meta.dirname, '../testing/cases', `${name}.input.json`);

async function shown(name: string): Promise<{ run: Fields; state: Fields; operations: ReadonlyMap<unknown, Fields> }> {
  const [line] = jsonLines(await retrace('show', caseOf(name), '--json'));
  const { run, state } = line as { run: Fields; state: Fields };
  return {
    run,
    state,
    operations: new Map((state['operations'] as readonly Fields[]).map((operation) => [operation['key'], operation])),
  };
}

async function summaries(name: string): Promise<readonly unknown[]> {
  return ['', ...jsonLines(await retrace('events', caseOf(name), '--json')).map(({ summary }) => summary)];
}

test('K4 K5 K16 cadence-arguments', async () => {
  const { run, state, operations } = await shown('cadence-arguments');
  assert.equal(run['dialect'], 'cadence');
  assert.deepEqual(
    [state['input'], operations.get('activity:5')?.['input'], state['values']],
    [['o-1', 3], ['o-1', 3], { 'searchAttributes.Mark': ['x-1'] }],
  );
});

test('K3 cadence-attempts', async () => {
  const { operations } = await shown('cadence-attempts');
  assert.equal(operations.get('activity:5')?.['attempts'], 4);
  assert.equal((await summaries('cadence-attempts'))[6], 'charge started, attempt 4');
});

test('K4 cadence-diff-base64', async () => {
  const { code, out } = await retrace('diff', caseOf('cadence-diff-base64-a'), caseOf('cadence-diff-base64-b'));
  assert.match(out, /"branch 1" → "branch 2"/);
  assert.equal(code, 1);
});

test('K7 K10 K12 cadence-diff-blind', async () => {
  const { code, out } = await retrace('diff', caseOf('cadence-diff-blind-a'), caseOf('cadence-diff-blind-b'));
  assert.equal(code, 1);
  for (const said of [
    /version add-check[^\n]*\n\s+result: 1 → 2/,
    /localActivity lookup/,
    /localActivity search/,
    /"card declined" → "host unreachable"/,
  ])
    assert.match(out, said);
});

test('K7 K9 cadence-failure-text', async () => {
  const { state, operations } = await shown('cadence-failure-text');
  const charge = operations.get('activity:5');
  assert.deepEqual(charge?.['failure'], { message: 'card declined', type: 'cadenceInternal:Generic' });
  assert.deepEqual(charge['lastFailure'], { message: 'card busy', type: 'cadenceInternal:Generic' });
  assert.deepEqual(operations.get('workflowTask:8')?.['failure'], {
    message: 'panic: nil map',
    type: 'WorkflowWorkerUnhandledFailure',
  });
  assert.deepEqual(state['failure'], { message: 'charge failed', type: 'Declined' });
});

test('K13 cadence-reset', async () => {
  const { run, state } = await shown('cadence-reset');
  assert.equal(run['runId'], 'r-2');
  assert.deepEqual(state['links'], [{ seq: 4, relation: 'resetFrom', runId: 'r-1' }]);
  assert.equal((await summaries('cadence-reset'))[4], 'workflow task reset here');
});

test('K10 cadence-version-marker', async () => {
  const { state, operations } = await shown('cadence-version-marker');
  assert.deepEqual(state['values'], { 'version.add-check': 2, 'version.cid1': 1 });
  assert.deepEqual(
    ['version:5', 'version:6'].map((key) => operations.get(key)?.['name']),
    ['add-check', 'cid1'],
  );
});

test('K2 K3 K7 cadence-web-export', async () => {
  const { run, state, operations } = await shown('cadence-web-export');
  assert.deepEqual([run['workflowType'], run['runId'], state['input']], ['orders', 'r-1', ['o-1', 3]]);
  const { name, input, status, attempts, failure, openedAt, closedAt } = operations.get('activity:5') ?? {};
  assert.deepEqual(
    { name, input, status, attempts, failure, openedAt, closedAt },
    {
      name: 'charge',
      input: ['o-1'],
      status: 'failed',
      attempts: 3,
      failure: { message: 'card declined', type: 'Declined' },
      openedAt: 5,
      closedAt: 8,
    },
  );
  assert.deepEqual(
    [
      operations.get('timer:6')?.['name'],
      operations.get('timer:6')?.['status'],
      operations.get('workflowTask:2')?.['status'],
      operations.size,
    ],
    ['timer 10 s', 'scheduled', 'completed', 3],
  );
});
