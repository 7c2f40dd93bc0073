// Summaries of events, fetched in pages around what is in view and kept while there is room. Newest wish first: pages that were
// scrolled past before their turn are never fetched. Knows no screen and no engine.

import { LRUCache } from 'lru-cache';
import type { EventRow } from '../../engine/model/api.ts';
import type { Seq } from '../../engine/model/event.ts';

/** Little more than is in view: a jump has to read and unpack all of it. */
export const PAGE = 64;
const KEPT = 800;
const AT_ONCE = 2;

export type ReadRows = (from: Seq, to: Seq) => Promise<readonly EventRow[]>;

export class RowPages {
  readonly #read: ReadRows;
  readonly #events: () => number;
  readonly #pages = new LRUCache<number, readonly string[]>({ max: KEPT });
  readonly #listeners = new Set<() => void>();
  readonly #asked = new Set<number>();
  #failed = new Set<number>();
  /** The events in view. */
  #seqs: readonly Seq[] = [];
  #wanted: number[] = [];

  /** `events`: how many the run has by now. */
  constructor(events: () => number, read: ReadRows) {
    this.#events = events;
    this.#read = read;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Undefined until its page is here. */
  summaryOf(seq: Seq): string | undefined {
    return this.#pages.peek(pageOf(seq))?.[(seq - 1) % PAGE];
  }

  /** Names the events in view; replaces what was wanted before and not yet asked for. */
  want(seqs: Iterable<Seq>): void {
    this.#seqs = [...seqs];
    for (const page of new Set(this.#seqs.map(pageOf))) this.#pages.get(page);
    this.#wanted = this.#lacking();
    this.#fetch();
  }

  #lacking(): number[] {
    const pages = new Set(this.#seqs.filter((seq) => this.summaryOf(seq) === undefined).map(pageOf));
    return [...pages].filter((page) => !this.#failed.has(page));
  }

  /** What failed (a lost connection) may be asked for again. */
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

  /** Of the last page of a run that grows, what it lacks yet. */
  async #ask(page: number): Promise<void> {
    this.#asked.add(page);
    try {
      const known = this.#pages.peek(page) ?? [];
      const first = page * PAGE + 1;
      const rows = await this.#read(first + known.length, Math.min(first + PAGE - 1, this.#events()));
      this.#pages.set(page, [...known, ...rows.map(({ summary }) => summary)]);
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
