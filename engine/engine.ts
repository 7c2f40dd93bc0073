// Implements every call of the contract, for the server of a pipe. Holds the log and the open runs; decides nothing
// about the screen.

import type {
  Api,
  CallName,
  Caller,
  ImportOutcome,
  ImportProgress,
  LibraryChange,
  Params,
  Result,
  RunsSearched,
  RunGrowth,
} from './model/api.ts';
import { RetraceError } from './model/errors.ts';
import { API_VERSION } from './model/pipe.ts';
import type { RunId } from './model/event.ts';
import type { RunSummary } from './model/run.ts';
import { parseIgnoreRule } from './model/compare/ignore-rules.ts';
import { bytesSource, findSources, type Named } from './import/import-job.ts';
import { type ImportCaller, ImportDesk } from './import-desk.ts';
import { LibraryDesk } from './library-desk.ts';
import { LiveDesk } from './live-desk.ts';
import { LibraryFeed } from './library-feed.ts';
import { OwnDialectFolder } from './own-dialects.ts';
import { type FetchCaller, ServerDesk } from './server-desk.ts';
import type { ReplayedRuns } from './replay/replayed-runs.ts';
import type { ToldCommit } from './model/replay/bisected.ts';
import type { CheckProgress } from './model/replay/checked.ts';
import type { WorkerProgram } from './runtime/worker-process.ts';
import type { SourceReport } from './sources/source.ts';
import { Catalog } from './runs/catalog.ts';
import { type ExportedRun, exportRun } from './runs/export-run.ts';
import { exportedFile, hasReport, sourceReport } from './runs/exported-file.ts';
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
export type Shell = { chooseFiles(folder: boolean): Promise<readonly string[]> };

export type EngineOptions = {
  /** Path of the SQLite file, or `:memory:`. */
  readonly database: string;
  readonly version: string;
  /** Whether the screen may name files of this machine by path. */
  readonly filesByPath: boolean;
  readonly shell?: Shell;
  /** Folder for bundles of code, files of commits and choices of code; without it no code is run. */
  readonly codeFolder?: string;
  /** How workers are run; without it no run is started. */
  readonly workerProgram?: WorkerProgram;
  /** Folder of samples with versions of their code. */
  readonly samplesFolder?: string;
};

const pageRows = 1000;
/** Loaded only for comparing. */
const comparer = () => import('./compare/comparer.ts');
/** Loaded only for replaying. */
const replayedRuns = () => import('./replay/replayed-runs.ts');

/** A call that needs nothing of its caller. */
type Answer<N extends CallName> = (params: Params<N>) => Promise<Result<N>>;

export class Engine implements Api {
  readonly #options: EngineOptions;
  readonly #library: Library;
  readonly #catalog: Catalog;
  readonly #feed: LibraryFeed;
  readonly #imports: ImportDesk;
  readonly #desk: LibraryDesk;
  readonly #live: LiveDesk;
  readonly #servers: ServerDesk;
  readonly #own: OwnDialectFolder | undefined;
  readonly #closing = new AbortController();
  #replayed: Promise<ReplayedRuns> | undefined;

  private constructor(options: EngineOptions) {
    this.#options = options;
    // A crash of the machine may lose the last import, whose file still exists, but never leaves a part of an import.
    this.#library = new Library(options.database, { synchronous: 'NORMAL' });
    this.#catalog = new Catalog(this.#library);
    // Rows that cannot be swept now stay hidden.
    this.#library.sweep().catch(() => undefined);
    this.#feed = new LibraryFeed({ runs: () => this.#listed(), version: () => this.#version() });
    this.#imports = new ImportDesk(this.#library, this.#feed, this.#closing.signal);
    this.#desk = new LibraryDesk(this.#library, this.#catalog, this.#feed);
    this.#live = new LiveDesk(options, this.#feed, () => this.#library.version());
    this.#servers = new ServerDesk(this.#library, this.#catalog, this.#feed, options.filesByPath);
    if (options.codeFolder !== undefined && options.filesByPath) this.#own = new OwnDialectFolder(options.codeFolder);
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
    await this.#replayed?.then(({ inspected }) => inspected.close()).catch(() => undefined);
    await this.#live.close();
    await this.#library.close();
    this.#own?.close();
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

  followLibrary(_: Params<'followLibrary'>, caller: Caller<LibraryChange>): Promise<null> {
    return this.#feed.follow(caller);
  }

  /** All runs, including those being imported. */
  async #listed(): Promise<readonly RunSummary[]> {
    const stored = await this.#catalog.runs();
    const arriving = this.#imports
      .allArriving()
      .map(({ summary }) => summary)
      .filter(({ runId }) => stored.every((run) => run.runId !== runId));
    return [...arriving, ...stored];
  }

  /** Changes whenever any program writes to the library, and when more of a run is read. */
  #version(): string {
    const read = this.#imports.allArriving().map(({ events }) => events);
    return [this.#library.version(), ...read].join(' ');
  }

  async openRun({ run }: Params<'openRun'>): Promise<Result<'openRun'>> {
    const { summary, packed } = this.#imports.arriving(run) ?? (await this.reader(run));
    return { summary, outline: packed };
  }

  /** Follows a run that is being imported until it is complete, and continues with its log once it is stored. */
  async followRun({ run, from }: Params<'followRun'>, { signal, progress }: Caller<RunGrowth>): Promise<null> {
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
  async growing(run: string): Promise<GrowingRun> {
    return await this.#catalog.open(run);
  }

  /** A reader of the run of this name (see `Catalog.find`), with all current events. */
  async reader(run: string): Promise<RunReader> {
    return this.#imports.arriving(run)?.reader ?? (await this.#catalog.open(run)).reader;
  }

  async readRows({ run, from, to }: Params<'readRows'>): Promise<Result<'readRows'>> {
    return (await this.reader(run)).rows(from, Math.min(to, from + pageRows - 1));
  }

  async readPreviews({ run, from, to }: Params<'readPreviews'>): Promise<Result<'readPreviews'>> {
    return (await this.reader(run)).previews(from, Math.min(to, from + pageRows - 1));
  }

  async readEvent({ run, seq }: Params<'readEvent'>): Promise<Result<'readEvent'>> {
    return (await this.reader(run)).detail(seq);
  }

  async readRaw({ run, seq, offset }: Params<'readRaw'>): Promise<Result<'readRaw'>> {
    return (await this.reader(run)).raw(seq, offset);
  }

  async readState({ run, seq }: Params<'readState'>): Promise<Result<'readState'>> {
    return (await this.reader(run)).state(seq);
  }

  async readFacts({ run }: Params<'readFacts'>): Promise<Result<'readFacts'>> {
    return await runFacts(await this.reader(run));
  }

  async readOperation({ run, key }: Params<'readOperation'>): Promise<Result<'readOperation'>> {
    return (await this.reader(run)).operation(key);
  }

  async traceValue(
    { run, of, ...after }: Params<'traceValue'>,
    { signal }: Caller<never>,
  ): Promise<Result<'traceValue'>> {
    return await traceValue(await this.reader(run), of, after, this.#ending(signal));
  }

  async findEvents(
    { run, where, from }: Params<'findEvents'>,
    { signal }: Caller<never>,
  ): Promise<Result<'findEvents'>> {
    return { seqs: await findEvents(await this.reader(run), where, from, this.#ending(signal)) };
  }

  async compareRuns(
    { left, right, ignore }: Params<'compareRuns'>,
    { signal }: Partial<Caller<never>> = {},
  ): Promise<Result<'compareRuns'>> {
    const { compareReaders } = await comparer();
    return await compareReaders(
      await this.reader(left),
      await this.reader(right),
      ignore.map((rule) => parseIgnoreRule(rule)),
      signal,
    );
  }

  async comparePair(
    { left, right, leftKey, rightKey, ignore }: Params<'comparePair'>,
    { signal }: Partial<Caller<never>> = {},
  ): Promise<Result<'comparePair'>> {
    const { comparePair } = await comparer();
    return await comparePair(
      await this.reader(left),
      await this.reader(right),
      leftKey,
      rightKey,
      ignore.map((rule) => parseIgnoreRule(rule)),
      signal,
    );
  }

  async compareMany(
    { run, others }: Params<'compareMany'>,
    { signal }: Partial<Caller<never>> = {},
  ): Promise<Result<'compareMany'>> {
    const { compareWithMany } = await comparer();
    return await compareWithMany(run, others, (name) => this.reader(name), signal);
  }

  async search({ run, ...query }: Params<'search'>, { signal }: Caller<never>): Promise<Result<'search'>> {
    const reader = await this.reader(run);
    return { seqs: await searchRun(reader, query, signal) };
  }

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

  deleteRuns = (params: Params<'deleteRuns'>): Promise<null> => this.#desk.delete(params);
  restoreRuns = (params: Params<'restoreRuns'>): Promise<null> => this.#desk.restore(params);
  renameRun = (params: Params<'renameRun'>): Promise<null> => this.#desk.rename(params);
  writeNote = (params: Params<'writeNote'>): Promise<null> => this.#desk.writeNote(params);

  searchRuns(params: Params<'searchRuns'>, caller: Caller<RunsSearched>): Promise<null> {
    return this.#desk.search(params, caller);
  }

  /** See `ImportDesk.import`. */
  import(sources: () => Promise<readonly Named[]>, options: ImportCaller = {}): Promise<readonly ImportOutcome[]> {
    return this.#imports.import(sources, options);
  }

  async exportRun({ run }: Params<'exportRun'>): Promise<Result<'exportRun'>> {
    return await exportedFile(this.#library, await this.findRun(run));
  }

  /** The history's text in pieces: as imported, if no events were appended since. */
  async *exported(run: RunSummary): ExportedRun['pieces'] {
    yield* (await exportRun(this.#library, run)).pieces;
  }

  /** Whether the run's source has a report. */
  reports(run: RunId): boolean {
    return hasReport(this.#library, run);
  }

  /** See `Source.report`; only if `reports` is true. */
  async report(run: RunId, at: string | undefined): Promise<SourceReport> {
    return await sourceReport(this.#library, await this.findRun(run), at);
  }

  /** The run of this name in the library. */
  async findRun(run: string): Promise<RunSummary> {
    return await this.#catalog.find(run);
  }

  replayRun = this.#ofCode<'replayRun'>((runs, { run, ...asked }, signal) => runs.replay(run, { ...asked, signal }));
  offeredCode = this.#ofCode<'offeredCode'>((runs, { run }) => runs.offer(run, this.#options.samplesFolder));
  findModules = this.#ofCode<'findModules'>(async (runs, { run, code }) => ({
    modules: await runs.modules(run, code),
  }));
  listVersions = this.#ofCode<'listVersions'>((runs, { path }) => runs.versions(path));
  readCode = this.#ofCode<'readCode'>(({ inspected }, asked, signal) => inspected.code(asked, signal));
  readSource = this.#ofCode<'readSource'>(async ({ inspected }, { file, ...asked }) => ({
    text: await inspected.source(asked, file),
  }));
  readMoment = this.#ofCode<'readMoment'>(({ inspected }, { seq, ...asked }, signal) =>
    inspected.moment(asked, seq, signal),
  );
  queryCode = this.#ofCode<'queryCode'>(({ inspected }, { seq, name, args, ...asked }, signal) =>
    inspected.query(asked, { seq, name, args }, signal),
  );
  evaluateCode = this.#ofCode<'evaluateCode'>(({ inspected }, { seq, expression: text, ...asked }, signal) =>
    inspected.value(asked, { seq, text }, signal),
  );
  findStops = this.#ofCode<'findStops'>(async ({ inspected }, { at, ...asked }, signal) => ({
    seqs: await inspected.stops(asked, at, signal),
  }));

  async checkRuns(
    { runs, code, against }: Params<'checkRuns'>,
    { signal, progress }: Caller<CheckProgress>,
  ): Promise<Result<'checkRuns'>> {
    const replayed = await this.#replayedRuns();
    return { done: await replayed.check(runs, { code, against, signal: this.#ending(signal) }, progress) };
  }

  async bisectRun(
    { run, ...asked }: Params<'bisectRun'>,
    { signal, progress: onTold }: Caller<ToldCommit>,
  ): Promise<Result<'bisectRun'>> {
    return await (await this.#replayedRuns()).bisect(run, asked, { signal: this.#ending(signal), onTold });
  }

  /** A call that the replay module answers; cancelled with its caller or the engine. */
  #ofCode<N extends CallName>(
    answer: (runs: ReplayedRuns, params: Params<N>, signal: AbortSignal) => Promise<Result<N>>,
  ): (params: Params<N>, caller?: Partial<Caller<never>>) => Promise<Result<N>> {
    return async (params, { signal } = {}) => answer(await this.#replayedRuns(), params, this.#ending(signal));
  }

  #replayedRuns(): Promise<ReplayedRuns> {
    const { codeFolder, filesByPath } = this.#options;
    if (codeFolder === undefined || !filesByPath)
      throw new RetraceError('not-here', 'Code cannot be named by path here. Use the app, or retrace replay.');
    this.#replayed ??= replayedRuns().then(
      ({ ReplayedRuns }) => new ReplayedRuns(this.log, (run) => this.reader(run), codeFolder),
    );
    return this.#replayed;
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

  listServer(params: Params<'listServer'>, caller: Partial<Caller<never>> = {}): Promise<Result<'listServer'>> {
    return this.#servers.list(params, this.#ending(caller.signal));
  }

  fetchRuns(params: Params<'fetchRuns'>, caller: FetchCaller): Promise<readonly ImportOutcome[]> {
    return this.#servers.fetch(params, { ...caller, signal: this.#ending(caller.signal) });
  }

  async ownDialects(): Promise<Result<'ownDialects'>> {
    return this.#own?.list() ?? { folder: null, dialects: [] };
  }

  async chooseDialects({ folder }: Params<'chooseDialects'>): Promise<Result<'chooseDialects'>> {
    if (this.#own === undefined) throw new RetraceError('not-here', 'Dialects of your own cannot be loaded here.');
    const chosen = this.#own.choose(folder);
    this.#catalog.forgetAll();
    this.#feed.changed(await this.#listed());
    return chosen;
  }

  async chooseFiles({ folder }: Params<'chooseFiles'>): Promise<Result<'chooseFiles'>> {
    const { shell } = this.#options;
    if (shell === undefined) throw new RetraceError('not-here', 'This host has no file dialog of its own.');
    return { paths: await shell.chooseFiles(folder) };
  }
}
