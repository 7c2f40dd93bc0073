// Runs the command that the words name, or prints the requested help.

import { askedOf } from './command-words.ts';
import { printLine, printLines } from './terminal.ts';

/** Resolves with the exit code. Throws the command's errors, and `bad-usage` if no command is named. */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  if (words[0] === '--version') {
    printLine((await import('./app-folder.ts')).appVersion());
    return 0;
  }
  const asked = await askedOf(words);
  if (asked.type === 'run') return await asked.command.run(asked.given);
  await printLines((await import('./command-help.ts')).helpText(asked.name));
  return asked.code;
}
