// Surveys the bytes after an unreadable record: whether only the tail is damaged, and what a repair that truncates
// there would discard.

import { EventDecoder } from '../../formats/actionqueue/decode-event.ts';
import type { U64 } from '../../formats/actionqueue/event.ts';
import { DecodeFailure } from '../../formats/actionqueue/postcard.ts';
import { badChecksum, headerBytes, logVersion, mostPayload, wordAt } from './record-frame.ts';
import type { OpenBytes } from '../entry.ts';

export type Survey = {
  /** Number of whole decodable records after the bad one. */
  readonly events: number;
  readonly firstOffset: number | null;
  readonly firstSequence: U64 | null;
  readonly lastSequence: U64 | null;
  /** False if the search was stopped early: then there may be more records. */
  readonly whole: boolean;
};

const portion = 1 << 20;
/** In bytes. A larger record counts only directly after another record. */
const mostGuessed = 1 << 20;
const mark = Buffer.from([logVersion, 0, 0, 0]);

/** Searches after the bad record at `from`. The work is at most a few times the remaining bytes. */
export async function surveyDamage(file: OpenBytes, from: number, size: number): Promise<Survey> {
  const search = new Search(file, size);
  await search.run(from);
  return search.found();
}

class Search {
  readonly #file: OpenBytes;
  readonly #size: number;
  readonly #decoder = new EventDecoder();
  #budget: number;
  #events = 0;
  #firstOffset: number | null = null;
  #firstSequence: U64 | null = null;
  #lastSequence: U64 | null = null;

  constructor(file: OpenBytes, size: number) {
    this.#file = file;
    this.#size = size;
    this.#budget = 8 * size + 64 * portion;
  }

  found(): Survey {
    return {
      events: this.#events,
      firstOffset: this.#firstOffset,
      firstSequence: this.#firstSequence,
      lastSequence: this.#lastSequence,
      whole: this.#budget > 0,
    };
  }

  async run(from: number): Promise<void> {
    let at = await this.#behind(from);
    while (at < this.#size && this.#budget > 0) {
      const end = await this.#record(at, mostPayload);
      at = end ?? (await this.#next(at + 1));
    }
  }

  /** Start of the record after the bad one, if the bad record's header gives it; otherwise the next byte. */
  async #behind(from: number): Promise<number> {
    const header = await this.#read(from, headerBytes);
    if (header.length === headerBytes && wordAt(header, 0) === logVersion) {
      const next = from + headerBytes + wordAt(header, 4);
      if (next < this.#size && (await this.#record(next, mostPayload, false)) !== undefined) return next;
    }
    return this.#next(from + 1);
  }

  /** End of the good record that begins at `at`; counts the record unless `count` is false. */
  async #record(at: number, most: number, count = true): Promise<number | undefined> {
    const header = await this.#read(at, headerBytes);
    if (header.length < headerBytes || wordAt(header, 0) !== logVersion) return undefined;
    const length = wordAt(header, 4);
    const end = at + headerBytes + length;
    if (length === 0 || length > most || end > this.#size) return undefined;
    const bytes = await this.#read(at, headerBytes + length);
    if (badChecksum(bytes, 0) !== null) return undefined;
    const sequence = this.#sequenceOf(bytes);
    if (sequence === undefined) return undefined;
    if (count) this.#note(at, sequence);
    return end;
  }

  #sequenceOf(bytes: Buffer): U64 | undefined {
    try {
      return this.#decoder.decode(bytes, headerBytes, bytes.length).sequence;
    } catch (error) {
      if (error instanceof DecodeFailure) return undefined;
      throw error;
    }
  }

  #note(at: number, sequence: U64): void {
    this.#events++;
    this.#firstOffset ??= at;
    this.#firstSequence ??= sequence;
    this.#lastSequence = sequence;
  }

  /** The first start of a good record at or after `from`, or the end. */
  async #next(from: number): Promise<number> {
    let at = from;
    while (at < this.#size && this.#budget > 0) {
      const bytes = await this.#read(at, portion);
      let hit = bytes.indexOf(mark);
      while (hit >= 0 && this.#budget > 0) {
        if (this.#mayBegin(bytes, hit, at) && (await this.#record(at + hit, mostGuessed, false)) !== undefined)
          return at + hit;
        hit = bytes.indexOf(mark, hit + 1);
      }
      if (at + bytes.length >= this.#size) return this.#size;
      at += bytes.length - mark.length + 1;
    }
    return this.#size;
  }

  /** Returns false if the bytes in memory already exclude a record there, which saves a read. */
  #mayBegin(bytes: Buffer, hit: number, at: number): boolean {
    if (hit + headerBytes > bytes.length) return true;
    const length = wordAt(bytes, hit + 4);
    const end = hit + headerBytes + length;
    if (length === 0 || length > mostGuessed || at + end > this.#size) return false;
    if (end > bytes.length) return true;
    this.#budget -= length;
    return badChecksum(bytes, hit) === null;
  }

  async #read(at: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.#size - at)));
    const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, at);
    this.#budget -= bytesRead;
    return bytes.subarray(0, bytesRead);
  }
}
