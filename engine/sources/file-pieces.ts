// Reads an entry's unpacked bytes in pieces: only the current piece is in memory. Throws at the end if the file changed
// meanwhile.

import { createReadStream, type ReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { RetraceError } from '../model/errors.ts';
import type { FileEntry } from './entry.ts';
import { fileChanged, readable, withoutWaiting } from './read-file.ts';
import { badGzip, finishFlush, isGzip, mostUnpacked, unpacksTooFar } from './unpack.ts';

const pieceBytes = 2 ** 20;

/** Each piece is good until the next is asked for. With `partial`, of a packed file cut off what there is. */
export async function* piecesOf(entry: FileEntry, partial: boolean): AsyncGenerator<Buffer> {
  if (isGzip(entry.head)) yield* unpackedPieces(entry, partial);
  else if (entry.path === undefined) yield* slices(await entry.read());
  else yield* filePieces(entry.path);
}

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

/** Reads the next piece while the caller uses the current one. */
async function* filePieces(path: string): AsyncGenerator<Buffer> {
  const file = await open(path, withoutWaiting).catch((error: unknown) => {
    throw readable(error, path);
  });
  try {
    const before = await file.stat();
    const rooms = [Buffer.allocUnsafeSlow(pieceBytes), Buffer.allocUnsafeSlow(pieceBytes)] as const;
    let reading = readInto(file, rooms[0], 0);
    let at = 0;
    for (let turn = 1; ; turn++) {
      const piece = await reading;
      if (piece.length === 0) break;
      at += piece.length;
      reading = readInto(file, rooms[turn % 2]!, at);
      // Prevents an unhandled rejection if the caller stops early.
      reading.catch(() => undefined);
      yield piece;
    }
    const after = await file.stat();
    if (at !== before.size || after.size !== before.size || after.mtimeMs !== before.mtimeMs) throw fileChanged(path);
  } catch (error) {
    throw readable(error, path);
  } finally {
    await file.close();
  }
}

async function readInto(file: FileHandle, room: Buffer, position: number): Promise<Buffer> {
  const { bytesRead } = await file.read(room, 0, room.length, position);
  return room.subarray(0, bytesRead);
}

/** Of a packed file, which is gone through: whether it has its end. */
export async function hasItsEnd(entry: FileEntry): Promise<boolean> {
  try {
    for await (const _ of piecesOf(entry, false));
    return true;
  } catch (error) {
    if (error instanceof RetraceError && error.code === 'bad-gzip') return false;
    throw error;
  }
}

async function* unpackedPieces(entry: FileEntry, partial: boolean): AsyncGenerator<Buffer> {
  const { path } = entry;
  const before = path === undefined ? undefined : await sizeAndTime(path);
  const unzip = createGunzip({ chunkSize: pieceBytes, ...finishFlush(partial) });
  const packed: ReadStream | undefined = path === undefined ? undefined : createReadStream(path);
  packed?.on('error', (error) => unzip.destroy(error));
  if (packed === undefined) unzip.end(await entry.read());
  else packed.pipe(unzip);
  const most = mostUnpacked(entry.size);
  let size = 0;
  try {
    for await (const piece of unzip as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > most) throw unpacksTooFar(entry.size, most);
      yield piece;
    }
  } catch (error) {
    throw error instanceof RetraceError || path === undefined ? badGzip(error) : badGzip(readable(error, path));
  } finally {
    packed?.destroy();
    unzip.destroy();
  }
  if (path !== undefined && before !== (await sizeAndTime(path))) throw fileChanged(path);
}

async function sizeAndTime(path: string): Promise<string> {
  const file = await open(path, withoutWaiting).catch((error: unknown) => {
    throw readable(error, path);
  });
  try {
    const { size, mtimeMs } = await file.stat();
    return `${size} ${mtimeMs}`;
  } finally {
    await file.close();
  }
}
