// A file's bytes, whole or not at all: what changes while it is read is refused.

import { open } from 'node:fs/promises';
import { RetraceError } from '../model/errors.ts';

const maxBytes = 2 ** 31 - 1;

export async function readWholeFile(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const before = await file.stat();
      if (!before.isFile()) throw new RetraceError('not-found', `${path} is no file. Name a file or a folder of files.`);
      if (before.size > maxBytes) throw new RetraceError('file-too-large', `${path} is larger than 2 GiB. Split it, one history a file.`);
      const bytes = Buffer.allocUnsafeSlow(before.size);
      let at = 0;
      while (at < bytes.length) {
        const { bytesRead } = await file.read(bytes, at, bytes.length - at, at);
        if (bytesRead === 0) break;
        at += bytesRead;
      }
      const after = await file.stat();
      if (at !== before.size || after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
        throw new RetraceError('file-changed', `${path} changed while it was read. Open it again when its writer is done.`);
      }
      return bytes;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw readable(error, path);
  }
}

function readable(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new RetraceError('not-found', `${path} is not there. Check the name.`, { cause: error });
  if (code === 'EACCES' || code === 'EPERM') return new RetraceError('no-permission', `${path} may not be read by you. Change its permissions, or copy it.`, { cause: error });
  if (code === 'EISDIR') return new RetraceError('not-found', `${path} is a folder, not a file.`, { cause: error });
  return error;
}
