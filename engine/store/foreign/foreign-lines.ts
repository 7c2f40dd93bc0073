// One events.jsonl of another engine: finds its lines and follows added lines. Never writes; parses a line only when it
// is read.

import { closeSync, fstatSync, readSync } from 'node:fs';
import { RetraceError } from '../../model/errors.ts';
import type { Seq } from '../../model/event.ts';
import { columnOf, unitOf } from './foreign-columns.ts';
import { writtenTimeMs } from '../../model/written-time.ts';
import { GrowingNumbers } from '../growing-numbers.ts';
import type { StoredEvent } from '../log.ts';
import { openToRead } from '../open-to-read.ts';

const chunkBytes = 1024 * 1024;
const newline = 10;

export class ForeignLines {
  readonly #path: string;
  #identity = '';
  /** Start and end offset of each line that is not empty. */
  #starts = new GrowingNumbers();
  #ends = new GrowingNumbers();
  /** Offset after the last line break. */
  #end = 0;
  /** Offsets of the last line if it has no line break but is a complete JSON object. */
  #open: { readonly start: number; readonly end: number } | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Scans added lines and returns the number of events. */
  count(): number {
    this.#withFile((fd) => this.#follow(fd));
    return this.#starts.length + (this.#open === undefined ? 0 : 1);
  }

  /** The events must exist. Throws `not-json`. */
  read(from: Seq, to: Seq): readonly StoredEvent[] {
    return this.#withFile((fd) => {
      const start = this.#line(from).start;
      const bytes = readRange(fd, start, this.#line(to).end);
      return Array.from({ length: to - from + 1 }, (_, i) => {
        const line = this.#line(from + i);
        return eventOf(from + i, bytes.subarray(line.start - start, line.end - start), this.#path);
      });
    });
  }

  #line(seq: Seq): { readonly start: number; readonly end: number } {
    if (seq > this.#starts.length && this.#open !== undefined) return this.#open;
    return { start: this.#starts.at(seq - 1), end: this.#ends.at(seq - 1) };
  }

  #withFile<T>(work: (fd: number) => T): T {
    const fd = openToRead(this.#path);
    try {
      return work(fd);
    } finally {
      closeSync(fd);
    }
  }

  #follow(fd: number): void {
    const { dev, ino, size } = fstatSync(fd);
    const identity = `${dev}:${ino}`;
    if (identity !== this.#identity || size < this.#end) {
      [this.#identity, this.#end, this.#starts, this.#ends] = [identity, 0, new GrowingNumbers(), new GrowingNumbers()];
    }
    if (this.#open !== undefined && size === this.#open.end) return;
    this.#open = undefined;
    this.#scan(fd, size);
    // A writer may be writing the last line; an incomplete object is not counted.
    const rest = readRange(fd, this.#end, size);
    if (objectOf(rest) !== undefined) this.#open = { start: this.#end, end: size };
  }

  #scan(fd: number, size: number): void {
    let wanted = chunkBytes;
    while (this.#end < size) {
      const chunk = readRange(fd, this.#end, Math.min(size, this.#end + wanted));
      const last = chunk.lastIndexOf(newline);
      if (last === -1 && this.#end + chunk.length >= size) return;
      if (last === -1) wanted *= 2;
      else this.#take(chunk.subarray(0, last + 1));
    }
  }

  /** Adds the offsets of whole lines. */
  #take(lines: Buffer): void {
    for (
      let start = 0, end = lines.indexOf(newline);
      end !== -1;
      start = end + 1, end = lines.indexOf(newline, start)
    ) {
      if (isBlank(lines.subarray(start, end))) continue;
      this.#starts.push(this.#end + start);
      this.#ends.push(this.#end + end);
    }
    this.#end += lines.length;
  }
}

/** The payload is the raw line. */
function eventOf(seq: Seq, line: Buffer, path: string): StoredEvent {
  const said = objectOf(line);
  if (said === undefined)
    throw new RetraceError(
      'not-json',
      `Event ${seq} of ${path} is no JSON object. The events before and after it can be read.`,
    );
  const keys = Object.keys(said);
  const [type, time] = [columnOf('type', keys), columnOf('time', keys)];
  return {
    seq,
    type: typeText(type === undefined ? undefined : said[type]),
    atMs: time === undefined ? null : writtenTimeMs(said[time], unitOf(time)),
    payload: new Uint8Array(line),
  };
}

/** Event type as text; `unknown` if the event has none. */
export function typeText(value: unknown): string {
  const text =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
      ? String(value).toWellFormed()
      : '';
  return text === '' ? 'unknown' : text;
}

export function objectOf(line: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const said: unknown = JSON.parse(line.toString('utf8'));
    return typeof said === 'object' && said !== null && !Array.isArray(said)
      ? (said as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

function readRange(fd: number, from: number, to: number): Buffer {
  const bytes = Buffer.allocUnsafe(Math.max(0, to - from));
  let done = 0;
  while (done < bytes.length) {
    const read = readSync(fd, bytes, done, bytes.length - done, from + done);
    if (read === 0) break;
    done += read;
  }
  return bytes.subarray(0, done);
}
