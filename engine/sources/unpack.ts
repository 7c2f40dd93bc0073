// Unpacks gzip, recognised by content, in bounded memory: checks the unpacked size before allocating, and refuses too
// large files.

import { constants, createGunzip } from 'node:zlib';
import { RetraceError } from '../model/errors.ts';

const MiB = 2 ** 20;
const largest = 2 ** 31 - 1;
/**
 * In bytes: allowed unpacked size of a small file. Above it, the limit is a hundred times the packed size, which no
 * history exceeds.
 */
const alwaysAllowed = 256 * MiB;
const likely = 100;
const headSize = 65_536;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Maximum unpacked bytes of a file of this size that is never held in memory whole. */
export function mostUnpacked(packedBytes: number): number {
  return Math.max(alwaysAllowed, packedBytes * likely);
}

/** What was packed before the cut is given; else a file cut off is refused. */
export function finishFlush(partial: boolean): { readonly finishFlush?: number } {
  return partial ? { finishFlush: constants.Z_SYNC_FLUSH } : {};
}

/**
 * The bytes themselves, or what they are once unpacked, where they are gzip, of one member or several; with `partial`, of a file cut off what
 * there is. Throws `file-too-large` and `bad-gzip`.
 */
export async function unpacked(bytes: Uint8Array, partial = false): Promise<Buffer> {
  const packed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isGzip(packed)) return packed;
  const limit = Math.min(largest, mostUnpacked(packed.length));
  // The last four bytes give the length of the last member, which is mostly the only one.
  const said = packed.length < 4 ? 0 : packed.readUInt32LE(packed.length - 4);
  const room = Buffer.allocUnsafeSlow(said > limit ? 0 : said);
  const size = await inflate(packed, room, limit, partial);
  if (size === room.length) return room;
  const exact = Buffer.allocUnsafeSlow(size);
  await inflate(packed, exact, limit, partial);
  return exact;
}

/**
 * Writes as much as there is room for; gives the size of all. More than the last bytes say is no proof of a lie: other
 * members may come before the last. So up to the limit is unpacked, as of an honest file; zlib finds the lie at the end.
 */
async function inflate(packed: Buffer, room: Buffer, limit: number, partial: boolean): Promise<number> {
  const stream = createGunzip({ chunkSize: MiB, ...finishFlush(partial) });
  stream.end(packed);
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (size < room.length) chunk.copy(room, size);
      size += chunk.length;
      if (size > limit) throw unpacksTooFar(packed.length, limit);
    }
  } catch (error) {
    throw badGzip(error);
  }
  return size;
}

/** Translates an error of unpacking into words. */
export function badGzip(error: unknown): RetraceError {
  if (error instanceof RetraceError) return error;
  const orPartial =
    (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR' ? ', or open what is there with --partial' : '';
  return new RetraceError(
    'bad-gzip',
    `The file is gzip, but cannot be unpacked (${(error as Error).message}). Copy or download it again${orPartial}.`,
    { cause: error },
  );
}

export function unpacksTooFar(packed: number, limit: number): RetraceError {
  const size = limit === largest ? '2 GiB' : `${Math.floor(limit / MiB)} MiB`;
  const why =
    limit === largest
      ? ''
      : `, which is more than a file of ${packed < MiB ? 'less than 1' : Math.floor(packed / MiB)} MiB can hold of a history`;
  return new RetraceError(
    'file-too-large',
    `The file unpacks to more than ${size}${why}. Split it, one history a file; or unpack it yourself, and open what comes out.`,
  );
}

/** The first bytes of a file, unpacked as far as they go; the bytes themselves if they are no gzip. Never throws. */
export async function unpackedHead(head: Buffer): Promise<Buffer> {
  if (head[0] !== 0x1f || head[1] !== 0x8b) return head;
  const stream = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: headSize });
  stream.end(head);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) return chunk;
  } catch {
    // The reader of the whole file reports the error.
  }
  return Buffer.alloc(0);
}
