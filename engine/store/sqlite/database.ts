// Opens a SQLite file with this program's settings, and translates SQLite's error codes into messages.

import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { type ErrorCode, RetraceError } from '../../model/errors.ts';
import { applicationId, migrations } from './migrations.ts';
import { readableCopy } from './readable-copy.ts';

export const defaultBusyTimeoutMs = 5000;
/**
 * In ms. SQLite's own wait between tries grows to 100 ms, and other programs get the lock first; so SQLite waits only
 * this long, and `patiently` retries.
 */
const sqliteTimeoutMs = 5;
const askEveryMs = 1;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

export type DatabaseOptions = {
  /** FULL (default): acknowledged data survives a crash of the machine. NORMAL: of the program only. */
  readonly synchronous?: 'FULL' | 'NORMAL';
  /** How long to wait for another program's lock, in ms. */
  readonly busyTimeoutMs?: number;
  /** Maximum size of the file, in pages of 4 KiB. */
  readonly maxPages?: number;
  /** Bytes of whole runs written in one transaction; see arriving-runs.ts. */
  readonly bytesTogether?: number;
  /** Reads an existing file as it is now, from a copy: nothing is written to the file or created beside it. */
  readonly copied?: boolean;
};

/** `refusal`: why the file can only be read, as a copy made at opening. */
export type OpenedDatabase = { readonly db: Database.Database; readonly refusal: RetraceError | null; close(): void };

/** Like `openDatabase`, but opens an existing read-only file for reading. */
export function openDatabaseOrCopy(path: string, options: DatabaseOptions = {}): OpenedDatabase {
  if (options.copied === true) return openCopy(path, options, onlyRead(path));
  try {
    const db = openDatabase(path, options);
    return { db, refusal: null, close: () => db.close() };
  } catch (error) {
    if (!(error instanceof RetraceError) || !readableStates.includes(error.code)) throw error;
    try {
      return openCopy(path, options, refusalOf(path, error));
    } catch {
      throw error;
    }
  }
}

function onlyRead(path: string): RetraceError {
  return new RetraceError('database-read-only', `${path} is only read here. Name it with --db to write to it.`);
}

/** Errors of opening after which the file may still be readable. */
const readableStates: readonly ErrorCode[] = ['database-read-only', 'no-permission', 'disk-full'];

function refusalOf(path: string, error: RetraceError): RetraceError {
  if (error.code === 'disk-full')
    return new RetraceError(
      'disk-full',
      `The disk of ${path} is full: it was opened for reading only. Make room, and open it again.`,
      { cause: error },
    );
  if (error.code !== 'no-permission') return error;
  return new RetraceError(
    'database-read-only',
    `${path} can be read, and may not be written. Change its permissions, or name another file with --db.`,
    { cause: error },
  );
}

/** Throws if the file cannot be read either. */
function openCopy(path: string, options: DatabaseOptions, refusal: RetraceError): OpenedDatabase {
  const copy = coded(path, () => readableCopy(path));
  try {
    chmodSync(copy.path, 0o600);
    const db = openDatabase(copy.path, options, path);
    db.pragma('query_only = on');
    const close = (): void => {
      db.close();
      copy.remove();
    };
    return { db, refusal, close };
  } catch (error) {
    copy.remove();
    throw error;
  }
}

/** Creates the file and its folder if they are missing, and runs the missing migrations. `called`: its name in errors. */
export function openDatabase(path: string, options: DatabaseOptions = {}, called = path): Database.Database {
  return coded(called, () => {
    if (path !== ':memory:') refuseNoFile(path);
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const db = new Database(path, { timeout: options.busyTimeoutMs ?? defaultBusyTimeoutMs });
    try {
      refuseForeign(db, called);
      db.pragma('journal_mode = WAL');
      db.pragma(`synchronous = ${options.synchronous ?? 'FULL'}`);
      // 1.5 MB of pages: a long import writes each page once, so a larger cache would only use memory.
      db.pragma('cache_size = -1500');
      if (options.maxPages !== undefined) db.pragma(`max_page_count = ${options.maxPages}`);
      if (migrate(db)) settle(db);
      db.pragma(`busy_timeout = ${sqliteTimeoutMs}`);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/**
 * Refuses folders, pipes and devices, which could block the open, and the empty name, for which SQLite makes a
 * temporary file.
 */
export function refuseNoFile(path: string): void {
  if (path === '') throw new RetraceError('bad-usage', 'The name of the database is empty. Name a file with --db.');
  const there = coded(path, () => statSync(path, { throwIfNoEntry: false }));
  if (there === undefined || there.isFile()) return;
  throw new RetraceError(
    'no-permission',
    `${path} is ${there.isDirectory() ? 'a folder' : 'a pipe or a device'}, no file. Name another one with --db.`,
  );
}

/** Called before any write: leaves a newer library and another program's database unchanged. */
function refuseForeign(db: Database.Database, path: string): void {
  const empty = db.prepare('select 1 from sqlite_master limit 1').get() === undefined;
  if (!empty && db.pragma('application_id', { simple: true }) !== applicationId) {
    throw new RetraceError(
      'database-damaged',
      `${path} is a SQLite database, but no library of Retrace. Name another file with --db; this one was left as it is.`,
    );
  }
  const version = versionOf(db);
  if (!empty && version < 1) {
    throw new RetraceError(
      'database-damaged',
      `${path} says that it is of version ${version}, which no Retrace wrote: it is damaged, or another program changed it. Name another file with --db; keep this one, and read what is left with retrace log copy --salvage.`,
    );
  }
  if (version > migrations.length) {
    throw new RetraceError(
      'database-newer',
      `${path} was written by a newer Retrace (version ${version}, this one knows ${migrations.length}). Update Retrace, or name another file with --db.`,
    );
  }
}

function versionOf(db: Database.Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/**
 * Runs all missing migrations or none; of two programs that open a new file at once, one runs them. Returns false if
 * none was missing.
 */
function migrate(db: Database.Database): boolean {
  if (versionOf(db) === migrations.length) return false;
  db.transaction(() => {
    for (const step of migrations.slice(Math.max(0, versionOf(db)))) db.exec(step);
    db.pragma(`application_id = ${applicationId}`);
    db.pragma(`user_version = ${migrations.length}`);
  }).immediate();
  return true;
}

/** Moves pages from the write-ahead log into the file, as far as possible now. */
export function settle(db: Database.Database): void {
  try {
    db.pragma('wal_checkpoint(PASSIVE)');
  } catch {
    // The data is safe in the write-ahead log; the next call tries again.
  }
}

/**
 * Runs `work`, and retries it for at most `busyTimeoutMs` while another program holds a lock. Throws SQLite's errors.
 */
export function patiently<T>(busyTimeoutMs: number, work: () => T): T {
  const startedAtMs = performance.now();
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() - startedAtMs > busyTimeoutMs) throw error;
      Atomics.wait(sleeper, 0, 0, askEveryMs);
    }
  }
}

export function isBusy(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && code.startsWith('SQLITE_BUSY');
}

/** Runs `work`, and translates SQLite's errors into errors that a person can act on. */
export function coded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw codedError(path, error);
  }
}

/** Translates errors of SQLite and of the file system; returns other errors as they are. */
export function codedError(path: string, error: unknown): unknown {
  const code = (error as { code?: unknown }).code;
  if (error instanceof TypeError && error.message === 'The database connection is not open')
    return new RetraceError('log-closed', `${path} was closed meanwhile. Open it again.`, { cause: error });
  if (typeof code !== 'string' || error instanceof RetraceError) return error;
  const because = { cause: error };
  if (code.startsWith('SQLITE_FULL') || code === 'SQLITE_IOERR_SHMSIZE' || code === 'ENOSPC' || code === 'EDQUOT')
    return new RetraceError(
      'disk-full',
      `The disk of ${path} is full. Nothing of this was stored; make room and try again.`,
      because,
    );
  if (code.startsWith('SQLITE_READONLY') || code === 'EROFS')
    return new RetraceError(
      'database-read-only',
      `${path} may not be written. Change its permissions, or name another file with --db.`,
      because,
    );
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED') || code.startsWith('SQLITE_PROTOCOL'))
    return new RetraceError(
      'database-locked',
      `${path} is locked by another program. Close it there and try again.`,
      because,
    );
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB') || lacksTable(code, error))
    return new RetraceError(
      'database-damaged',
      `${path} is damaged or no SQLite database. Name another file with --db; keep this one, and read what is left with retrace log copy --salvage.`,
      because,
    );
  if (code.startsWith('SQLITE_TOOBIG'))
    return new RetraceError(
      'bad-event',
      `This is too large for ${path}: SQLite keeps a thousand million bytes at most in one place. Nothing was stored.`,
      because,
    );
  if (code.startsWith('SQLITE_CANTOPEN') || unopened.includes(code))
    return new RetraceError(
      'no-permission',
      `${path} cannot be opened. Check that its folder is there and yours.`,
      because,
    );
  // The caller handles violated constraints.
  if (
    (code.startsWith('SQLITE_') && !code.startsWith('SQLITE_CONSTRAINT')) ||
    (error as NodeJS.ErrnoException).syscall !== undefined
  )
    return new RetraceError('database-failed', `Reading or writing ${path} failed (${code}). Check the disk.`, because);
  return error;
}

const unopened = [
  'EACCES',
  'EPERM',
  'ENOTDIR',
  'EISDIR',
  'ENOENT',
  'EEXIST',
  'ENAMETOOLONG',
  'ELOOP',
  'ENXIO',
  'ENODEV',
];

/**
 * Whether the error says that a table is missing or is another object: this program's SQL is right, so the file is
 * damaged.
 */
function lacksTable(code: string, error: unknown): boolean {
  return (
    code === 'SQLITE_ERROR' &&
    /no such (table|column|index)|no column named|malformed|because it is a view|may not be modified/.test(
      (error as Error).message,
    )
  );
}
