// Holds every row of the collections' indexes whose file is no JSON history of Temporal's kin (see corpus.test.ts)
// against what opens: as many runs, events, tasks or checkpoints as the row says, or a refusal.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Engine } from './engine.ts';
import { findSources } from './import/import-job.ts';
import { type Outline, typeOf } from './model/outline.ts';
import { indexRows } from './testing/corpus.ts';
import { contradictions, type IndexRow, type OpenedRun } from './testing/index-laws.ts';

for (const { folder, path, row } of indexRows(
  'azure-durable',
  'conductor',
  'dbos',
  'langgraph',
  'restate',
  'stepfunctions',
))
  test(`I1 I15 ${folder} ${row['file']}: ${row['events'] ?? 'no'} ${row['dialect']}`, () => agrees(folder, path, row));

for (const { folder, path, row } of indexRows('temporal', 'temporal-devserver'))
  if (!/\.json(?:l)?(?:\.gz)?$/.test(path))
    test(`I1 ${folder} ${row['file']}: ${row['events']} events`, () => agrees(folder, path, row));

async function agrees(folder: string, path: string, row: IndexRow): Promise<void> {
  const engine = Engine.open({ database: ':memory:', version: 'test', filesByPath: false });
  try {
    const outcomes = await engine.import(() => findSources([path]));
    const errors = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error.code] : []));
    const runs = await Promise.all(
      outcomes
        .flatMap((outcome) => ('run' in outcome ? [outcome.run] : []))
        .map(async (summary) => ({ summary, outline: (await engine.reader(summary.runId)).outline })),
    );
    if (isNoHistory(row)) return assert.match(errors.join(), /^not-(?:json|a-history)$/);
    assert.deepEqual(errors, []);
    if (row['events'] !== undefined) assert.equal(countOf(folder, row, runs), Number(row['events']));
    assert.deepEqual(contradictions(row, runs), []);
    const [, status] = /^([A-Z]+); /.exec(row['notes'] ?? '') ?? [];
    if (status !== undefined)
      assert.deepEqual(
        runs.map(({ summary }) => summary.status),
        [status.toLowerCase()],
      );
  } finally {
    await engine.close();
  }
}

/** Programs, an engine's own answers, and tables that hold neither starts nor steps. */
function isNoHistory({ dialect = '', file = '', notes = '' }: IndexRow): boolean {
  const [, table] = /^(?:POST \/query, select \* from |rows of dbos\.)(\w+)/.exec(notes) ?? [];
  return (
    /^(?:source|truth)/.test(dialect) ||
    file.endsWith('columns.json') ||
    (table !== undefined && !['sys_invocation', 'sys_journal', 'workflow_status', 'operation_outputs'].includes(table))
  );
}

/** What an index counts depends on the engine. */
function countOf(folder: string, { file = '' }: IndexRow, runs: readonly OpenedRun[]): number {
  const isOfRuns = /sys_invocation|workflow_status|workflow-list|\.sql(?:ite)?$/.test(file);
  if (folder === 'conductor') return sum(runs, ({ operations }) => operations.count);
  if (folder === 'langgraph') return sum(runs, (outline) => eventsOf(outline, /^Checkpoint$/));
  if (folder === 'dbos' && !isOfRuns) return sum(runs, (outline) => eventsOf(outline, /^Step$/));
  return isOfRuns ? runs.length : sum(runs, ({ events }) => events);
}

function eventsOf(outline: Outline, type: RegExp): number {
  return Array.from(outline.type).filter((_, i) => type.test(typeOf(outline, i + 1))).length;
}

function sum(runs: readonly OpenedRun[], count: (outline: Outline) => number): number {
  return runs.reduce((total, { outline }) => total + count(outline), 0);
}
