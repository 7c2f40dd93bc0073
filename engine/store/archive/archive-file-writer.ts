// Writes an archive file under another name, and gives it its own when it is whole (SPEC.md L35, L36). Never writes over a file.

import { hash, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import { RetraceError } from '../../model/errors.ts';
import {
  type ArchiveBlock,
  archiveChecksum,
  type ArchiveHeader,
  headerFrame,
  indexFrame,
  sealFrame,
} from './archive-file-format.ts';
import { textLine } from './archive-file-lines.ts';
import { digestBytes, linkDigests } from '../chain.ts';
import { coded, codedError } from '../sqlite/database.ts';
import { syncFolder } from '../folder/event-file.ts';
import type { StoredEvent } from '../log.ts';

const blockEvents = 512;
const blockBytes = 1024 * 1024;
/** A line of JSON must fit into one text of the language. */
const maxPayloadBytes = 256 * 1024 * 1024;

export class ArchiveFileWriter {
  readonly #path: string;
  /** A name of its own: whoever else archives to the same path writes another file. */
  readonly unfinished: string;
  readonly #header: Buffer;
  readonly #blocks: ArchiveBlock[] = [];
  #fd: number | undefined;
  #offset = 0;
  #digest: Uint8Array;
  #events: StoredEvent[] = [];
  #pendingBytes = 0;

  constructor(path: string, header: ArchiveHeader) {
    this.#path = path;
    this.unfinished = `${path}.${process.pid}-${randomBytes(4).toString('hex')}.part`;
    this.#header = headerFrame(header);
    this.#digest = Buffer.from(header.before, 'hex');
    this.#fd = created(this.unfinished, path);
    try {
      this.#write(this.#header);
    } catch (error) {
      // Nobody has it yet who could abandon it.
      this.abandon();
      throw error;
    }
  }

  /** The next events. Throws `disk-full`, `bad-archive` (an event is too large). */
  add(events: readonly StoredEvent[]): void {
    for (const event of events) {
      if (event.payload.length > maxPayloadBytes)
        throw new RetraceError(
          'bad-archive',
          `Event ${event.seq} has more than 256 MiB and fits into no archive. Archive the events before it only, or none.`,
        );
      this.#events.push(event);
      this.#pendingBytes += event.payload.length;
      if (this.#events.length >= blockEvents || this.#pendingBytes >= blockBytes) this.#endBlock();
    }
  }

  /** Everything is on the disk then, still under the other name. */
  finish(): void {
    if (this.#events.length > 0) this.#endBlock();
    const index = indexFrame(this.#blocks);
    const indexOffset = this.#offset;
    this.#write(index);
    this.#write(sealFrame(indexOffset, archiveChecksum(this.#header, index)));
    coded(this.#path, () => this.#fd !== undefined && fsyncSync(this.#fd));
    this.#close();
  }

  /** False, and nothing is changed, where there is a file of that name. */
  publish(): boolean {
    return coded(this.#path, () => {
      if (!linked(this.unfinished, this.#path)) return false;
      rmSync(this.unfinished, { force: true });
      syncFolder(dirname(this.#path));
      return true;
    });
  }

  /** May follow everything. */
  abandon(): void {
    this.#close();
    rmSync(this.unfinished, { force: true });
  }

  #endBlock(): void {
    const events = this.#events;
    const raw = Buffer.from(events.map(textLine).join(''));
    const packed = zstdCompressSync(raw, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
    this.#digest = linkDigests(this.#digest, events).subarray(-digestBytes);
    const to = events.at(-1)?.seq ?? 0;
    this.#blocks.push({
      to,
      offset: this.#offset,
      bytes: packed.length,
      size: raw.length,
      checksum: hash('sha256', packed, 'hex'),
      digest: Buffer.from(this.#digest).toString('hex'),
    });
    this.#write(packed);
    this.#events = [];
    this.#pendingBytes = 0;
  }

  #write(bytes: Buffer): void {
    coded(this.#path, () => {
      for (let done = 0; done < bytes.length && this.#fd !== undefined;)
        done += writeSync(this.#fd, bytes, done, bytes.length - done);
    });
    this.#offset += bytes.length;
  }

  #close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}

/** Readable by this user alone: histories hold other people's data. */
function created(unfinished: string, path: string): number {
  try {
    return openSync(unfinished, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new RetraceError(
        'not-found',
        `There is no folder ${dirname(path)} to write the archive ${basename(path)} into. Make it first.`,
        { cause: error },
      );
    throw codedError(path, error);
  }
}

/** A link takes no other file's place, as a rename would. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || existsSync(to)) return false;
    // File systems without links.
    if (code !== 'EPERM' && code !== 'ENOSYS' && code !== 'ENOTSUP' && code !== 'EMLINK') throw error;
    renameSync(from, to);
    return true;
  }
}
