// Imports runs from lines, in which events of several runs interleave: explains and stores all runs together, in one
// transaction and in bounded memory. A run's id must be known before its first event is stored; if the run's first line
// does not give it, all lines are read once before.

import type { RunId } from '../model/event.ts';
import type { LineEvent, LinesPass, StreamedLines } from '../sources/source.ts';
import type { Library, LibraryRun, LibraryWriter } from '../store/library.ts';
import type { KnownRun } from './known-run.ts';
import { LinesRun } from './lines-run.ts';
import { Breath, freeRunId, type ImportOptions, portion } from './import-history.ts';
import { NameUnknownError, type Surveyed, survey } from './survey-lines.ts';

/** `known`: the run was in the library before. */
export type ImportedRun = KnownRun & { readonly known: boolean };

const defaultOutlinedTogether = 200_000;
/** An input of this many bytes is long; if its size is unknown, `longEvents` of the first run make it long. */
const longBytes = 4 * 2 ** 20;
const longEvents = 8000;
/** Maximum bytes of events that wait to be stored with later events of their run. */
const mostWaiting = 8 * 2 ** 20;

type LinesOptions = ImportOptions & {
  /** Maximum number of events of all runs that have outlines in memory; default 200,000. */
  readonly outlinedTogether?: number;
};

/**
 * Imports all runs, or none if it fails, is aborted or the program dies. Throws `NotAlikeError` if a line is no event.
 */
export async function importLines(
  library: Library,
  lines: StreamedLines,
  options: LinesOptions,
): Promise<readonly ImportedRun[]> {
  const attempt = (runs?: readonly Surveyed[]): Promise<readonly ImportedRun[]> =>
    new LinesImport(library, lines, options, runs).done();
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof NameUnknownError)) throw error;
    return await attempt(await survey(library, lines, options));
  }
}

class LinesImport {
  readonly #library: Library;
  readonly #lines: StreamedLines;
  readonly #options: LinesOptions;
  readonly #outlinedTogether: number;
  readonly #surveyed: readonly Surveyed[] | undefined;
  readonly #runs: LinesRun[] = [];
  readonly #taken = new Set<string>();
  #writer: LibraryWriter | undefined;
  #outlined = 0;
  /** Bytes of all payloads read so far. */
  #bytes = 0;
  #isShown = false;
  #keepsOutlines = true;

  constructor(
    library: Library,
    lines: StreamedLines,
    options: LinesOptions,
    surveyed: readonly Surveyed[] | undefined,
  ) {
    this.#library = library;
    this.#lines = lines;
    this.#options = options;
    this.#outlinedTogether = options.outlinedTogether ?? defaultOutlinedTogether;
    this.#surveyed = surveyed;
  }

  async done(): Promise<readonly ImportedRun[]> {
    try {
      const pass = this.#lines.pass();
      await this.#store(pass);
      const stored = this.#finished(pass);
      await this.#writer?.commit(...stored);
    } catch (error) {
      await this.#writer?.rollback();
      throw error;
    }
    return this.#outcomes();
  }

  async #store(pass: LinesPass): Promise<void> {
    const breath = new Breath(this.#options);
    let [events, waiting] = [0, 0];
    for await (const batch of pass.batches()) {
      const touched = new Set<LinesRun>();
      for (const event of batch) {
        this.#bytes += event.payload.length + 1;
        const run = this.#runs[event.run] ?? (await this.#begin(event));
        if (run.take(event)) touched.add(run);
      }
      for (const run of touched) waiting += await run.store();
      if (waiting > mostWaiting) {
        for (const run of this.#runs) waiting += await run.storeAll();
      }
      events += batch.length;
      this.#letGo(batch.length);
      if (this.#show()) await breath.now(events);
      else await breath.take(events);
    }
    for (const run of this.#runs) await run.storeAll();
  }

  async #begin(event: LineEvent): Promise<LinesRun> {
    const surveyed = this.#surveyed?.[event.run];
    const run = new LinesRun(this.#lines, surveyed, this.#keepsOutlines);
    this.#runs[event.run] = run;
    if (surveyed?.known !== undefined) return run;
    const name = surveyed?.name ?? this.#nameBy(run.idOf(event));
    this.#taken.add(name);
    if (this.#writer === undefined) {
      this.#writer = await this.#library.create(name);
      run.begin(name, this.#writer);
    } else run.begin(name, await this.#writer.also(name));
    return run;
  }

  /**
   * The run id for the name `id`. Throws `NameUnknownError` if there is no name, or if the name is taken: an existing
   * run is most likely the same run.
   */
  #nameBy(id: string | undefined): RunId {
    if (id === undefined || this.#library.hasRun(id) || this.#taken.has(id)) throw new NameUnknownError();
    return freeRunId({ hasRun: (run) => this.#taken.has(run) || this.#library.hasRun(run) }, id);
  }

  /**
   * Makes the first long run viewable once some of its events are stored and while its outline is in memory. Returns
   * true once the caller has been told.
   */
  #show(): boolean {
    const [run] = this.#runs;
    const { bytes } = this.#lines;
    const isLong = bytes === undefined ? (run?.events ?? 0) >= longEvents : bytes >= longBytes;
    if (this.#isShown || !isLong || run === undefined || run.events < portion) return false;
    if (run.known !== undefined || !this.#keepsOutlines || this.#options.onUnderway === undefined) return false;
    this.#isShown = true;
    run.show(this.#options.onUnderway, {
      options: this.#options,
      expected: () =>
        bytes === undefined ? undefined : { events: Math.round((run.events * bytes) / this.#bytes), isExact: false },
    });
    return true;
  }

  #letGo(events: number): void {
    if (!this.#keepsOutlines) return;
    this.#outlined += events;
    if (this.#outlined <= this.#outlinedTogether) return;
    this.#keepsOutlines = false;
    for (const run of this.#runs) run.letGo();
  }

  #finished(pass: LinesPass): readonly LibraryRun[] {
    const ends = pass.end();
    const digests = new Set<string>();
    const stored = this.#runs.map((run, i) => {
      const end = ends[i]!;
      if (run.known !== undefined) return undefined;
      // The run is twice in the file, or another program imported it meanwhile.
      if (this.#surveyed === undefined && (digests.has(end.digest) || this.#library.runWithDigest(end.digest)))
        throw new NameUnknownError();
      digests.add(end.digest);
      return run.finish(end, this.#options);
    });
    return stored.filter((run) => run !== undefined);
  }

  #outcomes(): readonly ImportedRun[] {
    return this.#runs.map((run): ImportedRun => {
      if (run.summary !== undefined) return { run: run.summary, known: false };
      const { known } = run;
      return { ...(typeof known === 'number' ? { run: this.#runs[known]!.summary! } : known!), known: true };
    });
  }
}
