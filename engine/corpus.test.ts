// Tests every recorded history: it opens whole, is exported unchanged, and shows the same state for every way of
// stepping.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Engine } from './engine.ts';
import { findSources } from './import/import-job.ts';
import type { ImportOutcome } from './model/api.ts';
import type { RunSummary } from './model/run.ts';
import type { Json } from './model/json.ts';
import { collections, type RecordedHistory, textOf } from './testing/corpus.ts';
import { contradictions } from './testing/index-laws.ts';
import { exportedBytes, walkRun } from './testing/opened-run.ts';

for (const { name, files } of collections()) {
  describe(`every history of ${name}`, () => {
    for (const file of files) test(`I1 X1 F6 O1 ${file.name}: ${file.events} events`, () => opensWhole(file));
  });
}

async function opensWhole(file: RecordedHistory): Promise<void> {
  const text = textOf(readFileSync(file.path));
  const engine = Engine.open({ database: ':memory:', version: 'test', filesByPath: false });
  try {
    const outcomes = await engine.import(() => findSources([file.path]));
    const runs = outcomes.map(runOf);
    assert.equal(
      runs.reduce((sum, { events }) => sum + events, 0),
      file.events,
    );
    assertNamed(file, runs);
    assertGivenBack(text, await Promise.all(runs.map(async (run) => String(await exportedBytes(engine, run)))));
    for (const run of runs) await walkRun(engine, run);
    const opened = await Promise.all(
      runs.map(async (summary) => ({ summary, outline: (await engine.reader(summary.runId)).outline })),
    );
    assert.deepEqual(contradictions(file.row, opened), []);
  } finally {
    await engine.close();
  }
}

function runOf(outcome: ImportOutcome): RunSummary {
  assert.ok('run' in outcome, 'error' in outcome ? outcome.error.message : '');
  assert.equal(outcome.known, false);
  return outcome.run;
}

/** Checks the run against the server's recorded answers, if there are any. */
function assertNamed(file: RecordedHistory, [run, ...more]: readonly RunSummary[]): void {
  const { workflowId, runId, workflowType, status } = file;
  if (workflowId === undefined && runId === undefined && status === undefined) return;
  assert.ok(run !== undefined && more.length === 0);
  if (workflowId !== undefined) assert.equal(run.workflowId, workflowId);
  if (runId !== undefined) assert.equal(run.runId, runId);
  if (workflowType !== undefined) assert.equal(run.workflowType, workflowType);
  if (status !== undefined && !isOnePage(file)) assert.equal(run.status, statusWords[status]);
}

/** The first page of a run does not hold its end. */
function isOnePage({ name }: RecordedHistory): boolean {
  return /long-route-5k.*\.http/.test(name);
}

const statusWords: Readonly<Record<string, RunSummary['status']>> = {
  RUNNING: 'running',
  PAUSED: 'paused',
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELED: 'canceled',
  TERMINATED: 'terminated',
  TIMED_OUT: 'timedOut',
  CONTINUED_AS_NEW: 'continuedAsNew',
};

/** Asserts equal JSON values, down to the digits of numbers. A file of several histories is exported in parts. */
function assertGivenBack(text: string, exported: readonly string[]): void {
  const whole = compacted(text);
  let at = 0;
  for (const part of exported) {
    const found = exported.length === 1 ? (compacted(part) === whole ? 0 : -1) : whole.indexOf(compacted(part), at);
    assert.notEqual(found, -1, 'the export is another text');
    at = found + 1;
  }
  if (exported.length > 1 || text.length > 1e6) return;
  assert.deepEqual(
    linesOf(exported[0] ?? '').map((line) => JSON.parse(line) as Json),
    linesOf(text).map((line) => JSON.parse(line) as Json),
  );
}

/** The text without white space between tokens. */
function compacted(text: string): string {
  return text.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[\s\uFEFF]+/g, (token) => (token.startsWith('"') ? token : ''));
}

/** The JSON texts of a file: its lines, or the whole text. */
function linesOf(text: string): readonly string[] {
  const lines = text.replace('\uFEFF', '').trim().split('\n');
  return lines.every((line) => line.startsWith('{') && line.trimEnd().endsWith('}')) ? lines : [lines.join('\n')];
}
