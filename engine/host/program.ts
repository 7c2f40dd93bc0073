// One use of the program, from its words to its exit code. Handles every way that a command can end. Exit codes: 0
// done, 1 the answer is "no", 2 wrong use or bad input, 3 a bug of Retrace.

import { errorInfo } from '../model/errors.ts';
import { runCommandLine } from './command-line.ts';
import { complain } from './terminal.ts';

/** Resolves with the exit code; prints an error as one line on standard error. Never rejects. */
export async function runProgram(words: readonly string[]): Promise<number> {
  try {
    return await runCommandLine(words);
  } catch (error) {
    const { code, message } = errorInfo(error);
    complain(`${code}: ${message.replaceAll(/\s*\n\s*/g, ' ')}`);
    if (code !== 'internal') return 2;
    console.error(error);
    return 3;
  }
}
