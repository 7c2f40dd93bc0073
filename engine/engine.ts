// Implements every call of the contract, for the server of a pipe. Holds the log and the open runs; decides nothing
// about the screen.

import { setTimeout } from 'node:timers/promises';
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
import { parseIgnoreRule } from './model/compare/ignore-rules.ts';
import { bytesSource, findSources, type Named, runImport } from './import/import-job.ts';
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
import { ArrivingRun } from './runs/arriving-run.ts';
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

export type ImportCaller = Partial<Caller<ImportProgress>> & {
  readonly partial?: boolean;
  readonly onOutcome?: (outcome: ImportOutcome) => void;
};

const pageRows = 1000;
/** Time in ms between two progress reports. */
const reportEveryMs = 100;
/** A run with at least this many events is shown before it is stored, unless it is already shown. */
const soonEvents = 2000;
/** Delay in ms before such a run is stored, so that the screen's first requests are answered at once. */
const headStartMs = 250;
/** After this many histories, pages are moved from the write-ahead log into the file. */
const checkpointEvery = 200;

/** Loaded only for comparing. */
const comparer = () => import('./compare/comparer.ts');
/** Loaded only for replaying. */
const replayedRuns = () => import('./replay/replayed-runs.ts');

/** A call that needs nothing of its caller. */
type Answer<N extends CallName> = (params: Params<N>, caller?: Partial<Caller<Progress<N>>>) => Promise<Result<N>>;

export class Engine implements Api {
  readonly #options: EngineOptions;
  readonly #library: Library;
  readonly #catalog: Catalog;
  /** Runs that can be read but are not stored yet: at most the run being imported. */
  readonly #arriving = new Map<string, ArrivingRun>();
  readonly #feed: LibraryFeed;
  readonly #desk: LibraryDesk;
  readonly #live: LiveDesk;
  readonly #servers: ServerDesk;
  readonly #own: OwnDialectFolder;
  readonly #closing = new AbortController();
  #lastImport: Promise<unknown> = Promise.resolve();
  #replayed: Promise<ReplayedRuns> | undefined;

  private constructor(options: EngineOptions) {
    this.#options = options;
    // A crash of the machine may lose the last import, whose file still exists, but never leaves a part of an import.
    this.#library = new Library(options.database, { synchronous: 'NORMAL' });
    this.#catalog = new Catalog(this.#library);
    // Rows that cannot be swept now stay hidden.
    this.#library.sweep().catch(() => undefined);
    this.#feed = new LibraryFeed({ runs: () => this.#listed(), version: () => this.#version() });
    this.#desk = new LibraryDesk(this.#library, this.#catalog, this.#feed);
    this.#own = new OwnDialectFolder(options.filesByPath ? options.codeFolder : undefined, () => this.#explainAnew());
    this.#live = new LiveDesk(options, this.#feed, () => this.#library.version());
    this.#servers = new ServerDesk(this.#library, this.#catalog, this.#feed, {
      isHere: options.filesByPath,
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
    await this.#lastImport;
    this.#feed.close();
    await this.#replayed?.then(({ inspected }) => inspected.close()).catch(() => undefined);
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
    const arriving = [...this.#arriving.values()]
      .map(({ summary }) => summary)
      .filter(({ runId }) => stored.every((run) => run.runId !== runId));
    return [...arriving, ...stored];
  }

  /** Changes whenever any program writes to the library, and when more of a run is read. */
  #version(): string {
    const read = [...this.#arriving.values()].map(({ events }) => events);
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
    const { summary, packed } = this.#arriving.get(run) ?? (await this.reader(run));
    return { summary, outline: packed };
  }

  /** Follows a run that is being imported until it is complete, and continues with its log once it is stored. */
  async followRun({ run, from }: Params<'followRun'>, { signal, progress }: Caller<RunGrowth>): Promise<null> {
    const caller = { progress, signal: AbortSignal.any([signal, this.#closing.signal]) };
    let known = from;
    let warnings: number | undefined;
    for (let arriving = this.#arriving.get(run); arriving !== undefined; arriving = this.#arriving.get(run)) {
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
    return this.#arriving.get(run)?.reader ?? (await this.#catalog.open(run)).reader;
  }

  readRows: Answer<'readRows'> = async ({ run, from, to }) =>
    (await this.reader(run)).rows(from, Math.min(to, from + pageRows - 1));

  readPreviews: Answer<'readPreviews'> = async ({ run, from, to }) =>
    (await this.reader(run)).previews(from, Math.min(to, from + pageRows - 1));

  readEvent: Answer<'readEvent'> = async ({ run, seq }) => (await this.reader(run)).detail(seq);

  readRaw: Answer<'readRaw'> = async ({ run, seq, offset }) => (await this.reader(run)).raw(seq, offset);

  readState: Answer<'readState'> = async ({ run, seq }) => (await this.reader(run)).state(seq);

  readFacts: Answer<'readFacts'> = async ({ run }) => await runFacts(await this.reader(run));

  readOperation: Answer<'readOperation'> = async ({ run, key }) => (await this.reader(run)).operation(key);

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

  searchRuns: Api['searchRuns'] = (params, caller) => this.#desk.search(params, caller);

  /**
   * Imports run one after the other. Never rejects for a bad file or an abort: the outcomes list the files that were
   * done.
   */
  import(sources: () => Promise<readonly Named[]>, options: ImportCaller = {}): Promise<readonly ImportOutcome[]> {
    const done = this.#lastImport.then(() => this.#import(sources, options));
    this.#lastImport = done.catch(() => undefined);
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
    const ending = AbortSignal.any([this.#closing.signal, ...(signal === undefined ? [] : [signal])]);
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

  async exportRun({ run }: Params<'exportRun'>): Promise<Result<'exportRun'>> {
    return await exportedFile(this.#library, await this.findRun(run));
  }

  /** The history's text in pieces: as imported, if no events were appended since. */
  async *exported(run: RunSummary): ExportedRun['pieces'] {
    yield* (await exportRun(this.#library, run)).pieces;
  }

  /** Whether the run's source has a report. */
  reports = (run: RunId): boolean => hasReport(this.#library, run);
  /** See `Source.report`; only if `reports` is true. */
  report = async (run: RunId, at: string | undefined): Promise<SourceReport> =>
    await sourceReport(this.#library, await this.findRun(run), at);

  /** The run of this name in the library. */
  findRun = (run: string): Promise<RunSummary> => this.#catalog.find(run);

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

  listServer: Answer<'listServer'> = (params, caller) => this.#servers.list(params, caller?.signal);
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
