// retrace list, retrace export RUN [-o FILE] [--as FORMAT]

import { Readable } from 'node:stream';
import { type RunSummary, shownStatus } from '../model/run.ts';
import { exportAs } from '../runs/export-as.ts';
import { type CommandOptions, oneWord, runFields } from './command.ts';
import { openLibraryToRead } from './library.ts';
import { NamedRuns } from './named-runs.ts';
import { printPieces, printJson, printLine } from './terminal.ts';
import { writeWhole } from './write-whole.ts';

export async function listCommand(options: CommandOptions<'db' | 'json'>): Promise<number> {
  const library = openLibraryToRead(options.db);
  try {
    const runs = await library.listRuns();
    for (const run of runs) {
      if (options.json) printJson(runFields(run));
      else printLine(row(run));
    }
    return 0;
  } finally {
    await library.close();
  }
}

function row(run: RunSummary): string {
  const { runId, events, workflowType, workflowId, headline } = run;
  return `${runId.slice(-12).padEnd(12)}  ${shownStatus(run).padEnd(14)}  ${String(events).padStart(9)}  ${workflowType ?? '-'}  ${workflowId ?? '-'}  ${headline.sentence}`;
}

export async function exportCommand(options: CommandOptions<'db' | 'output' | 'as'>): Promise<number> {
  const runs = new NamedRuns(options.db);
  try {
    const run = await runs.findRun(oneWord(options, 'run'));
    const library = await runs.library();
    const pieces =
      options.as === undefined
        ? library.exported(run)
        : Readable.from([Buffer.from(await exportAs(library.log, run, options.as))]);
    if (options.output === undefined) await printPieces(pieces);
    else await writeWhole(options.output, Readable.from(pieces));
    return 0;
  } finally {
    await runs.close();
  }
}
