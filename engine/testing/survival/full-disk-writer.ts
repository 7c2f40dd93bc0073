// Fills a small disk up to a random size, and keeps writing to a store on it.

import assert from 'node:assert/strict';
import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { RetraceError } from '../../model/errors.ts';
import type { EventLog } from '../../store/log.ts';
import { argument, say } from './said.ts';
import { assertSameEvents } from './assert-same-events.ts';
import { Chance } from './chance.ts';
import { fillStore } from './filled-store.ts';
import { importBatch } from './import-batch.ts';
import { type Batch, madeEvents } from './made-batch.ts';
import { openPlace, placeIn, type StoreName } from './survival-store.ts';
import type { Written } from './written.ts';

export type FullDiskTask = {
  readonly store: StoreName;
  readonly folder: string;
  readonly seed: number;
  readonly bytes: number;
};

const { store, folder, seed, bytes } = argument() as FullDiskTask;
const chance = new Chance(seed);
const refused: Record<string, number> = {};
const steps = 120;
let acknowledged = 0;

const ballast = join(folder, 'ballast');

function load(): void {
  const fd = openSync(ballast, 'w');
  const room = Math.floor(chance.share() ** 3 * 400) * 4096;
  try {
    // Fills the disk, then frees some of it.
    for (let at = 0; at < bytes; at += 4096) writeSync(fd, Buffer.alloc(4096, 1));
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
  }
  closeSync(fd);
  loosen(room);
}

function loosen(room: number): void {
  const fd = openSync(ballast, 'r+');
  ftruncateSync(fd, Math.max(0, fstatSync(fd).size - room));
  closeSync(fd);
}

/** True for completed work; false for a refusal with a code, which must leave no trace. */
async function tried(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    acknowledged++;
    return true;
  } catch (error) {
    if (!(error instanceof RetraceError)) throw error;
    refused[error.code] = (refused[error.code] ?? 0) + 1;
    return false;
  }
}

async function step(log: EventLog, written: Written, turn: number): Promise<void> {
  const run = chance.pick(written.runs);
  const batch: Batch = {
    run,
    by: `step ${turn}`,
    first: written.length(run) + 1,
    count: Math.max(1, chance.between(-20, 30)),
  };
  const kind = chance.between(1, 10);
  if (kind === 1) {
    const imported: Batch = { run: `imported at ${turn}`, by: 'import', first: 1, count: chance.between(1, 300) };
    if (await tried(() => importBatch(log, imported))) written.take({ type: 'import', batch: imported });
  } else if (kind === 2) {
    const fork = {
      type: 'fork',
      parent: run,
      seq: chance.between(0, written.length(run)),
      run: `branch at ${turn}`,
    } as const;
    if (await tried(() => log.fork(fork.parent, fork.seq, fork.run))) written.take(fork);
  } else if (kind === 3)
    await log.keepCheckpoint(run, 'state', written.length(run), Buffer.alloc(chance.between(0, 40_000)));
  else if (await tried(() => log.append(run, madeEvents(batch)))) written.take({ type: 'append', batch });
  else await assertAsWritten(log, written, run);
}

async function assertAsWritten(log: EventLog, written: Written, run: string): Promise<void> {
  assertSameEvents(await log.read(run, 1, Infinity), written.events(run, 1), run);
}

async function goOn(log: EventLog, written: Written): Promise<void> {
  for (const run of written.runs) {
    const batch: Batch = { run, by: 'room again', first: written.length(run) + 1, count: 2 };
    await log.append(run, madeEvents(batch));
    written.take({ type: 'append', batch });
  }
}

async function assertAll(log: EventLog, written: Written): Promise<void> {
  const found: string[] = [];
  for await (const { run, bad } of log.verifyAll()) {
    assert.equal(bad, null, run);
    found.push(run);
    await assertAsWritten(log, written, run);
  }
  assert.deepEqual(found.toSorted(), written.runs.toSorted());
}

/** True where a copy of the database is open instead of the database. */
function isCopy(): boolean {
  if (store !== 'sqlite') return false;
  const fds = readdirSync('/proc/self/fd').map((fd) => join('/proc/self/fd', fd));
  return !fds.some((fd) => existsSync(fd) && readlinkSync(fd) === place.path);
}

const { place, written } = await fillStore(placeIn(folder, store, false));
load();
// On a completely full disk the store may fail to open, but must state the reason.
let log: EventLog | undefined;
while (!(await tried(async () => (log = openPlace(place))))) loosen(4096);
assert.ok(log !== undefined);
for (let turn = 0; turn < steps; turn++) await step(log, written, turn);
rmSync(ballast);
if (isCopy()) {
  // A store that could only be opened for reading stays so until it is opened again.
  await log.close();
  log = openPlace(place);
}
await goOn(log, written);
await log.close();
const reopened = openPlace(place);
await assertAll(reopened, written);
await reopened.close();
say({ acknowledged, refused });
