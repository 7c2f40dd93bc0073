// Imports histories onto a disk with a given free space: every file gets an outcome, files reported as stored are
// stored, the others are reported as `disk-full`.

import assert from 'node:assert/strict';
import { readdirSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Engine } from '../../engine.ts';
import { bytesSource } from '../../import/import-job.ts';
import type { ImportOutcome } from '../../model/api.ts';
import { RetraceError } from '../../model/errors.ts';
import { argument, say } from './said.ts';

/** `rooms`: free bytes at the start, one import for each. */
export type FullDiskImportTask = { readonly folder: string; readonly rooms: readonly number[] };

const files = 12;
const { folder, rooms } = argument() as FullDiskImportTask;
const database = join(folder, 'library.db');
const ballast = join(folder, 'ballast');

/** Histories of 1 to 60 events, so that some fit where others do not. */
function history(file: number): Uint8Array {
  const event = (id: number): object => ({
    eventId: String(id),
    eventTime: '2026-01-01T00:00:00Z',
    eventType: id === 1 ? 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED' : 'EVENT_TYPE_TIMER_FIRED',
    note: `${file} ${id} `.repeat(60),
    ...(id === 1 && {
      workflowExecutionStartedEventAttributes: { originalExecutionRunId: `run ${file}`, workflowType: { name: 'W' } },
    }),
  });
  return Buffer.from(
    JSON.stringify({ events: Array.from({ length: 1 + ((file * 37) % 60) }, (_, i) => event(i + 1)) }),
  );
}

function leave(room: number): void {
  writeFileSync(ballast, '');
  const { bavail, bsize } = statfsSync(folder);
  try {
    writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - room), 1));
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
  }
}

async function imported(engine: Engine): Promise<readonly ImportOutcome[]> {
  return await engine.import(
    async () => Array.from({ length: files }, (_, i) => bytesSource(`file ${i}`, history(i))),
    { partial: false },
  );
}

const codeOf = (outcome: ImportOutcome): string => ('error' in outcome ? outcome.error.code : 'stored');

async function stored(): Promise<readonly string[]> {
  const engine = open();
  const runs = (await engine.listRuns()).map(({ runId }) => runId);
  for (const run of runs) assert.ok((await engine.exportRun({ run })).bytes.length > 0);
  await engine.close();
  return runs.toSorted();
}

function open(): Engine {
  return Engine.open({ database, version: 'test', filesByPath: true });
}

/** The outcome of each file. */
async function attempt(room: number): Promise<readonly ImportOutcome[] | 'unopened'> {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  leave(room);
  try {
    const engine = open();
    const outcomes = await imported(engine);
    await engine.close();
    return outcomes;
  } catch (error) {
    assert.ok(error instanceof RetraceError && error.code === 'disk-full', String(error));
    return 'unopened';
  }
}

const counts: Record<string, number> = {};
for (const room of rooms) {
  const outcomes = await attempt(room);
  if (outcomes === 'unopened') {
    counts['unopened'] = (counts['unopened'] ?? 0) + 1;
    continue;
  }
  assert.deepEqual(
    outcomes.map(({ file }) => file),
    Array.from({ length: files }, (_, i) => `file ${i}`),
    `room for ${room} bytes`,
  );
  for (const code of outcomes.map(codeOf)) counts[code] = (counts[code] ?? 0) + 1;
  const told = outcomes.flatMap((outcome) => ('run' in outcome ? [outcome.run.runId] : [])).toSorted();
  truncateSync(ballast, 0);
  assert.deepEqual(await stored(), told, `room for ${room} bytes`);
  const engine = open();
  assert.ok(
    (await imported(engine)).every((outcome) => 'run' in outcome),
    'with room again',
  );
  await engine.close();
}
say({
  acknowledged: counts['stored'] ?? 0,
  refused: { 'disk-full': counts['disk-full'] ?? 0 },
  unopened: counts['unopened'] ?? 0,
});
