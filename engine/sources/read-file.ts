// Reads a file's bytes whole, into a separate buffer. Throws at the end if the file changed meanwhile.

import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { RetraceError } from '../model/errors.ts';

const maxBytes = 2 ** 31 - 1;
/** Bytes per read; a cancel takes effect between reads. */
const pieceBytes = 8 * 2 ** 20;

/** Open flags that prevent waiting for a pipe or a device; the path is also checked before it is opened. */
export const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

export async function readFile(path: string): Promise<Buffer> {
  try {
    refuseOther(await stat(path), path);
    const file = await open(path, withoutWaiting);
    try {
      return await readWhole(file, path);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw readable(error, path);
  }
}

async function readWhole(file: FileHandle, path: string): Promise<Buffer> {
  const before = await file.stat();
  refuseOther(before, path);
  if (before.size > maxBytes)
    throw new RetraceError('file-too-large', `${path} is larger than 2 GiB. Split it, one history a file.`);
  // One more byte than the size shows whether the file grew.
  const room = Buffer.allocUnsafeSlow(before.size + 1);
  let at = 0;
  for (;;) {
    const { bytesRead } = await file.read(room, at, Math.min(pieceBytes, room.length - at), at);
    at += bytesRead;
    if (bytesRead === 0 || at > before.size) break;
  }
  const after = await file.stat();
  if (at !== before.size || after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
    throw fileChanged(path);
  }
  return room.subarray(0, at);
}

export function fileChanged(path: string): RetraceError {
  return new RetraceError('file-changed', `${path} changed while it was read. Open it again when its writer is done.`);
}

function refuseOther(what: Stats, path: string): void {
  if (what.isFile()) return;
  const kind = what.isDirectory() ? 'a folder' : what.isFIFO() ? 'a pipe' : what.isSocket() ? 'a socket' : 'a device';
  throw new RetraceError(
    'not-found',
    `${path} is ${kind}, not a file. Name a file or a folder of files; save what comes through it into a file first.`,
  );
}

/** Translates an error of the file system into words. */
export function readable(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new RetraceError('not-found', `${path} is not there. Check the name.`, { cause: error });
  if (code === 'EACCES' || code === 'EPERM')
    return new RetraceError('no-permission', `${path} may not be read by you. Change its permissions, or copy it.`, {
      cause: error,
    });
  if (code === 'ENXIO' || code === 'ELOOP')
    return new RetraceError('not-found', `${path} leads to no file. Name a file or a folder of files.`, {
      cause: error,
    });
  if (code !== undefined && 'syscall' in (error as NodeJS.ErrnoException))
    return new RetraceError(
      'not-readable',
      `${path} cannot be read here: ${(error as Error).message}. Copy it elsewhere, or check the disk.`,
      { cause: error },
    );
  return error;
}
