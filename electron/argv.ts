// The files given when the app starts, on the command line or opened with the app.

import { resolve } from 'node:path';

/**
 * `argv` as in Electron: Electron's program, then, if it is run from a folder (`isBundled` false), this folder.
 * Switches of Electron and Chromium may be anywhere.
 */
export function filesOfArgv(argv: readonly string[], isBundled: boolean, workingFolder: string): readonly string[] {
  const named = argv.slice(1).filter((word) => word !== '' && !word.startsWith('-'));
  return named.slice(isBundled ? 0 : 1).map((file) => resolve(workingFolder, file));
}

/** The files in the data from a second start, validated because another process sent it; null if invalid. */
export function filesOfHandover(data: unknown): readonly string[] | null {
  if (typeof data !== 'object' || data === null || !('files' in data) || !Array.isArray(data.files)) return null;
  return data.files.filter((file) => typeof file === 'string');
}
