// retrace fetch HOST:PORT [--query QUERY]

import { readFileSync } from 'node:fs';
import type { ImportOutcome } from '../model/api.ts';
import { RetraceError } from '../model/errors.ts';
import { isoText } from '../model/moment.ts';
import type { ServerPlace, ServerRun } from '../model/server.ts';
import { coded } from '../store/sqlite/database.ts';
import { type CommandOptions, oneWord, wholeNumber } from './command.ts';
import { exitCodeOf, printOutcome, sayOutcome } from './command-import.ts';
import { openLibrary } from './library.ts';
import { complain, printJson, printLine } from './terminal.ts';

type Options = CommandOptions<
  | 'namespace'
  | 'query'
  | 'most'
  | 'list'
  | 'follow'
  | 'tls'
  | 'tlsCa'
  | 'tlsCert'
  | 'tlsKey'
  | 'tlsName'
  | 'db'
  | 'json'
>;

const usually = 100;

/** Nothing is written to the server. */
export async function fetchCommand(options: Options): Promise<number> {
  const server = placeOf(options);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const { signal } = stop;
  const library = openLibrary(options.list ? ':memory:' : options.db);
  try {
    const most = wholeNumber(options.most, '--most') ?? usually;
    const { runs, more } = await library.listServer({ server, query: options.query ?? '', most }, { signal });
    if (more) complain(`The server has more than these ${most} runs: narrow --query, or raise --most.`);
    if (options.list) {
      for (const run of runs) print(run, options.json);
      return 0;
    }
    if (runs.length === 0)
      throw new RetraceError('not-found', `The server has no run of this query in the namespace ${server.namespace}.`);
    const outcomes = await library.fetchRuns(
      { server, runs: [...runs], follow: options.follow },
      { signal, onOutcome: options.json ? printOutcome : sayOutcome },
    );
    return Math.max(0, ...outcomes.map((outcome: ImportOutcome) => exitCodeOf(outcome)));
  } finally {
    await library.close();
  }
}

function placeOf(options: Options): ServerPlace {
  const [ca, cert, key] = [options.tlsCa, options.tlsCert, options.tlsKey].map(textOf);
  if ((cert === undefined) !== (key === undefined))
    throw new RetraceError('bad-usage', '--tls-cert and --tls-key go together: a certificate and its key.');
  const apiKey = process.env['TEMPORAL_API_KEY'];
  return {
    address: oneWord(options, 'server'),
    namespace: options.namespace ?? 'default',
    tls: options.tls,
    ...((ca !== undefined || cert !== undefined) && { certificates: { ca, cert, key } }),
    ...(options.tlsName !== undefined && { serverName: options.tlsName }),
    ...(apiKey !== undefined && apiKey !== '' && { apiKey }),
  };
}

function textOf(path: string | undefined): string | undefined {
  return path === undefined ? undefined : coded(path, () => readFileSync(path, 'utf8'));
}

function print(run: ServerRun, json: boolean): void {
  if (json) return printJson(run);
  const { runId, status, startedAtMs, workflowType, workflowId } = run;
  printLine(
    `${runId.slice(-12)}  ${status.padEnd(14)}  ${(startedAtMs === null ? '' : isoText(startedAtMs)).padEnd(24)}  ${workflowType}  ${workflowId}`,
  );
}
