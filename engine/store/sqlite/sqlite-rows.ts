// Puts rows of events into SQLite, over one connection: one by itself, many of them several at a time.

import type Database from 'better-sqlite3';
import { digestBytes } from '../chain.ts';
import type { StoredEvent } from '../log.ts';

/** Rows for which one statement is measurably cheaper than one statement each. */
const rowsAtOnce = 20;
const insertInto = 'insert into workflow_events (run_id, sequence, event_type, timestamp, payload, digest) values';
/** What rows of one statement have in common is handed over once. */
const manyRows = Array.from(
  { length: rowsAtOnce },
  (_, i) => `(@run, @first + ${i}, ?, ?, ?, substr(@digests, ${i * digestBytes + 1}, ${digestBytes}))`,
);

export class SqliteRows {
  readonly #db: Database.Database;
  readonly #begin: Database.Statement;
  readonly #commit: Database.Statement;
  /** Prepared when first needed: where a trigger is damaged, events can still be read. */
  #one: Database.Statement | undefined;
  #many: Database.Statement | undefined;

  constructor(db: Database.Database) {
    this.#db = db;
    this.#begin = db.prepare('begin immediate');
    this.#commit = db.prepare('commit');
  }

  /** In a transaction of its own. False where a seq is taken, then nothing was stored. */
  insert(run: string, events: readonly StoredEvent[], digests: Uint8Array): boolean {
    if (events.length === 1) return this.insertWithin(run, events, digests);
    this.#begin.run();
    try {
      const stored = this.insertWithin(run, events, digests);
      if (stored) this.#commit.run();
      return stored;
    } finally {
      // SQLite has rolled back by itself after some errors, a full disk among them.
      if (this.#db.inTransaction) this.#db.exec('rollback');
    }
  }

  /** In the caller's transaction, which is lost where this is false. */
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

/** The check against other writers: the unique key, or a trigger of migrations.ts. */
function isTaken(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === 'SQLITE_CONSTRAINT_TRIGGER' || code === 'SQLITE_CONSTRAINT_UNIQUE';
}
