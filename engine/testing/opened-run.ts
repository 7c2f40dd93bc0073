// Checks of a run of a library: exported, stepped through in both directions, compared with itself.

import assert from 'node:assert/strict';
import type { Engine } from '../engine.ts';
import type { RunSummary } from '../model/run.ts';
import { applyEffects, emptyState, type RunState } from '../model/state.ts';
import { type FoldedEvent, pagesOfLog } from '../runs/fold-run.ts';
import type { RunReader } from '../runs/run-reader.ts';
import { walk } from './walk.ts';

export async function exportedBytes(engine: Engine, run: RunSummary): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of engine.exported(run)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Asserts that no part differs. */
export async function assertSameAsItself(engine: Engine, run: RunSummary): Promise<void> {
  await assertSame(engine, run, run);
}

export async function assertSame(engine: Engine, left: RunSummary, right: RunSummary): Promise<void> {
  const { comparison, sentences } = await engine.compareRuns({ left: left.runId, right: right.runId, ignore: [] });
  assert.ok(comparison.same, sentences.join(' '));
  assert.deepEqual(comparison.uncompared, []);
}

/** Steps through the whole run in both directions with the screen's calls. */
export async function walkRun(engine: Engine, run: RunSummary): Promise<void> {
  const reader = await engine.reader(run.runId);
  const events: FoldedEvent[] = [];
  for await (const page of pagesOfLog(reader.dialect, reader.pages())) events.push(...page);
  walk(
    reader.outline,
    events.map(({ read }) => read),
  );
  await readerAgrees(reader, events);
}

/** The engine's answers for a seq and an operation agree with the fold. */
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
