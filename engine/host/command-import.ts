// retrace import FILE|DIR…

import type { ImportOutcome } from '../model/api.ts';
import type { Engine } from '../engine.ts';
import { errorInfo, RetraceError } from '../model/errors.ts';
import { findSources } from '../import/import-job.ts';
import type { RunSummary } from '../model/run.ts';
import { type CommandOptions, runFields } from './command.ts';
import { openLibrary } from './library.ts';
import { complain, printJson, printLine } from './terminal.ts';

export async function importCommand(options: CommandOptions<'db' | 'json' | 'partial'>): Promise<number> {
  if (options.words.length === 0)
    throw new RetraceError('bad-usage', 'Name a file or a folder to import. See retrace --help.');
  const report = options.json ? printOutcome : sayOutcome;
  const outcomes = await importAll(options, report);
  if (outcomes.length === 0) throw new RetraceError('not-found', 'There is no file in what you named.');
  return Math.max(...outcomes.map(exitCodeOf));
}

/** If the library cannot be opened, the outcome of every file is this error. */
async function importAll(
  options: CommandOptions<'db' | 'json' | 'partial'>,
  report: (outcome: ImportOutcome) => void,
): Promise<readonly ImportOutcome[]> {
  let library: Engine;
  try {
    library = openLibrary(options.db);
  } catch (error) {
    const outcomes = (await findSources(options.words)).map(({ file }) => ({ file, error: errorInfo(error) }));
    outcomes.forEach(report);
    return outcomes;
  }
  try {
    return await library.import(() => findSources(options.words), { partial: options.partial, onOutcome: report });
  } finally {
    await library.close();
  }
}

export function exitCodeOf(outcome: ImportOutcome): number {
  if (!('error' in outcome)) return 0;
  return outcome.error.code === 'internal' ? 3 : 2;
}

export function printOutcome(outcome: ImportOutcome): void {
  if ('error' in outcome) {
    printJson(outcome);
    sayError(outcome.file, outcome.error);
  } else
    printJson({
      file: outcome.file,
      ...runFields(outcome.run),
      known: outcome.known,
      ...(outcome.ofFile !== undefined && { ofFile: outcome.ofFile }),
      ...(outcome.comparison && { comparison: outcome.comparison }),
    });
}

export function sayOutcome(outcome: ImportOutcome): void {
  if ('error' in outcome) {
    sayError(outcome.file, outcome.error);
    return;
  }
  const { run, known, file, comparison } = outcome;
  const warned = run.warnings === 0 ? '' : `, ${run.warnings} ${run.warnings === 1 ? 'warning' : 'warnings'}`;
  printLine(
    `${file}: ${run.workflowType ?? run.dialect} ${run.workflowId ?? ''} ${run.runId}, ${run.events} events, ${run.status}${warned}${known ? ` (${there(outcome)})` : ''}`,
  );
  for (const { seq, text } of run.notes ?? []) printLine(`  note${seq === 0 ? '' : ` on event ${seq}`}: ${text}`);
  if (comparison !== undefined)
    printLine(
      `  compared in this bundle: retrace diff ${[comparison.left, comparison.right, ...comparison.ignore.map((rule) => `--ignore ${JSON.stringify(rule)}`)].join(' ')}`,
    );
}

/** Text for a run that was already there, also one that has grown since its file was first imported. */
function there({ run, ofFile }: { readonly run: RunSummary; readonly ofFile?: number }): string {
  if (ofFile === undefined) return 'there already';
  return ofFile < run.events
    ? `there already: the file is its first ${ofFile} events, ${run.events - ofFile} came behind them since`
    : `there already, but only ${run.events} of the ${ofFile} events of the file are left: see retrace log verify`;
}

function sayError(file: string, { code, message }: { code: string; message: string }): void {
  complain(`${code}: ${file}: ${message}`);
}
