// Opens the log that a command names: Retrace's own, or another engine's, read only. Creates a log only for commands
// that may write.

import { statSync } from 'node:fs';
import { RetraceError } from '../model/errors.ts';
import { archiveBase } from '../store/archive/archive-file-reader.ts';
import { coded, refuseNoFile } from '../store/sqlite/database.ts';
import { openFolderLog } from '../store/folder/folder-log.ts';
import { openForeignFile, openForeignFolder } from '../store/foreign/foreign-log.ts';
import type { EventLog } from '../store/log.ts';
import { openSqliteLog } from '../store/sqlite/sqlite-log.ts';
import type { LogStoreOptions } from './command-log.ts';
import { libraryFile, makeFolderOf } from './data-folder.ts';

export type OpenedLog = {
  readonly log: EventLog;
  readonly path: string;
  /** The folder that its archive names are relative to. */
  readonly base: string;
  readonly isForeign: boolean;
};

/**
 * `read`: also another engine's log, or a damaged one; `check`: Retrace's own log, also damaged; `change`: an existing
 * log of Retrace; `create`: the same, created if missing.
 */
type Purpose = 'read' | 'check' | 'change' | 'create';

/** Opens the log for `work`, and closes it afterwards. */
export async function withLog<T>(
  options: LogStoreOptions,
  purpose: Purpose,
  work: (opened: OpenedLog) => Promise<T>,
): Promise<T> {
  const { db, folder } = options;
  if (db !== undefined && folder !== undefined)
    throw new RetraceError('bad-usage', 'Name the log with --db or with --folder, not with both.');
  const type = folder === undefined ? 'sqlite' : 'folder';
  return await closing(openAt(folder ?? db ?? libraryFile(), type, purpose, options), work);
}

/**
 * A log given by its path alone: an existing folder or file; a missing path becomes a file if its name ends like a
 * database's.
 */
export async function withLogAt<T>(
  path: string,
  options: LogStoreOptions,
  work: (opened: OpenedLog) => Promise<T>,
): Promise<T> {
  const stats = coded(path, () => statSync(path, { throwIfNoEntry: false }));
  const isFile = stats === undefined ? /\.(db|sqlite|sqlite3)$/i.test(path) : !stats.isDirectory();
  return await closing(openAt(path, isFile ? 'sqlite' : 'folder', 'create', { ...options, salvage: false }), work);
}

async function closing<T>(opened: OpenedLog, work: (opened: OpenedLog) => Promise<T>): Promise<T> {
  try {
    return await work(opened);
  } finally {
    await opened.log.close();
  }
}

function openAt(
  path: string,
  type: 'sqlite' | 'folder',
  purpose: Purpose,
  { synchronous, salvage }: LogStoreOptions,
): OpenedLog {
  const isFull = fullOrNot(synchronous);
  const there = coded(path, () => statSync(path, { throwIfNoEntry: false }));
  if (there === undefined && purpose !== 'create')
    throw new RetraceError('not-found', `There is no log at ${path}. Name it with --db or --folder.`);
  if (there !== undefined && there.isDirectory() !== (type === 'folder'))
    throw new RetraceError(
      'bad-usage',
      `${path} is ${there.isDirectory() ? 'a folder: name it with --folder' : 'a file: name it with --db'}.`,
    );
  if (type === 'sqlite') refuseNoFile(path);
  if (salvage) return { log: openSalvaged(path, type, purpose), path, base: archiveBase(path, type), isForeign: false };
  const foreign = there === undefined ? undefined : type === 'folder' ? openForeignFolder(path) : openForeignFile(path);
  const base = archiveBase(path, type);
  if (foreign !== undefined) {
    if (purpose === 'read') return { log: foreign, path, base, isForeign: true };
    void foreign.close();
    throw new RetraceError(
      'foreign-source',
      `${path} was written by another engine and is only read. Copy its runs into a log of your own: retrace log copy --to PATH.`,
    );
  }
  if (type === 'folder')
    return { log: openFolderLog(path, { fsync: isFull ? 'always' : 'never' }), path, base, isForeign: false };
  if (purpose === 'create') makeFolderOf(path);
  return { log: openSqliteLog(path, { synchronous: isFull ? 'FULL' : 'NORMAL' }), path, base, isForeign: false };
}

function openSalvaged(path: string, type: 'sqlite' | 'folder', purpose: Purpose): EventLog {
  if (type === 'folder')
    throw new RetraceError(
      'bad-usage',
      `--salvage is for a file, named with --db. In a folder the runs that are whole can be read as ever.`,
    );
  if (purpose === 'change' || purpose === 'create')
    throw new RetraceError(
      'database-read-only',
      `With --salvage ${path} is only read. Copy what is left into a log of your own: retrace log copy --to PATH --salvage.`,
    );
  return openSqliteLog(path, { salvage: true });
}

function fullOrNot(text = 'full'): boolean {
  if (text === 'full' || text === 'normal') return text === 'full';
  throw new RetraceError('bad-usage', `--synchronous takes full or normal, not ${JSON.stringify(text)}.`);
}
