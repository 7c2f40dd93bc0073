// Copies a readable but unwritable database (a read-only file system, a full disk) to a temporary folder: SQLite cannot
// open a file in WAL mode without creating files beside it.

import { constants, copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type ReadableCopy = { readonly path: string; remove(): void };

/**
 * Also copies the files that writers left beside the database. undefined if the file is missing or empty. Throws errors
 * of the file system.
 */
export function readableCopy(path: string): ReadableCopy | undefined {
  if (sizeOf(path) === 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'retrace-read-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    for (const ending of ['', '-wal', '-journal'])
      if (sizeOf(path + ending) > 0)
        copyFileSync(path + ending, join(folder, `copy.db${ending}`), constants.COPYFILE_FICLONE);
    return { path: join(folder, 'copy.db'), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
