// retrace log read RUN, retrace log tail RUN: prints events, one JSON object per line.

import { RetraceError } from '../model/errors.ts';
import { payloadLine } from '../store/archive/archive-file-lines.ts';
import { writtenTimeMs } from '../model/written-time.ts';
import type { EventLog, StoredEvent, TimeRange } from '../store/log.ts';
import { oneWord, wholeNumber } from './command.ts';
import type { LogCommandOptions } from './command-log.ts';
import { withLog } from './command-log-store.ts';
import { printLines } from './terminal.ts';

const pageEvents = 1000;

export async function readCommand(
  options: LogCommandOptions<'from' | 'to' | 'fromTime' | 'toTime' | 'reverse'>,
): Promise<number> {
  const run = oneWord(options, 'run');
  const from = wholeNumber(options.from, '--from') ?? 1;
  const to = wholeNumber(options.to, '--to') ?? Infinity;
  const times = timesOf(options);
  return await withLog(options, 'read', async ({ log }) => {
    if ((await log.stream(run)) === undefined)
      throw new RetraceError('no-such-run', `There is no run ${JSON.stringify(run)} in the log. See retrace log list.`);
    if (times !== undefined) await print(byTime(await log.readByTime(run, times), from, to, options.reverse));
    else
      for await (const page of options.reverse ? pagesBack(log, run, from, to) : log.pages(run, from, to))
        await print(page);
    return 0;
  });
}

function byTime(events: readonly StoredEvent[], from: number, to: number, reverse: boolean): readonly StoredEvent[] {
  const wanted = events.filter(({ seq }) => seq >= from && seq <= to);
  return reverse ? wanted.toReversed() : wanted;
}

async function* pagesBack(
  log: EventLog,
  run: string,
  from: number,
  to: number,
): AsyncGenerator<readonly StoredEvent[]> {
  for (let last = Math.min(to, await log.streamLen(run)); last >= from; last -= pageEvents)
    yield await log.readReverse(run, Math.max(from, last - pageEvents + 1), last);
}

/** Runs until the program is interrupted, or the reader closes the pipe. */
export async function tailCommand(options: LogCommandOptions<'from'>): Promise<number> {
  const run = oneWord(options, 'run');
  const from = wholeNumber(options.from, '--from');
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return await withLog(options, 'read', async ({ log }) => {
    for await (const page of log.tail(run, from ?? (await log.nextSeq(run)), { signal: stop.signal }))
      await print(page);
    return 0;
  });
}

function timesOf({ fromTime: from, toTime: to }: LogCommandOptions<'fromTime' | 'toTime'>): TimeRange | undefined {
  if (from === undefined && to === undefined) return undefined;
  return {
    fromMs: from === undefined ? -Infinity : timeOf(from, '--from-time'),
    toMs: to === undefined ? Infinity : timeOf(to, '--to-time'),
  };
}

function timeOf(text: string, option: string): number {
  const ms = writtenTimeMs(text, 'ms');
  if (ms === null)
    throw new RetraceError(
      'bad-usage',
      `${option} takes a time such as 2026-11-03T09:00:00Z, or ms since 1970, not ${JSON.stringify(text)}.`,
    );
  return ms;
}

async function print(events: readonly StoredEvent[]): Promise<void> {
  await printLines(events.map(payloadLine).join(''));
}
