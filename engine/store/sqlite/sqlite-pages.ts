// Reads the pages of a SQLite file by their numbers, with what its write-ahead log has of them. Takes no lock, asks no SQLite, never writes.
// The format: https://www.sqlite.org/fileformat2.html, sections 1.2, 1.3 and 4.

import { LRUCache } from 'lru-cache';
import { closeSync, fstatSync } from 'node:fs';
import { readAt } from '../file-bytes.ts';
import { WalFrames } from './sqlite-wal.ts';
import { openToRead } from '../open-to-read.ts';

const magic = 'SQLite format 3\0';
const headerBytes = 100;
/** Of our files; for those whose first page is damaged. */
const usualPageBytes = 4096;
const maxCached = 1000;

export class SqlitePages {
  readonly #fd: number;
  readonly #wal: WalFrames;
  readonly #cache = new LRUCache<number, Buffer>({ max: maxCached });
  /** The beginning of the file, shorter where the file is. */
  readonly header: Buffer;
  readonly pageBytes: number;
  /** What a page has room for. */
  readonly usableBytes: number;
  /** Of the file itself, with the one that it ends in. */
  readonly #filePages: number;

  /** Throws errors of the file system. */
  constructor(path: string) {
    this.#fd = openToRead(path);
    this.header = readAt(this.#fd, 0, headerBytes);
    const said = this.isSqlite ? this.header.readUInt16BE(16) : 0;
    // 1 stands for 65536.
    const pageBytes = said === 1 ? 65_536 : said;
    this.pageBytes = pageBytes >= 512 && (pageBytes & (pageBytes - 1)) === 0 ? pageBytes : usualPageBytes;
    this.usableBytes = this.pageBytes - (this.isSqlite ? (this.header[20] ?? 0) : 0);
    this.#filePages = Math.ceil(fstatSync(this.#fd).size / this.pageBytes);
    this.#wal = new WalFrames(`${path}-wal`, this.pageBytes);
  }

  /** No record is larger than all pages together. */
  get bytes(): number {
    return this.pageBytes * (this.#filePages + this.#wal.pageCount);
  }

  get isSqlite(): boolean {
    return this.header.length === headerBytes && this.header.toString('latin1', 0, magic.length) === magic;
  }

  /** Of all pages that can be read, in order. */
  *numbers(): Generator<number> {
    for (let page = 1; page <= this.#filePages; page++) yield page;
    for (const page of this.#wal.pages) if (page > this.#filePages) yield page;
  }

  /** undefined where it is lost, shorter where the file ends in it. Not to be changed, and good until the next pages are asked for. */
  page(number: number): Buffer | undefined {
    const known = this.#cache.get(number);
    if (known !== undefined) return known;
    const read =
      this.#wal.page(number) ??
      (number >= 1 && number <= this.#filePages
        ? readAt(this.#fd, (number - 1) * this.pageBytes, this.pageBytes)
        : undefined);
    if (read === undefined) return undefined;
    this.#cache.set(number, read);
    return read;
  }

  close(): void {
    closeSync(this.#fd);
    this.#wal.close();
  }
}
