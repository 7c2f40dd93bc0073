// A text for each event (its summary, its payload in short), fetched in pages around the visible rows and cached within limits. The newest request comes
// first: pages scrolled past before their turn are never fetched. Knows no screen and no engine.

import { LRUCache } from 'lru-cache';
import type { Seq } from '../../engine/model/event.ts';

/** Number of events per page, little more than the visible ones: a jump has to read and unpack a whole page. */
export const PAGE = 64;
const KEPT = 800;
const AT_ONCE = 2;

export type ReadTexts = (from: Seq, to: Seq) => Promise<readonly string[]>;

export class TextPages {
  readonly #read: ReadTexts;
  readonly #events: () => number;
  readonly #pages = new LRUCache<number, readonly string[]>({ max: KEPT });
  readonly #listeners = new Set<() => void>();
  readonly #asked = new Set<number>();
  #failed = new Set<number>();
  /** The visible events. */
  #seqs: readonly Seq[] = [];
  #wanted: number[] = [];

  /** `events`: current number of events of the run. */
  constructor(events: () => number, read: ReadTexts) {
    this.#events = events;
    this.#read = read;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** undefined until the page is loaded. */
  textOf(seq: Seq): string | undefined {
    return this.#pages.peek(pageOf(seq))?.[(seq - 1) % PAGE];
  }

  /** Sets the visible events; replaces earlier requests that are not yet sent. */
  want(seqs: Iterable<Seq>): void {
    this.#seqs = [...seqs];
    for (const page of new Set(this.#seqs.map(pageOf))) this.#pages.get(page);
    this.#wanted = this.#lacking();
    this.#fetch();
  }

  #lacking(): number[] {
    const pages = new Set(this.#seqs.filter((seq) => this.textOf(seq) === undefined).map(pageOf));
    return [...pages].filter((page) => !this.#failed.has(page));
  }

  /** Allows another request for pages that failed (a lost connection). */
  retry(): void {
    if (this.#failed.size === 0) return;
    this.#failed = new Set();
    this.#tell();
  }

  #fetch(): void {
    while (this.#asked.size < AT_ONCE) {
      const page = this.#wanted.find((each) => !this.#asked.has(each));
      if (page === undefined) return;
      void this.#ask(page);
    }
  }

  /** Requests the missing rest of a growing run's last page. */
  async #ask(page: number): Promise<void> {
    this.#asked.add(page);
    try {
      const known = this.#pages.peek(page) ?? [];
      const first = page * PAGE + 1;
      const texts = await this.#read(first + known.length, Math.min(first + PAGE - 1, this.#events()));
      this.#pages.set(page, [...known, ...texts]);
    } catch {
      this.#failed.add(page);
    }
    this.#asked.delete(page);
    this.#wanted = this.#lacking();
    this.#tell();
    this.#fetch();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function pageOf(seq: Seq): number {
  return Math.floor((seq - 1) / PAGE);
}
