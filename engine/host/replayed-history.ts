// Histories for replay: from a file, every file in a folder, or a library. A history that cannot be replayed gives the
// reason.

import { closeSync, readSync } from 'node:fs';
import { findSources } from '../import/import-job.ts';
import { must } from '../model/assert.ts';
import { RetraceError } from '../model/errors.ts';
import { type FoundHistory, replayable } from '../replay/replayable.ts';
import { sourceIn } from '../sources/containers.ts';
import { entryAt } from '../sources/entry.ts';
import { eventText } from '../sources/json/history-file.ts';
import { identify } from '../sources/json/identify.ts';
import type { FoundRun } from '../sources/source.ts';
import { type CommandOptions, oneWord } from './command.ts';
import { NamedRuns } from './named-runs.ts';
import { openToRead } from '../store/open-to-read.ts';

/**
 * Options about a history: the workflow to run instead of the named type, and the workflow id for a history without
 * one.
 */
export type SaidOfHistory = CommandOptions<'workflow' | 'workflowId' | 'partial' | 'db'>;

/**
 * RUN or FILE. Throws as `NamedRuns.find`, `code-not-supported`, and `bad-usage` if the history has a different
 * workflow id.
 */
export async function historyNamed(said: SaidOfHistory): Promise<FoundHistory> {
  const { workflow, workflowId, partial, db } = said;
  const history = await foundHistory(oneWord(said, 'run or file'), db, partial);
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

async function foundHistory(word: string, db: string | undefined, partial: boolean): Promise<FoundHistory> {
  const runs = new NamedRuns(db);
  try {
    const named = await runs.find(word);
    const found = 'file' in named ? await onlyOne(named.file, partial) : await storedRun(runs, named.run.runId);
    if (found.refused !== undefined) throw found.refused;
    return found;
  } finally {
    await runs.close();
  }
}

async function onlyOne(file: string, partial: boolean): Promise<FoundHistory> {
  const found: FoundHistory[] = [];
  for await (const run of must(await sourceIn(await entryAt(file))).runs(partial))
    found.push(await historyOf(run, file));
  const [history, ...more] = found;
  if (history !== undefined && more.length === 0) return history;
  throw new RetraceError(
    'bad-usage',
    `${file} holds ${found.length} histories. Import it and name one of its runs, or retrace check all of them.`,
  );
}

async function storedRun(runs: NamedRuns, run: string): Promise<FoundHistory> {
  const reader = await (await runs.library()).reader(run);
  const payloads: Uint8Array[] = [];
  for await (const page of reader.pages()) for (const { payload } of page) payloads.push(payload);
  const { runId, workflowId, workflowType } = reader.summary;
  return replayable(reader.dialect, payloads, runId, {
    runId,
    ...(workflowId !== null && { workflowId }),
    ...(workflowType !== null && { workflowType }),
  });
}

export type UnreadHistory = { readonly name: string; readonly error: unknown };

/** Histories of a library's file, or of a folder or file of histories; an unreadable history is returned as such. */
export async function* historiesIn(place: string): AsyncGenerator<FoundHistory | UnreadHistory> {
  if (isLibrary(place)) yield* storedRuns(place);
  else
    for (const { file, open } of await findSources([place])) {
      try {
        for await (const run of (await open()).runs(false)) yield await historyOf(run, file);
      } catch (error) {
        yield { name: file, error };
      }
    }
}

async function* storedRuns(database: string): AsyncGenerator<FoundHistory> {
  const runs = new NamedRuns(database);
  try {
    for (const { runId } of await (await runs.library()).listRuns()) yield await storedRun(runs, runId);
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

async function historyOf(run: FoundRun, file: string): Promise<FoundHistory> {
  if (run.type === 'held') {
    const { dialect, bytes, events } = run.history;
    return replayable(
      dialect,
      events.map((event) => eventText(bytes, event)),
      file,
      identify(run.history),
    );
  }
  const payloads: Uint8Array[] = [];
  for await (const batch of run.batches()) for (const { payload } of batch) payloads.push(Buffer.from(payload));
  return replayable(run.dialect, payloads, file, run.identity);
}
