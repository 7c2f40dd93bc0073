// RUN or FILE of a command as a source: a history read from a file without touching the library, or a run of the
// library.

import type { Dialect, Identity } from '../formats/dialect.ts';
import { type FoldedPages, outlineOfPages, pagesOfFile, pagesOfLog, pagesOfSource } from '../runs/fold-run.ts';
import type { History } from '../sources/json/history-file.ts';
import type { FoundRun, Source, SourceReport, StreamedRun, StreamEnd } from '../sources/source.ts';
import { isCutOff } from '../model/headline.ts';
import { must } from '../model/assert.ts';
import { RetraceError } from '../model/errors.ts';
import type { RunId } from '../model/event.ts';
import type { Outline } from '../model/outline.ts';
import type { CommandOptions } from './command.ts';
import { oneWord, runFields } from './command.ts';
import { NamedRuns } from './named-runs.ts';
import { complain } from './terminal.ts';

export type RunSource = {
  readonly run: Record<string, unknown>;
  readonly count: number;
  readonly dialect: Dialect;
  /** Every event, from the first on. */
  pages(): FoldedPages;
  outline(): Promise<Outline>;
  /** Whether the file says that more events follow. */
  readonly goesOn: boolean;
  /** Only for a source with a report; see `Source.report`. */
  report?(at: string | undefined): Promise<SourceReport>;
  close(): Promise<void>;
};

export async function openSource(options: CommandOptions<'db' | 'partial'>): Promise<RunSource> {
  const runs = new NamedRuns(options.db);
  try {
    const found = await runs.find(oneWord(options, 'run or file'));
    return 'file' in found ? await openFile(found.file, options.partial) : await sourceOfRun(runs, found.run.runId);
  } catch (error) {
    await runs.close();
    throw error;
  }
}

async function openFile(path: string, partial: boolean): Promise<RunSource> {
  const { sourceAt } = await import('../sources/containers.ts');
  const source = await sourceAt(path);
  const found: FoundRun[] = [];
  for await (const run of source.runs(partial)) found.push(run);
  const [run, ...more] = found;
  if (run === undefined || more.length > 0)
    throw new RetraceError(
      'bad-usage',
      `${path} holds ${more.length + 1} histories. Import it, then name one of its runs.`,
    );
  return run.type === 'held' ? await heldSource(run.history, path) : await streamedSource(source, run, path);
}

async function heldSource(history: History, path: string): Promise<RunSource> {
  const { identify } = await import('../sources/json/identify.ts');
  return {
    run: fileFields(path, history, identify(history), history.events.length),
    count: history.events.length,
    dialect: history.dialect,
    pages: () => pagesOfFile(history),
    outline: () => outlineOfPages(history.dialect, pagesOfFile(history)),
    goesOn: isCutOff(history.envelope),
    close: async () => {},
  };
}

/** Streams the events again on each request; reports damage after the last event. */
async function streamedSource(
  source: Source,
  { dialect, form, identity }: StreamedRun,
  path: string,
): Promise<RunSource> {
  let count = 0;
  const ends: StreamEnd[] = [];
  for await (const page of pagesOfSource(source, (end) => ends.push(end))) count += [...page].length;
  return {
    run: fileFields(path, { dialect, form }, identity, count),
    count,
    dialect,
    pages: () => pagesOfSource(source, sayDamage),
    outline: () => outlineOfPages(dialect, pagesOfSource(source)),
    goesOn: ends.some(isCutOff),
    ...(source.report && { report: (at) => must(source.report?.(at)) }),
    close: async () => {},
  };
}

function fileFields(
  file: string,
  { dialect, form }: Pick<StreamedRun, 'dialect' | 'form'>,
  { runId, workflowId, workflowType }: Identity,
  events: number,
): Record<string, unknown> {
  return {
    runId: runId ?? null,
    dialect: dialect.id,
    workflowId: workflowId ?? null,
    workflowType: workflowType ?? null,
    events,
    form,
    file,
  };
}

function sayDamage({ warnings }: StreamEnd): void {
  for (const { code, text } of warnings) if (code === 'damaged') complain(text);
}

/** Closing it closes `runs`. */
export async function sourceOfRun(runs: NamedRuns, run: RunId): Promise<RunSource> {
  const library = await runs.library();
  const reader = await library.reader(run);
  return {
    run: runFields(reader.summary),
    count: reader.summary.events,
    dialect: reader.dialect,
    pages: () => pagesOfLog(reader.dialect, reader.pages()),
    outline: async () => reader.outline,
    goesOn: isCutOff(reader.outline),
    ...(library.reports(run) && { report: (at) => library.report(run, at) }),
    close: () => runs.close(),
  };
}
