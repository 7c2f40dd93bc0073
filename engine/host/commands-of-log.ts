// The `retrace log` commands in the table of commands.

import { command, type CommandTable, flag, text } from './command-table.ts';

const db = text('PATH', "the log's SQLite file (default: your library)", { offers: 'files' });
const folder = text('PATH', "the log's folder of RUN/events.jsonl", { offers: 'files' });
const json = flag('one JSON object a line');
const alreadyJson = flag('changes nothing: events are JSON Lines as they are');
const synchronous = text(
  'HOW',
  'full: what was acknowledged outlives a crash of the machine (default); normal: of the program only',
  { offers: ['full', 'normal'] },
);
const salvage = flag('what is left of a damaged --db file, which is only read');
/** Never writes to a damaged log; the option's help says what to do instead. */
const noSalvage = flag('is refused here: first copy what is left, with retrace log copy');
const store = { db, folder, synchronous };
const anyLog = "The log may be another engine's: then it is only read.";

export const logCommands: CommandTable = {
  'log append': command({
    synopsis: 'RUN',
    summary: 'store the events of standard input, one JSON object a line',
    options: { expect: text('SEQ', 'only where SEQ is the next of the run'), salvage: noSalvage, ...store, json },
    run: async (given) => (await import('./command-log-append.ts')).appendCommand(given),
  }),
  'log read': command({
    synopsis: 'RUN [--reverse]',
    summary: 'print events, one JSON object a line',
    options: {
      reverse: flag('the last first'),
      from: text('SEQ', 'from this event on'),
      to: text('SEQ', 'up to this event'),
      fromTime: text('T', 'from this time on, and by time: 2026-11-03T09:00:00Z or ms since 1970'),
      toTime: text('T', 'up to this time, and by time'),
      salvage,
      ...store,
      json: alreadyJson,
    },
    notes: [anyLog],
    run: async (given) => (await import('./command-log-read.ts')).readCommand(given),
  }),
  'log tail': command({
    synopsis: 'RUN [--from SEQ]',
    summary: 'print events as they are appended, until interrupted',
    options: { from: text('SEQ', 'begin there (default: with what comes next)'), salvage, ...store, json: alreadyJson },
    notes: [anyLog],
    run: async (given) => (await import('./command-log-read.ts')).tailCommand(given),
  }),
  'log list': command({
    synopsis: '',
    summary: 'the runs of the log',
    options: { prefix: text('TEXT', 'runs whose ids begin so'), salvage, ...store, json },
    notes: [anyLog],
    run: async (given) => (await import('./command-log-runs.ts')).listRunsCommand(given),
  }),
  'log fork': command({
    synopsis: 'RUN SEQ NEW',
    summary: 'a run NEW that begins with events 1 to SEQ of RUN',
    options: { salvage: noSalvage, ...store, json },
    run: async (given) => (await import('./command-log-runs.ts')).forkCommand(given),
  }),
  'log verify': command({
    synopsis: '[RUN…]',
    summary: 'check the hash chain; exit code 1 where an event is bad',
    options: { salvage, ...store, json },
    run: async (given) => (await import('./command-log-runs.ts')).verifyCommand(given),
  }),
  'log archive': command({
    synopsis: 'RUN [--before SEQ] -o FILE',
    summary: 'move events into one zstd file, verified before they are dropped',
    options: {
      output: text('FILE', 'the archive, such as run.jsonl.zst', { short: 'o', offers: 'files' }),
      before: text('SEQ', 'events before SEQ only'),
      salvage: noSalvage,
      ...store,
      json,
    },
    run: async (given) => (await import('./command-log-archive.ts')).archiveCommand(given),
  }),
  'log restore': command({
    synopsis: 'FILE [--as RUN]',
    summary: 'put archived events back, or make them a run',
    words: 'files',
    options: { as: text('RUN', 'make them a run of that name'), salvage: noSalvage, ...store, json },
    run: async (given) => (await import('./command-log-archive.ts')).restoreCommand(given),
  }),
  'log copy': command({
    synopsis: '--to PATH [RUN…]',
    summary: 'copy runs into another log, proved equal there by digests',
    options: {
      to: text('PATH', 'the other log: a folder, or a file that ends with .db', { offers: 'files' }),
      salvage,
      ...store,
      json,
    },
    notes: [
      anyLog,
      'With --salvage it copies the events of a run up to the first that is lost; exit code 2 where a run is not whole.',
    ],
    run: async (given) => (await import('./command-log-copy.ts')).copyCommand(given),
  }),
};
