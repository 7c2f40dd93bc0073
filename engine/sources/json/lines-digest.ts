// The digest of a run whose lines go by: that of its text as an export gives it back. What lies in a row is hashed in one go.

import { createHash } from 'node:crypto';

const LINE_FEED = 10;
const lineFeed = Buffer.from('\n');

export class LinesDigest {
  readonly #hash = createHash('sha256');
  #begun = false;
  /** Lines that were not hashed yet: one row of bytes, with line feeds between them. */
  #bytes: Buffer | undefined;
  #start = 0;
  #end = 0;

  /** The next line, without white space between its tokens: `start` … before `end` of bytes that stay as they are until `settle`. */
  add(bytes: Buffer, start: number, end: number): void {
    if (bytes !== this.#bytes || start !== this.#end + 1 || bytes[this.#end] !== LINE_FEED) {
      this.settle();
      this.#bytes = bytes;
      this.#start = start;
    }
    this.#end = end;
  }

  settle(): void {
    if (this.#bytes === undefined) return;
    if (this.#begun) this.#hash.update(lineFeed);
    this.#begun = true;
    this.#hash.update(this.#bytes.subarray(this.#start, this.#end));
    this.#bytes = undefined;
  }

  /** Hexadecimal. `rest`: of a file cut off, what is there of its last line. */
  finish(rest: Buffer | undefined): string {
    if (rest !== undefined) this.add(rest, 0, rest.length);
    this.settle();
    return this.#hash.digest('hex');
  }
}
