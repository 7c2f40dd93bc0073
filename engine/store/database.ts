// Opens a SQLite file the way the whole program uses it, and says in words what SQLite says in codes.

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { RetraceError } from '../model/errors.ts';
import { migrations } from './migrations.ts';

const busyTimeoutMs = 5000;

export type DatabaseOptions = {
  /** How long to wait for another program's lock. */
  readonly busyTimeoutMs?: number;
  /** The size that the file may reach, in pages of 4 KiB. */
  readonly maxPages?: number;
};

/** Creates the file and its folder where they are missing; takes the steps of the schema that are missing. */
export function openDatabase(path: string, options: DatabaseOptions = {}): Database.Database {
  return coded(path, () => {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
    const db = new Database(path, { timeout: options.busyTimeoutMs ?? busyTimeoutMs });
    try {
      refuseForeign(db, path);
      db.pragma('journal_mode = WAL');
      // A crash of the machine may take back the last import, whose file is still there; never a part of one.
      db.pragma('synchronous = NORMAL');
      // Four megabytes of pages: a long import writes each page once, more would only be memory.
      db.pragma('cache_size = -4000');
      // Large imports would stop for it in the middle; `checkpoint` does it when nobody waits.
      db.pragma('wal_autocheckpoint = 0');
      if (options.maxPages !== undefined) db.pragma(`max_page_count = ${options.maxPages}`);
      migrate(db);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** Before anything is written: a newer library and somebody else's database stay as they are. */
function refuseForeign(db: Database.Database, path: string): void {
  const version = versionOf(db);
  const tables = db.prepare("select name from sqlite_master where type = 'table'").pluck().all();
  if (tables.length > 0 && !tables.includes('workflow_events')) {
    throw new RetraceError('database-damaged', `${path} is a SQLite database, but no library of Retrace. Name another file with --db; this one was left as it is.`);
  }
  if (version > migrations.length) {
    throw new RetraceError('database-newer', `${path} was written by a newer Retrace (version ${version}, this one knows ${migrations.length}). Update Retrace, or name another file with --db.`);
  }
}

function versionOf(db: Database.Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

function migrate(db: Database.Database): void {
  if (versionOf(db) === migrations.length) return;
  db.transaction(() => {
    for (const step of migrations.slice(versionOf(db))) db.exec(step);
    db.pragma(`user_version = ${migrations.length}`);
  }).immediate();
}

/** Runs `work`; errors of SQLite become errors that a person can act on. */
export function coded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw codedError(path, error);
  }
}

function codedError(path: string, error: unknown): unknown {
  const code = (error as { code?: unknown }).code;
  if (typeof code !== 'string' || error instanceof RetraceError) return error;
  const because = { cause: error };
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC') return new RetraceError('disk-full', `The disk of ${path} is full. Nothing of this was stored; make room and try again.`, because);
  if (code.startsWith('SQLITE_READONLY') || code === 'EROFS') return new RetraceError('database-read-only', `${path} may not be written. Change its permissions, or name another file with --db.`, because);
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return new RetraceError('database-locked', `${path} is locked by another program. Close it there and try again.`, because);
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) return new RetraceError('database-damaged', `${path} is damaged or no SQLite database. Name another file with --db; keep this one.`, because);
  if (code.startsWith('SQLITE_CANTOPEN') || code === 'EACCES' || code === 'EPERM' || code === 'ENOTDIR' || code === 'EEXIST') return new RetraceError('no-permission', `${path} cannot be opened. Check that its folder is there and yours.`, because);
  if (code.startsWith('SQLITE_IOERR')) return new RetraceError('database-failed', `Reading or writing ${path} failed (${code}). Check the disk.`, because);
  return error;
}
