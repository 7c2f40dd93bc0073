import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { Engine } from '../engine.ts';
import { findSources } from '../import/import-job.ts';
import type { RunSummary } from '../model/run.ts';
import { collections } from '../testing/corpus.ts';

const mostEvents = 5000;

/** A library with all recorded histories of moderate length. */
async function openLibrary(
  context: TestContext,
  collection: string,
): Promise<{ engine: Engine; runs: readonly RunSummary[] }> {
  const engine = Engine.open({ database: ':memory:', version: 'test', filesByPath: true });
  context.after(() => engine.close());
  const files = (collections().find(({ name }) => name === collection)?.files ?? []).filter(
    ({ events }) => events <= mostEvents,
  );
  const outcomes = await engine.import(() => findSources(files.map(({ path }) => path)));
  return { engine, runs: outcomes.flatMap((outcome) => ('run' in outcome && !outcome.known ? [outcome.run] : [])) };
}

type Expected = { readonly a: string; readonly b: string; readonly sentences: readonly string[] };

function expectedComparisons(): readonly Expected[] {
  const text = readFileSync(join(import.meta.dirname, '../testing', 'expected-comparisons.txt'), 'utf8');
  const blocks = text.split('\n\n').slice(1);
  return blocks.map((block) => {
    const [head = '', ...sentences] = block.trimEnd().split('\n');
    const [a = '', b = ''] = head.split(' | ');
    return { a, b, sentences: sentences.map((sentence) => sentence.trim()) };
  });
}

test('D8 pairs of recorded runs differ in what a person says that they differ in', async (context) => {
  const { engine, runs } = await openLibrary(context, 'temporal-devserver');
  const runOf = (workflow: string): string | undefined => runs.find(({ workflowId }) => workflowId === workflow)?.runId;
  const expected = expectedComparisons();
  assert.ok(expected.length >= 20);
  for (const { a, b, sentences } of expected) {
    const [left, right] = [runOf(a), runOf(b)];
    // Without the shared histories there is nothing to compare.
    if (left === undefined || right === undefined) continue;
    const found = await engine.compareRuns({ left, right, ignore: [] });
    assert.deepEqual(found.sentences.slice(2), sentences, `${a} beside ${b}`);
    const back = await engine.compareRuns({ left: right, right: left, ignore: [] });
    assert.deepEqual(
      [back.comparison.counts.left, back.comparison.counts.right],
      [found.comparison.counts.right, found.comparison.counts.left],
    );
  }
});

test('D9 a run in another form of the same dialect did the same', async (context) => {
  for (const name of ['histories', 'temporal-devserver'].filter((each) =>
    collections().some((collection) => collection.name === each),
  )) {
    const { engine, runs } = await openLibrary(context, name);
    let pairs = 0;
    for (const [first, ...others] of Map.groupBy(runs, ({ runId }) => runId.split('~')[0]).values()) {
      // A single page of a longer run is not the whole run.
      for (const other of others.filter(({ events }) => events === first!.events)) {
        pairs++;
        const { comparison, sentences } = await engine.compareRuns({
          left: first!.runId,
          right: other.runId,
          ignore: [],
        });
        assert.ok(comparison.same, `${first!.source} beside ${other.source}: ${sentences.join(' ')}`);
      }
    }
    if (name === 'temporal-devserver') assert.ok(pairs >= 40, String(pairs));
  }
});

test("D10 a failed run and a good one of the same workflow, from the project's own histories", async (context) => {
  const { engine, runs } = await openLibrary(context, 'histories');
  const runOf = (workflow: string): string => runs.find(({ workflowId }) => workflowId === workflow)!.runId;
  const [left, right] = [runOf('order-flaky-1002'), runOf('order-declined-1003')];
  const { comparison, sentences } = await engine.compareRuns({ left, right, ignore: [] });
  assert.deepEqual(comparison.outcome.status, { left: 'completed', right: 'failed' });
  assert.match(sentences.join('\n'), /^Only A: shipParcel, sendMail\.$/m);
  assert.match(sentences.join('\n'), /^Only B: releaseStock\.$/m);
  const { operations } = (await engine.reader(left)).outline;
  const charge = operations.keys[comparison.rows.left[comparison.first!]!]!;
  const other = (await engine.reader(right)).outline.operations.keys[comparison.rows.right[comparison.first!]!]!;
  const { differences } = await engine.comparePair({ left, right, leftKey: charge, rightKey: other, ignore: [] });
  assert.ok(
    differences.some(({ part, path }) => part === 'input' && path.startsWith('input')),
    JSON.stringify(differences),
  );
  assert.ok(differences.some(({ part }) => part === 'failure'));
});

test('D11 what a rule leaves out is no difference', async (context) => {
  const { engine, runs } = await openLibrary(context, 'histories');
  const [left, right] = ['order-flaky-1002', 'order-declined-1003'].map(
    (workflow) => runs.find(({ workflowId }) => workflowId === workflow)!.runId as string,
  ) as [string, string];
  const { comparison } = await engine.compareRuns({ left, right, ignore: ['input', 'run: input'] });
  assert.ok(!comparison.outcome.changes.includes('input'));
  const inputs = [...comparison.rows.changes].filter((bits) => (bits & 1) !== 0);
  assert.deepEqual(inputs, []);
  await assert.rejects(engine.compareRuns({ left, right, ignore: ['input..['] }), /bad-pattern|rule/i);
});

test('D12 one run beside many: the nearest is itself, and what all bad ones share is named', async (context) => {
  const { engine, runs } = await openLibrary(context, 'histories');
  const others = runs.map(({ runId }) => runId);
  const run = runs.find(({ workflowId }) => workflowId === 'order-flaky-1002')!.runId;
  const { distances, shared } = await engine.compareMany({ run, others });
  assert.equal(distances.length, others.length);
  const nearest = distances.reduce((best, each, i) => (each.distance < distances[best]!.distance ? i : best), 0);
  assert.ok(distances[others.indexOf(run)]!.same && distances[nearest]!.distance === 0);
  assert.deepEqual(shared, [], 'runs of different workflows share nothing');
  const orders = runs
    .filter(({ workflowType, dialect }) => workflowType === 'order' && dialect === 'temporal')
    .map(({ runId }) => runId);
  const ofOrders = await engine.compareMany({ run, others: orders });
  assert.ok(ofOrders.shared.includes('releaseStock is there'), ofOrders.shared.join());
});
