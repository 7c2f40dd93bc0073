// One events.jsonl: finds its lines, reads them, and appends to them. Reads whole batches only; does not check events.

import {
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { RetraceError } from '../../model/errors.ts';
import type { Seq } from '../../model/event.ts';
import type { ChainedEvent } from '../backend.ts';
import { isContinuationLine, readEventLine, saysMore } from './event-line.ts';
import { readAt } from '../file-bytes.ts';
import { GrowingNumbers } from '../growing-numbers.ts';
import { openToRead } from '../open-to-read.ts';

const chunkBytes = 1024 * 1024;
const newline = 10;

export class EventFile {
  readonly path: string;
  #identity = '';
  /** Length in bytes of all whole batches. */
  #end = 0;
  /** Number of torn bytes after the whole batches at the last scan. */
  #torn = 0;
  /** Byte offsets of the event lines. */
  #starts = new GrowingNumbers();
  #continuations: Buffer[] = [];
  #first: Seq = 0;

  constructor(folder: string) {
    this.path = join(folder, 'events.jsonl');
  }

  /** Number of event lines in this file. */
  get count(): number {
    return this.#starts.length;
  }

  /** Seq of the first line; 0 if there is none. */
  get firstSeq(): Seq {
    return this.#first;
  }

  get continuations(): readonly ChainedEvent[] {
    return this.#continuations.map((line, i) => readEventLine(line, `Line ${i + 1} of ${this.path}`));
  }

  get tornBytes(): number {
    return this.#torn;
  }

  get size(): number {
    return this.#end;
  }

  /** Opens the file, scans its new lines and calls `work`, which may read; undefined if there is no file. */
  open<T>(work: (fd: number) => T): T | undefined {
    const fd = openIfThere(this.path);
    if (fd === undefined) {
      this.#forget('');
      return undefined;
    }
    try {
      const known = this.#end;
      this.#follow(fd);
      return known === 0 ? work(fd) : this.#orAfresh(fd, work);
    } finally {
      closeSync(fd);
    }
  }

  /** Damage may also mean that a new file replaced the known one: rescans the file from its start, once. */
  #orAfresh<T>(fd: number, work: (fd: number) => T): T {
    try {
      return work(fd);
    } catch (error) {
      if (!(error instanceof RetraceError)) throw error;
      this.#forget('');
      this.#follow(fd);
      return work(fd);
    }
  }

  /** The events `from` … `to` that exist in the file as of its last scan. */
  events(fd: number, from: Seq, to: Seq): ChainedEvent[] {
    const [first, last] = [Math.max(from, this.#first), Math.min(to, this.#first + this.count - 1)];
    if (first > last || this.count === 0) return [];
    const index = first - this.#first;
    const start = this.#starts.at(index);
    const bytes = readRange(fd, start, this.#startOf(last - this.#first + 1));
    const events: ChainedEvent[] = [];
    for (let i = index; i <= last - this.#first; i++) {
      const line = bytes.subarray(this.#starts.at(i) - start, this.#startOf(i + 1) - start - 1);
      events.push(readEventLine(line, `Line ${this.#continuations.length + i + 1} of ${this.path}`));
    }
    return events;
  }

  /** The raw bytes of the lines from event `from` on, to be copied. */
  bytesFrom(fd: number, from: Seq): Buffer {
    const index = Math.max(0, from - this.#first);
    return index >= this.count ? Buffer.alloc(0) : readRange(fd, this.#startOf(index), this.#end);
  }

  continuationBytes(): Buffer {
    return Buffer.concat(this.#continuations.flatMap((line) => [line, Buffer.from('\n')]));
  }

  /** Writes after the last whole batch, and cuts off torn bytes there. The caller keeps other writers away. */
  append(lines: string, sync: boolean): void {
    const isNew = this.#identity === '';
    const fd = openSync(this.path, constants.O_RDWR | constants.O_CREAT, 0o644);
    try {
      if (fstatSync(fd).size > this.#end) ftruncateSync(fd, this.#end);
      try {
        writeAll(fd, Buffer.from(lines), this.#end);
        if (sync) fdatasyncSync(fd);
      } catch (error) {
        cutBack(fd, this.#end);
        throw error;
      }
      this.#follow(fd);
    } finally {
      closeSync(fd);
    }
    if (isNew && sync) syncFolder(dirname(this.path));
  }

  #startOf(index: number): number {
    return index < this.count ? this.#starts.at(index) : this.#end;
  }

  #forget(identity: string): void {
    this.#identity = identity;
    this.#end = 0;
    this.#torn = 0;
    this.#starts = new GrowingNumbers();
    this.#continuations = [];
    this.#first = 0;
  }

  #follow(fd: number): void {
    const stats = fstatSync(fd);
    if (identityOf(stats) !== this.#identity || stats.size < this.#end) this.#forget(identityOf(stats));
    if (stats.size > this.#end) this.#scan(fd, stats.size);
    this.#torn = stats.size - this.#end;
  }

  /** Finds new lines; lines count only when their batch is complete. */
  #scan(fd: number, size: number): void {
    let pending: number[] = [];
    let wanted = chunkBytes;
    for (let at = this.#end; at < size;) {
      const chunk = readRange(fd, at, Math.min(size, at + wanted));
      let start = 0;
      for (let end = chunk.indexOf(newline); end !== -1; start = end + 1, end = chunk.indexOf(newline, start)) {
        const line = chunk.subarray(start, end);
        pending.push(at + start);
        if (saysMore(line)) continue;
        if (this.count === 0 && isContinuationLine(line)) this.#continuations.push(Buffer.from(line));
        else this.#take(pending, line);
        pending = [];
        this.#end = at + end + 1;
      }
      // The chunk has no line end: the last line is torn, or longer than the chunk.
      if (start === 0 && chunk.length < wanted) return;
      wanted = start === 0 ? wanted * 2 : chunkBytes;
      at += start;
    }
  }

  #take(starts: readonly number[], line: Buffer): void {
    if (this.count === 0) this.#first = firstSeqOf(line) - starts.length + 1;
    for (const start of starts) this.#starts.push(start);
  }
}

/** Replaces a file, or creates it, atomically. The caller keeps other writers away. */
export class FileReplacement {
  readonly #path: string;
  readonly #unfinished: string;
  #fd: number | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#unfinished = `${path}.new`;
    this.#fd = openSync(this.#unfinished, 'w', 0o644);
  }

  write(bytes: Uint8Array): void {
    if (this.#fd !== undefined) writeAll(this.#fd, bytes, null);
  }

  finish(sync: boolean): void {
    if (sync && this.#fd !== undefined) fsyncSync(this.#fd);
    this.#close();
    renameSync(this.#unfinished, this.#path);
    if (sync) syncFolder(dirname(this.#path));
  }

  /** Keeps the old file. */
  abandon(): void {
    this.#close();
    rmSync(this.#unfinished, { force: true });
  }

  #close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}

export function replaceFile(path: string, parts: readonly Uint8Array[], sync: boolean): void {
  const file = new FileReplacement(path);
  try {
    for (const part of parts) file.write(part);
    file.finish(sync);
  } catch (error) {
    file.abandon();
    throw error;
  }
}

export function syncFolder(folder: string): void {
  // Windows cannot open a folder to sync it, and does not need to.
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Repeats short writes until all bytes are written. `position` null appends. */
function writeAll(fd: number, bytes: Uint8Array, position: number | null): void {
  for (let done = 0; done < bytes.length;)
    done += writeSync(fd, bytes, done, bytes.length - done, position === null ? null : position + done);
}

function readRange(fd: number, from: number, to: number): Buffer {
  return readAt(fd, from, Math.max(0, to - from));
}

function cutBack(fd: number, size: number): void {
  try {
    ftruncateSync(fd, size);
  } catch {
    // The next writer cuts off the torn bytes.
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openToRead(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Identifies a file by more than its inode, which another file can get as soon as this file is deleted. */
function identityOf({ dev, ino, birthtimeMs }: Stats): string {
  return `${dev}:${ino}:${birthtimeMs}`;
}

function firstSeqOf(line: Buffer): Seq {
  const [, seq] = /^\{"seq":(\d+)/.exec(line.subarray(0, 40).toString('latin1')) ?? [];
  return seq === undefined ? 1 : Number(seq);
}
