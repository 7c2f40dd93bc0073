// The digest of a run read from lines, equal to the digest of its exported text. Hashes consecutive lines in one call.

import { createHash } from 'node:crypto';

const LINE_FEED = 10;
const lineFeed = Buffer.from('\n');

export class LinesDigest {
  readonly #hash = createHash('sha256');
  #begun = false;
  /** Lines not hashed yet: consecutive bytes, with line feeds between lines. */
  #bytes: Buffer | undefined;
  #start = 0;
  #end = 0;

  /**
   * Adds the line from `start` to before `end`, without white space between tokens. The bytes must not change until
   * `settle`.
   */
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

  /** In hexadecimal. `rest`: the incomplete last line of a cut-off file. */
  finish(rest: Buffer | undefined): string {
    if (rest !== undefined) this.add(rest, 0, rest.length);
    this.settle();
    return this.#hash.digest('hex');
  }
}
