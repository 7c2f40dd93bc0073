// Reads the rest of a damaged SQLite file, and compares it with the written data and with the data that SQLite itself
// still finds.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { RetraceError } from '../../model/errors.ts';
import type { ChainedEvent } from '../../store/backend.ts';
import { chainStart, linkDigests } from '../../store/chain.ts';
import type { EventLog } from '../../store/log.ts';
import { openSqliteLog } from '../../store/sqlite/sqlite-log.ts';
import { isSameEvents } from './assert-same-events.ts';
import type { Filled } from './filled-store.ts';
import type { Written } from './written.ts';

/** Number of runs recovered whole. Every returned event was written, and is unchanged. */
export async function salvaged(filled: Filled, where: string): Promise<number> {
  const { place, written } = filled;
  const before = contentOf(place.path);
  const log = opened(place.path);
  if (log === undefined) return 0;
  try {
    const whole = new Set<string>();
    for (const run of written.runs) if (await isWhole(log, run, written, where)) whole.add(run);
    await assert.rejects(
      log.append('run a', [{ seq: 1, type: 'custom', atMs: null, payload: new Uint8Array() }]),
      (error) => error instanceof RetraceError,
    );
    assert.deepEqual(contentOf(place.path), before, `${where}: salvaging changed something`);
    for (const run of readable(filled))
      assert.ok(whole.has(run), `${where}: SQLite reads ${run} whole, it was not salvaged whole`);
    return whole.size;
  } finally {
    await log.close();
  }
}

/** undefined where nothing is left; any error without a code is a bug of Retrace. */
function opened(path: string): EventLog | undefined {
  try {
    return openSqliteLog(path, { salvage: true });
  } catch (error) {
    if (error instanceof RetraceError) return undefined;
    throw error;
  }
}

async function isWhole(log: EventLog, run: string, written: Written, where: string): Promise<boolean> {
  const expected = written.events(run, 1);
  const parent = written.parent(run)?.run;
  try {
    const found = await log.read(run, 1, Infinity);
    assert.ok(
      isSameEvents(found, expected.slice(0, found.length)),
      `${where}: ${run} was salvaged with other events than were written`,
    );
    assert.ok(isSameEvents((await log.readReverse(run, 1, Infinity)).toReversed(), found));
    if (found.length > 0)
      assert.equal((await log.verify(run)).events, found.length, `${where}: ${run} is not good up to its end`);
    return found.length === expected.length;
  } catch (error) {
    // A recovered branch whose parent is not recovered so far.
    if (!(error instanceof RetraceError) || parent === undefined) throw error;
    return false;
  }
}

/** Runs that SQLite in lenient mode reads whole by its index, with their parents. */
function readable({ place, written }: Filled): readonly string[] {
  const db = new Database(place.path, { readonly: true });
  try {
    db.unsafeMode(true);
    db.pragma('writable_schema = ON');
    const own = new Set(written.runs.filter((run) => isReadable(db, run, written)));
    const withParents = (run: string | undefined): boolean =>
      run === undefined || (own.has(run) && withParents(written.parent(run)?.run));
    return written.runs.filter(withParents);
  } catch {
    return [];
  } finally {
    db.close();
  }
}

function isReadable(db: Database.Database, run: string, written: Written): boolean {
  try {
    const rows = db
      .prepare(
        'select sequence as seq, event_type as type, timestamp as atMs, payload, digest from workflow_events where run_id = ? order by sequence',
      )
      .all(run) as ChainedEvent[];
    const fork = db
      .prepare('select parent_id as run, fork_sequence as seq, fork_digest as digest from branches where run_id = ?')
      .get(run) as { run: string; seq: number; digest: Uint8Array } | undefined;
    const parent = written.parent(run);
    const digests = linkDigests(chainStart, written.events(run, 1));
    const own = (parent?.seq ?? 0) * chainStart.length;
    const isLinked =
      digests.subarray(own).equals(Buffer.concat(rows.map(({ digest }) => digest))) &&
      (fork === undefined || digests.subarray(0, own).subarray(-chainStart.length).equals(fork.digest));
    return (
      isLinked &&
      isSameEvents(rows, written.events(run, (parent?.seq ?? 0) + 1)) &&
      fork?.run === parent?.run &&
      fork?.seq === parent?.seq
    );
  } catch {
    return false;
  }
}

function contentOf(path: string): readonly (readonly [string, string])[] {
  const folder = join(path, '..');
  return readdirSync(folder)
    .toSorted()
    .map((name) => [name, readFileSync(join(folder, name)).toString('base64')]);
}
