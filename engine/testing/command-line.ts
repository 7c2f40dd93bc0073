// The command line as a program of its own, for tests: what it printed, and how it ended.

import { execFile } from 'node:child_process';
import { join } from 'node:path';

export type Ended = { readonly code: number; readonly out: string; readonly err: string };
export type Fields = Record<string, unknown>;

export const nodeOptions = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../host/cli.ts')];

export function retrace(...args: readonly string[]): Promise<Ended> {
  return retraceWith('', ...args);
}

/** `input` on standard input; the environment with `env` in it. */
export function retraceWith(
  input: string,
  ...[first, ...rest]: readonly (string | { readonly env: NodeJS.ProcessEnv })[]
): Promise<Ended> {
  const env = typeof first === 'object' ? { ...process.env, ...first.env } : process.env;
  const args = [...(typeof first === 'string' ? [first] : []), ...(rest as readonly string[])];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [...nodeOptions, ...args], { maxBuffer: 1e8, env }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
    child.stdin?.end(input);
  });
}

/** One object a line. */
export function jsonLines({ out }: Ended): readonly Fields[] {
  return out
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Fields);
}
