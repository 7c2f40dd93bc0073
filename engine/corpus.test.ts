// Every recorded history there is: opens whole, is given back as it came, and shows the same state whichever way a person steps.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Engine } from './engine.ts';
import { findSources } from './import/import-job.ts';
import type { ImportOutcome } from './model/api.ts';
import type { RunSummary } from './model/run.ts';
import type { Json } from './model/json.ts';
import { applyEffects, emptyState, type RunState } from './model/state.ts';
import { type FoldedEvent, pagesOfLog } from './runs/fold-run.ts';
import type { RunReader } from './runs/run-reader.ts';
import { collections, type RecordedHistory, textOf } from './testing/corpus.ts';
import { walk } from './testing/walk.ts';

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
    assertGivenBack(text, await Promise.all(runs.map((run) => exported(engine, run))));
    for (const run of runs) await walkRun(engine, run);
  } finally {
    await engine.close();
  }
}

async function exported(engine: Engine, run: RunSummary): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of engine.exported(run)) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

function runOf(outcome: ImportOutcome): RunSummary {
  assert.ok('run' in outcome, 'error' in outcome ? outcome.error.message : '');
  assert.equal(outcome.known, false);
  return outcome.run;
}

/** What the server said of the run, where it was asked. */
function assertNamed(file: RecordedHistory, [run, ...more]: readonly RunSummary[]): void {
  const { workflowId, runId, workflowType, status } = file;
  if (workflowId === undefined && runId === undefined && status === undefined) return;
  assert.ok(run !== undefined && more.length === 0);
  if (workflowId !== undefined) assert.equal(run.workflowId, workflowId);
  if (runId !== undefined) assert.equal(run.runId, runId);
  if (workflowType !== undefined) assert.equal(run.workflowType, workflowType);
  if (status !== undefined && !isOnePage(file)) assert.equal(run.status, statusWords[status]);
}

/** The first page of a run says nothing about its end. */
function isOnePage({ name }: RecordedHistory): boolean {
  return /long-route-5k.*\.http/.test(name);
}

const statusWords: Readonly<Record<string, RunSummary['status']>> = {
  RUNNING: 'running',
  PAUSED: 'paused',
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELED: 'cancelled',
  TERMINATED: 'terminated',
  TIMED_OUT: 'timedOut',
  CONTINUED_AS_NEW: 'continuedAsNew',
};

/** The same JSON value, down to the digits of its numbers. A file of several histories is given back in parts. */
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

/** Without the white space between tokens. */
function compacted(text: string): string {
  return text.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[\s\uFEFF]+/g, (token) => (token.startsWith('"') ? token : ''));
}

/** The JSON texts of a file: its lines, or all of it. */
function linesOf(text: string): readonly string[] {
  const lines = text.replace('\uFEFF', '').trim().split('\n');
  return lines.every((line) => line.startsWith('{') && line.trimEnd().endsWith('}')) ? lines : [lines.join('\n')];
}

async function walkRun(engine: Engine, run: RunSummary): Promise<void> {
  const reader = await engine.reader(run.runId);
  const events: FoldedEvent[] = [];
  for await (const page of pagesOfLog(reader.dialect, reader.pages())) events.push(...page);
  walk(
    reader.outline,
    events.map(({ read }) => read),
  );
  await readerAgrees(reader, events);
}

/** What the screen is told about a seq and an operation is what the fold says. */
async function readerAgrees(reader: RunReader, events: readonly FoldedEvent[]): Promise<void> {
  const state = emptyState();
  const every = Math.max(1, Math.floor(events.length / 40));
  for (const { seq, read } of events) {
    applyEffects(state, seq, read.atMs, read.explanation.effects);
    if (seq % every === 0 || seq === events.length) await assertToldState(reader, state);
  }
  const operations = [...state.operations.values()];
  const few = Math.max(1, Math.floor(operations.length / 40));
  for (let i = 0; i < operations.length; i += few) {
    const { input: _, result: __, options: ___, failure: ____, lastFailure: _____, ...rest } = operations[i]!;
    assert.deepEqual((await reader.operation(rest.key)).operation, rest);
  }
}

async function assertToldState(reader: RunReader, { seq, status, values }: RunState): Promise<void> {
  const told = await reader.state(seq);
  assert.equal(told.status, status);
  assert.deepEqual(
    new Map(told.values.map(({ name, value }) => [name, value])),
    new Map([...values].map(([name, value]) => [name, reader.dialect.decode(value)])),
  );
}
