// Finds committed pages in the write-ahead log beside a SQLite file. Never writes, and never returns uncommitted pages.
// The format: https://www.sqlite.org/fileformat2.html, section 4.

import { closeSync } from 'node:fs';
import { readAt } from '../file-bytes.ts';
import { openToRead } from '../open-to-read.ts';

const headerBytes = 32;
const frameHeaderBytes = 24;
const magicLittle = 0x377f0682;
const magicBig = 0x377f0683;

type Sums = { one: number; two: number };

export class WalFrames {
  readonly #fd: number | undefined;
  readonly #pageBytes: number;
  /** Offset of each page's latest committed content. */
  readonly #positions = new Map<number, number>();

  /** Empty if the file is missing or does not fit the database. */
  constructor(path: string, pageBytes: number) {
    this.#pageBytes = pageBytes;
    this.#fd = openIfThere(path);
    if (this.#fd !== undefined) this.#scan(this.#fd);
  }

  get pages(): Iterable<number> {
    return this.#positions.keys();
  }

  get pageCount(): number {
    return this.#positions.size;
  }

  page(number: number): Buffer | undefined {
    const position = this.#positions.get(number);
    return position === undefined || this.#fd === undefined ? undefined : readAt(this.#fd, position, this.#pageBytes);
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
  }

  /**
   * Stops at the first damaged frame or frame of an earlier use of the file: later frames were never committed, or are
   * lost.
   */
  #scan(fd: number): void {
    const header = readAt(fd, 0, headerBytes);
    if (header.length < headerBytes || header.readUInt32BE(8) !== this.#pageBytes) return;
    const magic = header.readUInt32BE(0);
    if (magic !== magicLittle && magic !== magicBig) return;
    const sums: Sums = { one: 0, two: 0 };
    add(sums, header.subarray(0, 24), magic);
    if (sums.one !== header.readUInt32BE(24) || sums.two !== header.readUInt32BE(28)) return;
    this.#frames(fd, header.subarray(16, 24), magic, sums);
  }

  #frames(fd: number, salts: Buffer, magic: number, sums: Sums): void {
    const pending: [number, number][] = [];
    for (let at = headerBytes; ; at += frameHeaderBytes + this.#pageBytes) {
      const frame = readAt(fd, at, frameHeaderBytes + this.#pageBytes);
      if (frame.length < frameHeaderBytes + this.#pageBytes || !frame.subarray(8, 16).equals(salts)) return;
      add(sums, frame.subarray(0, 8), magic);
      add(sums, frame.subarray(frameHeaderBytes), magic);
      if (sums.one !== frame.readUInt32BE(16) || sums.two !== frame.readUInt32BE(20)) return;
      pending.push([frame.readUInt32BE(0), at + frameHeaderBytes]);
      // Only the last frame of a transaction holds the database's page count.
      if (frame.readUInt32BE(4) === 0) continue;
      for (const [page, position] of pending) this.#positions.set(page, position);
      pending.length = 0;
    }
  }
}

/** The checksum of section 4.2 of the format: two sums over pairs of 32-bit words. */
function add(sums: Sums, bytes: Buffer, magic: number): void {
  const isBig = magic === magicBig;
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let { one, two } = sums;
  for (let i = 0; i < bytes.length; i += 8) {
    one = (one + words.getUint32(i, !isBig) + two) >>> 0;
    two = (two + words.getUint32(i + 4, !isBig) + one) >>> 0;
  }
  sums.one = one;
  sums.two = two;
}

function openIfThere(path: string): number | undefined {
  try {
    return openToRead(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
