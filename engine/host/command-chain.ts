// retrace show RUN --chain, retrace events RUN --chain: the runs that continue each other as one, their events numbered
// through.

import { type Chain, chainOf, placeInChain } from '../model/chain.ts';
import { countText } from '../model/duration.ts';
import { RetraceError } from '../model/errors.ts';
import { shownStatus } from '../model/run.ts';
import { foldTo } from '../runs/fold-run.ts';
import { type CommandOptions, oneWord, wholeNumber } from './command.ts';
import { printEvents, stateFields, stateLines } from './command-show.ts';
import { NamedRuns } from './named-runs.ts';
import { sourceOfRun } from './run-source.ts';
import { printJson, printLine } from './terminal.ts';

type Options = CommandOptions<'at' | 'db' | 'json'>;

export async function showChain(options: Options): Promise<number> {
  return await withChain(options, async (runs, chain) => {
    const at = wholeNumber(options.at, '--at') ?? chain.events;
    if (at > chain.events)
      throw new RetraceError('no-such-event', `The chain has ${chain.events} events; there is no event ${at}.`);
    const { index, seq } = placeInChain(chain, at);
    const source = await sourceOfRun(runs, chain.runs[index]!.runId);
    const state = await foldTo(source.pages(), seq);
    const outline = await source.outline();
    const { run, goesOn, dialect } = source;
    if (options.json)
      printJson({ chain: members(chain), at, run, seq, goesOn, state: stateFields(state, outline, dialect) });
    else [...chainLines(chain, index), '', ...stateLines(state, outline, source)].forEach(printLine);
  });
}

export async function eventsOfChain(options: Omit<Options, 'at'>): Promise<number> {
  return await withChain(options, async (runs, chain) => {
    for (const [index, { runId }] of chain.runs.entries()) {
      const source = await sourceOfRun(runs, runId);
      if (!options.json) printLine(`${index > 0 ? '\n' : ''}${memberLine(chain, index)}`);
      const before = chain.before[index] ?? 0;
      await printEvents(source.pages(), await source.outline(), source.dialect, options.json, { runId, before });
    }
  });
}

async function withChain(
  options: CommandOptions<'db'>,
  act: (runs: NamedRuns, chain: Chain) => Promise<void>,
): Promise<number> {
  const runs = new NamedRuns(options.db);
  try {
    await act(runs, await chainNamed(runs, oneWord(options, 'run')));
    return 0;
  } finally {
    await runs.close();
  }
}

/** A workflow id that several runs share names their chain, where they are of one. */
async function chainNamed(runs: NamedRuns, word: string): Promise<Chain> {
  const all = await (await runs.library()).listRuns();
  const [first, ...more] = all.filter(({ workflowId }) => workflowId === word);
  const shared = first && chainOf(first, all);
  if (shared !== undefined && more.length > 0 && more.every((run) => shared.runs.includes(run))) return shared;
  const found = await runs.find(word);
  if ('file' in found)
    throw new RetraceError('bad-usage', '--chain takes a run of the library: import the files of the chain first.');
  return chainOf(found.run, all);
}

function members({ runs, before }: Chain): readonly object[] {
  return runs.map((run, index) => ({
    runId: run.runId,
    status: shownStatus(run),
    from: (before[index] ?? 0) + 1,
    to: (before[index] ?? 0) + run.events,
  }));
}

function chainLines(chain: Chain, shown: number): readonly string[] {
  const { runs, events } = chain;
  return [
    `${runs.length === 1 ? '1 run' : `chain of ${runs.length} runs`}, ${countText(events)} events`,
    ...runs.map((_, index) => `${index === shown ? '→' : ' '} ${memberLine(chain, index)}`),
  ];
}

function memberLine({ runs, before }: Chain, index: number): string {
  const run = runs[index]!;
  const from = before[index] ?? 0;
  const span = `${from + 1}–${from + run.events}`;
  return `${String(index + 1).padStart(3)}  ${span.padStart(15)}  ${shownStatus(run).padEnd(14)}  ${run.runId}  ${run.headline.sentence}`;
}
