// Histories for replay: from a file, every file in a folder, or a library. A history that cannot be replayed gives the
// reason.

import { closeSync, readSync } from 'node:fs';
import type { Dialect, Identity } from '../formats/dialect.ts';
import { findSources } from '../import/import-job.ts';
import { must } from '../model/assert.ts';
import { RetraceError } from '../model/errors.ts';
import { type FoundHistory, replayable } from '../replay/replayable.ts';
import { sourceIn } from '../sources/containers.ts';
import { entryAt } from '../sources/entry.ts';
import { eventText } from '../sources/json/history-file.ts';
import { identify } from '../sources/json/identify.ts';
import type { FoundRun } from '../sources/source.ts';
import { type CodecOptions, decodePayloads } from './codec-option.ts';
import { type CommandOptions, oneWord } from './command.ts';
import { NamedRuns } from './named-runs.ts';
import { openToRead } from '../store/open-to-read.ts';

/**
 * Options about a history: the workflow to run instead of the named type, and the workflow id for a history without
 * one.
 */
export type SaidOfHistory = CodecOptions & CommandOptions<'workflow' | 'workflowId' | 'partial' | 'db'>;

/**
 * RUN or FILE. Throws as `NamedRuns.find`, `code-not-supported`, and `bad-usage` if the history has a different
 * workflow id.
 */
export async function historyNamed(said: SaidOfHistory): Promise<FoundHistory> {
  const { workflow, workflowId } = said;
  const history = await foundHistory(said);
  const own = history.named.workflowId;
  if (workflowId !== undefined && own !== null && own !== workflowId)
    throw new RetraceError(
      'bad-usage',
      `${history.name} says that its workflow id is ${own}. Leave out --workflow-id.`,
    );
  return {
    ...history,
    ...(workflow !== undefined && { workflowType: workflow }),
    ...(workflowId !== undefined && { workflowId, named: { ...history.named, workflowId } }),
  };
}

async function foundHistory(said: SaidOfHistory): Promise<FoundHistory> {
  const runs = new NamedRuns(said.db);
  try {
    const named = await runs.find(oneWord(said, 'run or file'));
    const found = 'file' in named ? await onlyOne(named.file, said) : await storedRun(runs, named.run.runId, said);
    if (found.refused !== undefined) throw found.refused;
    return found;
  } finally {
    await runs.close();
  }
}

async function onlyOne(file: string, said: SaidOfHistory): Promise<FoundHistory> {
  const found: FoundHistory[] = [];
  for await (const run of must(await sourceIn(await entryAt(file))).runs(said.partial))
    found.push(await historyOf(run, file, said));
  const [history, ...more] = found;
  if (history !== undefined && more.length === 0) return history;
  throw new RetraceError(
    'bad-usage',
    `${file} holds ${found.length} histories. Import it and name one of its runs, or retrace check all of them.`,
  );
}

async function storedRun(runs: NamedRuns, run: string, codec: CodecOptions): Promise<FoundHistory> {
  const reader = await (await runs.library()).reader(run);
  const payloads: Uint8Array[] = [];
  for await (const page of reader.pages()) for (const { payload } of page) payloads.push(payload);
  await decodePayloads(codec, reader.dialect, payloads);
  const { runId, workflowId, workflowType } = reader.summary;
  return replayable(reader.dialect, payloads, runId, {
    runId,
    ...(workflowId !== null && { workflowId }),
    ...(workflowType !== null && { workflowType }),
  });
}

export type UnreadHistory = { readonly name: string; readonly error: unknown };

/** Histories of a library's file, or of a folder or file of histories; an unreadable history is returned as such. */
export async function* historiesIn(place: string, codec: CodecOptions): AsyncGenerator<FoundHistory | UnreadHistory> {
  if (isLibrary(place)) yield* storedRuns(place, codec);
  else
    for (const { file, open } of await findSources([place])) {
      try {
        for await (const run of (await open()).runs(false)) yield await historyOf(run, file, codec);
      } catch (error) {
        yield { name: file, error };
      }
    }
}

async function* storedRuns(database: string, codec: CodecOptions): AsyncGenerator<FoundHistory> {
  const runs = new NamedRuns(database);
  try {
    for (const { runId } of await (await runs.library()).listRuns()) yield await storedRun(runs, runId, codec);
  } finally {
    await runs.close();
  }
}

function isLibrary(path: string): boolean {
  const head = Buffer.alloc(16);
  try {
    const file = openToRead(path);
    readSync(file, head, 0, 16, 0);
    closeSync(file);
  } catch {
    // A folder or a missing path: listing it reports the error.
    return false;
  }
  return head.toString('latin1').startsWith('SQLite format 3');
}

async function historyOf(run: FoundRun, file: string, codec: CodecOptions): Promise<FoundHistory> {
  const [{ dialect }, payloads, identity] = await partsOf(run);
  await decodePayloads(codec, dialect, payloads);
  return replayable(dialect, payloads, file, identity);
}

async function partsOf(run: FoundRun): Promise<readonly [{ dialect: Dialect }, readonly Uint8Array[], Identity]> {
  if (run.type === 'held') {
    const { bytes, events } = run.history;
    return [run.history, events.map((event) => eventText(bytes, event)), identify(run.history)];
  }
  const payloads: Uint8Array[] = [];
  for await (const batch of run.batches()) for (const { payload } of batch) payloads.push(Buffer.from(payload));
  return [run, payloads, run.identity];
}
