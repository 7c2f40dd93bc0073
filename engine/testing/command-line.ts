// The command line for tests: its output and exit code. Runs in this process or as a separate program.

import { AsyncLocalStorage } from 'node:async_hooks';
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { runProgram } from '../host/program.ts';
import { streams } from '../host/terminal.ts';

export type Ended = { readonly code: number; readonly out: string; readonly err: string };
export type Fields = Record<string, unknown>;

export const nodeOptions = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../host/cli.ts')];

/** Tests must not use a person's own library: a test that names no library gets an empty one. */
const data = join(tmpdir(), `retrace-test-data-${process.pid}`);
process.env['RETRACE_DATA'] = data;
process.once('exit', () => rmSync(data, { recursive: true, force: true }));

type Printed = { out: string; err: string; readonly decoder: StringDecoder };
/** The present printer: tests run in parallel. */
const printing = new AsyncLocalStorage<Printed>();
const { output, errors } = streams;
streams.output = (text) => {
  const printed = printing.getStore();
  if (printed === undefined) return output(text);
  printed.out += typeof text === 'string' ? text : printed.decoder.write(Buffer.from(text));
  return true;
};
streams.errors = (text) => {
  const printed = printing.getStore();
  if (printed === undefined) return errors(text);
  printed.err += text;
  return true;
};

/** Runs in this process: identical from the arguments to the exit code, without starting a program. */
export async function retrace(...words: readonly string[]): Promise<Ended> {
  const printed: Printed = { out: '', err: '', decoder: new StringDecoder('utf8') };
  const code = await printing.run(printed, () => runProgram(words));
  return { code, out: printed.out, err: printed.err };
}

/** Runs as a separate program. */
export function retraceProgram(...args: readonly string[]): Promise<Ended> {
  return retraceWith('', ...args);
}

/** Runs with `input` on standard input and `env` added to the environment. */
export function retraceWith(
  input: string,
  ...[first, ...rest]: readonly (string | { readonly env: NodeJS.ProcessEnv })[]
): Promise<Ended> {
  const env = typeof first === 'object' ? { ...process.env, RETRACE_DATA: undefined, ...first.env } : process.env;
  const args = [...(typeof first === 'string' ? [first] : []), ...(rest as readonly string[])];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [...nodeOptions, ...args], { maxBuffer: 1e8, env }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
    child.stdin?.end(input);
  });
}

/** The output as JSON Lines, one object per line. */
export function jsonLines({ out }: Ended): readonly Fields[] {
  return out
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Fields);
}
