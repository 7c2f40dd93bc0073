// What the program keeps about runs, in the SQLite file of the event log: origins and envelopes, and summaries and
// outlines, which can be made again from the events. Every stream of the log is a run of the library.

import { statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { RetraceError } from '../model/errors.ts';
import type { RunId, Seq } from '../model/event.ts';
import { EXPLANATION_VERSION } from '../model/explanation.ts';
import { OUTLINE_VERSION } from '../model/outline.ts';
import type { RunNote, RunOrigin, RunSaid, RunSummary } from '../model/run.ts';
import { deletedRuns, deleteRuns, isRunning, letGoDeleted, restoreRuns } from './deleted-runs.ts';
import { archiveBase, ArchiveFiles } from './archive/archive-file-reader.ts';
import { ChainedLog, type LogOptions } from './chained-log.ts';
import type { RunAppender } from './chained-writer.ts';
import { chainStart, sameBytes } from './chain.ts';
import { checkpointChecksum } from './checkpoint-keeper.ts';
import type { DatabaseOptions } from './sqlite/database.ts';
import type { Checkpoint, EventLog, RunWriter } from './log.ts';
import { SqliteBackend } from './sqlite/sqlite-backend.ts';
import { prepared } from './sqlite/prepared.ts';

/**
 * `kept`: data for export. `identity`: ids from the file around the events. `headline`: see `RunOrigin`. `checkpoint`:
 * the outline and its fold's state, see `Library.keepCheckpoint`; undefined if the summary was made without an outline.
 */
export type LibraryRun = {
  readonly summary: RunSummary;
  readonly digest: string;
  readonly kept: unknown;
  readonly identity: RunOrigin['identity'];
  readonly headline?: RunOrigin['headline'];
  readonly checkpoint: Uint8Array | undefined;
};

/** Writes whole new runs and their library entries in one transaction; see `RunWriter`. */
export type LibraryWriter = RunAppender &
  Pick<RunWriter, 'rollback'> & {
    /** Adds another run; events of the runs may interleave. Throws `run-exists`. */
    also(run: RunId): Promise<RunAppender>;
    /** Commits all written runs. */
    commit(...runs: readonly LibraryRun[]): Promise<void>;
  };

/** Seq and chain digest of a run's last event. */
export type RunEnd = { readonly seq: Seq; readonly digest: Uint8Array };

/** `notes`: null where nothing is said. */
type SaidRow = { readonly name: string | null; readonly notes: string | null };

type SummaryRow = SaidRow & {
  readonly sequence: number;
  readonly digest: Uint8Array;
  readonly version: number;
  readonly summary: string;
};

/** Version of summaries made without an outline. */
const briefVersion = -EXPLANATION_VERSION;
const outlineName = `outline/${OUTLINE_VERSION}.${EXPLANATION_VERSION}`;

export class Library {
  readonly #path: string;
  readonly #backend: SqliteBackend;
  readonly #log: ChainedLog;

  /** Throws `database-…`, `no-permission`, `disk-full`. */
  constructor(path: string, options: LogOptions & DatabaseOptions = {}) {
    this.#path = path;
    this.#backend = new SqliteBackend(path, options);
    this.#log = new ChainedLog(this.#backend, { archives: new ArchiveFiles(archiveBase(path, 'sqlite')), ...options });
  }

  get log(): EventLog {
    return this.#log;
  }

  /** Whether the path leads to this library's own file. False where a path cannot be followed. */
  isAt(path: string): boolean {
    try {
      const [own, other] = [statSync(this.#path), statSync(path)];
      return own.ino === other.ino && own.dev === other.dev;
    } catch {
      return false;
    }
  }

  /** Drops the rows of unfinished imports (see `ChainedLog.sweep`), and runs deleted by processes that have ended. */
  async sweep(): Promise<void> {
    this.#backend.coded(() => letGoDeleted(this.#backend.db, (owner) => !isRunning(owner)));
    await this.#log.sweep();
  }

  /** Begins to write one new run. Throws `run-exists`. */
  async create(run: RunId): Promise<LibraryWriter> {
    const writer = await this.#log.create(run);
    return {
      append: (events) => writer.append(events),
      read: (from, to) => writer.read(from, to),
      also: (another) => this.#log.createAlso(writer, another),
      commit: (...stored) => {
        this.#backend.atNextCommit((db) => {
          for (const each of stored) putRun(db, each);
        });
        return writer.commit();
      },
      rollback: () => writer.rollback(),
    };
  }

  /** All runs: imported runs first, latest import first; then the others by id. */
  runs(): readonly RunId[] {
    const imported = this.#all<{ run_id: RunId }>('select run_id from runs order by imported_at desc, rowid desc').map(
      (row) => row.run_id,
    );
    const known = new Set<string>(imported);
    const all = [...imported, ...this.#backend.runs('', null, Infinity).filter((run) => !known.has(run))] as RunId[];
    const deleted = this.#deleted();
    return deleted.size === 0 ? all : all.filter((run) => !deleted.has(run));
  }

  /** Reads the store; undefined if the run does not exist. */
  endOf(run: RunId): RunEnd | undefined {
    const rows = this.#deleted().has(run) ? undefined : this.#backend.look(run);
    return rows && { seq: rows.lastSeq, digest: rows.digest ?? chainStart };
  }

  /** Changes whenever any connection writes. */
  version(): string {
    return this.#backend.coded(() => {
      const { db } = this.#backend;
      return `${String(db.pragma('data_version', { simple: true }))} ${String(prepared(db, 'select total_changes() as changes').pluck().get())}`;
    });
  }

  /**
   * The run imported from the file with this digest, even if the run has grown since; restores the run if it was
   * deleted.
   */
  runWithDigest(digest: string): RunId | undefined {
    const run = this.#all<{ run_id: RunId }>('select run_id from runs where digest = ?', digest)[0]?.run_id;
    if (run !== undefined && this.#deleted().has(run)) this.restore([run]);
    return run;
  }

  #deleted(): ReadonlySet<string> {
    return this.#backend.coded(() => deletedRuns(this.#backend.db));
  }

  /** Deletes runs: the library hides them. Throws `run-in-use`, and then deletes none. */
  delete(runs: readonly RunId[]): void {
    this.#backend.coded(() => deleteRuns(this.#backend.db, runs, process.pid));
  }

  /** Restores deleted runs and returns them; a process's deleted runs are restorable until that process ends. */
  restore(runs: readonly string[]): readonly string[] {
    return this.#backend.coded(() => restoreRuns(this.#backend.db, runs));
  }

  /** What a person says of the run. */
  said(run: RunId): RunSaid {
    const [row] = this.#all<SaidRow>('select name, notes from said_of_runs where run_id = ?', run);
    return row === undefined ? {} : saidIn(row);
  }

  /** Sets the person's own name of a run; an empty name removes it. */
  rename(run: RunId, name: string): void {
    this.#say(run, ({ notes }) => ({ ...(name !== '' && { name }), ...(notes && { notes }) }));
  }

  /** Changes the notes about a run. */
  changeNotes(run: RunId, change: (notes: readonly RunNote[]) => readonly RunNote[]): void {
    this.#say(run, ({ name, notes = [] }) => ({ ...(name !== undefined && { name }), notes: change(notes) }));
  }

  #say(run: RunId, change: (before: RunSaid) => RunSaid): void {
    this.#backend.coded(() =>
      this.#backend.db.transaction(() => putSaid(this.#backend.db, run, change(this.said(run)))).immediate(),
    );
  }

  /** True also if only the log has the run, or if the run is being imported. */
  hasRun(run: string): boolean {
    const known = 'select 1 from runs where run_id = ? union all select 1 from arriving where run_id = ?';
    return this.#all(known, run, run).length > 0 || this.#backend.look(run) !== undefined;
  }

  /** undefined for a run that was not imported: only its events are known. */
  origin(run: RunId): RunOrigin | undefined {
    const row = this.#all<{ origin: string }>('select origin from runs where run_id = ?', run)[0];
    if (row === undefined) return undefined;
    const origin = parsed(row.origin) as Partial<RunOrigin>;
    if (
      typeof origin.dialect === 'string' &&
      typeof origin.form === 'string' &&
      typeof origin.source === 'string' &&
      typeof origin.importedAtMs === 'number' &&
      typeof origin.identity === 'object'
    )
      return { ...origin, runId: run } as RunOrigin;
    throw damagedRow();
  }

  /** The container's data for exporting the run's file; undefined for a run that was not imported. */
  kept(run: RunId): unknown {
    const row = this.#all<{ envelope: string }>('select envelope from runs where run_id = ?', run)[0];
    return row && parsed(row.envelope);
  }

  /**
   * The stored summary of exactly these events, made by the current rules; undefined if it must be made again.
   * `inBrief`: accepts a summary made without an outline.
   */
  summary(run: RunId, end: RunEnd, inBrief = false): RunSummary | undefined {
    const row = this.#summaryRow(run);
    return row !== undefined &&
      (row.version === EXPLANATION_VERSION || (inBrief && row.version === briefVersion)) &&
      row.sequence === end.seq &&
      sameBytes(row.digest, end.digest)
      ? this.#readSummary(row)
      : undefined;
  }

  /** Never fails and waits for no lock: a lost summary costs only time. */
  keepSummary(summary: RunSummary, end: RunEnd): void {
    unlessRefused(() => putSummary(this.#backend.db, summary, end, EXPLANATION_VERSION));
  }

  #summaryRow(run: RunId): SummaryRow | undefined {
    return this.#all<SummaryRow>(
      'select sequence, digest, version, summary, name, notes from run_summaries left join said_of_runs using (run_id) where run_id = ?',
      run,
    )[0];
  }

  /** undefined if another program or damage left invalid values in the columns. */
  #readSummary(row: SummaryRow | undefined): RunSummary | undefined {
    const summary = row && unlessRefused<Partial<RunSummary>>(() => ({ ...parsed(row.summary), ...saidIn(row) }));
    return typeof summary?.runId === 'string' &&
      typeof summary.events === 'number' &&
      typeof summary.headline?.sentence === 'string'
      ? (summary as RunSummary)
      : undefined;
  }

  /** The newest valid outline at or before event `seq`, with its fold's state. */
  async checkpoint(run: RunId, seq: Seq): Promise<Checkpoint | undefined> {
    return await this.log.checkpointAt(run, outlineName, seq);
  }

  /**
   * Replaces the run's earlier outlines; they can be made again. A branch without own events stores none: its parent
   * does.
   */
  keepCheckpoint(run: RunId, end: RunEnd, bytes: Uint8Array): void {
    const branch = this.#backend.look(run)?.branch;
    if (branch !== undefined && branch !== null && end.seq <= branch.seq) return;
    unlessRefused(() => putCheckpoint(this.#backend.db, run, end, bytes));
  }

  /** Moves committed pages from the write-ahead log into the file, as far as readers allow. Never fails. */
  moveToFile(): void {
    this.#backend.moveToFile();
  }

  async close(): Promise<void> {
    unlessRefused(() => letGoDeleted(this.#backend.db, (owner) => owner === process.pid));
    await this.#log.close();
  }

  #all<Row>(sql: string, ...values: (string | number)[]): Row[] {
    return this.#backend.coded(() => {
      return prepared(this.#backend.db, sql).all(...values) as Row[];
    });
  }
}

function saidIn({ name, notes }: SaidRow): RunSaid {
  const list = notes === null ? [] : (parsed(notes) as readonly RunNote[]);
  return { ...(name !== null && { name }), ...(list.length > 0 && { notes: list }) };
}

function putSaid(db: Database.Database, run: RunId, { name, notes = [] }: RunSaid): void {
  if (name === undefined && notes.length === 0) prepared(db, 'delete from said_of_runs where run_id = ?').run(run);
  else
    prepared(db, 'insert or replace into said_of_runs (run_id, name, notes) values (?, ?, ?)').run(
      run,
      name ?? null,
      JSON.stringify(notes),
    );
}

function unlessRefused<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function parsed(text: string): object {
  const value = unlessRefused(() => JSON.parse(text) as unknown);
  if (typeof value === 'object' && value !== null) return value;
  throw damagedRow();
}

function damagedRow(): RetraceError {
  return new RetraceError(
    'database-damaged',
    'What the library says of a run is not as it was written: the library is damaged. Its events can be read with retrace log read, and copied with retrace log copy.',
  );
}

function putRun(db: Database.Database, { summary, digest, kept, identity, headline, checkpoint }: LibraryRun): void {
  const { runId, dialect, form, source, importedAtMs, place } = summary;
  prepared(db, 'delete from deleted_runs where run_id = ?').run(runId);
  const origin: RunOrigin = {
    runId,
    dialect,
    form,
    source,
    importedAtMs,
    ...(place && { place }),
    identity,
    events: summary.events,
    ...(headline && { headline }),
  };
  prepared(db, 'insert into runs (run_id, digest, imported_at, origin, envelope) values (?, ?, ?, ?, ?)').run(
    runId,
    digest,
    importedAtMs,
    JSON.stringify(origin),
    JSON.stringify(kept),
  );
  putSaid(db, runId, summary);
  const end = prepared(
    db,
    'select sequence as seq, digest from workflow_events where run_id = ? order by sequence desc limit 1',
  ).get(runId) as RunEnd;
  putSummary(db, summary, end, checkpoint === undefined ? briefVersion : EXPLANATION_VERSION);
  if (checkpoint !== undefined) putCheckpoint(db, runId, end, checkpoint);
}

/** Without what a person says of the run, which is kept apart. */
function putSummary(db: Database.Database, summary: RunSummary, { seq, digest }: RunEnd, version: number): void {
  prepared(
    db,
    'insert or replace into run_summaries (run_id, sequence, digest, version, summary) values (?, ?, ?, ?, ?)',
  ).run(summary.runId, seq, digest, version, JSON.stringify({ ...summary, name: undefined, notes: undefined }));
}

function putCheckpoint(db: Database.Database, run: RunId, { seq, digest }: RunEnd, bytes: Uint8Array): void {
  prepared(db, "delete from checkpoints where run_id = ? and name like 'outline/%'").run(run);
  prepared(
    db,
    'insert into checkpoints (run_id, name, sequence, digest, checksum, bytes) values (?, ?, ?, ?, ?, ?)',
  ).run(run, outlineName, seq, digest, checkpointChecksum(outlineName, seq, digest, bytes), bytes);
}
