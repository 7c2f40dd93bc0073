// RUN or FILE, as a command names it: a history read from a file without touching the library, or a run of the library.

import type { Dialect } from '../formats/dialect.ts';
import { type FoldedPages, outlineOfPages, pagesOfFile, pagesOfLog } from '../runs/fold-run.ts';
import { RetraceError } from '../model/errors.ts';
import type { RunId } from '../model/event.ts';
import type { Outline } from '../model/outline.ts';
import type { CommandOptions } from './command.ts';
import { oneWord, runFields } from './command.ts';
import { NamedRuns } from './named-runs.ts';

export type RunSource = {
  readonly run: Record<string, unknown>;
  readonly count: number;
  readonly dialect: Dialect;
  readonly pages: FoldedPages;
  outline(): Promise<Outline>;
  close(): Promise<void>;
};

export async function openSource(options: CommandOptions<'db' | 'partial'>): Promise<RunSource> {
  const runs = new NamedRuns(options.db);
  try {
    const found = await runs.find(oneWord(options, 'run or file'));
    return 'file' in found ? await openFile(found.file, options.partial) : await openRun(runs, found.run.runId);
  } catch (error) {
    await runs.close();
    throw error;
  }
}

async function openFile(path: string, partial: boolean): Promise<RunSource> {
  const { readHistories } = await import('../sources/json/history-file.ts');
  const { unpacked } = await import('../sources/unpack.ts');
  const { readFile } = await import('../sources/read-file.ts');
  const { identify } = await import('../sources/json/identify.ts');
  const [history, ...more] = readHistories(await unpacked(await readFile(path)), partial);
  if (history === undefined || more.length > 0) throw new RetraceError('bad-usage', `${path} holds ${more.length + 1} histories. Import it, then name one of its runs.`);
  const { runId, workflowId, workflowType } = identify(history);
  return {
    run: { runId: runId ?? null, dialect: history.dialect.id, workflowId: workflowId ?? null, workflowType: workflowType ?? null, events: history.events.length, form: history.form, file: path },
    count: history.events.length,
    dialect: history.dialect,
    pages: pagesOfFile(history),
    outline: () => outlineOfPages(history.dialect, pagesOfFile(history)),
    close: async () => {},
  };
}

async function openRun(runs: NamedRuns, run: RunId): Promise<RunSource> {
  const reader = await (await runs.library()).reader(run);
  return {
    run: runFields(reader.summary),
    count: reader.summary.events,
    dialect: reader.dialect,
    pages: pagesOfLog(reader.dialect, reader.pages()),
    outline: async () => reader.outline,
    close: () => runs.close(),
  };
}
