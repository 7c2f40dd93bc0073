// Opens files for reading. Of a pipe, a device or a link to one nothing is waited for: it is looked at before it is opened, and opened without waiting.

import { closeSync, constants, openSync, readFileSync, type Stats, statSync } from 'node:fs';
import { RetraceError } from '../model/errors.ts';

/** Flags of an opening that waits for nobody. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** Throws what the system says, and `no-permission` for what is no file. */
export function openToRead(path: string): number {
  const what = statSync(path);
  if (!what.isFile())
    throw new RetraceError('no-permission', `${path} is ${kindOf(what)}, no file. Put a file in its place.`);
  return openSync(path, withoutWaiting);
}

/** As `openToRead`. */
export function readToEnd(path: string): Buffer {
  const file = openToRead(path);
  try {
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** Of what is no file. */
function kindOf(what: Stats): string {
  if (what.isDirectory()) return 'a folder';
  if (what.isFIFO()) return 'a pipe';
  return what.isSocket() ? 'a socket' : 'a device';
}
