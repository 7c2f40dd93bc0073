// The part of the engine that imports. One import after the other; a run that is being read can be looked at before it is
// stored.

import { setTimeout } from 'node:timers/promises';
import { type Named, runImport } from '../import/import-job.ts';
import type { Caller, ImportOutcome, ImportProgress } from '../model/api.ts';
import type { RunSummary } from '../model/run.ts';
import { ArrivingRun } from '../runs/arriving-run.ts';
import type { Catalog } from '../runs/catalog.ts';
import type { Library } from '../store/library.ts';
import type { LibraryFeed } from './library-feed.ts';

export type ImportCaller = Partial<Caller<ImportProgress>> & {
  readonly partial?: boolean;
  readonly onOutcome?: (outcome: ImportOutcome) => void;
};

/** Time in ms between two progress reports. */
const reportEveryMs = 100;
/** A run with at least this many events is shown before it is stored, unless it is already shown. */
const soonEvents = 2000;
/** Delay in ms before such a run is stored, so that the screen's first requests are answered at once. */
const headStartMs = 250;
/** After this many histories, pages are moved from the write-ahead log into the file. */
const checkpointEvery = 200;

export class ImportDesk {
  readonly #library: Library;
  readonly #catalog: Catalog;
  readonly #feed: LibraryFeed;
  readonly #closing: AbortSignal;
  /** Runs that can be read but are not stored yet: at most the run being imported. */
  readonly #arriving = new Map<string, ArrivingRun>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(library: Library, catalog: Catalog, feed: LibraryFeed, closing: AbortSignal) {
    this.#library = library;
    this.#catalog = catalog;
    this.#feed = feed;
    this.#closing = closing;
  }

  /** The run, where it is being imported. */
  arriving(run: string): ArrivingRun | undefined {
    return this.#arriving.get(run);
  }

  get all(): readonly ArrivingRun[] {
    return [...this.#arriving.values()];
  }

  /** Settles when the last import has ended. */
  async ended(): Promise<void> {
    await this.#last;
  }

  /** Never rejects for a bad file or an abort: the outcomes list the files that were done. */
  import(sources: () => Promise<readonly Named[]>, options: ImportCaller): Promise<readonly ImportOutcome[]> {
    const done = this.#last.then(() => this.#import(sources, options));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #import(
    sources: () => Promise<readonly Named[]>,
    { partial = false, signal, progress, onOutcome }: ImportCaller,
  ): Promise<readonly ImportOutcome[]> {
    const arrived: RunSummary[] = [];
    let latest = { file: '', filesDone: 0, filesTotal: 0, events: 0 };
    const report = (): void => {
      reportedAt = performance.now();
      const runs = arrived.splice(0);
      if (runs.length > 0) this.#feed.changed(runs);
      progress?.({ ...latest, runs });
    };
    let reportedAt = performance.now();
    let settled = 0;
    const ending = AbortSignal.any([this.#closing, ...(signal === undefined ? [] : [signal])]);
    try {
      return await runImport(this.#library, await sources(), {
        partial,
        signal: ending,
        onProgress: (now) => {
          latest = now;
          for (const arriving of this.#arriving.values()) arriving.grew();
          if (performance.now() - reportedAt > reportEveryMs) report();
        },
        // Set only if the caller can view runs during the import.
        ...(progress && {
          onUnderway: (underway) => {
            const arriving = this.#arrives(new ArrivingRun(underway));
            arrived.push(arriving.summary);
            report();
            return () => arriving.hold();
          },
        }),
        onReadable: async (explained) => {
          const { summary } = explained;
          const there = this.#arriving.get(summary.runId);
          arrived.push(summary);
          if (there?.isOf(explained) === true) return there.grew(summary);
          this.#arrives(new ArrivingRun(explained, summary));
          if (summary.events < soonEvents || progress === undefined) return;
          report();
          await setTimeout(headStartMs);
        },
        onOutcome: (outcome) => {
          // A streamed run could not be viewed before.
          if ('run' in outcome && !outcome.known && !this.#arriving.has(outcome.run.runId)) arrived.push(outcome.run);
          this.#settle(outcome);
          if (++settled % checkpointEvery === 0) this.#library.moveToFile();
          onOutcome?.(outcome);
        },
      });
    } finally {
      report();
      this.#dropArriving();
      this.#library.moveToFile();
    }
  }

  /** The run that was being imported is now stored, or was dropped. */
  #settle(outcome: ImportOutcome): void {
    if ('error' in outcome || outcome.known) {
      // A bundle may have brought notes.
      if ('run' in outcome) this.#catalog.forget(outcome.run.runId);
      this.#dropArriving();
      return;
    }
    this.#arriving.get(outcome.run.runId)?.end();
    this.#arriving.delete(outcome.run.runId);
  }

  /** Replaces a run that is read again in another way. */
  #arrives(arriving: ArrivingRun): ArrivingRun {
    this.#arriving.get(arriving.runId)?.end();
    this.#arriving.set(arriving.runId, arriving);
    return arriving;
  }

  #dropArriving(): void {
    const runs = [...this.#arriving.keys()];
    for (const arriving of this.#arriving.values()) arriving.end();
    this.#arriving.clear();
    if (runs.length > 0) this.#feed.gone(runs);
  }
}
