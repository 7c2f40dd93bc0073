import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { RunId } from '../../engine/model/event.ts';
import type { RunSummary } from '../../engine/model/run.ts';
import { familyOrder } from './family.ts';
import { chipCounts, libraryRows, type LibraryView, runsOf } from './rows.ts';
import { statusCounts } from './table-rows.ts';

function run(runId: string, more: Partial<RunSummary> = {}): RunSummary {
  return {
    runId: runId as RunId,
    dialect: 'temporal',
    form: 'Temporal JSON',
    workflowId: runId,
    workflowType: 'Order',
    status: 'completed',
    events: 3,
    operations: 1,
    startedAtMs: 0,
    endedAtMs: 1,
    source: 'a.json',
    importedAtMs: 0,
    warnings: 0,
    headline: { sentence: '', seq: 1 },
    family: {},
    ...more,
  };
}

const all: LibraryView = { text: '', chip: 'all', grouping: 'type', folded: new Set() };

function drawn(rows: ReturnType<typeof libraryRows>): string[] {
  return rows.map((row) =>
    row.type === 'group' ? `${row.name} ${row.count}` : `${'.'.repeat(row.depth)}${row.run.runId}`,
  );
}

test('runs stand under their type, newest first, the type with the newest run on top', () => {
  const runs = [
    run('a', { startedAtMs: 1 }),
    run('b', { startedAtMs: 3, workflowType: 'Poll' }),
    run('c', { startedAtMs: 2 }),
  ];
  assert.deepEqual(drawn(libraryRows(runs, all)), ['Poll 1', 'b', 'Order 2', 'c', 'a']);
});

test('a folded group keeps its heading, and opens while something is searched for', () => {
  const folded = { ...all, folded: new Set(['type:Order']) };
  assert.deepEqual(drawn(libraryRows([run('a')], folded)), ['Order 1']);
  assert.deepEqual(drawn(libraryRows([run('a')], { ...folded, text: 'A' })), ['Order 1', 'a']);
});

test('every word of the search must be found, in id, type, source or status', () => {
  const runs = [run('order-1'), run('order-2', { status: 'failed' })];
  assert.deepEqual(runsOf(libraryRows(runs, { ...all, text: 'order failed' })), [runs[1]]);
});

test('chips count what they would show', () => {
  const runs = [
    run('a', { status: 'timedOut' }),
    run('b', { status: 'paused' }),
    run('c'),
    run('d', { status: 'canceled' }),
    run('e', { status: 'running', headline: { sentence: 'Stuck: …', seq: 3, stuck: true } }),
  ];
  assert.deepEqual(chipCounts(runs), { all: 5, failed: 1, stuck: 1, running: 1, completed: 1 });
});

test('V263 a run that is stuck is found as such, and not among those that run', () => {
  const headline = { sentence: 'Stuck: …', seq: 3, stuck: true } as const;
  const runs = [run('a', { status: 'running', headline }), run('b', { status: 'running' })];
  const ids = (view: LibraryView): string[] =>
    libraryRows(runs, view).flatMap((row) => (row.type === 'run' ? [row.run.runId] : []));
  assert.deepEqual(ids({ ...all, chip: 'stuck' }), ['a']);
  assert.deepEqual(ids({ ...all, chip: 'running' }), ['b']);
  assert.deepEqual(ids({ ...all, text: 'stuck' }), ['a']);
  assert.deepEqual(
    [...statusCounts(runs)],
    [
      ['stuck', 1],
      ['running', 1],
    ],
  );
});

test('runs that share a workflow id say so', () => {
  const rows = libraryRows([run('a', { workflowId: 'w' }), run('b', { workflowId: 'w' }), run('c')], all);
  assert.deepEqual(
    rows.map((row) => row.type === 'run' && row.shared),
    [false, true, true, false],
  );
});

test('children stand under their parent, a continued run after the one it continues', () => {
  const runs = [
    run('child', { family: { parent: 'a2' } }),
    run('a2', { family: { continuedFrom: 'a1' } }),
    run('a1', { family: { continuedAs: 'a2' } }),
    run('b'),
  ];
  assert.deepEqual(drawn(libraryRows(runs, { ...all, grouping: 'family' })), ['a1', 'a2', '.child', 'b']);
});

test('a family shows every run once, whatever the links say', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'x');
  const runs = fc
    .array(fc.tuple(id, id), { minLength: 5, maxLength: 5 })
    .map((links) =>
      links.map(([parent, continuedFrom], i) =>
        run('abcde'[i] ?? '', { family: i % 2 ? { parent } : { continuedFrom } }),
      ),
    );
  fc.assert(
    fc.property(runs, (some) => {
      const ids = familyOrder(some).map((member) => member.run.runId);
      assert.deepEqual(ids.toSorted(), ['a', 'b', 'c', 'd', 'e']);
    }),
  );
});
