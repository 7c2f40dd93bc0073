// Removes write permission from an open store, and restores it: existing data stays readable, refusals have a code,
// acknowledged data stays.

import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { RetraceError } from '../../model/errors.ts';
import type { EventLog } from '../../store/log.ts';
import { assertSameEvents } from './assert-same-events.ts';
import { type Filled, fillStore } from './filled-store.ts';
import { importBatch } from './import-batch.ts';
import { type Batch, madeEvents } from './made-batch.ts';
import { openPlace, placeIn, type StoreName } from './survival-store.ts';

/** `acknowledged`: appends by a handle opened with write permission. */
export type ReadOnlyReport = { readonly acknowledged: number; readonly refused: Readonly<Record<string, number>> };

const nobody = 65_534;

/** Root may write everywhere, so another user runs this. */
export async function readOnlyWhileOpen(store: StoreName): Promise<ReadOnlyReport> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(nobody);
  const folder = mkdtempSync(join(tmpdir(), 'retrace-read-only-'));
  try {
    return await readOnlyIn(await fillStore(placeIn(join(folder, 'store'), store, false)));
  } finally {
    mayWrite(folder, true);
    if (isRoot) process.seteuid?.(0);
    rmSync(folder, { recursive: true });
  }
}

async function readOnlyIn(filled: Filled): Promise<ReadOnlyReport> {
  const { place, written } = filled;
  const refused: Record<string, number> = {};
  const counts = { acknowledged: 0 };
  const log = openPlace(place);
  await writeAll(log, filled, 'before', counts, refused);
  assert.deepEqual(refused, {});
  const acknowledgedBefore = counts.acknowledged;
  mayWrite(dirname(place.path), false);
  await writeAll(log, filled, 'while read-only', counts, refused);
  await assertAll(log, filled);
  const other = await opened(filled, refused);
  if (other !== undefined) await assertAll(other, filled);
  if (other !== undefined) await writeAll(other, filled, 'opened while read-only', counts, refused);
  mayWrite(dirname(place.path), true);
  await other?.close();
  const acknowledged = counts.acknowledged - acknowledgedBefore;
  await log.close();
  const reopened = openPlace(place);
  await assertAll(reopened, filled);
  const after = {};
  await writeAll(reopened, filled, 'after', counts, after);
  assert.deepEqual(after, {});
  await assertAll(reopened, filled);
  await reopened.close();
  assert.ok(written.runs.length > 0);
  return { acknowledged, refused };
}

async function opened(filled: Filled, refused: Record<string, number>): Promise<EventLog | undefined> {
  const log: { opened?: EventLog } = {};
  await tried(refused, async () => void (log.opened = openPlace(filled.place)));
  return log.opened;
}

async function writeAll(
  log: EventLog,
  { written }: Filled,
  by: string,
  counts: { acknowledged: number },
  refused: Record<string, number>,
): Promise<void> {
  for (const run of [...written.runs, `new ${by}`]) {
    const batch: Batch = { run, by, first: written.length(run) + 1, count: 3 };
    if (!(await tried(refused, () => log.append(run, madeEvents(batch))))) continue;
    written.take({ type: 'append', batch });
    counts.acknowledged++;
  }
  const imported: Batch = { run: `imported ${by}`, by, first: 1, count: 30 };
  if (await tried(refused, () => importBatch(log, imported))) written.take({ type: 'import', batch: imported });
  const fork = { type: 'fork', parent: 'run a', seq: 3, run: `branch ${by}` } as const;
  if (await tried(refused, () => log.fork(fork.parent, fork.seq, fork.run))) written.take(fork);
  await log.keepCheckpoint('run a', 'state', 2, Buffer.from(by));
}

async function tried(refused: Record<string, number>, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof RetraceError)) throw error;
    refused[error.code] = (refused[error.code] ?? 0) + 1;
    return false;
  }
}

async function assertAll(log: EventLog, { written }: Filled): Promise<void> {
  for (const run of written.runs) {
    assertSameEvents(await log.read(run, 1, Infinity), written.events(run, 1), run);
    assert.equal((await log.verify(run)).bad, null, run);
  }
  assert.deepEqual(
    (await log.streams({ limit: 1000 })).streams.map(({ run }) => run),
    written.runs.toSorted(),
  );
}

function mayWrite(folder: string, may: boolean): void {
  if (may) chmodSync(folder, 0o755);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) mayWrite(path, may);
    else chmodSync(path, may ? 0o644 : 0o444);
  }
  if (!may) chmodSync(folder, 0o555);
}
