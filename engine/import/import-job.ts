// Imports files and folders one after the other, each independently: a bad file is reported and affects no other.

import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { ImportOutcome } from '../model/api.ts';
import { must } from '../model/assert.ts';
import { errorInfo, RetraceError } from '../model/errors.ts';
import type { RunSummary } from '../model/run.ts';
import { NotAlikeError } from '../sources/json/alike-events.ts';
import { CutOffError, type History } from '../sources/json/history-file.ts';
import { identityOfFirst } from '../sources/json/identify.ts';
import { digestOf } from '../sources/json/text-digest.ts';
import { sourceIn } from '../sources/containers.ts';
import { bytesEntry, entryAt, fileEntry, isFolder } from '../sources/entry.ts';
import type { FoundRun, Source, StreamedLines, StreamedRun } from '../sources/source.ts';
import {
  type ExplainedHistory,
  explainHistory,
  freeRunId,
  type ImportOptions,
  type Naming,
  sliceMs,
  storeHistory,
} from './import-history.ts';
import { type KnownRun, knownWithDigest, withNotes } from './known-run.ts';
import { importLines } from './import-lines.ts';
import { importStream } from './import-stream.ts';
import type { Underway } from '../runs/arriving-run.ts';
import type { Library } from '../store/library.ts';

/** A given file or folder, or a file found in a folder. `open` throws if it cannot be read. */
export type Named = { readonly file: string; readonly open: () => Promise<Source> };
export type JobProgress = {
  readonly file: string;
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly events: number;
};

export type JobOptions = {
  readonly partial: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: JobProgress) => void;
  readonly onOutcome?: (outcome: ImportOutcome) => void;
  /** See `ImportOptions.onUnderway`. */
  readonly onUnderway?: (underway: Underway) => () => void;
  /** Called when the whole history can be viewed; the outcome tells whether the history was stored. */
  readonly onReadable?: (explained: ExplainedHistory) => Promise<void>;
};

/** Returns one outcome per history and one per unreadable file. When aborted, stops without outcomes for the rest. */
export async function runImport(
  library: Library,
  sources: readonly Named[],
  options: JobOptions,
): Promise<readonly ImportOutcome[]> {
  const outcomes: ImportOutcome[] = [];
  const report = (outcome: ImportOutcome): void => {
    outcomes.push(outcome);
    options.onOutcome?.(outcome);
  };
  for (const [filesDone, source] of sources.entries()) {
    if (options.signal?.aborted) break;
    const progress = (events: number): void =>
      options.onProgress?.({ file: source.file, filesDone, filesTotal: sources.length, events });
    progress(0);
    try {
      await importSource(library, source, {
        file: source.file,
        renamed: new Map(),
        options,
        onProgress: progress,
        report,
      });
    } catch (error) {
      if (options.signal?.aborted) break;
      report(failed(source.file, error));
    }
  }
  return outcomes;
}

/** Shared by the histories of one file. `renamed`: for a bundle, the new run ids of its runs. */
type FileJob = {
  readonly file: string;
  readonly renamed: Map<string, string>;
  readonly options: JobOptions;
  readonly onProgress: (events: number) => void;
  readonly report: (outcome: ImportOutcome) => void;
};

async function importSource(library: Library, { file, open }: Named, job: FileJob): Promise<void> {
  if (library.isAt(file))
    throw new RetraceError('bad-usage', 'It is this library itself: its runs are here already. See retrace list.');
  const source = await open();
  const lines = await source.lines?.(job.options.partial);
  const notLines = lines && (await importInLines(library, lines, job));
  if (lines !== undefined && notLines === undefined) return;
  const quick = await quickIn(source, notLines, job.options.partial);
  if (quick !== undefined && (await importQuick(library, quick, job))) return;
  let resumedAt = performance.now();
  for await (const found of source.runs(job.options.partial)) {
    await importFound(library, found, job);
    if (performance.now() - resumedAt < sliceMs) continue;
    // There may be many histories, each too short to yield to other work itself.
    await setImmediate();
    job.options.signal?.throwIfAborted();
    resumedAt = performance.now();
  }
}

/** Returns why the lines are not the expected events, if so; then no run of the file was stored. */
async function importInLines(library: Library, lines: StreamedLines, job: FileJob): Promise<NotAlikeError | undefined> {
  const { file, report } = job;
  try {
    for (const imported of await importLines(library, lines, aboutLooked(job))) report({ file, ...imported });
    return undefined;
  } catch (error) {
    if (error instanceof NotAlikeError) return error;
    throw error;
  }
}

/** What is too large to be read as a whole says why it is not read in pieces. */
async function quickIn(
  source: Source,
  notLines: NotAlikeError | undefined,
  partial: boolean,
): Promise<History | undefined> {
  try {
    return await source.quick?.(partial);
  } catch (error) {
    if (notLines === undefined || !(error instanceof RetraceError) || error.code !== 'file-too-large') throw error;
    throw new RetraceError(error.code, `${error.message} It cannot be read line by line: ${notLines.message}.`, {
      cause: error,
    });
  }
}

/**
 * Returns false if the events are not as expected and no caller has been told of the run, or if the run is probably
 * already in the library.
 */
async function importQuick(library: Library, history: History, job: FileJob): Promise<boolean> {
  try {
    const { runId } = identityOfFirst(history);
    if (runId !== undefined && library.hasRun(runId)) return false;
    await importHistory(library, history, job);
    return true;
  } catch (error) {
    if (error instanceof NotAlikeError) return false;
    throw error;
  }
}

async function importFound(library: Library, found: FoundRun, job: FileJob): Promise<void> {
  await (found.type === 'held' ? importHistory(library, found.history, job) : importStreamed(library, found, job));
}

/** A bad history does not affect the others in its source. */
async function importStreamed(library: Library, found: StreamedRun, job: FileJob): Promise<void> {
  const { file, options, onProgress, report } = job;
  const there = await knownWithDigest(library, found.digest);
  if (there !== undefined) return report({ file, ...there, known: true });
  try {
    const run = await importStream(library, found, { ...aboutOf(job), onProgress });
    report({ file, run, known: false });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    report(failed(file, error));
  }
}

async function importHistory(library: Library, history: History, job: FileJob): Promise<void> {
  const { file, options } = job;
  const report = ({ run, ...more }: KnownRun, known: boolean): void =>
    job.report({ file, run: placed(run, history), known, ...more, ...comparisonIn(history, run, job) });
  const there = history.digest === null ? undefined : await knownWithDigest(library, history.digest);
  const noted = (known: KnownRun): KnownRun => withNotes(library, known, history.bundled?.notes ?? []);
  if (there !== undefined) return report(noted(there), true);
  const about = aboutLooked(job);
  const name: Naming = ({ runId }) =>
    freeRunId(library, history.bundled?.run ?? runId ?? `run-${digestOf(history).slice(0, 16)}`);
  const explained = await explainHistory(history, name, about);
  await options.onReadable?.(explained);
  const before = await storeHistory(library, explained, about);
  if (before === undefined) report({ run: explained.summary }, false);
  else report(noted(before), true);
}

function aboutOf({ file, options }: FileJob): ImportOptions {
  return { source: basename(file), nowMs: Date.now(), ...(options.signal && { signal: options.signal }) };
}

/** Options for a run that can be viewed during its import. */
function aboutLooked(job: FileJob): ImportOptions {
  const { onUnderway } = job.options;
  return { ...aboutOf(job), onProgress: job.onProgress, ...(onUnderway && { onUnderway }) };
}

/** A run that is already in the library is also shown at the bundle's place. */
function placed(run: RunSummary, { bundled }: History): RunSummary {
  return bundled?.place === undefined ? run : { ...run, place: bundled.place };
}

/** The bundle's comparison, once all its runs are imported; uses their run ids in this library. */
function comparisonIn(
  { bundled }: History,
  { runId }: RunSummary,
  { renamed }: FileJob,
): Pick<Extract<ImportOutcome, { run: RunSummary }>, 'comparison'> {
  if (bundled === undefined) return {};
  renamed.set(bundled.run, runId);
  const { left = '', right = '', ignore = [] } = bundled.comparison ?? {};
  const [ours, theirs] = [renamed.get(left), renamed.get(right)];
  return ours === undefined || theirs === undefined ? {} : { comparison: { left: ours, right: theirs, ignore } };
}

function failed(file: string, error: unknown): ImportOutcome {
  const info = { file, error: errorInfo(error) };
  if (info.error.code === 'internal') console.error(error);
  return error instanceof CutOffError ? { ...info, wholeEvents: error.wholeEvents } : info;
}

/**
 * Finds the files and folders with runs at the given paths, in order of names; hidden ones are left out. A folder that
 * is itself a source counts as one. Missing paths stay in the list, to be reported.
 */
export async function findSources(paths: readonly string[]): Promise<readonly Named[]> {
  const found: Named[] = [];
  for (const path of paths) await collect(path, found);
  return found;
}

/** A file given as bytes; the import overwrites the bytes. */
export function bytesSource(file: string, bytes: Uint8Array): Named {
  return { file, open: async () => must(await sourceIn(bytesEntry(file, bytes))) };
}

async function collect(path: string, found: Named[]): Promise<void> {
  if (!(await isFolder(path))) {
    found.push(fileAt(path));
    return;
  }
  const source = await sourceIn(await entryAt(path));
  if (source !== undefined) {
    found.push({ file: path, open: async () => source });
    return;
  }
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
  // Listed as a file, so that reading it reports the error.
  if (entries === undefined) found.push(fileAt(path));
  for (const entry of (entries ?? []).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    const below = join(path, entry.name);
    if (entry.isDirectory()) await collect(below, found);
    // Links to folders are not followed: they may form a cycle. Other entries stay in the list, so that reading them
    // reports the error.
    else if (!entry.isSymbolicLink() || !(await isFolder(below))) found.push(fileAt(below));
  }
}

function fileAt(file: string): Named {
  return { file, open: async () => must(await sourceIn(await fileEntry(file))) };
}
