// Opens another engine's files as a read-only log (SPEC.md L39). Does not open this program's own files.

import { closeSync, readSync } from 'node:fs';
import { ChainedLog, type LogOptions } from '../chained-log.ts';
import { coded } from '../sqlite/database.ts';
import { ForeignBackend } from './foreign-backend.ts';
import { ForeignDatabase } from './foreign-database.ts';
import { ForeignFolder, isForeignFolder } from './foreign-folder.ts';
import { foreignSqlite } from './foreign-sqlite.ts';
import type { EventLog } from '../log.ts';
import { applicationId } from '../sqlite/migrations.ts';
import { openToRead } from '../open-to-read.ts';

/** The folder must exist; undefined if it holds no runs of another engine. */
export function openForeignFolder(path: string, options: LogOptions = {}): EventLog | undefined {
  return isForeignFolder(path) ? new ChainedLog(new ForeignBackend(new ForeignFolder(path)), options) : undefined;
}

/**
 * The file must exist; undefined if it is a file of this program, or has no table `workflow_events`. Throws
 * `database-…`, `not-a-history`.
 */
export function openForeignFile(path: string, options: LogOptions = {}): EventLog | undefined {
  if (!isSqlite(path)) return undefined;
  const db = new ForeignDatabase(path);
  try {
    const ours = db.all('pragma application_id')[0]?.['application_id'] === BigInt(applicationId);
    const source = ours ? undefined : foreignSqlite(path, db);
    if (source !== undefined) return new ChainedLog(new ForeignBackend(source), options);
  } catch (error) {
    db.close();
    throw error;
  }
  db.close();
  return undefined;
}

/**
 * Whether the first bytes are of another program's SQLite file. This program's files have an application id, except new
 * ones: for those SQLite is asked.
 */
function isSqlite(path: string): boolean {
  return coded(path, () => {
    const fd = openToRead(path);
    try {
      const head = Buffer.alloc(100);
      const length = readSync(fd, head, 0, head.length, 0);
      return (
        length === head.length &&
        head.toString('latin1', 0, 16) === 'SQLite format 3\0' &&
        head.readUInt32BE(68) !== applicationId
      );
    } finally {
      closeSync(fd);
    }
  });
}
