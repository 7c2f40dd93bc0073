// Implements every call of the contract, for the server of a pipe. Holds the log and the open runs; decides nothing
// about the screen.

import type {
  Api,
  CallName,
  Caller,
  ImportOutcome,
  ImportProgress,
  Params,
  Progress,
  Result,
  RunGrowth,
} from './model/api.ts';
import { RetraceError } from './model/errors.ts';
import { API_VERSION } from './model/pipe.ts';
import type { RunId } from './model/event.ts';
import type { RunSummary } from './model/run.ts';
import { bytesSource, findSources, type Named } from './import/import-job.ts';
import { type CodeAnswers, type CodeCall, CodeDesk, type CodeDeskOptions } from './desks/code-desk.ts';
import { CompareDesk } from './desks/compare-desk.ts';
import { type ImportCaller, ImportDesk } from './desks/import-desk.ts';
import { LibraryDesk } from './desks/library-desk.ts';
import { LiveDesk } from './desks/live-desk.ts';
import { LibraryFeed } from './desks/library-feed.ts';
import { OwnDialectFolder } from './desks/own-dialects.ts';
import { type FetchCaller, type KeyChain, ServerDesk } from './desks/server-desk.ts';
import type { WorkerProgram } from './runtime/worker-process.ts';
import type { SourceReport } from './sources/source.ts';
import { Catalog } from './runs/catalog.ts';
import { type ExportedRun, exportRun } from './runs/export-run.ts';
import { exportedFile, fileOfMade, hasReport, sourceReport } from './runs/exported-file.ts';
import { followRun, growthOf } from './runs/follow-run.ts';
import type { GrowingRun } from './runs/growing-run.ts';
import type { RunReader } from './runs/run-reader.ts';
import { runFacts } from './runs/run-facts.ts';
import { searchRun } from './runs/search/search-run.ts';
import { findEvents } from './runs/watch/find-events.ts';
import { traceValue } from './runs/watch/trace-value.ts';

import { Library } from './store/library.ts';
import type { EventLog } from './store/log.ts';

/** Functions of the desktop; absent in a host without a desktop. */
export type Shell = { chooseFiles(folder: boolean): Promise<readonly string[]>; readonly keys?: KeyChain };

export type EngineOptions = CodeDeskOptions & {
  /** Path of the SQLite file, or `:memory:`. */
  readonly database: string;
  readonly version: string;
  /** Whether the screen may name files of this machine by path. */
  readonly filesByPath: boolean;
  readonly shell?: Shell;
  /** How workers are run; without it no run is started. */
  readonly workerProgram?: WorkerProgram;
};

const pageRows = 1000;
/** Loaded only for giving runs away. */
const sharedRuns = () => import('./desks/shared-runs.ts');
/** A call about one run. */
type CallOfRun = { [N in CallName]: Params<N> extends { readonly run: string } ? N : never }[CallName];
/** A call that needs nothing of its caller. */
type Answer<N extends CallName> = (params: Params<N>, caller?: Partial<Caller<Progress<N>>>) => Promise<Result<N>>;

export class Engine implements Api {
  readonly #options: EngineOptions;
  readonly #library: Library;
  readonly #catalog: Catalog;
  readonly #feed: LibraryFeed;
  readonly #desk: LibraryDesk;
  readonly #imports: ImportDesk;
  readonly #code: CodeDesk;
  readonly #comparisons = new CompareDesk((run) => this.reader(run));
  readonly #live: LiveDesk;
  readonly #servers: ServerDesk;
  readonly #own: OwnDialectFolder;
  readonly #closing = new AbortController();

  private constructor(options: EngineOptions) {
    this.#options = options;
    // A crash of the machine may lose the last import, whose file still exists, but never leaves a part of an import.
    this.#library = new Library(options.database, { synchronous: 'NORMAL' });
    this.#catalog = new Catalog(this.#library);
    // Rows that cannot be swept now stay hidden.
    this.#library.sweep().catch(() => undefined);
    this.#feed = new LibraryFeed({ runs: () => this.#listed(), version: () => this.#version() });
    this.#desk = new LibraryDesk(this.#library, this.#catalog, this.#feed);
    this.#imports = new ImportDesk(this.#library, this.#catalog, this.#feed, this.#closing.signal);
    this.#code = new CodeDesk(options, this.#library.log, (run) => this.reader(run));
    this.#own = new OwnDialectFolder(options.filesByPath ? options.codeFolder : undefined, () => this.#explainAnew());
    this.#live = new LiveDesk(options, this.#feed, () => this.#library.version());
    this.#servers = new ServerDesk(this.#library, this.#catalog, this.#feed, {
      isHere: options.filesByPath,
      keys: options.shell?.keys,
      closing: this.#closing.signal,
    });
  }

  /** Throws a RetraceError if the library cannot be opened. */
  static open(options: EngineOptions): Engine {
    return new Engine(options);
  }

  /** Cancels running work; leaves nothing half done. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#imports.ended();
    this.#feed.close();
    await this.#code.close();
    await this.#live.close();
    await this.#library.close();
    this.#own.close();
  }

  async hello({ apiVersion }: Params<'hello'>): Promise<Result<'hello'>> {
    if (apiVersion !== API_VERSION)
      throw new RetraceError(
        'version-mismatch',
        `The page speaks version ${apiVersion}, the engine ${API_VERSION}. Reload the page; if that does not help, start Retrace again.`,
      );
    const { version, database, filesByPath } = this.#options;
    return { apiVersion: API_VERSION, version, database, filesByPath };
  }

  /** The event log of all runs. */
  get log(): EventLog {
    return this.#library.log;
  }

  async listRuns(): Promise<readonly RunSummary[]> {
    return await this.#catalog.runs();
  }

  followLibrary: Api['followLibrary'] = (_, caller) => this.#feed.follow(caller);

  /** All runs, including those being imported. */
  async #listed(): Promise<readonly RunSummary[]> {
    const stored = await this.#catalog.runs();
    const arriving = this.#imports.all
      .map(({ summary }) => summary)
      .filter(({ runId }) => stored.every((run) => run.runId !== runId));
    return [...arriving, ...stored];
  }

  /** Changes whenever any program writes to the library, and when more of a run is read. */
  #version(): string {
    const read = this.#imports.all.map(({ events }) => events);
    return [this.#library.version(), ...read].join(' ');
  }

  /** What events mean has changed. */
  #explainAnew(): void {
    this.#catalog.forgetAll();
    this.#listed().then(
      (runs) => this.#feed.changed(runs),
      () => undefined,
    );
  }

  async openRun({ run }: Params<'openRun'>): Promise<Result<'openRun'>> {
    const { summary, packed } = this.#imports.arriving(run) ?? (await this.reader(run));
    return { summary, outline: packed };
  }

  /** Follows a run that is being imported until it is complete, and continues with its log once it is stored. */
  async followRun({ run, from }: Params<'followRun'>, { signal, progress }: Caller<RunGrowth>): Promise<null> {
    if (this.#code.made(run) !== undefined) return null;
    const caller = { progress, signal: AbortSignal.any([signal, this.#closing.signal]) };
    let known = from;
    let warnings: number | undefined;
    for (let arriving = this.#imports.arriving(run); arriving !== undefined; arriving = this.#imports.arriving(run)) {
      known = await followRun(arriving, arriving.changes(caller.signal), known, caller);
      if (caller.signal.aborted) return null;
      ({ warnings } = arriving.summary);
    }
    const growing = await this.growing(run);
    // Warnings about the lines as a whole are known only at the end: then the whole summary is sent again.
    const isSame = warnings === undefined || warnings === growing.summary.warnings;
    await followRun(growing, growthOf(growing, this.log, caller.signal), isSame ? known : 0, caller);
    return null;
  }

  /** The run of this name, up to the end of its log. */
  growing = (run: string): Promise<GrowingRun> => this.#catalog.open(run);

  /** A reader of the run of this name (see `Catalog.find`), with all current events. */
  async reader(run: string): Promise<RunReader> {
    return this.#code.made(run) ?? this.#imports.arriving(run)?.reader ?? (await this.#catalog.open(run)).reader;
  }

  readRows = this.#ofRun<'readRows'>((reader, { from, to }) => reader.rows(from, Math.min(to, from + pageRows - 1)));
  readPreviews = this.#ofRun<'readPreviews'>((reader, { from, to }) =>
    reader.previews(from, Math.min(to, from + pageRows - 1)),
  );
  readEvent = this.#ofRun<'readEvent'>((reader, { seq }) => reader.detail(seq));
  readRaw = this.#ofRun<'readRaw'>((reader, { seq, offset }) => reader.raw(seq, offset));
  readState = this.#ofRun<'readState'>((reader, { seq }) => reader.state(seq));
  readFacts = this.#ofRun<'readFacts'>((reader) => runFacts(reader));
  readOperation = this.#ofRun<'readOperation'>((reader, { key }) => reader.operation(key));
  traceValue = this.#ofRun<'traceValue'>((reader, { of, ...after }, ending) => traceValue(reader, of, after, ending()));
  findEvents = this.#ofRun<'findEvents'>(async (reader, { where, from }, ending) => ({
    seqs: await findEvents(reader, where, from, ending()),
  }));
  search = this.#ofRun<'search'>(async (reader, query, ending) => ({ seqs: await searchRun(reader, query, ending()) }));

  /** A call that the reader of a run answers. `ending`: aborted with its caller or the engine. */
  #ofRun<N extends CallOfRun>(
    answer: (reader: RunReader, params: Params<N>, ending: () => AbortSignal) => Promise<Result<N>>,
  ): (params: Params<N>, caller?: Partial<Caller<never>>) => Promise<Result<N>> {
    return async (params, { signal } = {}) => answer(await this.reader(params.run), params, () => this.#ending(signal));
  }

  compareRuns = (params: Params<'compareRuns'>, caller: Partial<Caller<never>> = {}): Promise<Result<'compareRuns'>> =>
    this.#comparisons.ofRuns(params, caller);
  comparePair = (params: Params<'comparePair'>, caller: Partial<Caller<never>> = {}): Promise<Result<'comparePair'>> =>
    this.#comparisons.ofPair(params, caller);
  compareMany = (params: Params<'compareMany'>, caller: Partial<Caller<never>> = {}): Promise<Result<'compareMany'>> =>
    this.#comparisons.ofMany(params, caller);
  prepareComparison = (params: Params<'prepareComparison'>, caller: Partial<Caller<never>> = {}): Promise<null> =>
    this.#comparisons.prepare(params, caller);

  async importPaths(
    { paths, partial }: Params<'importPaths'>,
    caller: Caller<ImportProgress>,
  ): Promise<readonly ImportOutcome[]> {
    if (!this.#options.filesByPath)
      throw new RetraceError(
        'not-here',
        'Files cannot be named by path here. Drop them on the window, or choose them.',
      );
    return await this.import(() => findSources(paths), { ...caller, partial });
  }

  async importBytes(
    { name, bytes, partial }: Params<'importBytes'>,
    caller: Caller<ImportProgress>,
  ): Promise<readonly ImportOutcome[]> {
    return await this.import(async () => [bytesSource(name, bytes)], { ...caller, partial });
  }

  deleteRuns: Answer<'deleteRuns'> = (params) => this.#desk.delete(params);
  restoreRuns: Answer<'restoreRuns'> = (params) => this.#desk.restore(params);
  renameRun: Answer<'renameRun'> = (params) => this.#desk.rename(params);
  writeNote: Answer<'writeNote'> = (params) => this.#desk.writeNote(params);

  searchRuns: Api['searchRuns'] = (params, caller) => this.#desk.search(params, caller);

  /**
   * Imports run one after the other. Never rejects for a bad file or an abort: the outcomes list the files that were
   * done.
   */
  import(sources: () => Promise<readonly Named[]>, options: ImportCaller = {}): Promise<readonly ImportOutcome[]> {
    return this.#imports.import(sources, options);
  }

  async exportRun({ run }: Params<'exportRun'>): Promise<Result<'exportRun'>> {
    const made = this.#code.made(run);
    return made === undefined ? await exportedFile(this.#library, await this.findRun(run)) : await fileOfMade(made);
  }

  bundleRuns: Answer<'bundleRuns'> = async (asked) => (await sharedRuns()).bundleRuns(this, asked);
  runPage: Answer<'runPage'> = async (asked) => (await sharedRuns()).pageOfRun(this, asked);
  comparisonPage: Answer<'comparisonPage'> = async (asked) => (await sharedRuns()).comparisonPage(this, asked);

  /** The history's text in pieces: as imported, if no events were appended since. */
  async *exported(run: RunSummary): ExportedRun['pieces'] {
    yield* (await exportRun(this.#library, run)).pieces;
  }

  /** Whether the run's source has a report. */
  reports = (run: RunId): boolean => hasReport(this.#library, run);
  /** See `Source.report`; only if `reports` is true. */
  report = async (run: RunId, at: string | undefined): Promise<SourceReport> =>
    await sourceReport(this.#library, await this.findRun(run), at);

  /** The run of this name in the library, or one that code made. */
  findRun = async (run: string): Promise<RunSummary> =>
    this.#code.made(run)?.summary ?? (await this.#catalog.find(run));

  replayRun = this.#ofCode('replayRun');
  offeredCode = this.#ofCode('offeredCode');
  findModules = this.#ofCode('findModules');
  codeRules = this.#ofCode('codeRules');
  keepCodeRules = this.#ofCode('keepCodeRules');
  listVersions = this.#ofCode('listVersions');
  readCode = this.#ofCode('readCode');
  readSource = this.#ofCode('readSource');
  readMoment = this.#ofCode('readMoment');
  queryCode = this.#ofCode('queryCode');
  evaluateCode = this.#ofCode('evaluateCode');
  findStops = this.#ofCode('findStops');

  checkRuns: Api['checkRuns'] = (params, { signal, progress }) =>
    this.#code.check(params, { progress, signal: this.#ending(signal) });

  ownRun: Api['ownRun'] = (params, { signal, progress }) =>
    this.#code.ownRun(params, { progress, signal: this.#ending(signal) });

  bisectRun: Api['bisectRun'] = (params, { signal, progress }) =>
    this.#code.bisect(params, { progress, signal: this.#ending(signal) });

  /** A call that the code desk answers; cancelled with its caller or the engine. */
  #ofCode<N extends CodeCall>(name: N) {
    return (params: Params<N>, { signal }: Partial<Caller<never>> = {}): Promise<Result<N>> =>
      (this.#code as CodeAnswers)[name](params, this.#ending(signal));
  }

  #ending(signal: AbortSignal | undefined): AbortSignal {
    return AbortSignal.any([this.#closing.signal, ...(signal === undefined ? [] : [signal])]);
  }

  readWorkflowFile: Answer<'readWorkflowFile'> = (params) => this.#live.readFile(params);
  startRun: Answer<'startRun'> = (params) => this.#live.start(params);
  signalRun: Answer<'signalRun'> = async (params) => await (await this.#live.runs()).signal(params);
  askRun: Answer<'askRun'> = async (params) => await (await this.#live.runs()).ask(params);
  steerRun: Answer<'steerRun'> = async (params) => await (await this.#live.runs()).steer(params);
  workOnRun: Answer<'workOnRun'> = async (params) => await (await this.#live.runs()).workOn(params);
  followWork: Api['followWork'] = async ({ run }, { signal, progress }) =>
    await this.#live.follow(await this.findRun(run), { progress, signal: this.#ending(signal) });

  listServer: Answer<'listServer'> = (params, caller) => this.#servers.list(params, caller?.signal);
  keychainOf: Answer<'keychainOf'> = ({ server }) => this.#servers.keychainOf(server);
  keepKey: Answer<'keepKey'> = (params) => this.#servers.keepKey(params);
  fetchRuns = (params: Params<'fetchRuns'>, caller: FetchCaller): Promise<readonly ImportOutcome[]> =>
    this.#servers.fetch(params, caller);
  decodeRun: Answer<'decodeRun'> = (params, caller) => this.#servers.decode(params, caller);

  ownDialects = async (): Promise<Result<'ownDialects'>> => this.#own.list();
  chooseDialects: Answer<'chooseDialects'> = async ({ folder }) => this.#own.choose(folder);

  async chooseFiles({ folder }: Params<'chooseFiles'>): Promise<Result<'chooseFiles'>> {
    const { shell } = this.#options;
    if (shell === undefined) throw new RetraceError('not-here', 'This host has no file dialog of its own.');
    return { paths: await shell.chooseFiles(folder) };
  }
}
