// Writes a command's output file: whole, or not at all.

import { constants, createWriteStream } from 'node:fs';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RetraceError } from '../model/errors.ts';

/**
 * The file appears only when it is complete. A link stays and its target is written; a pipe or a device (`/dev/stdout`)
 * is written piece by piece.
 */
export async function writeWhole(path: string, pieces: Readable): Promise<void> {
  try {
    const there = await stat(path).catch(() => undefined);
    if (there === undefined || there.isFile()) await writeFile(await realpath(path).catch(() => path), pieces);
    else await writeThrough(path, pieces);
  } catch (error) {
    throw notWritten(path, error);
  }
}

async function writeFile(path: string, pieces: Readable): Promise<void> {
  const unfinished = `${path}.${process.pid}.part`;
  try {
    await pipeline(pieces, createWriteStream(unfinished));
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Refuses a pipe without a reader, which would block. */
async function writeThrough(path: string, pieces: Readable): Promise<void> {
  // Kept open until all is written, so that the reader sees no early end.
  const held = await open(path, constants.O_WRONLY | (constants.O_NONBLOCK ?? 0));
  try {
    await pipeline(pieces, createWriteStream(path));
  } finally {
    await held.close();
  }
}

function notWritten(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof RetraceError || code === undefined) return error;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new RetraceError(
      'disk-full',
      `The disk is full; ${path} was not written. Make room, or name another file.`,
      {
        cause: error,
      },
    );
  return new RetraceError('no-permission', `${path} cannot be written (${code}). Name another file.`, {
    cause: error,
  });
}
