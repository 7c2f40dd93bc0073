// Reads an archive file, one block of events at a time (SPEC.md L35, L37). Trusts only what a checksum covers; never
// writes.

import { hash } from 'node:crypto';
import { closeSync, fstatSync, readSync } from 'node:fs';
import { zstdDecompressSync } from 'node:zlib';
import { RetraceError } from '../../model/errors.ts';
import type { Seq } from '../../model/event.ts';
import {
  type ArchiveBlock,
  archiveChecksum,
  type ArchiveHeader,
  frameBytes,
  frameHeadBytes,
  maxHeaderBytes,
  readHeader,
  readIndex,
  readSeal,
  sealBytes,
} from './archive-file-format.ts';
import { readLine } from './archive-file-lines.ts';
import { digestBytes, linkDigests } from '../chain.ts';
import { codedError } from '../sqlite/database.ts';
import type { StoredEvent } from '../log.ts';
import { openToRead } from '../open-to-read.ts';

export class ArchiveFile {
  readonly path: string;
  readonly header: ArchiveHeader;
  readonly checksum: string;
  readonly #blocks: readonly ArchiveBlock[];

  /** Reads header and index. Throws `archive-missing`, `archive-damaged`. */
  constructor(path: string) {
    this.path = path;
    const { header, checksum, blocks } = withFile(path, (fd) => readFrame(path, fd));
    this.header = header;
    this.checksum = checksum;
    this.#blocks = blocks;
  }

  get blocks(): number {
    return this.#blocks.length;
  }

  /** Index of the block that holds this event; the event must be in the archive. */
  blockOf(seq: Seq): number {
    let [low, high] = [0, this.#blocks.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#block(middle).to < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Reads the events of one block and no other part of the file. Throws `archive-missing`, `archive-damaged`. */
  events(block: number): readonly StoredEvent[] {
    const { offset, bytes, size, checksum } = this.#block(block);
    const packed = withFile(this.path, (fd) => readBytes(this.path, fd, offset, bytes));
    if (hash('sha256', packed, 'hex') !== checksum)
      throw this.#damaged(block, 'its bytes are not those that were written');
    const lines = this.#unpacked(block, packed, size).toString('utf8').trimEnd().split('\n');
    if (lines.length !== this.#block(block).to - this.#from(block) + 1)
      throw this.#damaged(block, 'it has another number of events than its index says');
    return lines.map((line, i) => this.#event(block, line, this.#from(block) + i));
  }

  /** Chain digest of this event. */
  digestAt(seq: Seq): Uint8Array {
    const block = this.blockOf(seq);
    const { to, digest } = this.#block(block);
    if (to === seq) return Buffer.from(digest, 'hex');
    return linkDigests(this.#before(block), this.events(block).slice(0, seq - this.#from(block) + 1)).subarray(
      -digestBytes,
    );
  }

  /**
   * All events, one block at a time; checks each block's checksum and chain. Throws `archive-missing`,
   * `archive-damaged`.
   */
  *checked(): Generator<readonly StoredEvent[]> {
    for (let block = 0; block < this.#blocks.length; block++) {
      const events = this.events(block);
      const digest = linkDigests(this.#before(block), events).subarray(-digestBytes);
      if (Buffer.from(digest).toString('hex') !== this.#block(block).digest)
        throw this.#damaged(block, 'its events do not fit the chain of digests');
      yield events;
    }
  }

  #block(block: number): ArchiveBlock {
    const found = this.#blocks[block];
    if (found === undefined) throw new RangeError(`no block ${block} in ${this.path}`);
    return found;
  }

  #from(block: number): Seq {
    return (this.#blocks[block - 1]?.to ?? this.header.from - 1) + 1;
  }

  #before(block: number): Uint8Array {
    return Buffer.from(this.#blocks[block - 1]?.digest ?? this.header.before, 'hex');
  }

  #unpacked(block: number, packed: Buffer, size: number): Buffer {
    try {
      return zstdDecompressSync(packed, { maxOutputLength: size });
    } catch {
      throw this.#damaged(block, 'it cannot be unpacked');
    }
  }

  #event(block: number, line: string, seq: Seq): StoredEvent {
    try {
      const event = readLine(line, `Event ${seq} of ${this.path}`);
      if (event.seq === seq) return event;
    } catch (error) {
      if (!(error instanceof RetraceError)) throw error;
    }
    throw this.#damaged(block, `event ${seq} is not where it belongs`);
  }

  #damaged(block: number, why: string): RetraceError {
    return damaged(this.path, `events ${this.#from(block)} to ${this.#block(block).to} cannot be read, ${why}`);
  }
}

type Contents = { readonly header: ArchiveHeader; readonly checksum: string; readonly blocks: readonly ArchiveBlock[] };

function readFrame(path: string, fd: number): Contents {
  const { size } = fstatSync(fd);
  const seal = size > sealBytes ? readSeal(readBytes(path, fd, size - sealBytes, sealBytes)) : undefined;
  const head = seal && frameBytes('header', readBytes(path, fd, 0, frameHeadBytes));
  if (seal === undefined || head === undefined)
    throw damaged(path, 'it is no archive, or its beginning or its end is missing');
  if (head > maxHeaderBytes || seal.indexOffset < head || seal.indexOffset > size - sealBytes)
    throw damaged(path, 'its parts are not where they belong');
  const headerBytes = readBytes(path, fd, 0, head);
  const indexBytes = readBytes(path, fd, seal.indexOffset, size - sealBytes - seal.indexOffset);
  const checksum = archiveChecksum(headerBytes, indexBytes);
  if (checksum !== seal.checksum) throw damaged(path, 'its header or its index is not as it was written');
  const header = readHeader(headerBytes);
  const blocks = header && readIndex(indexBytes, header, head, seal.indexOffset);
  if (header === undefined || blocks === undefined)
    throw damaged(path, 'this version of Retrace cannot read its header or its index');
  return { header, checksum, blocks };
}

function readBytes(path: string, fd: number, offset: number, length: number): Buffer {
  // The index may be damaged, so its length is checked against the size of the file.
  if (length > fstatSync(fd).size) throw damaged(path, 'it is cut off');
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const read = readSync(fd, bytes, done, length - done, offset + done);
    if (read === 0) throw damaged(path, 'it is cut off');
    done += read;
  }
  return bytes;
}

function withFile<T>(path: string, work: (fd: number) => T): T {
  const fd = opened(path);
  try {
    if (!fstatSync(fd).isFile()) throw damaged(path, 'it is no file');
    return work(fd);
  } catch (error) {
    throw codedError(path, error);
  } finally {
    closeSync(fd);
  }
}

function opened(path: string): number {
  try {
    return openToRead(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new RetraceError(
        'archive-missing',
        `There is no archive ${path}. Put it back there, or restore the run from a copy of it.`,
        { cause: error },
      );
    throw codedError(path, error);
  }
}

function damaged(path: string, why: string): RetraceError {
  return new RetraceError('archive-damaged', `The archive ${path} is damaged: ${why}. Put a good copy in its place.`);
}
