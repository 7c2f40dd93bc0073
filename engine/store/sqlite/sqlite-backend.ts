// Keeps events in one SQLite file. This file and the library have the only SQL of the program; there is no update or
// delete of events.

import { resolve } from 'node:path';
import type Database from 'better-sqlite3';
import { RetraceError } from '../../model/errors.ts';
import type { Seq } from '../../model/event.ts';
import type {
  BackendWriter,
  Branch,
  ChainedEvent,
  Continuation,
  KeptCheckpoint,
  LogBackend,
  LostEvent,
  OwnRows,
} from '../backend.ts';
import { digestBytes, sameBytes } from '../chain.ts';
import { continuationPayload, readContinuation } from '../archive/continuation.ts';
import {
  coded,
  codedError,
  type DatabaseOptions,
  defaultBusyTimeoutMs,
  isBusy,
  openDatabase,
  openDatabaseOrCopy,
  type OpenedDatabase,
  patiently,
  settle,
} from './database.ts';
import type { Head } from './head-file.ts';
import { HeadKeeper, type HeadsDatabase } from './head-keeper.ts';
import { FolderLock } from '../folder/folder-lock.ts';
import type { StoredEvent } from '../log.ts';
import { ArrivingRuns, defaultBytesTogether, hiddenRuns, sweepForgotten } from './arriving-runs.ts';
import { restoringRun } from './restoring-run.ts';
import { SqliteRows } from './sqlite-rows.ts';

type LastRow = { lowest: number; seq: number; type: string; atMs: number | null; digest: Uint8Array };
type Value = string | number | null | Uint8Array;

const columns = 'sequence as seq, event_type as type, timestamp as atMs, payload';
const ofRun = 'from workflow_events where run_id = ?';
const index = 'sqlite_autoindex_workflow_events_1';
const foundByIndex = `select 1 from workflow_events as found indexed by ${index} where found.run_id = row.run_id and found.sequence = row.sequence and found.rowid = row.rowid`;
const sql = {
  last: `select (select min(sequence) ${ofRun}) as lowest, sequence as seq, event_type as type, timestamp as atMs, digest ${ofRun} and not exists (select 1 from arriving where run_id = ?) order by sequence desc limit 1`,
  lowest: `select min(sequence) as seq ${ofRun} and sequence > 0`,
  branch: 'select parent_id as parent, fork_sequence as seq, fork_digest as digest from branches where run_id = ?',
  insertBranch: 'insert into branches (run_id, parent_id, fork_sequence, fork_digest) values (?, ?, ?, ?)',
  continuations: `select ${columns}, digest ${ofRun} and sequence < 0 order by sequence desc`,
  insertContinuation:
    "insert into workflow_events (run_id, sequence, event_type, timestamp, payload, digest) values (?, ?, 'archived', ?, ?, ?)",
  drop: `delete ${ofRun} and sequence between ? and ?`,
  eventAt: `select ${columns} ${ofRun} and sequence = ?`,
  digestAt: `select digest ${ofRun} and sequence = ?`,
  read: `select ${columns} ${ofRun} and sequence between ? and ? order by sequence`,
  readReverse: `select ${columns} ${ofRun} and sequence between ? and ? order by sequence desc`,
  readChained: `select ${columns}, digest ${ofRun} and sequence between ? and ? order by sequence`,
  readByTime: `select ${columns} ${ofRun} and sequence between 1 and ? and timestamp between ? and ?`,
  checkpoint:
    'select sequence as seq, digest, checksum, bytes from checkpoints where run_id = ? and name = ? and sequence <= ? order by sequence desc limit 1',
  keepCheckpoint:
    'insert or replace into checkpoints (run_id, name, sequence, digest, checksum, bytes) values (?, ?, ?, ?, ?, ?)',
  dropCheckpoint: 'delete from checkpoints where run_id = ? and name = ? and sequence = ?',
  /** Finds rows of the table that the index misses or maps to another row. About 0.4 µs per row of the table. */
  lost: `select row.run_id as run, row.sequence as seq from workflow_events as row not indexed where (? is null or row.run_id = ?) and not exists (${foundByIndex}) order by row.rowid`,
  dataVersion: 'pragma data_version',
  identity: 'select id from log_identity',
  letGo: 'select 1 from deleted_runs where run_id = ? and owner is null',
  lostHeads: 'select run_id as run, sequence as seq, digest from lost_heads',
  keepLostHead: 'insert or ignore into lost_heads (run_id, sequence, digest) values (?, ?, ?)',
} as const;

/** Delay in ms for noting heads under NORMAL, where a crash of the machine can undo commits anyway. */
const noteEveryMs = 1;

export class SqliteBackend implements LogBackend {
  readonly place?: string;
  readonly #path: string;
  readonly #options: DatabaseOptions;
  readonly #opened: OpenedDatabase;
  readonly #db: Database.Database;
  readonly #rows: SqliteRows;
  readonly #statements = new Map<string, Database.Statement>();
  /**
   * A separate connection for long transactions, so that other reads see no part of them and other appends are not in
   * them.
   */
  #writing: { readonly db: Database.Database; readonly rows: SqliteRows } | undefined;
  #beforeCommit: ((db: Database.Database) => void) | undefined;
  /** Heads of the open transaction, noted when it commits. */
  #headsToNote: Head[] | undefined;
  #dataVersion = 0;
  #ownChanges = 0;
  readonly #heads: HeadKeeper | undefined;

  constructor(path: string, options: DatabaseOptions = {}) {
    if (path !== ':memory:') this.place = resolve(path);
    this.#path = path;
    this.#options = options;
    this.#opened = openDatabaseOrCopy(path, options);
    this.#db = this.#opened.db;
    this.#rows = coded(path, () => new SqliteRows(this.#db));
    this.#heads =
      path === ':memory:' ? undefined : this.#headKeeper(options.synchronous === 'NORMAL' ? noteEveryMs : 0);
  }

  #headKeeper(everyMs: number): HeadKeeper {
    const database: HeadsDatabase = {
      identity: this.#get<{ id: Uint8Array }>(sql.identity)?.id ?? new Uint8Array(0),
      holds: (head) => this.#holds(head),
      lost: () => this.#all<Head>(sql.lostHeads),
      keepLost: ({ run, seq, digest }) => void this.#run(sql.keepLostHead, run, seq, digest),
    };
    return new HeadKeeper(this.#path, database, this.#opened.refusal === null ? everyMs : null);
  }

  /** For an archived event or one of the parent, the chain's digest decides whether it is the same event. */
  #holds({ run, seq, digest }: Head): boolean {
    const rows = this.look(run);
    if (rows === undefined) return this.#get(sql.letGo, run) !== undefined;
    if (rows.lastSeq < seq) return false;
    const there = rows.lastSeq === seq ? rows.digest : this.digestAt(run, seq);
    return there === undefined || there === null || sameBytes(there, digest);
  }

  /** For other tables in the same file. */
  get db(): Database.Database {
    return this.#db;
  }

  /** `work` runs in the next writer's transaction, just before it commits. */
  atNextCommit(work: (db: Database.Database) => void): void {
    this.#beforeCommit = work;
  }

  look(run: string): OwnRows | undefined {
    const last = this.#get<LastRow>(sql.last, run, run, run);
    if (last !== undefined && last.lowest < 0)
      return this.coded(() => this.#db.transaction(() => this.#lookArchived(run))());
    const branch = this.#get<Branch>(sql.branch, run) ?? null;
    if (last === undefined && branch === null) return undefined;
    const lastSeq = last?.seq ?? branch?.seq ?? 0;
    return {
      branch,
      archives: [],
      hotFrom: (branch?.seq ?? 0) + 1,
      lastSeq,
      digest: last?.digest ?? branch?.digest ?? null,
      lastType: last?.type ?? null,
      lastAtMs: last?.atMs ?? null,
    };
  }

  #lookArchived(run: string): OwnRows {
    const branch = this.#get<Branch>(sql.branch, run) ?? null;
    const archives = this.#all<ChainedEvent>(sql.continuations, run).map((row) => readContinuation(run, row));
    const lowest = this.#get<{ seq: number | null }>(sql.lowest, run)?.seq ?? null;
    const latest = archives.at(-1);
    const last = lowest === null ? undefined : this.#get<LastRow>(sql.last, run, run, run);
    const lastSeq = last?.seq ?? latest?.to ?? 0;
    return {
      branch,
      archives,
      hotFrom: Math.min(lowest ?? Infinity, (latest?.to ?? 0) + 1),
      lastSeq,
      digest: last?.digest ?? latest?.digest ?? null,
      lastType: last?.type ?? latest?.lastType ?? null,
      lastAtMs: last === undefined ? (latest?.lastAtMs ?? null) : last.atMs,
    };
  }

  insert(run: string, events: readonly StoredEvent[], digests: Uint8Array): boolean {
    this.#mustBeWritable();
    const head = { run, seq: events.at(-1)?.seq ?? 0, digest: digests.subarray(-digestBytes) };
    if (this.#headsToNote !== undefined) {
      const stored = this.#rows.insertWithin(run, events, digests);
      if (stored) this.#headsToNote.push(head);
      return stored;
    }
    this.#ownChanges++;
    const stored = this.#insert(run, events, digests);
    if (!stored && hiddenRuns(this.#db).includes(run)) throw isArriving(run);
    if (stored) this.#heads?.note(head);
    return stored;
  }

  /** Changes whenever anyone changes the file, except within `together`. */
  get version(): number {
    const { data_version: foreign = 0 } = this.#get<{ data_version: number }>(sql.dataVersion) ?? {};
    return foreign * 2 ** 24 + this.#ownChanges;
  }

  /**
   * Runs `work` in one transaction with everything it inserts and changes in the file. If `work` throws, all is rolled
   * back.
   */
  together<T>(work: () => T): T {
    this.#mustBeWritable();
    this.coded(() => this.#db.exec('begin immediate'));
    const heads: Head[] = (this.#headsToNote = []);
    try {
      const result = work();
      this.coded(() => this.#db.exec('commit'));
      for (const head of heads) this.#heads?.note(head);
      return result;
    } finally {
      this.#headsToNote = undefined;
      if (this.#db.inTransaction) this.#db.exec('rollback');
    }
  }

  #insert(run: string, events: readonly StoredEvent[], digests: Uint8Array): boolean {
    try {
      return this.#rows.insert(run, events, digests);
    } catch (error) {
      return this.#again(error, () => this.#rows.insert(run, events, digests));
    }
  }

  insertBranch(run: string, { parent, seq, digest }: Branch): boolean {
    this.#ownChanges++;
    const stored = this.#unlessTaken(() => this.#run(sql.insertBranch, run, parent, seq, digest));
    if (stored) this.#heads?.note({ run, seq, digest });
    return stored;
  }

  begin(run: string, purpose: 'create' | 'restore'): BackendWriter {
    this.#mustBeWritable();
    const stored = (head: Head): void => this.#heads?.note(head);
    const act = { ...this.#writer(), coded: <T>(work: () => T) => this.coded(work), once: this.#once, stored };
    if (purpose === 'restore') return restoringRun(run, act);
    const beforeCommit = (): void => {
      const work = this.#beforeCommit;
      this.#beforeCommit = undefined;
      work?.(act.db);
    };
    const { bytesTogether = defaultBytesTogether } = this.#options;
    return new ArrivingRuns(run, { ...act, lock: this.#arrivalLock(), bytesTogether, beforeCommit });
  }

  readonly #once = <T>(work: () => T): T => coded(this.#path, work);

  #arrivalLock(): FolderLock | undefined {
    return this.#path === ':memory:' ? undefined : new FolderLock(`${this.#path}-arriving`, 0);
  }

  sweep(): boolean {
    const lock = this.#arrivalLock();
    if (lock === undefined || this.#opened.refusal !== null || hiddenRuns(this.#db).length === 0) return false;
    return this.coded(() => sweepForgotten(this.#writer().db, lock));
  }

  /** Throws the refusal of opening if the file can only be read. */
  #mustBeWritable(): void {
    if (this.#opened.refusal !== null) throw this.#opened.refusal;
  }

  #writer(): { readonly db: Database.Database; readonly rows: SqliteRows } {
    if (this.#path === ':memory:') return { db: this.#db, rows: this.#rows };
    if (this.#writing === undefined) {
      const db = openDatabase(this.#path, this.#options);
      // An automatic checkpoint would pause a long transaction; `moveToFile` checkpoints when nobody waits.
      db.pragma('wal_autocheckpoint = 0');
      this.#writing = { db, rows: new SqliteRows(db) };
    }
    return this.#writing;
  }

  read(run: string, from: Seq, to: Seq): readonly StoredEvent[] {
    return this.#all<StoredEvent>(sql.read, run, from, to);
  }

  readReverse(run: string, from: Seq, to: Seq): readonly StoredEvent[] {
    return this.#all<StoredEvent>(sql.readReverse, run, from, to);
  }

  readChained(run: string, from: Seq, to: Seq): readonly ChainedEvent[] {
    return this.#all<ChainedEvent>(sql.readChained, run, from, to);
  }

  readByTime(run: string, to: Seq, fromMs: number, toMs: number): readonly StoredEvent[] {
    return this.#all<StoredEvent>(sql.readByTime, run, to, fromMs, toMs);
  }

  eventAt(run: string, seq: Seq): StoredEvent | undefined {
    return this.#get<StoredEvent>(sql.eventAt, run, seq);
  }

  digestAt(run: string, seq: Seq): Uint8Array | undefined {
    return this.#get<{ digest: Uint8Array }>(sql.digestAt, run, seq)?.digest;
  }

  runs(prefix: string, after: string | null, limit: number): readonly string[] {
    const found: string[] = [];
    const hidden = new Set(this.coded(() => hiddenRuns(this.#db)));
    let last = after === null || after < prefix ? null : after;
    while (found.length < limit) {
      const next = last === null ? this.#lowestRun('>=', prefix) : this.#lowestRun('>', last);
      if (next === undefined || !next.startsWith(prefix)) break;
      if (!hidden.has(next)) found.push(next);
      last = next;
    }
    return found;
  }

  /** One index step, independent of the number of events between. */
  #lowestRun(than: '>' | '>=', bound: string): string | undefined {
    const withEvents = `select run_id from workflow_events where run_id ${than} ? order by run_id limit 1`;
    const branches = `select run_id from branches where run_id ${than} ? order by run_id limit 1`;
    return (
      this.#get<{ id: string | null }>(
        `select min(run_id) as id from (select * from (${withEvents}) union all select * from (${branches}))`,
        bound,
        bound,
      )?.id ?? undefined
    );
  }

  insertContinuation(run: string, continuation: Continuation): void {
    const { to, lastAtMs, digest } = continuation;
    this.#ownChanges++;
    this.#unlessTaken(() =>
      this.#run(sql.insertContinuation, run, -to, lastAtMs, continuationPayload(continuation), digest),
    );
  }

  drop(run: string, to: Seq, limit: number): number {
    this.#ownChanges++;
    const lowest = this.#get<{ seq: number | null }>(sql.lowest, run)?.seq ?? to + 1;
    return this.#run(sql.drop, run, lowest, Math.min(to, lowest + limit - 1)).changes;
  }

  checkpoint(run: string, name: string, seq: Seq): KeptCheckpoint | undefined {
    return this.#get<KeptCheckpoint>(sql.checkpoint, run, name, seq);
  }

  keepCheckpoint(run: string, name: string, { seq, digest, checksum, bytes }: KeptCheckpoint): void {
    this.#run(sql.keepCheckpoint, run, name, seq, digest, checksum, bytes);
  }

  dropCheckpoint(run: string, name: string, seq: Seq): void {
    this.#run(sql.dropCheckpoint, run, name, seq);
  }

  /** Uses one statement, so that concurrent writes do not matter. */
  lost(run: string | null): ReadonlyMap<string, LostEvent> {
    const lost = new Map<string, LostEvent>();
    // A damaged page, even of another run, ends the scan; then the table is scanned from its other end too.
    if (!this.#addLost(sql.lost, run, lost)) this.#addLost(`${sql.lost} desc`, run, lost);
    for (const head of this.#heads?.losses() ?? []) {
      if ((run === null || run === head.run) && head.seq < (lost.get(head.run)?.seq ?? Infinity))
        lost.set(head.run, { seq: head.seq, text: lostHeadText(head) });
    }
    return lost;
  }

  /**
   * Adds the lowest lost seq of each run. Returns false if damage ended the scan; reads report damage that they meet.
   */
  #addLost(text: string, run: string | null, lost: Map<string, LostEvent>): boolean {
    try {
      for (const row of this.#each<{ run: unknown; seq: Seq }>(text, run, run)) {
        if (typeof row.run === 'string' && row.seq < (lost.get(row.run)?.seq ?? Infinity))
          lost.set(row.run, { seq: row.seq, text: lostText(row.seq) });
      }
      return true;
    } catch (error) {
      if (error instanceof RetraceError && error.code === 'database-damaged') return false;
      throw error;
    }
  }

  /** True if another connection has committed, of another process or this process's writer. */
  changed(): boolean {
    try {
      const version = this.#get<{ data_version: number }>(sql.dataVersion)?.data_version ?? 0;
      const changed = version !== this.#dataVersion;
      this.#dataVersion = version;
      return changed;
    } catch {
      // A waiting caller reads again and gets the error.
      return true;
    }
  }

  /**
   * Moves committed pages from the write-ahead log into the file, as far as readers and disk space allow. Pages that
   * stay in the write-ahead log are equally safe.
   */
  moveToFile(): void {
    settle(this.#db);
  }

  close(): void {
    this.#writing?.db.close();
    this.#opened.close();
    this.#heads?.close();
  }

  /** Returns false if a trigger or a unique key reports an existing row. */
  #unlessTaken(work: () => unknown): boolean {
    try {
      work();
      return true;
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code === 'SQLITE_CONSTRAINT_TRIGGER' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') return false;
      throw error;
    }
  }

  #prepare(text: string): Database.Statement {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      statement = this.#db.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }

  #get<Row>(text: string, ...values: Value[]): Row | undefined {
    try {
      return this.#prepare(text).get(...values) as Row | undefined;
    } catch (error) {
      return this.#again(error, () => this.#prepare(text).get(...values) as Row | undefined);
    }
  }

  #all<Row>(text: string, ...values: Value[]): Row[] {
    try {
      return this.#prepare(text).all(...values) as Row[];
    } catch (error) {
      return this.#again(error, () => this.#prepare(text).all(...values) as Row[]);
    }
  }

  *#each<Row>(text: string, ...values: Value[]): Generator<Row> {
    try {
      for (const row of this.#prepare(text).iterate(...values)) yield row as Row;
    } catch (error) {
      throw codedError(this.#path, error);
    }
  }

  #run(text: string, ...values: Value[]): Database.RunResult {
    this.#mustBeWritable();
    return this.coded(() => this.#prepare(text).run(...values));
  }

  /** Waits for other programs, and translates SQLite's errors. */
  coded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      return this.#again(error, work);
    }
  }

  #again<T>(error: unknown, work: () => T): T {
    if (!isBusy(error)) throw codedError(this.#path, error);
    return coded(this.#path, () => patiently(this.#options.busyTimeoutMs ?? defaultBusyTimeoutMs, work));
  }
}

function isArriving(run: string): RetraceError {
  return new RetraceError(
    'database-locked',
    `A run ${JSON.stringify(run)} is being imported by another program. Wait until it is there, or choose another name.`,
  );
}

function lostHeadText({ seq }: Head): string {
  return `Event ${seq} was acknowledged as stored, and is gone: it was lost with the write-ahead log, and with it perhaps events of other runs. Import again what came from files, or bring back a copy; retrace log copy goes on with what is left.`;
}

function lostText(seq: Seq): string {
  const what = seq < 1 ? `An archive of the events up to ${-seq}` : `Event ${seq}`;
  return `${what} is in the table, but the index does not lead to it: the index is damaged. Read what is left with retrace log copy --salvage, and append nothing here.`;
}
