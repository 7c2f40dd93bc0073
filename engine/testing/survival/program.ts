// Starts one of the programs of this folder in a process of its own, and hears what it says line by line.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { assert, must } from '../../model/assert.ts';

export type Ending = { readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly errors: string };

export type Program = {
  /** What it says, one JSON value a line; ends when it does. A line that was cut off is left out. */
  readonly said: AsyncIterable<unknown>;
  tell(value: unknown): void;
  kill(): void;
  readonly ended: Promise<Ending>;
};

/** `before`: a command that the program is to be started by. */
export function startProgram(file: string, argument: unknown, before: readonly string[] = []): Program {
  const words = [
    ...before,
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    join(import.meta.dirname, file),
    JSON.stringify(argument),
  ];
  const child = spawn(must(words[0]), words.slice(1), { stdio: 'pipe' });
  const { promise: ended, resolve } = Promise.withResolvers<Ending>();
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  // Whoever was killed hears no more.
  child.stdin.on('error', () => {});
  child.once('error', (error) => resolve({ code: 1, signal: null, errors: error.message }));
  child.once('close', (code, signal) => resolve({ code, signal, errors }));
  return {
    said: values(createInterface({ input: child.stdout })),
    tell: (value) => void child.stdin.write(`${JSON.stringify(value)}\n`),
    kill: () => void child.kill('SIGKILL'),
    ended,
  };
}

async function* values(lines: AsyncIterable<string>): AsyncGenerator<unknown> {
  for await (const line of lines) if (line.endsWith('}')) yield JSON.parse(line);
}

/** It came to its end by itself, and had nothing to complain of. */
export function assertWell({ code, signal, errors }: Ending): void {
  assert(code === 0, `a program ended with ${code ?? signal}: ${errors}`);
}
