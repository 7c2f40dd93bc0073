// The command line for tests: what it printed, and how it ended. In this process, or, where it takes one, as a program of its own.

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

/** A library of a person's own is none of a test's business: one that names no other finds none. */
const data = join(tmpdir(), `retrace-test-data-${process.pid}`);
process.env['RETRACE_DATA'] = data;
process.once('exit', () => rmSync(data, { recursive: true, force: true }));

type Printed = { out: string; err: string; readonly decoder: StringDecoder };
/** Who prints: tests run beside each other. */
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

/** In this process: the same from the words to the exit code, without the start of a program. */
export async function retrace(...words: readonly string[]): Promise<Ended> {
  const printed: Printed = { out: '', err: '', decoder: new StringDecoder('utf8') };
  const code = await printing.run(printed, () => runProgram(words));
  return { code, out: printed.out, err: printed.err };
}

/** As a program of its own. */
export function retraceProgram(...args: readonly string[]): Promise<Ended> {
  return retraceWith('', ...args);
}

/** `input` on standard input; the environment with `env` in it. */
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

/** One object a line. */
export function jsonLines({ out }: Ended): readonly Fields[] {
  return out
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Fields);
}
