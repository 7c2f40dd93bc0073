// Writes a file that a command was asked for: whole, or not at all.

import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RetraceError } from '../model/errors.ts';

/** The file is there when it is whole, and not before. */
export async function writeWhole(path: string, pieces: Readable): Promise<void> {
  const unfinished = `${path}.part`;
  try {
    await pipeline(pieces, createWriteStream(unfinished));
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC')
      throw new RetraceError('disk-full', `The disk is full; ${path} was not written.`, { cause: error });
    if (code !== undefined)
      throw new RetraceError('no-permission', `${path} cannot be written (${code}). Name another file with -o.`, {
        cause: error,
      });
    throw error;
  }
}
