// Starts a program of this folder in a separate process, and reads its output line by line.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { assert, must } from '../../model/assert.ts';

export type Ending = { readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly errors: string };

export type Program = {
  /** The program's output, one JSON value per line; ends with the program. A truncated line is left out. */
  readonly said: AsyncIterable<unknown>;
  tell(value: unknown): void;
  kill(): void;
  readonly ended: Promise<Ending>;
};

/** `before`: a command that starts the program. */
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
  // A killed program reads no more input.
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

/** Asserts that the program ended by itself, without errors. */
export function assertWell({ code, signal, errors }: Ending): void {
  assert(code === 0, `a program ended with ${code ?? signal}: ${errors}`);
}
