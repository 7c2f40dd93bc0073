// Implements `npm start` and `retrace open`: shows the app in Electron if possible, otherwise in the browser.

import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { appFolder } from './app-folder.ts';
import { hasDisplay, openInBrowser } from './browser.ts';
import { libraryFile } from './data-folder.ts';
import { downloadElectron, electronProgram } from './electron-program.ts';
import { showOnLoopback } from './show-on-loopback.ts';
import { complain as complainOf, printLine } from './terminal.ts';

export type OpenOptions = {
  /** The library's file; by default the user's own library. */
  readonly database?: string;
  /** Uses the browser also if Electron is installed. */
  readonly inBrowser?: boolean;
  readonly say?: (line: string) => void;
  readonly complain?: (line: string) => void;
};

const downloadLimitMs = 60_000;
/** A download that takes longer than this is mentioned. */
const downloadSilenceMs = 2000;
/**
 * If Electron fails sooner than this, it never showed a window: its sandbox is not allowed here, or its installation is
 * broken.
 */
const startLimitMs = 10_000;

/** Shows the files; resolves with the exit code when the person closes the app. */
export async function openApp(files: readonly string[], options: OpenOptions = {}): Promise<number> {
  const { say = printLine, complain = complainOf } = options;
  const paths = files.map((file) => resolve(file));
  const database = resolve(options.database ?? libraryFile());
  const outcome = options.inBrowser ? null : await openInElectron(paths, database, complain);
  if (typeof outcome === 'number') return outcome;
  const shown = await showOnLoopback(paths, database);
  // Set before the address is printed, because its reader may end this process at once.
  const ended = interrupted();
  say(outcome === null ? `Retrace is at ${shown.url}` : `${outcome}; serving Retrace at ${shown.url} instead.`);
  openInBrowser(shown.url);
  await ended;
  await shown.close();
  return 0;
}

/** Electron's exit code, or the reason why Electron cannot run. */
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

/**
 * Resolves with the exit code, or 1 if the program could not be started. Signals to this process end the program first,
 * then this process.
 */
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
