import assert from 'node:assert/strict';
import test from 'node:test';
import type { RunSummary } from '../run.ts';
import { type Planned, sideOf } from '../../testing/planned-run.ts';
import { compareRuns } from './compare-runs.ts';
import { sentencesOf } from './summary.ts';

const step = (name: string, more: Partial<Planned> = {}): Planned => ({
  name,
  input: null,
  result: 'ok',
  attempts: 1,
  options: {},
  failure: null,
  ...more,
});
const summary = (workflowId: string, sentence: string): RunSummary =>
  ({ workflowId, runId: workflowId, workflowType: 'order', headline: { sentence, seq: 1 } }) as RunSummary;
const runs = { left: summary('a', 'Completed in 1 s'), right: summary('b', 'Failed: no such card.') };

function told(a: readonly Planned[], b: readonly Planned[]): readonly string[] {
  const [left, right] = [a, b].map((operations) => sideOf({ operations, tasks: 0, offset: 0, lag: 0 })) as [
    ReturnType<typeof sideOf>,
    ReturnType<typeof sideOf>,
  ];
  return sentencesOf(compareRuns(left, right), runs, { left: left.outline, right: right.outline });
}

test('D8 what the runs are, each in a sentence', () => {
  assert.deepEqual(told([step('charge')], [step('charge')]), [
    'A is a (order): Completed in 1 s.',
    'B is b (order): Failed: no such card.',
    'They did the same.',
  ]);
});

test('D8 where values differ first, the first thing that happened otherwise is said too', () => {
  const a = [step('reserve', { input: 1 }), step('charge', { input: 1 }), step('ship')];
  const b = [step('reserve', { input: 2 }), step('charge', { input: 2, failure: 'Declined' }), step('release')];
  assert.deepEqual(told(a, b).slice(2, 7), [
    'First difference: reserve (A #2, B #2) differs in input.',
    'They part ways here: charge (A #5, B #5) differs in input, result, failure, status.',
    'Only A: ship.',
    'Only B: release.',
    'In both, but different: reserve (input), charge (input, result, failure, status).',
  ]);
});

test('D8 where nothing but values differs, that is said', () => {
  assert.ok(
    told([step('reserve', { input: 1 }), step('ship')], [step('reserve', { input: 2 }), step('ship')]).includes(
      'Apart from values, every operation is the same.',
    ),
  );
});

test('D8 what moved, and what was retried', () => {
  const sentences = told(
    [step('mail'), step('audit'), step('ship')],
    [step('audit'), step('ship', { attempts: 4 }), step('mail')],
  );
  assert.ok(
    sentences.includes('At another place: mail.') && sentences.includes('In both, but different: ship (attempts).'),
    sentences.join('\n'),
  );
});
