// Imports files and folders, one after the other, each by itself: a bad one is reported and spoils no other.

import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ImportOutcome } from './model/api.ts';
import { errorInfo } from './model/errors.ts';
import type { RunSummary } from './model/run.ts';
import { CutOffError, type History, readHistories, readHistoryFile } from './formats/history-file.ts';
import { identify } from './formats/identify.ts';
import { type ExplainedHistory, explainHistory, freeRunId, type ImportOptions, storeHistory } from './import-history.ts';
import type { EventLog } from './store/event-log.ts';

export type Source = { readonly file: string; readonly read: (partial: boolean) => Promise<readonly History[]> };
export type JobProgress = { readonly file: string; readonly filesDone: number; readonly filesTotal: number; readonly events: number };

export type JobOptions = {
  readonly partial: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: JobProgress) => void;
  readonly onOutcome?: (outcome: ImportOutcome) => void;
  /** A history can be looked at from here on; whether it stays, its outcome says. */
  readonly onReadable?: (explained: ExplainedHistory) => Promise<void>;
};

/** One outcome per history found and one per file that could not be read. Stops early, without an outcome for the rest, when aborted. */
export async function runImport(log: EventLog, sources: readonly Source[], options: JobOptions): Promise<readonly ImportOutcome[]> {
  const outcomes: ImportOutcome[] = [];
  const report = (outcome: ImportOutcome): void => {
    outcomes.push(outcome);
    options.onOutcome?.(outcome);
  };
  for (const [filesDone, source] of sources.entries()) {
    if (options.signal?.aborted) break;
    const progress = (events: number): void => options.onProgress?.({ file: source.file, filesDone, filesTotal: sources.length, events });
    progress(0);
    try {
      await importSource(log, source, options, progress, report);
    } catch (error) {
      if (options.signal?.aborted) break;
      report(failed(source.file, error));
    }
  }
  return outcomes;
}

async function importSource(log: EventLog, { file, read }: Source, options: JobOptions, onProgress: (events: number) => void, report: (outcome: ImportOutcome) => void): Promise<void> {
  const { partial, signal, onReadable } = options;
  for (const history of await read(partial)) {
    const there = log.runWithDigest(history.digest);
    if (there !== undefined) {
      report({ file, run: there, known: true });
      continue;
    }
    const identity = identify(history);
    const about = { source: basename(file), nowMs: Date.now(), onProgress, ...(signal && { signal }) };
    const explained = await explainHistory(history, freeRunId(log, identity.runId ?? `run-${history.digest.slice(0, 16)}`), identity, about);
    await onReadable?.(explained);
    const others = await storeUnlessThere(log, explained, about);
    report({ file, run: others ?? explained.summary, known: others !== undefined });
  }
}

/** The run that another program made of the same history meanwhile, if one did. */
async function storeUnlessThere(log: EventLog, explained: ExplainedHistory, about: ImportOptions): Promise<RunSummary | undefined> {
  try {
    await storeHistory(log, explained, about);
    return undefined;
  } catch (error) {
    const there = about.signal?.aborted ? undefined : log.runWithDigest(explained.history.digest);
    if (there === undefined) throw error;
    return there;
  }
}

function failed(file: string, error: unknown): ImportOutcome {
  const info = { file, error: errorInfo(error) };
  if (info.error.code === 'internal') console.error(error);
  return error instanceof CutOffError ? { ...info, wholeEvents: error.wholeEvents } : info;
}

/** The files under the given files and folders, in the order of their names; hidden ones are left out. Missing ones stay, to be reported. */
export async function findSources(paths: readonly string[]): Promise<readonly Source[]> {
  const files: string[] = [];
  for (const path of paths) await collect(path, files);
  return files.map((file) => ({ file, read: (partial) => readHistoryFile(file, partial) }));
}

/** A file that came as its bytes; they are overwritten. */
export function bytesSource(file: string, bytes: Uint8Array): Source {
  return { file, read: async (partial) => readHistories(bytes, partial) };
}

async function collect(path: string, files: string[]): Promise<void> {
  const kind = await stat(path).catch(() => undefined);
  if (!kind?.isDirectory()) {
    files.push(path);
    return;
  }
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
  // Named as a file, so that reading it says what is wrong.
  if (entries === undefined) files.push(path);
  for (const entry of (entries ?? []).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue;
    // A link to a folder is not followed: it may lead back here.
    if (entry.isDirectory()) await collect(join(path, entry.name), files);
    else if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(join(path, entry.name))))) files.push(join(path, entry.name));
  }
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}
