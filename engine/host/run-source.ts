// RUN or FILE, as a command names it: a history read from a file without touching the library, or a run of the library.

import { existsSync } from 'node:fs';
import type { Dialect } from '../formats/dialect.ts';
import { type FoldedPages, outlineOfPages, pagesOfFile, pagesOfLog } from '../fold-run.ts';
import { RetraceError } from '../model/errors.ts';
import type { Outline } from '../model/outline.ts';
import type { CommandOptions } from './command.ts';
import { oneWord, runFields } from './command.ts';

export type RunSource = {
  readonly run: Record<string, unknown>;
  readonly count: number;
  readonly dialect: Dialect;
  readonly pages: FoldedPages;
  outline(): Promise<Outline>;
  close(): Promise<void>;
};

export async function openSource(options: CommandOptions): Promise<RunSource> {
  const name = oneWord(options, 'run or file');
  return existsSync(name) || name.includes('/') ? openFile(name, options.partial) : openRun(name, options.db);
}

async function openFile(path: string, partial: boolean): Promise<RunSource> {
  const { readHistories } = await import('../formats/history-file.ts');
  const { unpacked } = await import('../formats/unpack.ts');
  const { readFile } = await import('../formats/read-file.ts');
  const { identify } = await import('../formats/identify.ts');
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

async function openRun(name: string, database: string | undefined): Promise<RunSource> {
  const { openLibrary } = await import('./library.ts');
  const library = openLibrary(database);
  try {
    const reader = await library.reader(name);
    return {
      run: runFields(reader.summary),
      count: reader.summary.events,
      dialect: reader.dialect,
      pages: pagesOfLog(reader.dialect, reader.pages()),
      outline: async () => reader.outline,
      close: () => library.close(),
    };
  } catch (error) {
    await library.close();
    throw error;
  }
}
