// A file's bytes in pieces, the next one read while this one is looked at. What changes while it is read is refused at its end.

import { type FileHandle, open } from 'node:fs/promises';
import { RetraceError } from '../model/errors.ts';

const maxBytes = 2 ** 31 - 1;
const pieceBytes = 2 ** 20;

export type OpenFile = {
  readonly size: number;
  /** Each piece is overwritten when the next but one is asked for. */
  pieces(): AsyncGenerator<Uint8Array>;
  close(): Promise<void>;
};

export async function openFile(path: string): Promise<OpenFile> {
  try {
    const file = await open(path, 'r');
    const before = await file.stat();
    const refusal = before.isFile() ? tooLarge(before.size, path) : new RetraceError('not-found', `${path} is no file. Name a file or a folder of files.`);
    if (refusal !== undefined) {
      await file.close();
      throw refusal;
    }
    return { size: before.size, pieces: () => pieces(file, before, path), close: () => file.close() };
  } catch (error) {
    throw readable(error, path);
  }
}

function tooLarge(size: number, path: string): RetraceError | undefined {
  return size > maxBytes ? new RetraceError('file-too-large', `${path} is larger than 2 GiB. Split it, one history a file.`) : undefined;
}

type Look = { readonly size: number; readonly mtimeMs: number };

async function* pieces(file: FileHandle, before: Look, path: string): AsyncGenerator<Uint8Array> {
  try {
    const buffers = [Buffer.allocUnsafeSlow(pieceBytes), Buffer.allocUnsafeSlow(pieceBytes)] as const;
    const readAt = (turn: number, at: number) => file.read(buffers[turn === 0 ? 0 : 1], 0, pieceBytes, at);
    let at = 0;
    let next = readAt(0, 0);
    for (let turn = 0; ; turn = 1 - turn) {
      const { bytesRead, buffer } = await next;
      at += bytesRead;
      if (bytesRead === 0) break;
      // One that grows as fast as it is read would never end.
      if (at > before.size) throw changed(path);
      next = readAt(1 - turn, at);
      yield buffer.subarray(0, bytesRead);
    }
    const after = await file.stat();
    if (at !== before.size || after.size !== before.size || after.mtimeMs !== before.mtimeMs) throw changed(path);
  } catch (error) {
    throw readable(error, path);
  }
}

function changed(path: string): RetraceError {
  return new RetraceError('file-changed', `${path} changed while it was read. Open it again when its writer is done.`);
}

function readable(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new RetraceError('not-found', `${path} is not there. Check the name.`, { cause: error });
  if (code === 'EACCES' || code === 'EPERM') return new RetraceError('no-permission', `${path} may not be read by you. Change its permissions, or copy it.`, { cause: error });
  if (code === 'EISDIR') return new RetraceError('not-found', `${path} is a folder, not a file.`, { cause: error });
  return error;
}
