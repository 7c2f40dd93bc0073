// Summaries of events, fetched in pages around what is in view and kept while there is room. Newest wish first: pages that were
// scrolled past before their turn are never fetched. Knows no screen and no engine.

import type { EventRow } from '../../engine/model/api.ts';
import type { Seq } from '../../engine/model/event.ts';

/** Little more than is in view: a jump has to read and unpack all of it. */
export const PAGE = 64;
const KEPT = 800;
const AT_ONCE = 2;

export type ReadRows = (from: Seq, to: Seq) => Promise<readonly EventRow[]>;

export class RowPages {
  readonly #read: ReadRows;
  readonly #events: number;
  /** In order of last use. */
  readonly #pages = new Map<number, readonly string[]>();
  readonly #listeners = new Set<() => void>();
  readonly #asked = new Set<number>();
  #failed = new Set<number>();
  #wanted: number[] = [];

  constructor(events: number, read: ReadRows) {
    this.#events = events;
    this.#read = read;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Undefined until its page is here. */
  summaryOf(seq: Seq): string | undefined {
    return this.#pages.get(pageOf(seq))?.[(seq - 1) % PAGE];
  }

  /** Names the events in view; replaces what was wanted before and not yet asked for. */
  want(seqs: Iterable<Seq>): void {
    const pages = new Set<number>();
    for (const seq of seqs) pages.add(pageOf(seq));
    for (const page of pages) this.#touch(page);
    this.#wanted = [...pages].filter((page) => !this.#pages.has(page) && !this.#failed.has(page));
    this.#fetch();
  }

  /** What failed (a lost connection) may be asked for again. */
  retry(): void {
    if (this.#failed.size === 0) return;
    this.#failed = new Set();
    this.#tell();
  }

  #fetch(): void {
    while (this.#asked.size < AT_ONCE) {
      const page = this.#wanted.shift();
      if (page === undefined) return;
      if (!this.#asked.has(page)) void this.#ask(page);
    }
  }

  async #ask(page: number): Promise<void> {
    this.#asked.add(page);
    try {
      const rows = await this.#read(page * PAGE + 1, Math.min((page + 1) * PAGE, this.#events));
      const summaries: string[] = [];
      for (const { seq, summary } of rows) summaries[(seq - 1) % PAGE] = summary;
      this.#pages.set(page, summaries);
      this.#forget();
    } catch {
      this.#failed.add(page);
    }
    this.#asked.delete(page);
    this.#tell();
    this.#fetch();
  }

  #touch(page: number): void {
    const rows = this.#pages.get(page);
    if (rows === undefined) return;
    this.#pages.delete(page);
    this.#pages.set(page, rows);
  }

  #forget(): void {
    for (const page of this.#pages.keys()) {
      if (this.#pages.size <= KEPT) return;
      this.#pages.delete(page);
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function pageOf(seq: Seq): number {
  return Math.floor((seq - 1) / PAGE);
}
