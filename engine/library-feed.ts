// Tells everybody who follows the library what has changed in it, whichever program changed it. Holds no run.

import type { Caller, LibraryChange } from './model/api.ts';
import type { RunSummary } from './model/run.ts';

/** What is looked at to see changes: the runs there are, as far as they have grown, and what differs where anybody has written. */
export type Watched = { runs(): Promise<readonly RunSummary[]>; version(): string };

type Follower = (change: LibraryChange) => void;

/** How long a change by another program, or an event that was appended, may go unseen. */
const lookEveryMs = 1000;

export class LibraryFeed {
  readonly #watched: Watched;
  readonly #followers = new Set<Follower>();
  /** What the followers know: each run as text, by id. */
  #known = new Map<string, string>();
  #version = '';
  #looking: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  readonly #closing = new AbortController();

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** Progress until the caller cancels, or the feed is closed. */
  async follow({ signal, progress }: Caller<LibraryChange>): Promise<null> {
    const runs = await this.#learn();
    this.#followers.add(progress);
    progress({ runs, gone: [] });
    this.#timer ??= setInterval(() => void this.look(), lookEveryMs).unref();
    await aborted(AbortSignal.any([signal, this.#closing.signal]));
    this.#followers.delete(progress);
    if (this.#followers.size === 0) this.#rest();
    return null;
  }

  /** Runs that this program has added or changed. */
  changed(runs: readonly RunSummary[]): void {
    for (const run of runs) this.#known.set(run.runId, JSON.stringify(run));
    this.#tell({ runs, gone: [] });
  }

  /** Runs that this program has taken back. */
  gone(gone: readonly string[]): void {
    for (const run of gone) this.#known.delete(run);
    this.#tell({ runs: [], gone });
  }

  close(): void {
    this.#rest();
    this.#closing.abort();
  }

  /** All there is now; those who follow already are told what they did not know. */
  async #learn(): Promise<readonly RunSummary[]> {
    const version = this.#watched.version();
    const before = this.#known;
    const all = await this.#watched.runs();
    this.#version = version;
    this.#known = new Map(all.map((run) => [run.runId, JSON.stringify(run)]));
    const runs = all.filter((run) => before.get(run.runId) !== this.#known.get(run.runId));
    const gone = [...before.keys()].filter((run) => !this.#known.has(run));
    if (runs.length > 0 || gone.length > 0) this.#tell({ runs, gone });
    return all;
  }

  /** Tells of what was written since the last look, one look after the other; called once a second while somebody follows. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  async #look(): Promise<void> {
    try {
      if (this.#watched.version() !== this.#version) await this.#learn();
    } catch {
      // Locked just now: the next look sees it.
    }
  }

  #tell(change: LibraryChange): void {
    for (const follower of this.#followers) follower(change);
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
