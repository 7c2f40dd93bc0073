// retrace log copy --to PATH [RUN…]

import { resolve } from 'node:path';
import { errorInfo, RetraceError } from '../model/errors.ts';
import { type CopiedRun, copyRun } from '../store/copy-run.ts';
import type { EventLog } from '../store/log.ts';
import type { LogCommandOptions } from './command-log.ts';
import { allStreams } from './command-log-runs.ts';
import { withLog, withLogAt } from './command-log-store.ts';
import { complain, printJson, printLine } from './terminal.ts';

/** A run that cannot be copied does not stop the others. */
export async function copyCommand(options: LogCommandOptions<'to' | 'json'>): Promise<number> {
  const { to } = options;
  if (to === undefined)
    throw new RetraceError(
      'bad-usage',
      'Name the other log with --to PATH: a folder, or a file that ends with .db. See retrace log --help.',
    );
  return await withLog(options, 'read', async ({ log, path }) => {
    if (resolve(path) === resolve(to))
      throw new RetraceError('bad-usage', `${to} is the log itself. Name another one with --to.`);
    const runs = await ordered(log, options.words);
    return await withLogAt(to, options, async ({ log: target }) => {
      let failed = 0;
      for (const run of runs) if (!(await copied(log, target, run, options))) failed++;
      return failed === 0 ? 0 : 2;
    });
  });
}

/** Parents before their branches, so that branches stay branches. */
async function ordered(log: EventLog, names: readonly string[]): Promise<readonly string[]> {
  const wanted = new Map<string, string | undefined>();
  if (names.length === 0) for await (const { run, parent } of allStreams(log)) wanted.set(run, parent?.run);
  for (const run of names) wanted.set(run, (await log.stream(run))?.parent?.run);
  const found = new Set<string>();
  for (const run of wanted.keys()) {
    const line: string[] = [];
    for (
      let next: string | undefined = run;
      next !== undefined && wanted.has(next) && !found.has(next);
      next = wanted.get(next)
    )
      line.push(next);
    for (const each of line.toReversed()) found.add(each);
  }
  return [...found];
}

async function copied(
  source: EventLog,
  target: EventLog,
  run: string,
  { json, salvage = false }: LogCommandOptions<'json'>,
): Promise<boolean> {
  try {
    const bad = salvage ? (await source.verify(run)).bad : null;
    if (bad !== null && (await source.streamLen(run)) === 0)
      throw new RetraceError('log-damaged', `Nothing is left of run ${JSON.stringify(run)}: ${bad.text}`);
    const done = await copyRun(source, target, run);
    if (json) printJson({ ...done, ...(salvage && { bad }) });
    else printLine(copiedRow(done));
    if (bad !== null) complain(`log-damaged: Run ${JSON.stringify(run)} is not whole: ${bad.text}`);
    return bad === null;
  } catch (error) {
    const { code, message } = errorInfo(error);
    if (code === 'internal') throw error;
    if (json) printJson({ run, error: { code, message } });
    complain(`${code}: ${message}`);
    return false;
  }
}

function copiedRow({ run, events, added, way, digest }: CopiedRun): string {
  const what =
    way === 'there'
      ? 'were there already'
      : way === 'continued'
        ? `are there, ${added} of them new`
        : `are there, ${way === 'forked' ? `${added} of its own as a branch` : 'all new'}`;
  return `${run}: ${events} events ${what}; both logs have digest ${digest}`;
}
