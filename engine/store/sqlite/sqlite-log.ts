// The event log in one SQLite file.

import { archiveBase, ArchiveFiles } from '../archive/archive-file-reader.ts';
import { ChainedLog, type LogOptions } from '../chained-log.ts';
import type { DatabaseOptions } from './database.ts';
import type { EventLog } from '../log.ts';
import { SalvageBackend } from '../salvage/salvage-backend.ts';
import { SqliteBackend } from './sqlite-backend.ts';

export type SqliteOptions = DatabaseOptions & {
  /** Reads what is left of a damaged file, without SQLite. Nothing is written, nothing is made beside it, and nobody may write it meanwhile. */
  readonly salvage?: boolean;
};

/** Creates the file where it is missing. Archives are looked for in its folder where `options` names no reader. Throws `database-…`, `no-permission`, `disk-full`. */
export function openSqliteLog(path: string, options: LogOptions & SqliteOptions = {}): EventLog {
  return new ChainedLog(options.salvage === true ? new SalvageBackend(path) : new SqliteBackend(path, options), {
    archives: new ArchiveFiles(archiveBase(path, 'sqlite')),
    ...options,
  });
}
