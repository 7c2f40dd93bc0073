// Opens the library that a command names, or the user's own.

import { Engine } from '../engine.ts';
import { appVersion } from './app-folder.ts';
import { libraryFile, makeFolderOf } from './data-folder.ts';

export function openLibrary(database: string = libraryFile()): Engine {
  if (database !== ':memory:') makeFolderOf(database);
  return Engine.open({ database, version: appVersion(), filesByPath: true });
}
