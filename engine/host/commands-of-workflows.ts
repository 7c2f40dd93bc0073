// The commands for workflows of Retrace's own engine in the table of commands.

import { command, type CommandTable, flag, text } from './command-table.ts';

const db = text('PATH', "the library's file (default: in your data folder)", { offers: 'files' });
const json = flag('one JSON object a line');
const input = text('JSON', 'what it is given; @FILE: JSON in a file');
const file = text('FILE', 'the file of its code', { offers: 'files' });
const codec = text('FILE', 'a file that exports the codec of the payloads', { offers: 'files' });
const id = text('ID', 'its workflow id (default: a new one)');

export const workflowCommands: CommandTable = {
  run: command({
    synopsis: 'FILE NAME [--input JSON]',
    summary: 'run a workflow that FILE exports, until it ends',
    words: 'files',
    options: { input, id, again: flag('begin anew also where a run of that id has ended'), codec, db, json },
    notes: ['A run of that id that has not ended goes on. Exit code 1 where it ends other than well.'],
    run: async (given) => (await import('./command-run.ts')).runCommand(given),
  }),
  worker: command({
    synopsis: 'FILE…',
    summary: 'work on the workflows that these files export, until interrupted',
    words: 'files',
    options: { codec, db, json },
    run: async (given) => (await import('./command-run.ts')).workerCommand(given),
  }),
  start: command({
    synopsis: 'NAME [--input JSON]',
    summary: 'start a workflow; a worker makes it happen',
    options: { input, id, file, codec, db, json },
    run: async (given) => (await import('./command-workflow.ts')).startCommand(given),
  }),
  signal: command({
    synopsis: 'ID NAME [--input JSON]',
    summary: 'send a signal to a running workflow',
    options: { input, key: text('KEY', 'another signal with the same key is the same signal'), codec, db, json },
    run: async (given) => (await import('./command-workflow.ts')).signalCommand(given),
  }),
  query: command({
    synopsis: 'ID NAME',
    summary: 'ask a workflow something, also one that has ended',
    options: { input, file, codec, db, json },
    run: async (given) => (await import('./command-workflow.ts')).queryCommand(given),
  }),
  cancel: command({
    synopsis: 'ID',
    summary: 'ask a workflow to end, or end it',
    options: {
      reason: text('TEXT', 'why'),
      within: text('SECONDS', 'end it where it has not ended by then'),
      now: flag('end it without asking its code'),
      db,
      json,
    },
    run: async (given) => (await import('./command-workflow.ts')).cancelCommand(given),
  }),
  pause: command({
    synopsis: 'ID',
    summary: "run no more of a workflow's code until it is resumed; its activities go on",
    options: { reason: text('TEXT', 'why'), db, json },
    run: async (given) => (await import('./command-workflow.ts')).pauseCommand(given),
  }),
  resume: command({
    synopsis: 'ID',
    summary: 'let a paused workflow go on',
    options: { reason: text('TEXT', 'why'), db, json },
    run: async (given) => (await import('./command-workflow.ts')).resumeCommand(given),
  }),
  retry: command({
    synopsis: 'ID',
    summary: 'take up a quarantined workflow again, after its code was mended',
    options: { db, json },
    run: async (given) => (await import('./command-workflow.ts')).retryCommand(given),
  }),
  describe: command({
    synopsis: 'ID',
    summary: 'what a workflow is at work on and waits for: activities, timers, children',
    options: { codec, db, json },
    run: async (given) => (await import('./command-workflow.ts')).describeCommand(given),
  }),
  stats: command({
    synopsis: '',
    summary: "what the engine's runs come to: tasks, attempts, failures, how long things waited",
    options: { db, json },
    run: async (given) => (await import('./command-stats.ts')).statsCommand(given),
  }),
};
