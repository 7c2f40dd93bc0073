// retrace log …: the event log without the app. Reads the words and calls what they name; knows no store.

import { parseArgs } from 'node:util';
import { RetraceError } from '../model/errors.ts';
import { printLines } from './terminal.ts';

export type LogCommandOptions = {
  readonly words: readonly string[];
  readonly json: boolean;
  readonly reverse: boolean;
  readonly salvage: boolean;
  readonly db?: string | undefined;
  readonly folder?: string | undefined;
  readonly synchronous?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly 'from-time'?: string | undefined;
  readonly 'to-time'?: string | undefined;
  readonly before?: string | undefined;
  readonly expect?: string | undefined;
  readonly as?: string | undefined;
  readonly prefix?: string | undefined;
  readonly output?: string | undefined;
};

const usage = `retrace log: the event log without the app

  retrace log append RUN                   store the events of standard input, one JSON object a line
  retrace log read RUN [--reverse]         print events, one JSON object a line
  retrace log tail RUN                     print events as they are appended, until interrupted
  retrace log list                         the runs of the log
  retrace log fork RUN SEQ NEW             a run NEW that begins with events 1 to SEQ of RUN
  retrace log verify [RUN…]                check the hash chain; exit code 1 where an event is bad
  retrace log archive RUN -o FILE          move events into a compressed file, verified before they are dropped
  retrace log restore FILE [--as RUN]      put archived events back, or make them a run
  retrace log copy --to PATH [RUN…]        copy runs into another log, and prove that they are the same there

  --db PATH                   the log's SQLite file (default: your library)
  --folder PATH               the log's folder of RUN/events.jsonl; both may be another engine's, then they are only read
  --salvage                   list, read, verify, copy: what is left of a damaged --db file, which is only read; copy ends with
                              exit code 2 where a run is not whole, and copies its events up to the first that is lost
  --synchronous full|normal   what was acknowledged outlives a crash of the machine (default), or of the program only
  --from N, --to N            read: these seqs only; tail: --from N begins there (default: what comes next); copy: --to is where
  --from-time T, --to-time T  read: these times only, both included, by time: 2026-11-03T09:00:00Z or ms since 1970
  --before SEQ                archive: events before SEQ only
  --expect SEQ                append: only where SEQ is the next of the run
  --prefix TEXT               list: runs whose ids begin so
  --json                      one JSON object a line

  An event is {"seq":1,"atMs":null,"type":"custom","payload":"base64"}; atMs may be left out, and "text" may stand for payload.
  Events that are refused end append with exit code 2; the error says which seq was expected.
`;

const commands = {
  append: async (options: LogCommandOptions) => (await import('./command-log-append.ts')).appendCommand(options),
  read: async (options: LogCommandOptions) => (await import('./command-log-read.ts')).readCommand(options),
  tail: async (options: LogCommandOptions) => (await import('./command-log-read.ts')).tailCommand(options),
  list: async (options: LogCommandOptions) => (await import('./command-log-runs.ts')).listRunsCommand(options),
  fork: async (options: LogCommandOptions) => (await import('./command-log-runs.ts')).forkCommand(options),
  verify: async (options: LogCommandOptions) => (await import('./command-log-runs.ts')).verifyCommand(options),
  archive: async (options: LogCommandOptions) => (await import('./command-log-archive.ts')).archiveCommand(options),
  restore: async (options: LogCommandOptions) => (await import('./command-log-archive.ts')).restoreCommand(options),
  copy: async (options: LogCommandOptions) => (await import('./command-log-copy.ts')).copyCommand(options),
} as const;

export async function logCommand(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    await printLines(usage);
    return name === undefined ? 2 : 0;
  }
  if (!Object.hasOwn(commands, name)) throw new RetraceError('bad-usage', `There is no command log ${JSON.stringify(name)}. See retrace log --help.`);
  return await commands[name as keyof typeof commands](readOptions(rest));
}

function readOptions(args: readonly string[]): LogCommandOptions {
  const text = { type: 'string' } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        reverse: { type: 'boolean', default: false },
        salvage: { type: 'boolean', default: false },
        db: text,
        folder: text,
        synchronous: text,
        from: text,
        to: text,
        'from-time': text,
        'to-time': text,
        before: text,
        expect: text,
        as: text,
        prefix: text,
        output: { type: 'string', short: 'o' },
      },
    });
    return { ...values, words: positionals };
  } catch (error) {
    throw new RetraceError('bad-usage', `${(error as Error).message} See retrace log --help.`, { cause: error });
  }
}
