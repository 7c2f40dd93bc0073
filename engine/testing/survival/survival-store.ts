// The stores that must survive: those in files.

import { join } from 'node:path';
import { ArchiveFiles, archiveBase } from '../../store/archive/archive-file-reader.ts';
import { openFolderLog } from '../../store/folder/folder-log.ts';
import type { EventLog } from '../../store/log.ts';
import { openSqliteLog } from '../../store/sqlite/sqlite-log.ts';

export const storeNames = ['sqlite', 'folder'] as const;
export type StoreName = (typeof storeNames)[number];

/** One file or one folder, and whether it is written in the safe or the fast mode. */
export type Place = { readonly store: StoreName; readonly path: string; readonly careful: boolean };

export function placeIn(folder: string, store: StoreName, careful = true): Place {
  return { store, path: join(folder, store === 'sqlite' ? 'library.db' : 'log'), careful };
}

/** Archives are beside the store, where the programs put them. */
export function openPlace(
  { store, path, careful }: Place,
  given: { readonly busyTimeoutMs?: number; readonly pollMs?: number } = {},
): EventLog {
  const options = { ...given, archives: new ArchiveFiles(archiveBase(path, store)) };
  if (store === 'sqlite') return openSqliteLog(path, { ...options, synchronous: careful ? 'FULL' : 'NORMAL' });
  return openFolderLog(path, { ...options, fsync: careful ? 'always' : 'never' });
}
