// The files that somebody named when starting the app, from the command line or by opening them with it.

import { resolve } from 'node:path';

/**
 * `argv` as Electron has it: its own program first, then, run from a folder (`isBundled` false), that folder. Switches of Electron
 * and Chromium may stand anywhere.
 */
export function filesOfArgv(argv: readonly string[], isBundled: boolean, workingFolder: string): readonly string[] {
  const named = argv.slice(1).filter((word) => word !== '' && !word.startsWith('-'));
  return named.slice(isBundled ? 0 : 1).map((file) => resolve(workingFolder, file));
}

/** The files in what a second start hands over. It comes from another process: nothing is taken for granted. */
export function filesOfHandover(data: unknown): readonly string[] | null {
  if (typeof data !== 'object' || data === null || !('files' in data) || !Array.isArray(data.files)) return null;
  return data.files.filter((file) => typeof file === 'string');
}
