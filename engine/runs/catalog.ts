// Every run there is, and those that are open. A run is what its log holds by now, whoever appended it.

import { LRUCache } from 'lru-cache';
import { RetraceError } from '../model/errors.ts';
import type { RunId } from '../model/event.ts';
import type { RunSummary } from '../model/run.ts';
import type { Library } from '../store/library.ts';
import { GrowingRun } from './growing-run.ts';
import { noSuchRun } from './run-origin.ts';

const openRuns = 4;

export class Catalog {
  readonly #library: Library;
  /** Those that were asked for last; promises, so that none is opened twice at once. */
  readonly #open = new LRUCache<RunId, Promise<GrowingRun>>({ max: openRuns });

  constructor(library: Library) {
    this.#library = library;
  }

  /** The latest at the head. */
  async runs(): Promise<readonly RunSummary[]> {
    const all: RunSummary[] = [];
    for (const run of this.#library.runs()) all.push(this.#kept(run) ?? (await this.#summedUp(run)));
    return all.toSorted((a, b) => b.importedAtMs - a.importedAtMs);
  }

  /** By its id, the end of its id (four characters at least), or its workflow id where only one run has it. Throws `no-such-run`, `ambiguous-run`. */
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

  /** The run of that name, with all its events. */
  async open(name: string): Promise<GrowingRun> {
    const run = this.#library.endOf(name as RunId) === undefined ? (await this.find(name)).runId : (name as RunId);
    const growing = await this.#opened(run);
    await growing.catchUp();
    return growing;
  }

  /** What is open of it is opened anew: it was renamed, or deleted. */
  forget(run: RunId): void {
    this.#open.delete(run);
  }

  #opened(run: RunId): Promise<GrowingRun> {
    const open = this.#open.get(run) ?? GrowingRun.open(this.#library, run);
    this.#open.set(run, open);
    // What could not be opened is tried again next time.
    open.catch(() => this.#open.delete(run));
    return open;
  }

  #kept(run: RunId): RunSummary | undefined {
    const end = this.#library.endOf(run);
    return end && this.#library.summary(run, end, true);
  }

  /** One that cannot be explained is in the list all the same, and says why. */
  async #summedUp(run: RunId): Promise<RunSummary> {
    try {
      return (await this.open(run)).summary;
    } catch (error) {
      if (!(error instanceof RetraceError) || !ofThisRun.includes(error.code)) throw error;
      return unexplained(run, this.#library.endOf(run)?.seq ?? 0, error.message);
    }
  }
}

/** What is wrong with one run, and not with the library. */
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
