#!/usr/bin/env node
// The command line: reads the words, loads what the command needs, prints, ends with the right code. Decides nothing itself.
// Exit codes: 0 done, 1 the answer is "no", 2 wrong use or bad input, 3 our bug.

import '../small-nursery.ts';
import { parseArgs } from 'node:util';
import { errorInfo, RetraceError } from '../model/errors.ts';
import type { CommandOptions } from './command.ts';
import { complain, guardStandardError, printLine, printLines } from './terminal.ts';

const usage = `retrace: step through what a durable workflow left behind

  retrace open [FILE…]                     open the window (or the browser), with these histories
  retrace import FILE|DIR…                 take histories into the library
  retrace list                             the runs of the library
  retrace show RUN|FILE [--at SEQ]         what was known after event SEQ (default: the last); FILE may be an ActionQueue data directory
  retrace events RUN|FILE                  every event, explained
  retrace diff A B [--html FILE]           what two runs (RUN or FILE each) have in common and where they differ
  retrace export RUN [-o FILE]             the history as it was imported
  retrace bundle RUN[@SEQ]|FILE… -o FILE   one file (.retrace) that opens elsewhere as it is here
  retrace log …                            the event log without the app; see retrace log --help
  retrace serve [--port N]                 the same app on this machine's loopback address

  --db PATH     the library's file (default: in your data folder)
  --json        one JSON object a line
  --partial     take what is whole of a file that is cut off
  --browser     open: in the browser, also where Electron is installed
  --ignore PATH, --ignore @FILE
                diff, bundle --compare: values not to look at (input.items[*].at, **.traceId, activity/charge*: result)
  --only KIND   diff: only operations of that kind, or the run itself (run)
  --within N    diff: numbers at most N apart are the same; N% of the greater one; times at most 2s apart
  --html FILE   diff: a page of its own, for reading and for paper
  --pseudonymise, --pseudonymise-names
                bundle: other values for all values of the workflow's own; for names and ids as well
  --preview     bundle: what would leave, and writes nothing
  --note TEXT   bundle: a note on the first run, or on an event of it (33: TEXT); --view graph|timeline|events
  --compare     bundle: open it as a comparison of its two runs
  RUN is a run id, the end of one, or a workflow id.
`;

const commands = {
  open: async (options: CommandOptions) => (await import('./launch.ts')).openApp(options.words, { ...(options.db !== undefined && { database: options.db }), inBrowser: options.browser }),
  import: async (options: CommandOptions) => (await import('./command-import.ts')).importCommand(options),
  list: async (options: CommandOptions) => (await import('./command-library.ts')).listCommand(options),
  export: async (options: CommandOptions) => (await import('./command-library.ts')).exportCommand(options),
  show: async (options: CommandOptions) => (await import('./command-show.ts')).showCommand(options),
  events: async (options: CommandOptions) => (await import('./command-show.ts')).eventsCommand(options),
  diff: async (options: CommandOptions) => (await import('./command-diff.ts')).diffCommand(options),
  bundle: async (options: CommandOptions) => (await import('./command-bundle.ts')).bundleCommand(options),
  serve: async (options: CommandOptions) => (await import('./command-serve.ts')).serveCommand(options),
} as const;

async function main(): Promise<number> {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    await printLines(usage);
    return name === undefined ? 2 : 0;
  }
  if (name === '--version') {
    printLine((await import('./app-folder.ts')).appVersion());
    return 0;
  }
  if (name === 'log') return (await import('./command-log.ts')).logCommand(args);
  if (!Object.hasOwn(commands, name)) throw new RetraceError('bad-usage', `There is no command ${JSON.stringify(name)}. See retrace --help.`);
  return commands[name as keyof typeof commands](readOptions(args));
}

function readOptions(args: readonly string[]): CommandOptions {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        db: { type: 'string' },
        json: { type: 'boolean', default: false },
        partial: { type: 'boolean', default: false },
        browser: { type: 'boolean', default: false },
        at: { type: 'string' },
        port: { type: 'string' },
        output: { type: 'string', short: 'o' },
        ignore: { type: 'string', multiple: true, default: [] },
        only: { type: 'string', multiple: true, default: [] },
        within: { type: 'string' },
        html: { type: 'string' },
        note: { type: 'string', multiple: true, default: [] },
        view: { type: 'string' },
        compare: { type: 'boolean', default: false },
        preview: { type: 'boolean', default: false },
        pseudonymise: { type: 'boolean', default: false },
        'pseudonymise-names': { type: 'boolean', default: false },
      },
    });
    const { 'pseudonymise-names': pseudonymiseNames, ...others } = values;
    return { ...others, pseudonymiseNames, words: positionals };
  } catch (error) {
    throw new RetraceError('bad-usage', `${(error as Error).message} See retrace --help.`, { cause: error });
  }
}

guardStandardError();

/** A reader that has seen enough (`| head`) is no error. */
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit(0);
  complain(code === 'ENOSPC' ? 'disk-full: Standard output finds its disk full; not all was printed. Make room and try again.' : `no-permission: Standard output cannot be written (${code}).`);
  process.exit(2);
});

try {
  process.exitCode = await main();
} catch (error) {
  const { code, message } = errorInfo(error);
  complain(`${code}: ${message.replaceAll(/\s*\n\s*/g, ' ')}`);
  if (code === 'internal') console.error(error);
  process.exitCode = code === 'internal' ? 3 : 2;
}
