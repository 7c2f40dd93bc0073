// Finds a text in another text that arrives in pieces: counts every hit, and keeps the first hits with their context.

export type Hit = { readonly before: string; readonly hit: string; readonly after: string };

/** Number of characters shown around a hit. */
const context = 80;
const mostHits = 1000;

export class TextScan {
  readonly #pattern: RegExp;
  readonly #reach: number;
  #buffer = '';
  #from = 0;
  count = 0;
  readonly hits: Hit[] = [];

  /** The search ignores case. */
  constructor(needle: string) {
    this.#pattern = new RegExp(needle.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`), 'giu');
    this.#reach = needle.length;
  }

  /**
   * Pieces must come in order. A hit near the end waits for the next piece, so that the hit and its context are
   * complete.
   */
  push(text: string, last: boolean): void {
    this.#buffer += text;
    const safe = last ? this.#buffer.length : this.#buffer.length - context - this.#reach;
    this.#pattern.lastIndex = this.#from;
    let next = this.#from;
    for (let found = this.#pattern.exec(this.#buffer); found !== null; found = this.#pattern.exec(this.#buffer)) {
      if (found.index >= safe && !last) break;
      this.#keep(found.index, found[0]);
      next = found.index + found[0].length;
    }
    next = Math.max(next, safe, 0);
    const cut = Math.max(0, next - context);
    this.#buffer = this.#buffer.slice(cut);
    this.#from = next - cut;
  }

  #keep(at: number, hit: string): void {
    this.count += 1;
    if (this.hits.length >= mostHits) return;
    const end = at + hit.length;
    this.hits.push({
      before: this.#buffer.slice(Math.max(0, at - context), at),
      hit,
      after: this.#buffer.slice(end, end + context),
    });
  }
}
