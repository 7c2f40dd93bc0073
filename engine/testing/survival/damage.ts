// Damages copies of a store, one way at a time, and reports the reaction. Knows where a run's bytes are, but not what
// they mean.

import assert from 'node:assert/strict';
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join, relative, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import Database from 'better-sqlite3';
import type { StoredEvent } from '../../store/log.ts';
import { isSameEvents } from './assert-same-events.ts';
import { Chance } from './chance.ts';
import { copyOf, type Filled, fillStore } from './filled-store.ts';
import { salvaged } from './salvage.ts';
import { type RunState, survey, type Survey } from './survey.ts';
import { placeIn, type StoreName } from './survival-store.ts';
import type { Written } from './written.ts';

export type DamagePlan = {
  readonly store: StoreName;
  readonly seed: number;
  readonly rounds: number;
  readonly folder: string;
};

/** Number of runs and stores per state; `salvaged`: runs recovered whole by the reader of damaged files. */
export type DamageReport = Readonly<Record<RunState | 'refused' | 'salvaged', number>> & {
  readonly codes: readonly string[];
};

const newline = 10;

type Damage = { readonly what: string; readonly file: string; readonly at: number; readonly endsWithLine: boolean };

/** Changes one byte of one file, `rounds` times, each in a fresh copy. */
export async function flippedBytes(plan: DamagePlan): Promise<DamageReport> {
  return await eachDamaged(plan, (folder, chance) => {
    const { file, at } = randomPlace(folder, chance);
    flip(file, at, chance.between(1, 255));
    return { what: 'flipped', file, at, endsWithLine: false };
  });
}

/** Truncates a file. */
export async function truncatedFiles(plan: DamagePlan): Promise<DamageReport> {
  return await eachDamaged(plan, (folder, chance) => {
    const { file, at } = randomPlace(folder, chance);
    truncateSync(file, at);
    return { what: 'truncated', file, at, endsWithLine: readFileSync(file).at(-1) === newline };
  });
}

async function eachDamaged(
  { store, seed, rounds, folder }: DamagePlan,
  damage: (folder: string, chance: Chance) => Damage,
): Promise<DamageReport> {
  const filled = await fillStore(placeIn(join(folder, 'whole'), store, false));
  const chance = new Chance(seed);
  const tally = new Tally();
  for (let round = 0; round < rounds; round++) {
    const copied = join(folder, `copy ${round}`);
    const copy = copyOf(filled, copied);
    const done = damage(copied, chance);
    const untouched = undamagedRuns(copy, done);
    const where = `${done.what} at ${done.at} of ${done.file.slice(copied.length)}`;
    const whole = store === 'sqlite' ? await salvagedFromCopy(copy, join(folder, `salvaged ${round}`), where) : 0;
    const found = await survey(copy);
    assertTaken(found, untouched, done, where);
    tally.add(found, whole);
    rmSync(copied, { recursive: true });
  }
  return tally.report;
}

/** SQLite's extra files beside an opened file must not interfere. */
async function salvagedFromCopy(filled: Filled, folder: string, where: string): Promise<number> {
  const whole = await salvaged(copyOf(filled, folder), where);
  rmSync(folder, { recursive: true });
  return whole;
}

/** Undamaged data is present; every damage was reported. */
function assertTaken(
  { refused, runs }: Survey,
  untouched: ReadonlySet<string> | null,
  { what, endsWithLine }: Damage,
  where: string,
): void {
  if (refused !== null) {
    assert.equal(untouched, null, `${where}: the store is refused as ${refused}, though its tables can be read`);
    return;
  }
  for (const [run, state] of runs) {
    if (untouched?.has(run)) assert.equal(state, 'good', `${where}: ${run} is untouched`);
    assert.notEqual(state, 'changed', `${where}: ${run}`);
    // A file truncated between two batches looks like an earlier state.
    if (what === 'flipped' || !endsWithLine) assert.notEqual(state, 'short', `${where}: ${run}`);
  }
}

export class Tally {
  readonly #counts: Record<RunState | 'refused' | 'salvaged', number> = {
    good: 0,
    reported: 0,
    torn: 0,
    short: 0,
    changed: 0,
    refused: 0,
    salvaged: 0,
  };
  readonly #codes = new Set<string>();

  add({ refused, runs, codes }: Survey, salvagedRuns = 0): void {
    this.#counts.salvaged += salvagedRuns;
    if (refused !== null) this.#counts.refused++;
    for (const state of runs.values()) this.#counts[state]++;
    for (const code of codes) this.#codes.add(code);
  }

  get report(): DamageReport {
    return { ...this.#counts, codes: [...this.#codes].toSorted() };
  }
}

function randomPlace(folder: string, chance: Chance): { readonly file: string; readonly at: number } {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => statSync(file).isFile())
    .toSorted();
  const sizes = files.map((file) => statSync(file).size);
  let at = chance.between(0, sizes.reduce((sum, size) => sum + size, 0) - 1);
  let index = 0;
  while (at >= (sizes[index] ?? Infinity)) at -= sizes[index++] ?? 0;
  return { file: files[index] ?? '', at };
}

export function flip(file: string, at: number, by: number): void {
  const fd = openSync(file, 'r+');
  try {
    const byte = Buffer.alloc(1);
    readSync(fd, byte, 0, 1, at);
    writeSync(fd, Buffer.from([(byte[0] ?? 0) ^ by]), 0, 1, at);
  } finally {
    closeSync(fd);
  }
}

/** Runs whose bytes, and whose parents' bytes, are readable without the log; null where nothing is. */
function undamagedRuns(filled: Filled, damage: Damage): ReadonlySet<string> | null {
  const own = filled.place.store === 'sqlite' ? undamagedRows(filled, damage) : undamagedFolders(filled, damage);
  const withParents = (run: string): boolean => {
    const parent = filled.written.parent(run)?.run;
    return own?.has(run) === true && (parent === undefined || withParents(parent));
  };
  return own && new Set([...own].filter(withParents));
}

/** Runs that SQLite alone can read. A damaged first page is a reason to refuse the file: it identifies the file. */
function undamagedRows({ place, written }: Filled, { file, at }: Damage): ReadonlySet<string> | null {
  if (at < 100 && file === place.path) return null;
  let db: Database.Database | undefined;
  try {
    db = new Database(place.path);
    const opened = db;
    opened.prepare('select 1 from workflow_events limit 1').get();
    return new Set(written.runs.filter((run) => isReadable(opened, run, written)));
  } catch {
    return null;
  } finally {
    db?.close();
  }
}

function isReadable(db: Database.Database, run: string, written: Written): boolean {
  const parent = written.parent(run);
  const own = written.events(run, (parent?.seq ?? 0) + 1);
  try {
    const rowsInOrder = (order: 'asc' | 'desc'): StoredEvent[] =>
      db
        .prepare(
          `select sequence as seq, event_type as type, timestamp as atMs, payload from workflow_events where run_id = ? order by sequence ${order}`,
        )
        .all(run) as StoredEvent[];
    const fork = db.prepare('select parent_id as run, fork_sequence as seq from branches where run_id = ?').get(run) as
      | object
      | undefined;
    // A damaged page beside the run's may be reached from one end only.
    return (
      isSameEvents(rowsInOrder('asc'), own) &&
      isSameEvents(rowsInOrder('desc').toReversed(), own) &&
      isDeepStrictEqual({ ...parent }, { ...fork })
    );
  } catch {
    return false;
  }
}

/** One folder per run: only damage in that folder affects the run. */
function undamagedFolders({ place, written }: Filled, { file }: Damage): ReadonlySet<string> {
  const folder = relative(place.path, file).split(sep)[0] ?? '';
  const hurt = decodeURIComponent(folder);
  return new Set(written.runs.filter((run) => run !== hurt));
}
