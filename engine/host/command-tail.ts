// retrace tail RUN, retrace show RUN --follow: run until the program is interrupted, or the reader closes the pipe.

import type { Engine } from '../engine.ts';
import { RetraceError } from '../model/errors.ts';
import { isCutOff } from '../model/headline.ts';
import { OperationNames } from '../model/operation-names.ts';
import { applyEffects, emptyState } from '../model/state.ts';
import { eventsOfLog, type FoldedEvent } from '../runs/fold-run.ts';
import type { GrowingRun } from '../runs/growing-run.ts';
import { type CommandOptions, oneWord, runFields } from './command.ts';
import { printEvent, stateFields, stateLines, withKeys } from './command-show.ts';
import { NamedRuns } from './named-runs.ts';
import { printJson, printLine } from './terminal.ts';

/** Number of existing events printed first; `tail` prints as many lines. */
const lastEvents = 10;

export async function tailCommand(options: CommandOptions<'db' | 'json'>): Promise<number> {
  return await follow(options, async (growing, library, signal) => {
    const from = growing.events - lastEvents + 1;
    // Any earlier event may give an operation's name.
    const names = new OperationNames();
    await eachPage(growing, library, signal, (page) => {
      const { outline, reader } = growing;
      for (const event of page) {
        const named = withKeys(event, names);
        if (event.seq >= from) printEvent(named, outline, reader.dialect, options.json);
      }
    });
  });
}

export async function followCommand(options: CommandOptions<'at' | 'db' | 'json'>): Promise<number> {
  if (options.at !== undefined)
    throw new RetraceError(
      'bad-usage',
      '--follow shows what is known by now, --at what was known then. Leave one of them out.',
    );
  return await follow(options, async (growing, library, signal) => {
    const state = emptyState();
    let shown = '';
    await eachPage(growing, library, signal, (page) => {
      for (const { seq, read } of page) applyEffects(state, seq, read.atMs, read.explanation.effects);
      if (state.seq < growing.events) return;
      const { outline, reader } = growing;
      const run = runFields(growing.summary);
      const goesOn = isCutOff(outline);
      const now = options.json
        ? { run, seq: state.seq, goesOn, state: stateFields(state, outline, reader.dialect) }
        : stateLines(state, outline, { run, count: growing.events, goesOn, dialect: reader.dialect });
      const text = JSON.stringify(now);
      if (text === shown) return;
      if (Array.isArray(now)) [...(shown === '' ? [] : ['']), ...(now as readonly string[])].forEach(printLine);
      else printJson(now);
      shown = text;
    });
  });
}

async function follow(
  options: CommandOptions<'db'>,
  work: (growing: GrowingRun, library: Engine, signal: AbortSignal) => Promise<void>,
): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const runs = new NamedRuns(options.db);
  try {
    const { runId } = await runs.findRun(oneWord(options, 'run'));
    const library = await runs.library();
    await work(await library.growing(runId), library, stop.signal);
    return 0;
  } finally {
    await runs.close();
  }
}

/** Passes on every event from the first on, once; the run includes the events whenever `take` is called. */
async function eachPage(
  growing: GrowingRun,
  { log }: Engine,
  signal: AbortSignal,
  take: (page: readonly FoldedEvent[]) => void,
): Promise<void> {
  for await (const page of log.tail(growing.run, 1, { signal })) {
    await growing.catchUp();
    take([...eventsOfLog(growing.reader.dialect, page)]);
  }
}
