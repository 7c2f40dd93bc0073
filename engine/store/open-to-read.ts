// Opens files for reading without blocking: pipes and devices, and links to them, are refused before the open, and the
// open itself does not wait.

import { closeSync, constants, openSync, readFileSync, type Stats, statSync } from 'node:fs';
import { RetraceError } from '../model/errors.ts';

/** Open flags that prevent waiting for a pipe's writer or a device. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** Throws errors of the file system, and `no-permission` for what is no regular file. */
export function openToRead(path: string): number {
  const what = statSync(path);
  if (!what.isFile())
    throw new RetraceError('no-permission', `${path} is ${kindOf(what)}, no file. Put a file in its place.`);
  return openSync(path, withoutWaiting);
}

/** Reads a whole file; throws as `openToRead` does. */
export function readToEnd(path: string): Buffer {
  const file = openToRead(path);
  try {
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** Name of the kind of a file that is not regular. */
function kindOf(what: Stats): string {
  if (what.isDirectory()) return 'a folder';
  if (what.isFIFO()) return 'a pipe';
  return what.isSocket() ? 'a socket' : 'a device';
}
