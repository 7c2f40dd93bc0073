// retrace list, retrace export RUN [-o FILE] [--as FORMAT] [--codec FILE]

import { Readable } from 'node:stream';
import type { Engine } from '../engine.ts';
import { type RunSummary, shownStatus } from '../model/run.ts';
import { exportAs } from '../runs/export-as.ts';
import { decodedEvent } from '../runtime/coded-store.ts';
import type { EventLog, StoredEvent } from '../store/log.ts';
import { codecOf } from './codec-file.ts';
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

export async function exportCommand(options: CommandOptions<'db' | 'output' | 'as' | 'codec'>): Promise<number> {
  const runs = new NamedRuns(options.db);
  try {
    const run = await runs.findRun(oneWord(options, 'run'));
    const library = await runs.library();
    const pieces = await piecesOf(library, run, options);
    if (options.output === undefined) await printPieces(pieces);
    else await writeWhole(options.output, Readable.from(pieces));
    return 0;
  } finally {
    await runs.close();
  }
}

async function piecesOf(
  library: Engine,
  run: RunSummary,
  { as, codec }: CommandOptions<'as' | 'codec'>,
): Promise<AsyncIterable<Uint8Array>> {
  if (as === undefined && codec === undefined) return library.exported(run);
  const { log } = library;
  const decode = codec === undefined ? undefined : await codecOf(codec);
  const read: Pick<EventLog, 'read'> = {
    read: async (name, from, to) => {
      const events = await log.read(name, from, to);
      return decode === undefined ? events : events.map((event) => decodedEvent(event, decode));
    },
  };
  const text = as === undefined ? linesOf(await read.read(run.runId, 1, Infinity)) : await exportAs(read, run, as);
  return Readable.from([Buffer.from(text)]);
}

function linesOf(events: readonly StoredEvent[]): string {
  return events.map(({ payload }) => `${Buffer.from(payload).toString('utf8')}\n`).join('');
}
