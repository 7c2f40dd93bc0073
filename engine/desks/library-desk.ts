// Actions on runs of the library: deletes and restores them, renames them, searches all payloads.

import { setImmediate } from 'node:timers/promises';
import type { Caller, Params, RunsSearched } from '../model/api.ts';
import { RetraceError } from '../model/errors.ts';
import type { RunId } from '../model/event.ts';
import { type RunSummary, withNote } from '../model/run.ts';
import type { LibraryFeed } from './library-feed.ts';
import type { Catalog } from '../runs/catalog.ts';
import { noSuchRun } from '../runs/run-origin.ts';
import { matcherOf } from '../runs/search/matcher.ts';
import { searchPayloads } from '../runs/search/search-payloads.ts';
import type { Library } from '../store/library.ts';

/** Time in ms between progress reports of a search without matches. */
const reportEveryMs = 100;

export class LibraryDesk {
  readonly #library: Library;
  readonly #catalog: Catalog;
  readonly #feed: LibraryFeed;

  constructor(library: Library, catalog: Catalog, feed: LibraryFeed) {
    this.#library = library;
    this.#catalog = catalog;
    this.#feed = feed;
  }

  async delete({ runs }: Params<'deleteRuns'>): Promise<null> {
    const found = await this.#found(runs);
    this.#library.delete(found.map(({ runId }) => runId));
    for (const { runId } of found) this.#catalog.forget(runId);
    this.#feed.gone(found.map(({ runId }) => runId));
    return null;
  }

  async restore({ runs }: Params<'restoreRuns'>): Promise<null> {
    const back = this.#library.restore(runs);
    if (back.length > 0) this.#feed.changed(await this.#found(back));
    const missing = runs.find((run) => !back.includes(run));
    if (missing !== undefined) throw noSuchRun(missing);
    return null;
  }

  async rename({ run, name }: Params<'renameRun'>): Promise<null> {
    const { runId } = await this.#catalog.find(run);
    this.#library.rename(runId, name.trim());
    await this.#changed(runId);
    return null;
  }

  async writeNote({ run, seq, text, instead }: Params<'writeNote'>): Promise<null> {
    const { runId, events } = await this.#catalog.find(run);
    if (seq > events)
      throw new RetraceError('no-such-event', `The run has events 1 to ${events}; there is no event ${seq}.`);
    this.#library.changeNotes(runId, (notes) => withNote(notes, { seq, text: text.trim() }, instead));
    await this.#changed(runId);
    return null;
  }

  async #changed(run: RunId): Promise<void> {
    this.#catalog.forget(run);
    this.#feed.changed(await this.#found([run]));
  }

  /** Throws `bad-pattern`, and `cancelled` when aborted. */
  async search({ text, regex }: Params<'searchRuns'>, { signal, progress }: Caller<RunsSearched>): Promise<null> {
    const runs = this.#library.runs();
    const matcher = await matcherOf({ text, regex });
    try {
      let [found, toldAt] = [[] as RunsSearched['found'][number][], performance.now()];
      for (const [done, run] of runs.entries()) {
        matcher.renew();
        const hits = await searchPayloads(this.#library, run, matcher, signal);
        if (hits !== null) found.push({ run, ...hits });
        if (performance.now() - toldAt < reportEveryMs && done + 1 < runs.length) continue;
        progress({ done: done + 1, total: runs.length, found });
        [found, toldAt] = [[], performance.now()];
        await setImmediate();
      }
      return null;
    } finally {
      await matcher.close();
    }
  }

  async #found(runs: readonly string[]): Promise<readonly RunSummary[]> {
    return await Promise.all(runs.map((run) => this.#catalog.find(run)));
  }
}
