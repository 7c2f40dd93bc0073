// What is known of imported runs beside their events, in the same SQLite file as the event log: summaries, envelopes, outlines.

import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3';
import { must } from '../model/assert.ts';
import { RetraceError } from '../model/errors.ts';
import type { RunId } from '../model/event.ts';
import { OUTLINE_VERSION } from '../model/outline.ts';
import type { PackedOutline } from '../model/packed-outline.ts';
import type { RunSummary } from '../model/run.ts';
import { archiveBase, ArchiveFiles } from './archive/archive-file-reader.ts';
import { ChainedLog, type LogOptions } from './chained-log.ts';
import type { DatabaseOptions } from './sqlite/database.ts';
import type { EventLog, RunWriter, StoredEvent } from './log.ts';
import { SqliteBackend } from './sqlite/sqlite-backend.ts';

export type LibraryRun = { readonly summary: RunSummary; readonly digest: string; readonly kept: unknown; readonly outline: PackedOutline };

/** Writes one run and what the library says of it in one transaction; see `RunWriter`. */
export type LibraryWriter = Pick<RunWriter, 'rollback'> & {
  append(events: readonly StoredEvent[]): Promise<void>;
  commit(run: LibraryRun): Promise<void>;
};

type SummaryRow = { summary: string };

export class Library {
  readonly #backend: SqliteBackend;
  readonly #statements = new Map<string, Database.Statement>();
  /** The events of all runs, of those that the library does not list, too. */
  readonly log: EventLog;

  /** Throws `database-…`, `no-permission`, `disk-full`. */
  constructor(path: string, options: LogOptions & DatabaseOptions = {}) {
    this.#backend = new SqliteBackend(path, options);
    this.log = new ChainedLog(this.#backend, { archives: new ArchiveFiles(archiveBase(path, 'sqlite')), ...options });
  }

  /** Begins to write one whole run. Throws `run-exists`. */
  async create(run: RunId): Promise<LibraryWriter> {
    const writer = await this.log.create(run);
    return {
      append: (events) => writer.append(events),
      commit: (stored) => {
        this.#backend.atNextCommit((db) => putRun(db, stored));
        return writer.commit();
      },
      rollback: () => writer.rollback(),
    };
  }

  runs(): readonly RunSummary[] {
    const rows = this.#all<SummaryRow>('select summary from runs order by imported_at desc, rowid desc');
    return rows.map(({ summary }) => this.#read(summary));
  }

  /** Rises when another connection has written. */
  foreignVersion(): number {
    return this.#backend.coded(() => this.#backend.db.pragma('data_version', { simple: true }) as number);
  }

  runWithDigest(digest: string): RunSummary | undefined {
    return this.#summary('select summary from runs where digest = ?', digest);
  }

  /** Also true where only the log has a run of that name. */
  hasRun(run: string): boolean {
    return this.#summary('select summary from runs where run_id = ?', run) !== undefined || this.#backend.look(run) !== undefined;
  }

  /** By its id, the end of its id (four characters at least), or its workflow id where only one run has it. */
  findRun(name: string): RunSummary {
    const exact = this.#summary('select summary from runs where run_id = ?', name);
    if (exact !== undefined) return exact;
    const rows = this.#all<SummaryRow & { run_id: string }>(
      'select run_id, summary from runs where workflow_id = ? or (length(?) >= 4 and substr(run_id, -length(?)) = ?) limit 6',
      name,
      name,
      name,
      name,
    );
    if (rows.length === 0) throw new RetraceError('no-such-run', `No run ${JSON.stringify(name)} is in the library. See retrace list.`);
    if (rows.length > 1) throw new RetraceError('ambiguous-run', `${JSON.stringify(name)} fits several runs: ${rows.slice(0, 5).map((row) => row.run_id).join(', ')}. Name one of them.`);
    return this.#read(must(rows[0]).summary);
  }

  #summary(sql: string, value: string): RunSummary | undefined {
    const row = this.#all<SummaryRow>(sql, value)[0];
    return row === undefined ? undefined : this.#read(row.summary);
  }

  /** What another program, or damage, left in a column is not ours to trust. */
  #read(text: string): RunSummary {
    const summary = this.#parsed(text) as Partial<RunSummary>;
    if (typeof summary.runId === 'string' && typeof summary.events === 'number' && typeof summary.headline?.sentence === 'string') return summary as RunSummary;
    throw damagedRow();
  }

  #parsed(text: string): object {
    try {
      const value = JSON.parse(text) as unknown;
      if (typeof value === 'object' && value !== null) return value;
    } catch {
      // As any other value that is none of ours.
    }
    throw damagedRow();
  }

  /** What its container kept of the run, to give its file back. */
  kept(run: RunId): unknown {
    const row = this.#all<{ envelope: string }>('select envelope from runs where run_id = ?', run)[0];
    return this.#parsed(must(row, 'run').envelope);
  }

  /** undefined where none is kept, or one of another version, or a damaged one. */
  outline(run: RunId): PackedOutline | undefined {
    const row = this.#all<{ bytes: Buffer; checksum: Buffer }>('select bytes, checksum from outlines where run_id = ? and version = ?', run, OUTLINE_VERSION)[0];
    return row !== undefined && checksumOf(row.bytes).equals(row.checksum) ? new Uint8Array(row.bytes) : undefined;
  }

  /** Outlines are made from events: losing one costs time only, so a failure to keep it is no failure. */
  keepOutline(run: RunId, outline: PackedOutline): void {
    try {
      putOutline(this.#backend.db, run, outline);
    } catch {
      // Built anew next time.
    }
  }

  /** Moves what was committed from the write-ahead log into the file, as far as no reader is in the way. Never fails. */
  moveToFile(): void {
    this.#backend.moveToFile();
  }

  async close(): Promise<void> {
    await this.log.close();
  }

  #all<Row>(sql: string, ...values: (string | number)[]): Row[] {
    return this.#backend.coded(() => {
      let statement = this.#statements.get(sql);
      if (statement === undefined) this.#statements.set(sql, (statement = this.#backend.db.prepare(sql)));
      return statement.all(...values) as Row[];
    });
  }
}

function damagedRow(): RetraceError {
  return new RetraceError('database-damaged', 'What the library says of a run is not as it was written: the library is damaged. Its events can be read with retrace log read, and copied with retrace log copy.');
}

function putRun(db: Database.Database, { summary, digest, kept, outline }: LibraryRun): void {
  const { runId, workflowId, workflowType, status, importedAtMs } = summary;
  const insert = db.prepare('insert into runs (run_id, digest, workflow_id, workflow_type, status, imported_at, summary, envelope) values (?, ?, ?, ?, ?, ?, ?, ?)');
  insert.run(runId, digest, workflowId, workflowType, status, importedAtMs, JSON.stringify(summary), JSON.stringify(kept));
  putOutline(db, runId, outline);
}

function putOutline(db: Database.Database, run: RunId, outline: PackedOutline): void {
  db.prepare('insert or replace into outlines (run_id, version, checksum, bytes) values (?, ?, ?, ?)').run(run, OUTLINE_VERSION, checksumOf(outline), outline);
}

function checksumOf(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
