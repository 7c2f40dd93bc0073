// Opens a SQLite file the way the whole program uses it, and says in words what SQLite says in codes.

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { RetraceError } from '../model/errors.ts';
import { applicationId, migrations } from './migrations.ts';

export const defaultBusyTimeoutMs = 5000;
/** SQLite's own waiting for a lock grows to a tenth of a second, in which others come first again and again; so it waits that long, and `patiently` asks again. */
const sqliteTimeoutMs = 5;
const askEveryMs = 1;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

export type DatabaseOptions = {
  /** FULL: what was acknowledged outlives a crash of the machine. NORMAL: of the program only. FULL where left out. */
  readonly synchronous?: 'FULL' | 'NORMAL';
  /** How long to wait for another program's lock. */
  readonly busyTimeoutMs?: number;
  /** The size that the file may reach, in pages of 4 KiB. */
  readonly maxPages?: number;
};

/** Creates the file and its folder where they are missing; takes the steps of the schema that are missing. */
export function openDatabase(path: string, options: DatabaseOptions = {}): Database.Database {
  return coded(path, () => {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
    const db = new Database(path, { timeout: options.busyTimeoutMs ?? defaultBusyTimeoutMs });
    try {
      refuseForeign(db, path);
      db.pragma('journal_mode = WAL');
      db.pragma(`synchronous = ${options.synchronous ?? 'FULL'}`);
      // One and a half megabytes of pages: a long import writes each page once, more would only be memory.
      db.pragma('cache_size = -1500');
      if (options.maxPages !== undefined) db.pragma(`max_page_count = ${options.maxPages}`);
      migrate(db);
      db.pragma(`busy_timeout = ${sqliteTimeoutMs}`);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** Before anything is written: a newer library and somebody else's database stay as they are. */
function refuseForeign(db: Database.Database, path: string): void {
  const empty = db.prepare('select 1 from sqlite_master limit 1').get() === undefined;
  if (!empty && db.pragma('application_id', { simple: true }) !== applicationId) {
    throw new RetraceError('database-damaged', `${path} is a SQLite database, but no library of Retrace. Name another file with --db; this one was left as it is.`);
  }
  const version = versionOf(db);
  if (version > migrations.length) {
    throw new RetraceError('database-newer', `${path} was written by a newer Retrace (version ${version}, this one knows ${migrations.length}). Update Retrace, or name another file with --db.`);
  }
}

function versionOf(db: Database.Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/** All steps or none; of two programs that open a new file at once, one takes them. */
function migrate(db: Database.Database): void {
  if (versionOf(db) === migrations.length) return;
  db.transaction(() => {
    for (const step of migrations.slice(versionOf(db))) db.exec(step);
    db.pragma(`application_id = ${applicationId}`);
    db.pragma(`user_version = ${migrations.length}`);
  }).immediate();
}

/** Runs `work`, again and again while another program holds a lock, for so long at most. Errors are those of SQLite. */
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

/** Runs `work`; errors of SQLite become errors that a person can act on. */
export function coded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw codedError(path, error);
  }
}

/** Of SQLite and of the file system. Anything else is given back as it is. */
export function codedError(path: string, error: unknown): unknown {
  const code = (error as { code?: unknown }).code;
  if (error instanceof TypeError && error.message === 'The database connection is not open') return new RetraceError('log-closed', `${path} was closed meanwhile. Open it again.`, { cause: error });
  if (typeof code !== 'string' || error instanceof RetraceError) return error;
  const because = { cause: error };
  if (code.startsWith('SQLITE_FULL') || code === 'SQLITE_IOERR_SHMSIZE' || code === 'ENOSPC' || code === 'EDQUOT') return new RetraceError('disk-full', `The disk of ${path} is full. Nothing of this was stored; make room and try again.`, because);
  if (code.startsWith('SQLITE_READONLY') || code === 'EROFS') return new RetraceError('database-read-only', `${path} may not be written. Change its permissions, or name another file with --db.`, because);
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED') || code.startsWith('SQLITE_PROTOCOL')) return new RetraceError('database-locked', `${path} is locked by another program. Close it there and try again.`, because);
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB') || lacksTable(code, error)) return new RetraceError('database-damaged', `${path} is damaged or no SQLite database. Name another file with --db; keep this one, and read what is left with retrace log copy --salvage.`, because);
  if (code.startsWith('SQLITE_TOOBIG')) return new RetraceError('bad-event', `This is too large for ${path}: SQLite keeps a thousand million bytes at most in one place. Nothing was stored.`, because);
  if (code.startsWith('SQLITE_CANTOPEN') || code === 'EACCES' || code === 'EPERM' || code === 'ENOTDIR' || code === 'EISDIR' || code === 'ENOENT' || code === 'EEXIST') return new RetraceError('no-permission', `${path} cannot be opened. Check that its folder is there and yours.`, because);
  if (code.startsWith('SQLITE_IOERR') || code === 'EIO') return new RetraceError('database-failed', `Reading or writing ${path} failed (${code}). Check the disk.`, because);
  return error;
}

/** Our own SQL is right, so a table that it misses is damage. */
function lacksTable(code: string, error: unknown): boolean {
  return code === 'SQLITE_ERROR' && /no such (table|column|index)/.test((error as Error).message);
}
