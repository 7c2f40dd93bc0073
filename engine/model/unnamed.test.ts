// Operations without a name are called by their kind, alike in every list, sentence and comparison.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffRuns } from '../compare/diff-runs.ts';
import { readerOfText, temporalText, type WrittenEvent } from '../testing/written-history.ts';
import { graphOf } from './graph/fold-graph.ts';
import { nameOf, type Outline } from './outline.ts';
import { WaitFinder } from './waiting.ts';
import { waitingText } from './waiting-text.ts';

const names = (outline: Outline): readonly string[] =>
  Array.from({ length: outline.operations.count }, (_, operation) => nameOf(outline, operation));

function waits(outline: Outline, seq: number): string {
  const waiting = new WaitFinder(outline).at(seq)!;
  return waitingText(outline, waiting, { clock: () => 'then', most: 5 });
}

const nodes = (...events: readonly object[]): string =>
  [{ type: 'workflow_started', run_id: 'r' }, ...events].map((event) => JSON.stringify(event)).join('\n');

test('W23 nodes without an id are called by name, by type, or as unnamed', async () => {
  const log = nodes(
    { type: 'node_started', input: 1 },
    { type: 'node_started', node_type: 'http' },
    { type: 'node_completed', stepType: 'mail' },
    { type: 'node_failed', error: 'no' },
    { type: 'node_skipped' },
    { type: 'node_started', node_id: '?', node_type: 'http' },
    { type: 'node_started', node_id: '?x' },
  );
  const { outline } = await readerOfText(log);
  assert.deepEqual(names(outline), ['unnamed node', 'http', 'mail', 'unnamed node', 'unnamed node', '"?"', '"?x"']);
  assert.equal(waits(outline, 3), 'unnamed node, running since #2; http, running since #3');
  assert.deepEqual(
    graphOf(outline).nodes.filter(({ name }) => name.includes('?2')),
    [],
  );
});

test('W23 so are the operations of Temporal whose type, or whose opening and id, nobody wrote', async () => {
  const unsaid: readonly WrittenEvent[] = [
    ['WorkflowExecutionStarted', { workflowType: { name: 'w' } }],
    ['ActivityTaskScheduled', { activityType: { name: '' } }],
    ['StartChildWorkflowExecutionInitiated', { workflowId: 'c' }],
    ['ActivityTaskStarted', {}],
    ['NexusOperationCompleted', {}],
    ['ActivityTaskStarted', { scheduledEventId: '99' }],
  ];
  assert.deepEqual(names((await readerOfText(temporalText(unsaid))).outline), [
    'unnamed activity',
    'unnamed child workflow',
    'unnamed activity',
    'unnamed nexus operation',
    'activity:99',
  ]);
});

test('W23 two unnamed nodes at other places of their files are compared with each other', async () => {
  const tick = { type: 'note', run_id: 'r' };
  const [a, b] = [
    nodes({ type: 'node_completed', output: 1 }, { type: 'workflow_completed' }),
    nodes(tick, { type: 'node_completed', output: 2 }, { type: 'workflow_completed' }),
  ];
  const { counts, sentences } = await diffRuns(await readerOfText(a), await readerOfText(b), {
    rules: [],
    tolerance: {},
    only: ['node'],
    detailed: 10,
  });
  assert.deepEqual([counts.changed, counts.left, counts.right], [1, 0, 0], sentences.join('\n'));
  assert.ok(sentences.some((sentence) => sentence.startsWith('First difference: unnamed node (')));
});
