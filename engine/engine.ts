// Answers every call of the contract, for whoever serves a pipe. Holds the log and the runs that are open; decides nothing about the screen.

import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Api, ImportOutcome, Params, PushBody, PushName, Result } from './model/api.ts';
import { RetraceError } from './model/errors.ts';
import { API_VERSION } from './model/pipe.ts';
import type { RunSummary } from './model/run.ts';
import { type Envelope, unwrap } from './formats/envelope.ts';
import { parseIgnoreRule } from './model/compare/ignore-rules.ts';
import { bytesSource, findSources, runImport, type Source } from './import-job.ts';
import { sourceInFile, sourceInLog } from './event-source.ts';
import { outlineOf } from './outline-run.ts';
import { RunReader } from './run-reader.ts';
import { searchRun } from './search-run.ts';
import type { StoredEvent } from './store/log.ts';
import { Library } from './store/library.ts';

/** What a person asks of the desktop; a host without one leaves it out. */
export type Shell = { chooseFiles(folder: boolean): Promise<readonly string[]> };

export type EngineOptions = {
  /** Path of the SQLite file, or `:memory:`. */
  readonly database: string;
  readonly version: string;
  /** The screen may name files of this machine. */
  readonly filesByPath: boolean;
  readonly shell?: Shell;
};

type Listener = <N extends PushName>(name: N, body: PushBody<N>) => void;

const openRuns = 4;
const pageRows = 1000;
const pushEveryMs = 100;
/** A run of that many events is shown before it is stored. */
const soonEvents = 2000;
/** So long storing waits after that, for the screen's first questions to be answered at once. */
const headStartMs = 250;
/** After so many histories what was stored is moved from the write-ahead log into the file. */
const checkpointEvery = 200;
const exportedAtOnce = 64;

/** Only who compares needs it. */
const comparer = () => import('./comparer.ts');

export class Engine implements Api {
  readonly #options: EngineOptions;
  readonly #library: Library;
  readonly #readers = new Map<string, RunReader>();
  /** Runs that can be read, but are not stored yet: at most the one that is being imported. */
  readonly #arriving = new Map<string, RunReader>();
  readonly #listeners = new Set<Listener>();
  readonly #jobs = new Map<string, AbortController>();
  #lastJob: Promise<unknown> = Promise.resolve();
  #search = new AbortController();

  private constructor(options: EngineOptions) {
    this.#options = options;
    // A crash of the machine may take back the last import, whose file is still there; never a part of one.
    this.#library = new Library(options.database, { synchronous: 'NORMAL' });
  }

  /** Throws a RetraceError where the library cannot be opened. */
  static open(options: EngineOptions): Engine {
    return new Engine(options);
  }

  onPush(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  push<N extends PushName>(name: N, body: PushBody<N>): void {
    for (const listener of this.#listeners) listener(name, body);
  }

  /** Ends what is under way; nothing half done stays. */
  async close(): Promise<void> {
    this.#search.abort();
    for (const job of this.#jobs.values()) job.abort();
    await this.#lastJob;
    await this.#library.close();
  }

  async hello({ apiVersion }: Params<'hello'>): Promise<Result<'hello'>> {
    if (apiVersion !== API_VERSION) throw new RetraceError('version-mismatch', `The page speaks version ${apiVersion}, the engine ${API_VERSION}. Reload the page; if that does not help, start Retrace again.`);
    const { version, database, filesByPath } = this.#options;
    return { apiVersion: API_VERSION, version, database, filesByPath };
  }

  async listRuns(): Promise<readonly RunSummary[]> {
    return this.#library.runs();
  }

  async openRun({ run }: Params<'openRun'>): Promise<Result<'openRun'>> {
    const { summary, packed } = await this.reader(run);
    return { summary, outline: packed };
  }

  /** The run of that name (see `Library.findRun`), ready to be asked. */
  async reader(run: string): Promise<RunReader> {
    const open = this.#readers.get(run);
    if (open !== undefined) {
      this.#readers.delete(run);
      this.#readers.set(run, open);
      return open;
    }
    const arriving = this.#arriving.get(run);
    if (arriving !== undefined) return arriving;
    const summary = this.#library.findRun(run);
    return this.#keepReader(run, new RunReader(sourceInLog(this.#library.log, summary.runId), summary, await outlineOf(this.#library, summary)));
  }

  #keepReader(run: string, reader: RunReader): RunReader {
    this.#readers.set(run, reader);
    for (const name of [...this.#readers.keys()].slice(0, -openRuns)) this.#readers.delete(name);
    return reader;
  }

  async readRows({ run, from, to }: Params<'readRows'>): Promise<Result<'readRows'>> {
    return (await this.reader(run)).rows(from, Math.min(to, from + pageRows - 1));
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

  async readOperation({ run, key }: Params<'readOperation'>): Promise<Result<'readOperation'>> {
    return (await this.reader(run)).operation(key);
  }

  async compareRuns({ left, right, ignore }: Params<'compareRuns'>): Promise<Result<'compareRuns'>> {
    const { compareReaders } = await comparer();
    return await compareReaders(await this.reader(left), await this.reader(right), ignore.map((rule) => parseIgnoreRule(rule)));
  }

  async comparePair({ left, right, leftKey, rightKey, ignore }: Params<'comparePair'>): Promise<Result<'comparePair'>> {
    const { comparePair } = await comparer();
    return await comparePair(await this.reader(left), await this.reader(right), leftKey, rightKey, ignore.map((rule) => parseIgnoreRule(rule)));
  }

  async compareMany({ run, others }: Params<'compareMany'>): Promise<Result<'compareMany'>> {
    const { compareWithMany } = await comparer();
    return await compareWithMany(run, others, (name) => this.reader(name));
  }

  async search({ run, ...query }: Params<'search'>): Promise<Result<'search'>> {
    this.#search.abort();
    this.#search = new AbortController();
    const { signal } = this.#search;
    const reader = await this.reader(run);
    return { seqs: await searchRun(reader.outline, () => reader.pages(), query, signal) };
  }

  async importPaths({ paths, partial }: Params<'importPaths'>): Promise<Result<'importPaths'>> {
    if (!this.#options.filesByPath) throw new RetraceError('not-here', 'Files cannot be named by path here. Drop them on the window, or choose them.');
    const { job } = this.startImport(() => findSources(paths), partial);
    return { job };
  }

  async importBytes({ name, bytes, partial }: Params<'importBytes'>): Promise<Result<'importBytes'>> {
    const { job } = this.startImport(async () => [bytesSource(name, bytes)], partial);
    return { job };
  }

  async cancelImport({ job }: Params<'cancelImport'>): Promise<null> {
    this.#jobs.get(job)?.abort();
    return null;
  }

  /** Queues an import: one writes at a time. `done` never rejects for a bad file; those are outcomes. */
  startImport(sources: () => Promise<readonly Source[]>, partial: boolean, onOutcome?: (outcome: ImportOutcome) => void): { job: string; done: Promise<readonly ImportOutcome[]> } {
    const job = randomUUID();
    const controller = new AbortController();
    this.#jobs.set(job, controller);
    const done = this.#lastJob.then(() => this.#import(job, sources, partial, controller.signal, onOutcome));
    this.#lastJob = done.catch(() => undefined);
    return { job, done };
  }

  async #import(job: string, sources: () => Promise<readonly Source[]>, partial: boolean, signal: AbortSignal, onOutcome?: (outcome: ImportOutcome) => void): Promise<readonly ImportOutcome[]> {
    const arrived: RunSummary[] = [];
    const announce = (): void => {
      if (arrived.length > 0) this.push('runsAdded', { runs: arrived.splice(0) });
    };
    let announcedAt = performance.now();
    const now = (): boolean => performance.now() - announcedAt > pushEveryMs;
    let outcomes: readonly ImportOutcome[] = [];
    let reported = 0;
    try {
      outcomes = await runImport(this.#library, await sources(), {
        partial,
        signal,
        onProgress: (progress) => {
          if (!now()) return;
          announcedAt = performance.now();
          this.push('importProgressed', { job, ...progress });
          announce();
        },
        onReadable: async ({ history, summary, outline, packed }) => {
          this.#arriving.set(summary.runId, new RunReader(sourceInFile(history, outline), summary, packed));
          arrived.push(summary);
          if (summary.events < soonEvents || this.#listeners.size === 0) return;
          announce();
          await setTimeout(headStartMs);
        },
        onOutcome: (outcome) => {
          this.#settle(outcome);
          if (++reported % checkpointEvery === 0) this.#library.moveToFile();
          onOutcome?.(outcome);
        },
      });
      return outcomes;
    } finally {
      announce();
      this.#dropArriving();
      this.#jobs.delete(job);
      this.push('importFinished', { job, outcomes, cancelled: signal.aborted });
      this.#library.moveToFile();
    }
  }

  /** What arrived is stored now, or is gone again. */
  #settle(outcome: ImportOutcome): void {
    if ('error' in outcome || outcome.known) {
      this.#dropArriving();
      return;
    }
    const reader = this.#arriving.get(outcome.run.runId);
    if (reader === undefined) return;
    this.#arriving.delete(outcome.run.runId);
    this.#keepReader(outcome.run.runId, new RunReader(sourceInLog(this.#library.log, outcome.run.runId), reader.summary, reader.packed));
  }

  #dropArriving(): void {
    const runs = [...this.#arriving.keys()];
    this.#arriving.clear();
    if (runs.length > 0) this.push('runsDropped', { runs });
  }

  async exportRun({ run }: Params<'exportRun'>): Promise<Result<'exportRun'>> {
    const summary = this.#library.findRun(run);
    return { name: `${fileName(summary)}.${summary.dialect === 'nodelog' ? 'jsonl' : 'json'}`, bytes: Buffer.concat(await collected(this.exported(summary))) };
  }

  /** The text of the history as it was imported, in pieces. */
  async *exported({ runId, events }: RunSummary): AsyncGenerator<Uint8Array> {
    const { log } = this.#library;
    let page: readonly StoredEvent[] = [];
    for (const piece of unwrap(this.#library.envelope(runId) as Envelope, events, (seq) => seq)) {
      if (typeof piece !== 'number') yield piece;
      else {
        const from = piece - ((piece - 1) % exportedAtOnce);
        if (page[0]?.seq !== from) page = await log.read(runId, from, from + exportedAtOnce - 1);
        yield page[piece - from]?.payload ?? new Uint8Array(0);
      }
    }
  }

  /** The run of that name, in the library. */
  findRun(run: string): RunSummary {
    return this.#library.findRun(run);
  }

  async chooseFiles({ folder }: Params<'chooseFiles'>): Promise<Result<'chooseFiles'>> {
    const { shell } = this.#options;
    if (shell === undefined) throw new RetraceError('not-here', 'This host has no file dialog of its own.');
    return { paths: await shell.chooseFiles(folder) };
  }
}

async function collected(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

function fileName({ workflowId, runId }: RunSummary): string {
  return `${workflowId ?? 'run'}__${runId.slice(-8)}`.replaceAll(/[^\w.-]+/g, '_').slice(0, 120);
}
