// The event log in one SQLite file.

import { archiveBase, ArchiveFiles } from './archive-file-reader.ts';
import { ChainedLog, type LogOptions } from './chained-log.ts';
import type { DatabaseOptions } from './database.ts';
import type { EventLog } from './log.ts';
import { SqliteBackend } from './sqlite-backend.ts';

/** Creates the file where it is missing. Archives are looked for in its folder where `options` names no reader. Throws `database-…`, `no-permission`, `disk-full`. */
export function openSqliteLog(path: string, options: LogOptions & DatabaseOptions = {}): EventLog {
  return new ChainedLog(new SqliteBackend(path, options), { archives: new ArchiveFiles(archiveBase(path, 'sqlite')), ...options });
}
