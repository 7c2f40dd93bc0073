// The table of commands: names, options, and modules to load. Argument parsing, help, the README's list and shell
// completion are made from it.

import { operationKinds } from '../model/effect.ts';
import { failOnWords } from '../model/replay/replay-report.ts';
import { command, type CommandTable, flag, list, text } from './command-table.ts';
import { logCommands } from './commands-of-log.ts';
import { workflowCommands } from './commands-of-workflows.ts';

const db = text('PATH', "the library's file (default: in your data folder)", { offers: 'files' });
const json = flag('one JSON object a line');
const chain = flag('of a run: with all runs that it continues and that continue it, their events numbered through');
const codec = {
  codecEndpoint: text(
    'URL',
    'a codec server that may decode its payloads (authorization: TEMPORAL_CODEC_AUTH); nothing of it is kept',
  ),
  namespace: text('NAME', 'the namespace that is named to the codec server (default: default)'),
};
const partial = flag('take what is whole of a file that is cut off');
const ignore = list(
  'RULE',
  'values not to look at (input.items[*].at, **.traceId, activity/charge*: result); @FILE: rules in a file, one a line',
);
const runNames = 'RUN is a run id, the end of one, or a workflow id. A file that is there is that file.';

const code = text('PATH[@REF]', 'workflow code: a module or a folder, as it is or at a commit, branch or tag', {
  offers: 'files',
});
const failOn = text('WORD', 'end with 1 on nondeterminism (default), fails-next or drift, and what is worse', {
  offers: failOnWords,
});
const bundleRules = {
  payloadConverter: text('PATH', "the module of the worker's payload converter", { offers: 'files' }),
  failureConverter: text('PATH', "the module of the worker's failure converter", { offers: 'files' }),
  interceptors: list('PATH', "a module of the worker's workflow interceptors", { offers: 'files' }),
  ignoreModule: list('NAME', 'a module that no workflow runs, though it is imported'),
};
const replayed =
  "HISTORY is RUN or FILE, of Temporal's TypeScript SDK. The code runs in a sandbox: no files, no network, no environment.";

export const commands: CommandTable = {
  open: command({
    synopsis: '[FILE…]',
    summary: 'open the window (or the browser), with these histories',
    words: 'files',
    options: { browser: flag('in the browser, also where Electron is installed'), db },
    run: async ({ words, db: database, browser }) =>
      (await import('./launch.ts')).openApp(words, { ...(database !== undefined && { database }), inBrowser: browser }),
  }),
  import: command({
    synopsis: 'FILE|DIR…',
    summary: 'take histories into the library',
    words: 'files',
    options: { partial, db, json },
    run: async (given) => (await import('./command-import.ts')).importCommand(given),
  }),
  fetch: command({
    synopsis: 'HOST:PORT [--query QUERY]',
    summary: 'histories of a Temporal server into the library; nothing is written there',
    options: {
      namespace: text('NAME', 'the namespace (default: default)'),
      query: text('QUERY', 'which runs, as the server filters its list (default: the newest)'),
      most: text('N', 'at most so many (default: 100)'),
      list: flag('only say which they are'),
      follow: flag('stay with those that are open until they have ended, or until interrupted'),
      tls: flag("encrypted, with the system's certificates"),
      tlsCa: text('FILE', "who signed the server's certificate (PEM)", { offers: 'files' }),
      tlsCert: text('FILE', 'the certificate to show (PEM)', { offers: 'files' }),
      tlsKey: text('FILE', 'its key (PEM)', { offers: 'files' }),
      tlsName: text('NAME', "the server's name in its certificate, where it is another"),
      db,
      json,
    },
    notes: [
      'An API key is taken from TEMPORAL_API_KEY, and never stored. Fetched again, only what is new is taken.',
      "QUERY: WorkflowType = 'order' AND ExecutionStatus = 'Failed'",
    ],
    run: async (given) => (await import('./command-fetch.ts')).fetchCommand(given),
  }),
  list: command({
    synopsis: '',
    summary: 'the runs of the library',
    options: { db, json },
    run: async (given) => (await import('./command-library.ts')).listCommand(given),
  }),
  show: command({
    synopsis: 'RUN|FILE [--at SEQ] [--html FILE]',
    summary: 'what was known after event SEQ, and what the run waited for',
    words: 'files',
    options: {
      at: text('SEQ', 'after this event (default: the last)'),
      follow: flag('of a run: again whenever it has changed, until interrupted'),
      chain,
      html: text('FILE', 'write a page of the whole run, for reading and for paper', { offers: 'files' }),
      ...codec,
      partial,
      db,
      json,
    },
    notes: [runNames, 'FILE may be an ActionQueue data directory.'],
    run: async (given) => {
      const { html } = given;
      if (html !== undefined) return (await import('./command-report.ts')).reportCommand({ ...given, html });
      if (given.chain) return (await import('./command-chain.ts')).showChain(given);
      return given.follow
        ? (await import('./command-tail.ts')).followCommand(given)
        : (await import('./command-show.ts')).showCommand(given);
    },
  }),
  tail: command({
    synopsis: 'RUN',
    summary: 'its last events, explained, and those that come, until interrupted',
    options: { db, json },
    notes: [runNames],
    run: async (given) => (await import('./command-tail.ts')).tailCommand(given),
  }),
  events: command({
    synopsis: 'RUN|FILE',
    summary: 'every event, explained',
    words: 'files',
    options: { chain, ...codec, partial, db, json },
    notes: [runNames, 'FILE may be an ActionQueue data directory.'],
    run: async (given) =>
      given.chain
        ? (await import('./command-chain.ts')).eventsOfChain(given)
        : (await import('./command-show.ts')).eventsCommand(given),
  }),
  search: command({
    synopsis: 'PATTERN [RUN|FILE…]',
    summary: 'the events that have a text in them, of all runs or of these',
    words: 'files',
    options: { regex: flag('PATTERN is a regular expression'), partial, db, json },
    notes: ['Looks at types, names, ids and payloads, in any case. Exit code 1 where nothing was found.', runNames],
    run: async (given) => (await import('./command-search.ts')).searchCommand(given),
  }),
  diff: command({
    synopsis: 'A B [--html FILE]',
    summary: 'what two runs (RUN or FILE each) have in common and where they differ',
    words: 'files',
    options: {
      ignore,
      only: list('KIND', 'only operations of that kind, or the run itself (run)', {
        offers: ['run', ...operationKinds],
      }),
      within: text('N', 'numbers at most N apart are the same; N% of the greater one; times at most 2s apart'),
      html: text('FILE', 'write a page of its own, for reading and for paper', { offers: 'files' }),
      ...codec,
      partial,
      db,
      json,
    },
    notes: ['Exit code 1 where they differ.', runNames],
    run: async (given) => (await import('./command-diff.ts')).diffCommand(given),
  }),
  replay: command({
    synopsis: 'HISTORY --code PATH[@REF]',
    summary: 'run workflow code against a history: what breaks, what drifts, where and why',
    words: 'files',
    options: {
      code,
      workflow: text('NAME', 'run this workflow instead of the type that the history names'),
      workflowId: text('ID', 'the workflow id, where the history does not say it'),
      failOn,
      forward: flag('go on behind it: compare the whole history with what the code makes of it on its own decisions'),
      output: text('FILE', 'write what the code makes of it there, as a history', { short: 'o', offers: 'files' }),
      html: text('FILE', 'write both beside each other as a page', { offers: 'files' }),
      ...bundleRules,
      ...codec,
      partial,
      db,
      json: flag('one JSON object; with --forward also those of retrace diff'),
    },
    notes: [replayed, runNames],
    run: async (given) => (await import('./command-replay.ts')).replayCommand(given),
  }),
  locals: command({
    synopsis: 'HISTORY --code PATH --at SEQ',
    summary: 'calls and variables of the workflow code at an event',
    words: 'files',
    options: {
      code,
      at: text('SEQ', 'after this event'),
      workflow: text('NAME', 'run this workflow instead of the type that the history names'),
      workflowId: text('ID', 'the workflow id, where the history does not say it'),
      ...bundleRules,
      ...codec,
      partial,
      db,
      json: flag('one JSON object'),
    },
    notes: [replayed, runNames],
    run: async (given) => (await import('./command-locals.ts')).localsCommand(given),
  }),
  check: command({
    synopsis: 'DIR|DB --code PATH[@REF]',
    summary: 'run workflow code against many histories: what breaks or drifts, by cause',
    words: 'files',
    options: {
      code,
      against: text('PATH@REF', 'another version: only what is worse than there counts', { offers: 'files' }),
      failOn,
      ...bundleRules,
      ...codec,
      junit: text('FILE', 'write the result as JUnit XML', { offers: 'files' }),
      sarif: text('FILE', 'write the result as SARIF 2.1.0', { offers: 'files' }),
      json: flag('one JSON object a history, then one for the whole'),
    },
    notes: [
      'DIR holds histories, in folders too; DB is a library. Histories that the code has no workflow for are named and left out.',
    ],
    run: async (given) => (await import('./command-check.ts')).checkCommand(given),
  }),
  bisect: command({
    synopsis: 'HISTORY --good REF --bad REF',
    summary: 'the first commit whose code no longer replays a history, and the line',
    words: 'files',
    options: {
      repo: text('DIR', 'the git repository', { offers: 'files' }),
      entry: text('PATH', 'the module or folder of the code, from the top of the repository', { offers: 'files' }),
      good: text('REF', 'a commit whose code replays it'),
      bad: text('REF', 'a later one whose code does not'),
      workflow: text('NAME', 'run this workflow instead of the type that the history names'),
      workflowId: text('ID', 'the workflow id, where the history does not say it'),
      failOn,
      ...bundleRules,
      ...codec,
      partial,
      db,
      json: flag('one JSON object'),
    },
    notes: [
      replayed,
      'Commits whose code cannot be built are passed over, and named where one of them may be the first.',
    ],
    run: async (given) => (await import('./command-bisect.ts')).bisectCommand(given),
  }),
  export: command({
    synopsis: 'RUN [-o FILE]',
    summary: 'the history as it was imported',
    options: {
      output: text('FILE', 'write it there, not to standard output', { short: 'o', offers: 'files' }),
      as: text('FORMAT', "a run of Retrace's own engine as a log of another: derecho", { offers: ['derecho'] }),
      codec: text('FILE', "a file that exports the run's codec: its values are written decoded", { offers: 'files' }),
      db,
      json: flag('changes nothing: it is JSON as it is'),
    },
    notes: [runNames],
    run: async (given) => (await import('./command-library.ts')).exportCommand(given),
  }),
  bundle: command({
    synopsis: 'RUN[@SEQ]|FILE… -o FILE',
    summary: 'one file (.retrace) that opens elsewhere as it is here',
    words: 'files',
    options: {
      output: text('FILE', 'the file to write', { short: 'o', offers: 'files' }),
      preview: flag('say what would leave, and write nothing'),
      pseudonymise: flag("other values for all values of the workflow's own"),
      pseudonymiseNames: flag('for names and ids as well'),
      note: list('TEXT', 'a note on the first run, or on an event of it (33: TEXT)'),
      view: text('VIEW', 'graph, timeline or events: how the first run opens', {
        offers: ['graph', 'timeline', 'events'],
      }),
      compare: flag('open it as a comparison of its two runs'),
      ignore,
      partial,
      db,
      json,
    },
    notes: [runNames],
    run: async (given) => (await import('./command-bundle.ts')).bundleCommand(given),
  }),
  dialects: command({
    synopsis: '[DIR]',
    summary: 'take dialects of your own from a folder; without DIR, the ones that are taken',
    words: 'files',
    options: { none: flag('take none any more'), json },
    notes: [
      'Each file of DIR is one dialect: its code runs in a thread without files, network and environment. docs/own-dialect.md',
    ],
    run: async (given) => (await import('./command-dialects.ts')).dialectsCommand(given),
  }),
  serve: command({
    synopsis: '[--port N]',
    summary: "the same app on this machine's loopback address, for SSH and containers",
    options: { port: text('N', 'the port (default: a free one)'), db, json },
    run: async (given) => (await import('./command-serve.ts')).serveCommand(given),
  }),
  ...workflowCommands,
  completion: command({
    synopsis: 'bash|zsh|fish',
    summary: 'a script that lets the shell complete these commands',
    words: ['bash', 'zsh', 'fish'],
    options: {},
    notes: [
      'bash: source <(retrace completion bash), in ~/.bashrc',
      'zsh:  source <(retrace completion zsh), in ~/.zshrc after compinit',
      'fish: retrace completion fish > ~/.config/fish/completions/retrace.fish',
    ],
    run: async (given) => (await import('./command-completion.ts')).completionCommand(given),
  }),
  ...logCommands,
};

/** Groups: first words that must be followed by a command's name. */
export const groups: Readonly<Record<string, { readonly summary: string; readonly notes: readonly string[] }>> = {
  log: {
    summary: 'the event log without the app',
    notes: [
      'An event is {"seq":1,"atMs":null,"type":"custom","payload":"base64"}; atMs may be left out, and "text" may stand for payload.',
      'Events that are refused end append with exit code 2; the error says which seq was expected.',
    ],
  },
};
