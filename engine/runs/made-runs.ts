// The latest runs that code made of its own, by id.

import { LRUCache } from 'lru-cache';
import { RetraceError } from '../model/errors.ts';
import { isOwnRunId } from '../model/replay/own-run-id.ts';
import { type MadeOrigin, type MadeRun, readerOfMade } from './made-run.ts';
import type { RunReader } from './run-reader.ts';

const mostMade = 6;

export class MadeRuns {
  readonly #made = new LRUCache<string, RunReader>({ max: mostMade });

  /** The same run again is the same reader. */
  async keep(made: MadeRun, origin: MadeOrigin): Promise<RunReader> {
    const reader = this.#made.get(origin.runId) ?? (await readerOfMade(made, origin));
    this.#made.set(origin.runId, reader);
    return reader;
  }

  /** undefined for the id of any other run. Throws `no-such-run` for one that is not kept. */
  reader(run: string): RunReader | undefined {
    const made = this.#made.get(run);
    if (made !== undefined || !isOwnRunId(run)) return made;
    throw new RetraceError(
      'no-such-run',
      'This is what code made of a run on its own decisions, which is not kept. Replay the code, and compare again.',
    );
  }
}
