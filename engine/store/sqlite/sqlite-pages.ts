// Reads pages of a SQLite file by number, including those in its write-ahead log. Takes no lock, does not use SQLite,
// never writes. The format: https://www.sqlite.org/fileformat2.html, sections 1.2, 1.3 and 4.

import { LRUCache } from 'lru-cache';
import { closeSync, fstatSync } from 'node:fs';
import { readAt } from '../file-bytes.ts';
import { WalFrames } from './sqlite-wal.ts';
import { openToRead } from '../open-to-read.ts';

const magic = 'SQLite format 3\0';
const headerBytes = 100;
/** Page size of this program's files, for a file whose first page is damaged. */
const usualPageBytes = 4096;
const maxCached = 1000;

export class SqlitePages {
  readonly #fd: number;
  readonly #wal: WalFrames;
  readonly #cache = new LRUCache<number, Buffer>({ max: maxCached });
  /** The first bytes of the file; fewer if the file is shorter. */
  readonly header: Buffer;
  readonly pageBytes: number;
  /** Usable bytes of a page. */
  readonly usableBytes: number;
  /** Number of pages in the file itself, including an incomplete last page. */
  readonly #filePages: number;

  /** Throws errors of the file system. */
  constructor(path: string) {
    this.#fd = openToRead(path);
    this.header = readAt(this.#fd, 0, headerBytes);
    const said = this.isSqlite ? this.header.readUInt16BE(16) : 0;
    // The value 1 means 65536.
    const pageBytes = said === 1 ? 65_536 : said;
    this.pageBytes = pageBytes >= 512 && (pageBytes & (pageBytes - 1)) === 0 ? pageBytes : usualPageBytes;
    this.usableBytes = this.pageBytes - (this.isSqlite ? (this.header[20] ?? 0) : 0);
    this.#filePages = Math.ceil(fstatSync(this.#fd).size / this.pageBytes);
    this.#wal = new WalFrames(`${path}-wal`, this.pageBytes);
  }

  /** Bytes of all pages together, the upper bound of a record's size. */
  get bytes(): number {
    return this.pageBytes * (this.#filePages + this.#wal.pageCount);
  }

  get isSqlite(): boolean {
    return this.header.length === headerBytes && this.header.toString('latin1', 0, magic.length) === magic;
  }

  /** Numbers of all readable pages, in order. */
  *numbers(): Generator<number> {
    for (let page = 1; page <= this.#filePages; page++) yield page;
    for (const page of this.#wal.pages) if (page > this.#filePages) yield page;
  }

  /**
   * undefined if the page is lost; shorter if the file ends within it. The buffer must not be changed, and is valid
   * until the next pages are read.
   */
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
