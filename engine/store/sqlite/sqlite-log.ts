// The event log in one SQLite file.

import { archiveBase, ArchiveFiles } from '../archive/archive-file-reader.ts';
import { ChainedLog, type LogOptions } from '../chained-log.ts';
import type { DatabaseOptions } from './database.ts';
import type { EventLog } from '../log.ts';
import { SalvageBackend } from '../salvage/salvage-backend.ts';
import { SqliteBackend } from './sqlite-backend.ts';

export type SqliteOptions = DatabaseOptions & {
  /**
   * Reads the rest of a damaged file, without SQLite. Writes nothing and creates no file; no other program may write
   * the file meanwhile.
   */
  readonly salvage?: boolean;
};

/**
 * Creates the file if it is missing. Looks for archives in its folder unless `options` has a reader. Throws
 * `database-…`, `no-permission`, `disk-full`.
 */
export function openSqliteLog(path: string, options: LogOptions & SqliteOptions = {}): EventLog {
  return new ChainedLog(options.salvage === true ? new SalvageBackend(path) : new SqliteBackend(path, options), {
    archives: new ArchiveFiles(archiveBase(path, 'sqlite')),
    ...options,
  });
}
