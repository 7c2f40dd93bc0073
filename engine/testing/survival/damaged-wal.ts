// The remaining data of a SQLite store whose write-ahead log is lost, truncated or damaged: every run up to some whole
// batch, at least up to the file's content.

import assert from 'node:assert/strict';
import { cpSync, mkdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type ErrorCode, RetraceError } from '../../model/errors.ts';
import type { EventLog } from '../../store/log.ts';
import { assertSameEvents } from './assert-same-events.ts';
import { Chance } from './chance.ts';
import { type DamagePlan, type DamageReport, flip, Tally } from './damage.ts';
import { type Filled, fillStore } from './filled-store.ts';
import { madeEvents } from './made-batch.ts';
import { survey } from './survey.ts';
import { openPlace, placeIn } from './survival-store.ts';
import type { Written } from './written.ts';

/** A store left by a killed program: the latest batches are only in its write-ahead log. */
export async function damagedWals({ seed, rounds, folder }: Omit<DamagePlan, 'store'>): Promise<DamageReport> {
  const filled = await fillStore(placeIn(join(folder, 'whole'), 'sqlite', false));
  const inFile = new Map(filled.written.runs.map((run) => [run, filled.written.length(run)]));
  const left = join(folder, 'left');
  await leaveWal(filled, left);
  const chance = new Chance(seed);
  const tally = new Tally();
  for (let round = 0; round < rounds; round++) {
    const copied = join(folder, `copy ${round}`);
    cpSync(left, copied, { recursive: true });
    const copy = { ...filled, place: { ...filled.place, path: join(copied, basename(filled.place.path)) } };
    const what = round === 0 ? 'removed' : chance.pick(['flipped', 'truncated']);
    damageWal(`${copy.place.path}-wal`, what, chance);
    await assertPrefixes(copy, inFile, `round ${round}, ${what}`);
    tally.add(await survey(copy));
    rmSync(copied, { recursive: true });
  }
  assert.equal(tally.report.changed + tally.report.reported + tally.report.refused, 0, JSON.stringify(tally.report));
  return tally.report;
}

/** A program that has the store open goes on without loss; a program that opens it meanwhile is refused with a code. */
export async function walRemovedWhileOpen(folder: string): Promise<ErrorCode> {
  const { place, written } = await fillStore(placeIn(join(folder, 'open'), 'sqlite', false));
  const log = openPlace(place);
  await appendToAll(log, written, 'before', 3);
  rmSync(`${place.path}-wal`);
  const code = codeOf(() => void openPlace(place));
  await appendToAll(log, written, 'after', 4);
  await log.close();
  const reopened = openPlace(place);
  for (const run of written.runs) {
    assertSameEvents(await reopened.read(run, 1, Infinity), written.events(run, 1), run);
    assert.equal((await reopened.verify(run)).bad, null, run);
  }
  await reopened.close();
  return code;
}

function codeOf(work: () => void): ErrorCode {
  try {
    work();
  } catch (error) {
    if (error instanceof RetraceError) return error.code;
    throw error;
  }
  return assert.fail('it was opened without its write-ahead log');
}

async function appendToAll(log: EventLog, written: Written, by: string, count: number): Promise<void> {
  for (const run of written.runs) {
    const batch = { run, by, first: written.length(run) + 1, count };
    await log.append(run, madeEvents(batch));
    written.take({ type: 'append', batch });
  }
}

async function leaveWal({ place, written }: Filled, folder: string): Promise<void> {
  const log = openPlace(place);
  for (let round = 0; round < 3; round++) await appendToAll(log, written, `wal ${round}`, 1 + round * 2);
  mkdirSync(folder);
  for (const ending of ['', '-wal']) cpSync(place.path + ending, join(folder, basename(place.path) + ending));
  await log.close();
}

function damageWal(wal: string, what: string, chance: Chance): void {
  const at = chance.between(0, statSync(wal).size - 1);
  if (what === 'removed') rmSync(wal);
  else if (what === 'truncated') truncateSync(wal, at);
  else flip(wal, at, chance.between(1, 255));
}

async function assertPrefixes(
  { place, written }: Filled,
  inFile: ReadonlyMap<string, number>,
  where: string,
): Promise<void> {
  const log = openPlace(place);
  try {
    for (const run of written.runs) {
      const events = await log.read(run, 1, Infinity);
      assert.ok(events.length >= (inFile.get(run) ?? 0), `${where}: ${run} has ${events.length} events`);
      assert.ok(written.isWhole(run, events.length), `${where}: half a batch of ${run}`);
    }
  } finally {
    await log.close();
  }
}
