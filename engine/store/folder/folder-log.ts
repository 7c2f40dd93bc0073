// The event log in a folder: `{runId}/events.jsonl`.

import { archiveBase, ArchiveFiles } from '../archive/archive-file-reader.ts';
import { ChainedLog, type LogOptions } from '../chained-log.ts';
import { FolderBackend, type FolderOptions } from './folder-backend.ts';
import type { EventLog } from '../log.ts';

/**
 * Creates the folder if it is missing. Looks for archives in the folder unless `options` has a reader. Throws
 * `no-permission`, `database-locked`, `disk-full`.
 */
export function openFolderLog(folder: string, options: LogOptions & FolderOptions = {}): EventLog {
  return new ChainedLog(new FolderBackend(folder, options), {
    archives: new ArchiveFiles(archiveBase(folder, 'folder')),
    ...options,
  });
}
