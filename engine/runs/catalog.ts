// All runs, and a cache of open runs. A run includes all events that any program has appended.

import { LRUCache } from 'lru-cache';
import { RetraceError } from '../model/errors.ts';
import type { RunId } from '../model/event.ts';
import type { RunSummary } from '../model/run.ts';
import type { Library } from '../store/library.ts';
import { GrowingRun } from './growing-run.ts';
import { noSuchRun } from './run-origin.ts';
import { keptSummary } from './summary.ts';

const openRuns = 4;

export class Catalog {
  readonly #library: Library;
  /** The most recently used runs; stored as promises, so that a run is never opened twice at once. */
  readonly #open = new LRUCache<RunId, Promise<GrowingRun>>({ max: openRuns });

  constructor(library: Library) {
    this.#library = library;
  }

  /** Latest run first. */
  async runs(): Promise<readonly RunSummary[]> {
    const all: RunSummary[] = [];
    for (const run of this.#library.runs()) all.push(this.#kept(run) ?? (await this.#summedUp(run)));
    return all.toSorted((a, b) => b.importedAtMs - a.importedAtMs);
  }

  /**
   * Finds a run by its id, the end of its id (at least four characters), or its workflow id if that is unique. Throws
   * `no-such-run`, `ambiguous-run`.
   */
  async find(name: string): Promise<RunSummary> {
    const exact = name as RunId;
    if (name !== '' && this.#library.endOf(exact) !== undefined)
      return this.#kept(exact) ?? (await this.#summedUp(exact));
    const found = (await this.runs()).filter(
      ({ runId, workflowId }) => workflowId === name || (name.length >= 4 && runId.endsWith(name)),
    );
    const [run, ...more] = found;
    if (run === undefined) throw noSuchRun(name);
    if (more.length > 0)
      throw new RetraceError(
        'ambiguous-run',
        `${JSON.stringify(name)} fits several runs: ${found
          .slice(0, 5)
          .map(({ runId }) => runId)
          .join(', ')}. Name one of them.`,
      );
    return run;
  }

  /** Opens the run of this name with all its events. */
  async open(name: string): Promise<GrowingRun> {
    const run = this.#library.endOf(name as RunId) === undefined ? (await this.find(name)).runId : (name as RunId);
    const growing = await this.#opened(run);
    await growing.catchUp();
    return growing;
  }

  /** Drops the open run, which is opened again on demand: the run was renamed or deleted. */
  forget(run: RunId): void {
    this.#open.delete(run);
  }

  /** What events mean has changed. */
  forgetAll(): void {
    this.#open.clear();
  }

  #opened(run: RunId): Promise<GrowingRun> {
    const open = this.#open.get(run) ?? GrowingRun.open(this.#library, run);
    this.#open.set(run, open);
    // A failed opening is tried again next time.
    open.catch(() => this.#open.delete(run));
    return open;
  }

  #kept(run: RunId): RunSummary | undefined {
    const end = this.#library.endOf(run);
    return end && keptSummary(this.#library, run, end, true);
  }

  /** Summary of the run; a run that cannot be explained is listed with its error. */
  async #summedUp(run: RunId): Promise<RunSummary> {
    try {
      return (await this.open(run)).summary;
    } catch (error) {
      if (!(error instanceof RetraceError) || !ofThisRun.includes(error.code)) throw error;
      return unexplained(run, this.#library.endOf(run)?.seq ?? 0, error.message);
    }
  }
}

/** Errors of a single run, not of the library. */
const ofThisRun: readonly string[] = ['log-damaged', 'archive-missing', 'archive-damaged'];

function unexplained(runId: RunId, events: number, why: string): RunSummary {
  return {
    runId,
    dialect: 'raw',
    form: 'Events of the log',
    source: 'log',
    importedAtMs: 0,
    workflowId: null,
    workflowType: null,
    status: 'unknown',
    events,
    operations: 0,
    startedAtMs: null,
    endedAtMs: null,
    warnings: 0,
    headline: { sentence: `Cannot be explained. ${why}`, seq: events },
    family: {},
  };
}
