// Starts the built program in each of its ways, on a library of its own, and ends all its processes.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { _electron, type ElectronApplication } from '@playwright/test';
import { electronProgram } from '../engine/host/electron-program.ts';

const root = resolve(import.meta.dirname, '..');
const bin = join(root, 'node_modules', '.bin');
const cli = join(root, 'dist', 'cli', 'cli.js');
const patienceMs = 20_000;

export type Served = { readonly url: string; stop(): Promise<void> };

/** `retrace serve` as started by a person; with files, `retrace open` without a display. */
export async function startServe(library: string, files: readonly string[] = []): Promise<Served> {
  const words = files.length === 0 ? ['serve', '--json'] : ['open', '--browser', ...files];
  const child = startCli([...words, '--db', library], ownData(library, withoutDisplay(process.env)));
  const ended = once(child, 'exit');
  try {
    return { url: addressIn(await firstLine(child)), stop: () => stop(child, ended) };
  } catch (error) {
    await stop(child, ended);
    throw error;
  }
}

/** Starts the built command line; its error output is shown. */
export function startCli(words: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  requireBuild();
  return spawn(node(), [cli, ...words], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Starts the command line with a writable standard input; its output is ignored. */
export function feedCli(words: readonly string[]) {
  requireBuild();
  return spawn(node(), [cli, ...words], { cwd: root, stdio: ['pipe', 'ignore', 'inherit'] });
}

/** The first line of output. Rejects where the program ends without output. */
export async function firstLine(child: ReturnType<typeof startCli>): Promise<string> {
  const lines = createInterface(child.stdout);
  const line = once(lines, 'line', { signal: AbortSignal.timeout(patienceMs) });
  const silent = once(lines, 'close').then(() => {
    throw new Error('retrace ended without a word');
  });
  silent.catch(() => {});
  const [text] = (await Promise.race([line, silent])) as [string];
  return text;
}

function addressIn(line: string): string {
  const [url] = /http:[^\s"]+/.exec(line) ?? [];
  if (url === undefined) throw new Error(`no address in: ${line}`);
  return url;
}

/** Prevents any browser except the test's own from opening. */
function withoutDisplay(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { DISPLAY: _, WAYLAND_DISPLAY: __, ...rest } = env;
  return rest;
}

/** Keeps the program's other data, such as chosen code, in the test's own folder. */
function ownData(library: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, RETRACE_DATA: dirname(library) };
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const impatient = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await ended;
  clearTimeout(impatient);
}

export type DesktopStart = { readonly real: boolean; readonly library: string; readonly files: readonly string[] };

/** Starts the desktop program, in real Electron or in the double, with files on the command line. */
export async function startDesktop({ real, library, files }: DesktopStart): Promise<ElectronApplication> {
  requireBuild();
  const executablePath = real ? electronProgram() : join(root, 'e2e', 'electron-double', 'electron.cjs');
  // Playwright would end this process if the program did not exist.
  if (executablePath === undefined || !existsSync(executablePath)) throw new Error('there is no Electron to start');
  const PATH = `${bin}${delimiter}${process.env['PATH'] ?? ''}`;
  // Leftover files stay in the test's own folder.
  const env = {
    ...(ownData(library, process.env) as Record<string, string>),
    PATH,
    RETRACE_LIBRARY: library,
    TMPDIR: dirname(library),
  };
  return await _electron.launch({ executablePath, args: ['.', ...files], cwd: root, env });
}

/** Imports histories into a library before anything shows it. */
export async function importInto(library: string, files: readonly string[]): Promise<void> {
  requireBuild();
  if (files.length > 0) await promisify(execFile)(node(), [cli, 'import', '--db', library, ...files], { cwd: root });
}

function requireBuild(): void {
  if (!existsSync(cli)) throw new Error('The program is not built. Run "npm run build" first.');
}

/** The project's own Node, whichever Node runs the tests. */
function node(): string {
  const own = join(bin, process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(own) ? own : process.execPath;
}
