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

async function openFile(path: string): Promise<FileHandle> {
  return await open(path, withoutWaiting).catch((error: unknown) => {
    throw readable(error, path);
  });
}

/** Reads the next piece while the caller uses the current one. */
async function* filePieces(path: string): AsyncGenerator<Buffer> {
  const file = await openFile(path);
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

/** How long the last bytes of a packed file say that it is: of most all that is there, of several packed one after the other the last. */
async function saidSize(entry: FileEntry): Promise<number> {
  const { path, size } = entry;
  if (size < 4) return 0;
  if (path === undefined) return (await entry.read()).readUInt32LE(size - 4);
  const file = await openFile(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, size - 4);
    return buffer.readUInt32LE(0);
  } finally {
    await file.close();
  }
}

/** What says itself that it is too much is counted before anything else is made of it: that is a hundred times as quick. */
async function refuseTooMuch(entry: FileEntry, most: number): Promise<void> {
  if ((await saidSize(entry)) <= most) return;
  for await (const _ of unpackedUpTo(entry, most, true));
}

async function* unpackedPieces(entry: FileEntry, partial: boolean): AsyncGenerator<Buffer> {
  const most = mostUnpacked(entry.size);
  await refuseTooMuch(entry, most);
  yield* unpackedUpTo(entry, most, partial);
}

async function* unpackedUpTo(entry: FileEntry, most: number, partial: boolean): AsyncGenerator<Buffer> {
  const { path } = entry;
  const before = path === undefined ? undefined : await sizeAndTime(path);
  const unzip = createGunzip({ chunkSize: pieceBytes, ...finishFlush(partial) });
  const packed: ReadStream | undefined = path === undefined ? undefined : createReadStream(path);
  packed?.on('error', (error) => unzip.destroy(error));
  if (packed === undefined) unzip.end(await entry.read());
  else packed.pipe(unzip);
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
  const file = await openFile(path);
  try {
    const { size, mtimeMs } = await file.stat();
    return `${size} ${mtimeMs}`;
  } finally {
    await file.close();
  }
}
