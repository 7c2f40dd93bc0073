// Copies a database to a temporary folder, to read it where it may not be written (a read-only file system, a full disk,
// another's file): SQLite cannot open a file in WAL mode without creating files beside it.

import { constants, copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RetraceError } from '../../model/errors.ts';

export type ReadableCopy = { readonly path: string; remove(): void };

const endings = ['', '-wal', '-journal'];
const mostTries = 5;

/**
 * Also copies the files that writers left beside the database. Throws `not-found` for a missing or empty file,
 * `database-locked` if the files change during every try, and errors of the file system.
 */
export function readableCopy(path: string): ReadableCopy {
  if (sizeOf(path) === 0) throw new RetraceError('not-found', `There is no database at ${path}. Check the name.`);
  const folder = mkdtempSync(join(tmpdir(), 'retrace-read-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    // A file and its write-ahead log fit together only if nobody wrote while both were copied.
    for (let tries = 0; tries < mostTries; tries++)
      if (copyUnchanged(path, folder)) return { path: join(folder, 'copy.db'), remove };
    throw new RetraceError(
      'database-locked',
      `${path} is written all the time by another program. Close it there and try again.`,
    );
  } catch (error) {
    remove();
    throw error;
  }
}

function copyUnchanged(path: string, folder: string): boolean {
  const before = stateOf(path);
  for (const ending of endings) {
    const target = join(folder, `copy.db${ending}`);
    rmSync(target, { force: true });
    if (sizeOf(path + ending) > 0) copyFileSync(path + ending, target, constants.COPYFILE_FICLONE);
  }
  return stateOf(path) === before;
}

function stateOf(path: string): string {
  return endings
    .map((ending) => statSync(path + ending, { throwIfNoEntry: false }))
    .map((stats) => (stats === undefined ? '' : `${stats.ino} ${stats.size} ${stats.mtimeMs}`))
    .join(', ');
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
