// Opens the library that a command names, or the user's own library.

import { statSync } from 'node:fs';
import { Engine } from '../engine.ts';
import { RetraceError } from '../model/errors.ts';
import { coded, codedError, refuseNoFile } from '../store/sqlite/database.ts';
import { appVersion, samplesFolder } from './app-folder.ts';
import { codeCache } from './code-cache.ts';
import { workerProgram } from './worker-program.ts';
import { libraryFile, makeFolderOf } from './data-folder.ts';

/** Creates the library if it is missing. */
export function openLibrary(database: string = libraryFile()): Engine {
  if (database !== ':memory:') coded(database, () => makeFolderOf(database));
  return openAt(database);
}

/**
 * Creates no library (SPEC.md C7): a user without one gets an empty one in memory. Throws `not-found` if a named
 * library is missing.
 */
export function openLibraryToRead(named?: string): Engine {
  const database = named ?? libraryFile();
  if (database !== ':memory:') refuseNoFile(database);
  if (database === ':memory:' || isThere(database)) return openAt(database);
  if (named === undefined) return openAt(':memory:');
  throw new RetraceError(
    'not-found',
    `There is no library at ${named}. Check the name behind --db; retrace import makes a library.`,
  );
}

function isThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw codedError(path, error);
  }
}

function openAt(database: string): Engine {
  return Engine.open({
    database,
    version: appVersion(),
    filesByPath: true,
    codeFolder: codeCache(),
    samplesFolder: samplesFolder(),
    workerProgram: workerProgram(),
  });
}
