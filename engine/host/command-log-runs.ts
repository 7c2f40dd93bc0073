// retrace log list, retrace log fork RUN SEQ NEW, retrace log verify [RUN…]

import { RetraceError } from '../model/errors.ts';
import { isoText } from '../model/moment.ts';
import type { EventLog, Stream, Verdict } from '../store/log.ts';
import { wholeNumber } from './command.ts';
import type { LogCommandOptions } from './command-log.ts';
import { withLog } from './command-log-store.ts';
import { printJson, printLine } from './terminal.ts';

export async function listRunsCommand(options: LogCommandOptions<'prefix' | 'json'>): Promise<number> {
  return await withLog(options, 'read', async ({ log }) => {
    for await (const stream of allStreams(log, options.prefix)) {
      if (options.json) printJson(stream);
      else printLine(streamRow(stream));
    }
    return 0;
  });
}

export async function* allStreams(log: EventLog, prefix = ''): AsyncGenerator<Stream> {
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await log.streams({ prefix, ...(cursor !== undefined && { cursor }) });
    yield* page.streams;
    cursor = page.cursor;
  }
}

function streamRow({ run, events, lastType, lastAtMs, parent, archivedTo }: Stream): string {
  const time = lastAtMs === null ? '-' : isoText(lastAtMs);
  const more = [
    ...(parent === null ? [] : [`branch of ${parent.run} at ${parent.seq}`]),
    ...(archivedTo === 0 ? [] : [`archived to ${archivedTo}`]),
  ];
  return [`${String(events).padStart(9)}  ${time.padEnd(24)}  ${(lastType ?? '-').padEnd(24)}  ${run}`, ...more].join(
    '  ',
  );
}

export async function forkCommand(options: LogCommandOptions<'json'>): Promise<number> {
  const [parent, at, run, ...more] = options.words;
  const seq = wholeNumber(at, 'SEQ');
  if (parent === undefined || seq === undefined || run === undefined || more.length > 0)
    throw new RetraceError('bad-usage', 'Name a run, a seq and a new run. See retrace log --help.');
  return await withLog(options, 'change', async ({ log }) => {
    await log.fork(parent, seq, run);
    if (options.json) printJson({ run, parent: { run: parent, seq } });
    else printLine(`${run}: begins with events 1 to ${seq} of ${parent}`);
    return 0;
  });
}

export async function verifyCommand(options: LogCommandOptions<'json'>): Promise<number> {
  return await withLog(options, 'check', async ({ log }) => {
    let bad = 0;
    for await (const verdict of verdicts(log, options.words)) {
      if (verdict.bad !== null) bad++;
      if (options.json) printJson(verdict);
      else printLine(verdictRow(verdict));
    }
    return bad === 0 ? 0 : 1;
  });
}

async function* verdicts(log: EventLog, runs: readonly string[]): AsyncGenerator<Verdict> {
  if (runs.length === 0) yield* log.verifyAll();
  for (const run of runs) yield await log.verify(run);
}

function verdictRow({ run, events, bad, tornBytes, missingArchives }: Verdict): string {
  if (bad !== null) return `${run}: BAD from event ${bad.seq} on, ${bad.reason}: ${bad.text}`;
  const torn = tornBytes === 0 ? '' : `; ${tornBytes} bytes behind the last were never acknowledged`;
  const missing =
    missingArchives.length === 0 ? '' : `; not checked, for they are not here: ${missingArchives.join(', ')}`;
  return `${run}: ${events} events are good${torn}${missing}`;
}
