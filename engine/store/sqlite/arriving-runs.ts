// Writes whole new runs into SQLite: in one transaction, or, where they are long, in several, so that neither the write-ahead log grows with
// them nor other programs wait for their end. What several transactions wrote is hidden (table `arriving`) until the last one commits,
// and swept where that never came: whoever writes so holds a lock that the system lets go of when the program dies.

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

/** Payloads and names of one transaction, in bytes, where a run takes several. */
export const defaultBytesTogether = 64 * 2 ** 20;
/** What an event takes beside its payload. */
const rowBytes = 100;
const written =
  'select sequence as seq, event_type as type, timestamp as atMs, payload from workflow_events where run_id = ? and sequence between ? and ? order by sequence';
/** Events that are swept together. */
const sweptTogether = 5000;

/** What an act is written with. */
export type Act = {
  readonly db: Database.Database;
  readonly rows: SqliteRows;
  /** Runs what SQLite may refuse, again where another program was at it; `once`: not again. */
  readonly coded: <T>(work: () => T) => T;
  readonly once: <T>(work: () => T) => T;
  /** Told once all is stored. */
  readonly stored: (head: Head) => void;
};

type Arrival = Act & {
  /** undefined of a database in memory: there everything is one transaction. */
  readonly lock: FolderLock | undefined;
  readonly bytesTogether: number;
  /** In the last transaction, just before it commits. */
  readonly beforeCommit: () => void;
};

export class ArrivingRuns implements BackendWriter {
  readonly #arrival: Arrival;
  readonly #runs = new Set<string>();
  #head: Head | undefined;
  #bytes = 0;
  /** Some of it is stored in a transaction of before. */
  #isLong = false;

  constructor(run: string, arrival: Arrival) {
    this.#arrival = arrival;
    this.add(run);
  }

  /** One more run, in the same act. False where there is one of that name. */
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

  /** Between two transactions other programs come to write. */
  #begin(): void {
    const { coded, db } = this.#arrival;
    if (!db.inTransaction) coded(() => db.exec('begin immediate'));
  }

  /** Stores what there is so far, hidden. Where another program is at that, all stays one transaction. */
  #pause(): void {
    this.#bytes = 0;
    if (!this.#isLong && !isHeld(this.#arrival.lock)) return;
    this.#isLong = true;
    this.#arrival.once(() => this.#arrival.db.exec('commit'));
    settle(this.#arrival.db);
  }

  /** Not tried again: what is done before it is done once. */
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
      // It stays hidden, and is swept when the database is opened again.
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

/** Drops some events of runs whose writer is gone. False where there are none, or a writer is at work. */
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

/** False where nothing of them is left. */
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
