// Writes an archive file under a temporary name and gives the complete file its final name (SPEC.md L35, L36). Never
// overwrites a file.

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
/** In bytes. A payload's line of JSON must fit into one JavaScript string. */
const maxPayloadBytes = 256 * 1024 * 1024;

export class ArchiveFileWriter {
  readonly #path: string;
  /** Unique temporary path: another program that archives to the same path writes a different file. */
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
      // The caller has no writer yet that it could abandon.
      this.abandon();
      throw error;
    }
  }

  /** Adds the next events. Throws `disk-full`, and `bad-archive` if an event is too large. */
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

  /** Writes the rest and syncs the file, still under its temporary name. */
  finish(): void {
    if (this.#events.length > 0) this.#endBlock();
    const index = indexFrame(this.#blocks);
    const indexOffset = this.#offset;
    this.#write(index);
    this.#write(sealFrame(indexOffset, archiveChecksum(this.#header, index)));
    coded(this.#path, () => this.#fd !== undefined && fsyncSync(this.#fd));
    this.#close();
  }

  /** Gives the file its final name; returns false and changes nothing if a file has that name. */
  publish(): boolean {
    return coded(this.#path, () => {
      if (!linked(this.unfinished, this.#path)) return false;
      rmSync(this.unfinished, { force: true });
      syncFolder(dirname(this.#path));
      return true;
    });
  }

  /** Deletes the temporary file; may be called at any time. */
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

/** Readable by this user only: histories hold other people's data. */
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

/** Uses a link: a rename would replace an existing file. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || existsSync(to)) return false;
    // These codes mean that the file system has no links.
    if (code !== 'EPERM' && code !== 'ENOSYS' && code !== 'ENOTSUP' && code !== 'EMLINK') throw error;
    renameSync(from, to);
    return true;
  }
}
