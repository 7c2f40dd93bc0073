// Writes new runs into SQLite in one transaction, or, for long runs, in several, so that the write-ahead log stays
// small and other programs need not wait. Rows of unfinished writes are hidden (table `arriving`) until the last
// transaction commits. Hidden rows of a dead writer are swept: a writer holds a lock that the system releases when the
// process dies.

import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import type { Seq } from '../../model/event.ts';
import type { BackendWriter } from '../backend.ts';
import { digestBytes } from '../chain.ts';
import type { FolderLock } from '../folder/folder-lock.ts';
import type { StoredEvent } from '../log.ts';
import { isBusy, settle } from './database.ts';
import type { Head } from './head-file.ts';
import { prepared } from './prepared.ts';
import type { SqliteRows } from './sqlite-rows.ts';

/**
 * Bytes of payloads and names per transaction of a long run. After each, its pages are moved into the file, which blocks
 * the thread: so few at a time.
 */
export const defaultBytesTogether = 8 * 2 ** 20;
/** Bytes of an event beside its payload. */
const rowBytes = 100;
const written =
  'select sequence as seq, event_type as type, timestamp as atMs, payload from workflow_events where run_id = ? and sequence between ? and ? order by sequence';
/** Events deleted in one step of sweeping. */
const sweptTogether = 5000;

/** What a writer needs. */
export type Act = {
  readonly db: Database.Database;
  readonly rows: SqliteRows;
  /** Runs `work` and translates SQLite's errors; retries while another program holds a lock, unless `once`. */
  readonly coded: <T>(work: () => T) => T;
  readonly once: <T>(work: () => T) => T;
  /** Called after everything is stored. */
  readonly stored: (head: Head) => void;
};

type Arrival = Act & {
  /** undefined for a database in memory, which always uses one transaction. */
  readonly lock: FolderLock | undefined;
  readonly bytesTogether: number;
  /** Called in the last transaction, just before it commits. */
  readonly beforeCommit: () => void;
};

export class ArrivingRuns implements BackendWriter {
  readonly #arrival: Arrival;
  readonly #runs = new Set<string>();
  #head: Head | undefined;
  #bytes = 0;
  /** Whether an earlier transaction has stored a part. */
  #isLong = false;

  constructor(run: string, arrival: Arrival) {
    this.#arrival = arrival;
    this.add(run);
  }

  /** Adds another run to the same write. Returns false if a run has that name. */
  add(run: string): boolean {
    const { coded, db } = this.#arrival;
    this.#begin();
    const { changes } = coded(() => prepared(db, 'insert or ignore into arriving (run_id) values (?)').run(run));
    if (changes === 1) this.#runs.add(run);
    return changes === 1;
  }

  insert(run: string, events: readonly StoredEvent[], digests: Uint8Array): boolean {
    const { coded, rows } = this.#arrival;
    if (!this.#runs.has(run)) return false;
    this.#begin();
    const stored = coded(() => rows.insertWithin(run, events, digests));
    if (!stored) return false;
    this.#head = { run, seq: events.at(-1)?.seq ?? 0, digest: digests.slice(-digestBytes) };
    for (const { payload } of events) this.#bytes += payload.length + rowBytes;
    if (this.#bytes >= this.#arrival.bytesTogether) this.#pause();
    return true;
  }

  read(run: string, from: Seq, to: Seq): readonly StoredEvent[] {
    const { coded, db } = this.#arrival;
    return coded(() => prepared(db, written).all(run, from, to) as StoredEvent[]);
  }

  /** Lets other programs write between two transactions. */
  #begin(): void {
    const { coded, db } = this.#arrival;
    if (!db.inTransaction) coded(() => db.exec('begin immediate'));
  }

  /** Commits the rows so far, hidden. If another program writes hidden rows, everything stays in one transaction. */
  #pause(): void {
    this.#bytes = 0;
    if (!this.#isLong && !isHeld(this.#arrival.lock)) return;
    this.#isLong = true;
    this.#arrival.once(() => this.#arrival.db.exec('commit'));
    settle(this.#arrival.db);
  }

  /** No retry: the work before it must happen once. */
  commit(): boolean {
    const { db, beforeCommit, lock, once, stored } = this.#arrival;
    this.#begin();
    once(() => {
      beforeCommit();
      const shown = prepared(db, 'delete from arriving where run_id = ?');
      for (const run of this.#runs) shown.run(run);
      db.exec('commit');
    });
    lock?.close();
    if (this.#head !== undefined) stored(this.#head);
    return true;
  }

  async abort(): Promise<void> {
    const { coded, db, lock } = this.#arrival;
    coded(() => db.inTransaction && db.exec('rollback'));
    try {
      while (this.#isLong && sweep(db, this.#runs)) await setImmediate();
    } catch {
      // The rows stay hidden and are swept when the database is next opened.
    } finally {
      lock?.close();
    }
  }
}

function isHeld(lock: FolderLock | undefined): boolean {
  try {
    lock?.hold();
    return lock !== undefined;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}

/** Deletes some events of runs whose writer is gone. Returns false if there are none, or if a writer is active. */
export function sweepForgotten(db: Database.Database, lock: FolderLock): boolean {
  if (hiddenRuns(db).length === 0 || !isHeld(lock)) return false;
  try {
    return sweep(db, hiddenRuns(db));
  } finally {
    lock.close();
  }
}

export function hiddenRuns(db: Database.Database): readonly string[] {
  return prepared(db, 'select run_id from arriving').pluck().all() as string[];
}

/** Returns false if no rows are left. */
function sweep(db: Database.Database, runs: Iterable<string>): boolean {
  return db
    .transaction(() => {
      for (const run of runs) {
        const { changes } = prepared(
          db,
          'delete from workflow_events where rowid in (select rowid from workflow_events where run_id = ? order by sequence limit ?)',
        ).run(run, sweptTogether);
        if (changes > 0) return true;
        prepared(db, 'delete from arriving where run_id = ?').run(run);
      }
      return false;
    })
    .immediate();
}
