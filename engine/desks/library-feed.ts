// Tells all followers of the library about changes by any program. Holds no run.

import type { Caller, LibraryChange } from '../model/api.ts';
import type { RunSummary } from '../model/run.ts';

/** The data polled for changes: all runs in their current state, and a version that changes with every write. */
export type Watched = { runs(): Promise<readonly RunSummary[]>; version(): string };

type Follower = (change: LibraryChange) => void;

/** Polling interval in ms for changes by other programs and for appended events. */
const lookEveryMs = 1000;

export class LibraryFeed {
  readonly #watched: Watched;
  readonly #followers = new Set<Follower>();
  /** The runs that the followers know: each run's JSON, by id. */
  #known = new Map<string, string>();
  #version = '';
  #looking: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  readonly #closing = new AbortController();

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** Sends changes until the caller cancels, or the feed is closed. */
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

  /** Sends runs that this program has added or changed. */
  changed(runs: readonly RunSummary[]): void {
    for (const run of runs) this.#known.set(run.runId, JSON.stringify(run));
    this.#tell({ runs, gone: [] });
  }

  /** Sends runs that this program has deleted. */
  gone(gone: readonly string[]): void {
    for (const run of gone) this.#known.delete(run);
    this.#tell({ runs: [], gone });
  }

  close(): void {
    this.#rest();
    this.#closing.abort();
  }

  /** Reads all runs, and sends existing followers the differences. */
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

  /** Sends changes since the last look; looks never overlap. Called once a second while there are followers. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  async #look(): Promise<void> {
    try {
      if (this.#watched.version() !== this.#version) await this.#learn();
    } catch {
      // The database is locked now: the next look finds the change.
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
