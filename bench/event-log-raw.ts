// The reference for the event log: the same table in better-sqlite3, with the same pragmas and prepared statements,
// without digests, triggers and rules.

import Database from 'better-sqlite3';
import type { StoredEvent } from '../engine/store/log.ts';

export type Synchronous = 'FULL' | 'NORMAL';

const columns = 'sequence as seq, event_type as type, timestamp as atMs, payload';

export class RawLog {
  readonly #db: Database.Database;
  readonly #insert: Database.Statement;
  readonly #begin: Database.Statement;
  readonly #commit: Database.Statement;
  readonly #eventAt: Database.Statement;
  readonly #read: Database.Statement;

  constructor(path: string, synchronous: Synchronous) {
    this.#db = new Database(path);
    this.#db.pragma('journal_mode = WAL');
    this.#db.pragma(`synchronous = ${synchronous}`);
    this.#db.pragma('cache_size = -4000');
    this.#db.exec(
      'create table if not exists workflow_events (run_id text not null, sequence integer not null, event_type text not null, timestamp real, payload blob not null, unique (run_id, sequence)) strict',
    );
    this.#insert = this.#db.prepare(
      'insert into workflow_events (run_id, sequence, event_type, timestamp, payload) values (?, ?, ?, ?, ?)',
    );
    this.#begin = this.#db.prepare('begin immediate');
    this.#commit = this.#db.prepare('commit');
    this.#eventAt = this.#db.prepare(`select ${columns} from workflow_events where run_id = ? and sequence = ?`);
    this.#read = this.#db.prepare(
      `select ${columns} from workflow_events where run_id = ? and sequence between ? and ? order by sequence`,
    );
  }

  append(run: string, { seq, type, atMs, payload }: StoredEvent): void {
    this.#insert.run(run, seq, type, atMs, payload);
  }

  appendBatch(run: string, events: readonly StoredEvent[]): void {
    this.#begin.run();
    for (const event of events) this.append(run, event);
    this.#commit.run();
  }

  eventAt(run: string, seq: number): unknown {
    return this.#eventAt.get(run, seq);
  }

  read(run: string, from: number, to: number): readonly unknown[] {
    return this.#read.all(run, from, to);
  }

  close(): void {
    this.#db.close();
  }
}
