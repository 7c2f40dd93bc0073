// The append-only event log on SQLite: the only SQL of the program. Offers no update and no delete of events.

import type Database from 'better-sqlite3';
import { must } from '../model/assert.ts';
import { RetraceError } from '../model/errors.ts';
import type { RunId, Seq } from '../model/event.ts';
import { packValue, unpackValue } from '../model/frame-bytes.ts';
import { type Outline, OUTLINE_VERSION } from '../model/outline.ts';
import type { RunSummary } from '../model/run.ts';
import { coded, type DatabaseOptions, openDatabase } from './database.ts';

export type StoredEvent = {
  readonly seq: Seq;
  readonly type: string;
  readonly atMs: number | null;
  /** The event as its source wrote it, without white space between tokens. */
  readonly payload: Uint8Array;
};

type EventRow = { sequence: number; event_type: string; timestamp: number | null; payload: Buffer };
type RunRow = { summary: string };

export class EventLog {
  readonly #path: string;
  readonly #db: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();
  #writing = false;

  constructor(path: string, options: DatabaseOptions = {}) {
    this.#path = path;
    this.#db = openDatabase(path, options);
  }

  /**
   * Begins to write one whole run; events of it may be read by nobody before `commit`. One writer at a time: the caller queues.
   * All or nothing: without `commit`, through `rollback` or a crash, nothing was ever there.
   */
  begin(run: RunId): RunWriter {
    if (this.#writing) throw new Error('bug: two imports at once');
    coded(this.#path, () => this.#db.exec('begin immediate'));
    this.#writing = true;
    const insert = this.#prepare('insert into workflow_events (run_id, sequence, event_type, timestamp, payload) values (?, ?, ?, ?, ?)');
    const end = (sql: 'commit' | 'rollback'): void => {
      this.#writing = false;
      coded(this.#path, () => {
        if (this.#db.inTransaction) this.#db.exec(sql);
      });
    };
    return {
      append: (seq, type, atMs, payload) => coded(this.#path, () => insert.run(run, seq, type, atMs, payload)),
      commit: (stored) => {
        try {
          coded(this.#path, () => this.#putRun(stored));
          end('commit');
        } catch (error) {
          end('rollback');
          throw error;
        }
      },
      rollback: () => end('rollback'),
    };
  }

  #putRun({ summary, digest, envelope, outline }: StoredRun): void {
    const { runId, workflowId, workflowType, status, importedAtMs } = summary;
    this.#prepare('insert into runs (run_id, digest, workflow_id, workflow_type, status, imported_at, summary, envelope) values (?, ?, ?, ?, ?, ?, ?, ?)').run(
      runId,
      digest,
      workflowId,
      workflowType,
      status,
      importedAtMs,
      JSON.stringify(summary),
      JSON.stringify(envelope),
    );
    this.#prepare('insert or replace into outlines (run_id, version, bytes) values (?, ?, ?)').run(runId, OUTLINE_VERSION, packValue(outline));
  }

  runs(): readonly RunSummary[] {
    const rows = this.#all<RunRow>('select summary from runs order by imported_at desc, rowid desc');
    return rows.map(({ summary }) => JSON.parse(summary) as RunSummary);
  }

  runWithDigest(digest: string): RunSummary | undefined {
    return this.#summary('select summary from runs where digest = ?', digest);
  }

  hasRun(run: string): boolean {
    return this.#summary('select summary from runs where run_id = ?', run) !== undefined;
  }

  /** By its id, the end of its id (four characters at least), or its workflow id where only one run has it. */
  findRun(name: string): RunSummary {
    const exact = this.#summary('select summary from runs where run_id = ?', name);
    if (exact !== undefined) return exact;
    const rows = this.#all<RunRow & { run_id: string }>(
      'select run_id, summary from runs where workflow_id = ? or (length(?) >= 4 and substr(run_id, -length(?)) = ?) limit 6',
      name,
      name,
      name,
      name,
    );
    if (rows.length === 0) throw new RetraceError('no-such-run', `No run ${JSON.stringify(name)} is in the library. See retrace list.`);
    if (rows.length > 1) throw new RetraceError('ambiguous-run', `${JSON.stringify(name)} fits several runs: ${rows.slice(0, 5).map((row) => row.run_id).join(', ')}. Name one of them.`);
    return JSON.parse(must(rows[0]).summary) as RunSummary;
  }

  #summary(sql: string, value: string): RunSummary | undefined {
    const row = this.#all<RunRow>(sql, value)[0];
    return row === undefined ? undefined : (JSON.parse(row.summary) as RunSummary);
  }

  envelope(run: RunId): unknown {
    const row = this.#all<{ envelope: string }>('select envelope from runs where run_id = ?', run)[0];
    return JSON.parse(must(row, 'run').envelope);
  }

  eventAt(run: string, seq: Seq): StoredEvent | undefined {
    return this.read(run, seq, seq)[0];
  }

  /** Events `from` … `to`, both included, in order of seq. */
  read(run: string, from: Seq, to: Seq): readonly StoredEvent[] {
    const sql = 'select sequence, event_type, timestamp, payload from workflow_events where run_id = ? and sequence between ? and ? order by sequence';
    return this.#all<EventRow>(sql, run, from, to).map(stored);
  }

  /** undefined where none is kept, or one of another version, or a damaged one. */
  outline(run: RunId): Outline | undefined {
    const row = this.#all<{ bytes: Buffer }>('select bytes from outlines where run_id = ? and version = ?', run, OUTLINE_VERSION)[0];
    if (row === undefined) return undefined;
    try {
      // Its own buffer, aligned, so that the columns are views of it.
      return unpackValue(new Uint8Array(row.bytes)) as Outline;
    } catch {
      return undefined;
    }
  }

  /** Outlines are made from events: losing one costs time only, so a failure to keep it is no failure. */
  keepOutline(run: RunId, outline: Outline): void {
    if (this.#writing) return;
    try {
      this.#prepare('insert or replace into outlines (run_id, version, bytes) values (?, ?, ?)').run(run, OUTLINE_VERSION, packValue(outline));
    } catch {
      // Built anew next time.
    }
  }

  /** Moves what was committed from the write-ahead log into the file, as far as no reader is in the way. */
  checkpoint(): void {
    if (!this.#writing) this.#db.pragma('wal_checkpoint(PASSIVE)');
  }

  close(): void {
    this.#db.close();
  }

  #prepare(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #all<Row>(sql: string, ...values: (string | number)[]): Row[] {
    return coded(this.#path, () => this.#prepare(sql).all(...values) as Row[]);
  }
}

export type StoredRun = { readonly summary: RunSummary; readonly digest: string; readonly envelope: unknown; readonly outline: Outline };

export type RunWriter = {
  append(seq: Seq, type: string, atMs: number | null, payload: Uint8Array): void;
  commit(stored: StoredRun): void;
  rollback(): void;
};

function stored(row: EventRow): StoredEvent {
  return { seq: row.sequence, type: row.event_type, atMs: row.timestamp, payload: row.payload };
}
