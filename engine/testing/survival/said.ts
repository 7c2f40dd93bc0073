// The other end of program.ts: what a started program is told, and how it speaks.

import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Gone to the system when this returns: whoever kills us afterwards has it. */
export function say(value: unknown): void {
  writeSync(1, `${JSON.stringify(value)}\n`);
}

export function argument(): unknown {
  return JSON.parse(process.argv[2] ?? 'null');
}

/** Whoever stops listening may come to an end. */
export async function* told(): AsyncGenerator<unknown> {
  try {
    for await (const line of createInterface({ input: process.stdin })) yield JSON.parse(line);
  } finally {
    process.stdin.destroy();
  }
}
