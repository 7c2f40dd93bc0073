// The other end of program.ts: how a started program receives input and reports.

import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** The data has reached the system when this returns, so that a later kill does not lose it. */
export function say(value: unknown): void {
  writeSync(1, `${JSON.stringify(value)}\n`);
}

export function argument(): unknown {
  return JSON.parse(process.argv[2] ?? 'null');
}

/** A program that stops listening may end. */
export async function* told(): AsyncGenerator<unknown> {
  try {
    for await (const line of createInterface({ input: process.stdin })) yield JSON.parse(line);
  } finally {
    process.stdin.destroy();
  }
}
