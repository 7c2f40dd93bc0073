// What `npm start` and `retrace open` do: show the app, in a window of its own where Electron can be had, else in the browser.

import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { appFolder } from './app-folder.ts';
import { hasDisplay, openInBrowser } from './browser.ts';
import { libraryFile } from './data-folder.ts';
import { downloadElectron, electronProgram } from './electron-program.ts';
import { showOnLoopback } from './show-on-loopback.ts';
import { complain as complainOf, printLine } from './terminal.ts';

export type OpenOptions = {
  /** The library's file; the user's own where absent. */
  readonly database?: string;
  /** In the browser, also where Electron is installed. */
  readonly inBrowser?: boolean;
  readonly say?: (line: string) => void;
  readonly complain?: (line: string) => void;
};

const downloadLimitMs = 60_000;
/** A download that takes longer than this is worth a line. */
const downloadSilenceMs = 2000;
/** Electron that ends with an error sooner never showed a window: its sandbox is not allowed here, or the install is broken. */
const startLimitMs = 10_000;

/** Shows the files; resolves with the exit code when the person is done. */
export async function openApp(files: readonly string[], options: OpenOptions = {}): Promise<number> {
  const { say = printLine, complain = complainOf } = options;
  const paths = files.map((file) => resolve(file));
  const database = resolve(options.database ?? libraryFile());
  const outcome = options.inBrowser ? null : await openInElectron(paths, database, complain);
  if (typeof outcome === 'number') return outcome;
  const shown = await showOnLoopback(paths, database);
  // Before the address is said: who reads it may end us at once.
  const ended = interrupted();
  say(outcome === null ? `Retrace is at ${shown.url}` : `${outcome}; serving Retrace at ${shown.url} instead.`);
  openInBrowser(shown.url);
  await ended;
  await shown.close();
  return 0;
}

/** The exit code of Electron, or why there is none. */
async function openInElectron(
  paths: readonly string[],
  database: string,
  complain: (line: string) => void,
): Promise<number | string> {
  if (!hasDisplay()) return 'There is no display to open a window on';
  const program = electronProgram() ?? (await download(complain));
  if (program === undefined) return "Electron's program is not installed and could not be downloaded";
  const startedAtMs = performance.now();
  const code = await run(program, [appFolder(), ...paths], { ...process.env, RETRACE_LIBRARY: database });
  const failed = code !== 0 && performance.now() - startedAtMs < startLimitMs;
  return failed ? "Electron's program did not start" : code;
}

async function download(complain: (line: string) => void): Promise<string | undefined> {
  const notice = setTimeout(() => complain("Getting Electron's program; this is done once."), downloadSilenceMs);
  try {
    return await downloadElectron(downloadLimitMs);
  } finally {
    clearTimeout(notice);
  }
}

/** The code it exits with, 1 where it could not be started. While it runs, what ends us ends it, and we end after it. */
async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const { ELECTRON_RUN_AS_NODE: _, ...own } = env;
  const child = spawn(program, args, { stdio: 'inherit', env: own });
  let asked = false;
  const end = (): void => {
    asked = true;
    child.kill('SIGTERM');
  };
  for (const signal of endings) process.on(signal, end);
  try {
    return await new Promise<number>((done) => {
      child.once('error', () => done(1));
      child.once('exit', (code) => done(asked ? 0 : (code ?? 1)));
    });
  } finally {
    for (const signal of endings) process.off(signal, end);
  }
}

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

async function interrupted(): Promise<void> {
  await new Promise<void>((done) => {
    for (const signal of endings) process.once(signal, () => done());
  });
}
