// Inserts event rows into SQLite over one connection, singly or several per statement.

import type Database from 'better-sqlite3';
import { digestBytes } from '../chain.ts';
import type { StoredEvent } from '../log.ts';

/** Number of rows from which one statement is measurably cheaper than one statement per row. */
const rowsAtOnce = 20;
const insertInto = 'insert into workflow_events (run_id, sequence, event_type, timestamp, payload, digest) values';
/** Inserts several rows; values that all rows share are passed once. */
const manyRows = Array.from(
  { length: rowsAtOnce },
  (_, i) => `(@run, @first + ${i}, ?, ?, ?, substr(@digests, ${i * digestBytes + 1}, ${digestBytes}))`,
);

export class SqliteRows {
  readonly #db: Database.Database;
  readonly #begin: Database.Statement;
  readonly #commit: Database.Statement;
  /** Prepared on first use: with a damaged trigger, events can still be read. */
  #one: Database.Statement | undefined;
  #many: Database.Statement | undefined;

  constructor(db: Database.Database) {
    this.#db = db;
    this.#begin = db.prepare('begin immediate');
    this.#commit = db.prepare('commit');
  }

  /** Inserts in its own transaction. Returns false, and stores nothing, if a seq is taken. */
  insert(run: string, events: readonly StoredEvent[], digests: Uint8Array): boolean {
    if (events.length === 1) return this.insertWithin(run, events, digests);
    this.#begin.run();
    try {
      const stored = this.insertWithin(run, events, digests);
      if (stored) this.#commit.run();
      return stored;
    } finally {
      // After some errors, a full disk for one, SQLite has already rolled back.
      if (this.#db.inTransaction) this.#db.exec('rollback');
    }
  }

  /** Inserts in the caller's transaction, which must be rolled back if this returns false. */
  insertWithin(run: string, events: readonly StoredEvent[], digests: Uint8Array): boolean {
    try {
      const singlesFrom = events.length - (events.length % rowsAtOnce);
      for (let i = 0; i < singlesFrom; i += rowsAtOnce) this.#insertMany(run, events, i, slice(digests, i, rowsAtOnce));
      for (let i = singlesFrom; i < events.length; i++) this.#insertOne(run, events[i]!, slice(digests, i, 1));
      return true;
    } catch (error) {
      if (isTaken(error)) return false;
      throw error;
    }
  }

  #insertOne(run: string, { seq, type, atMs, payload }: StoredEvent, digest: Uint8Array): void {
    this.#one ??= this.#db.prepare(`${insertInto} (?, ?, ?, ?, ?, ?)`);
    this.#one.run(run, seq, type, atMs, payload, digest);
  }

  #insertMany(run: string, events: readonly StoredEvent[], from: number, digests: Uint8Array): void {
    const values: unknown[] = [];
    for (let i = from; i < from + rowsAtOnce; i++) {
      const { type, atMs, payload } = events[i]!;
      values.push(type, atMs, payload);
    }
    this.#many ??= this.#db.prepare(`${insertInto} ${manyRows.join(', ')}`);
    this.#many.run(values, { run, first: events[from]!.seq, digests });
  }
}

function slice(digests: Uint8Array, first: number, count: number): Uint8Array {
  return digests.subarray(first * digestBytes, (first + count) * digestBytes);
}

/** Whether the error is the check against other writers: the unique key, or a trigger of migrations.ts. */
function isTaken(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === 'SQLITE_CONSTRAINT_TRIGGER' || code === 'SQLITE_CONSTRAINT_UNIQUE';
}
