// The bytes of an archive file around its blocks of events (SPEC.md L35). Pure; opens no file.
//
// Every part is a zstd frame, and frames without events are skippable: `zstd -dc FILE` prints the events as lines of
// JSON, without this program.

import { createHash } from 'node:crypto';
import type { Seq } from '../../model/event.ts';

export type ArchiveHeader = {
  readonly run: string;
  readonly from: Seq;
  readonly to: Seq;
  /** Chain digests, 64 hexadecimal digits each: `before` is of the event before the first, `last` of the last event. */
  readonly before: string;
  readonly after: string;
};

/** Holds the events after the previous block's `to`, up to and including `to`. */
export type ArchiveBlock = {
  readonly to: Seq;
  readonly offset: number;
  readonly bytes: number;
  /** Unpacked size in bytes. */
  readonly size: number;
  /** SHA-256 of the packed bytes, in hexadecimal. */
  readonly checksum: string;
  /** Chain digest of the block's last event, in hexadecimal. */
  readonly digest: string;
};

type Frame = 'header' | 'index' | 'seal';

/** Skippable frames of zstd, RFC 8878 section 3.1.2; each of the 16 magic numbers is valid. */
const magics: Readonly<Record<Frame, number>> = { header: 0x184d2a50, index: 0x184d2a51, seal: 0x184d2a52 };
const format = 'retrace-archive';
const version = 1;

export const frameHeadBytes = 8;
/** In bytes. A run id has at most 500 characters. */
export const maxHeaderBytes = 64 * 1024;
/**
 * Size in bytes of the seal's body: the offset of the index (8) and the SHA-256 over header and index as stored (32).
 */
const sealBodyBytes = 40;
export const sealBytes = frameHeadBytes + sealBodyBytes;

export function headerFrame(header: ArchiveHeader): Buffer {
  return frame('header', Buffer.from(JSON.stringify({ format, version, ...header })));
}

export function indexFrame(blocks: readonly ArchiveBlock[]): Buffer {
  return frame('index', Buffer.from(JSON.stringify({ blocks })));
}

export function sealFrame(indexOffset: number, checksum: string): Buffer {
  const body = Buffer.alloc(sealBodyBytes);
  body.writeBigUInt64BE(BigInt(indexOffset), 0);
  body.write(checksum, 8, 'hex');
  return frame('seal', body);
}

/** Covers the whole file, because the index contains the checksums of the blocks. */
export function archiveChecksum(header: Uint8Array, index: Uint8Array): string {
  return createHash('sha256').update(header).update(index).digest('hex');
}

/** Length of the whole frame in bytes, from its head; undefined if `head` does not begin a frame of this type. */
export function frameBytes(type: Frame, head: Buffer): number | undefined {
  return head.length >= frameHeadBytes && head.readUInt32LE(0) === magics[type]
    ? frameHeadBytes + head.readUInt32LE(4)
    : undefined;
}

export function readSeal(bytes: Buffer): { readonly indexOffset: number; readonly checksum: string } | undefined {
  if (frameBytes('seal', bytes) !== bytes.length || bytes.length !== sealBytes) return undefined;
  return {
    indexOffset: Number(bytes.readBigUInt64BE(frameHeadBytes)),
    checksum: bytes.toString('hex', frameHeadBytes + 8),
  };
}

/** undefined if the bytes are no header of this program, or of a version unknown to this program. */
export function readHeader(bytes: Buffer): ArchiveHeader | undefined {
  const said = bodyOf('header', bytes);
  const { run, from, to, before, after } = said;
  if (said['format'] !== format || said['version'] !== version || typeof run !== 'string' || run === '')
    return undefined;
  return isSeq(from) && isSeq(to) && from <= to && isSha256(before) && isSha256(after)
    ? { run, from, to, before, after }
    : undefined;
}

/**
 * undefined if the blocks do not fill the space between header and index without gaps, or do not hold the header's
 * events.
 */
export function readIndex(
  bytes: Buffer,
  header: ArchiveHeader,
  from: number,
  to: number,
): readonly ArchiveBlock[] | undefined {
  const { blocks } = bodyOf('index', bytes);
  if (!Array.isArray(blocks) || blocks.length === 0) return undefined;
  const read: ArchiveBlock[] = [];
  let [offset, last] = [from, header.from - 1];
  for (const given of blocks as unknown[]) {
    const block = asBlock(given);
    if (block === undefined || block.offset !== offset || block.to <= last) return undefined;
    read.push(block);
    offset += block.bytes;
    last = block.to;
  }
  return offset === to && last === header.to && read.at(-1)?.digest === header.after ? read : undefined;
}

function asBlock(given: unknown): ArchiveBlock | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { to, offset, bytes, size, checksum, digest } = given as Partial<Record<string, unknown>>;
  return isSeq(to) && isSeq(offset) && isSeq(bytes) && isSeq(size) && isSha256(checksum) && isSha256(digest)
    ? { to, offset, bytes, size, checksum, digest }
    : undefined;
}

function frame(type: Frame, body: Uint8Array): Buffer {
  const bytes = Buffer.alloc(frameHeadBytes + body.length);
  bytes.writeUInt32LE(magics[type], 0);
  bytes.writeUInt32LE(body.length, 4);
  bytes.set(body, frameHeadBytes);
  return bytes;
}

function bodyOf(type: Frame, bytes: Buffer): Partial<Record<string, unknown>> {
  if (frameBytes(type, bytes) !== bytes.length) return {};
  try {
    const said: unknown = JSON.parse(bytes.toString('utf8', frameHeadBytes));
    return typeof said === 'object' && said !== null ? said : {};
  } catch {
    return {};
  }
}

function isSeq(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function isSha256(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}
