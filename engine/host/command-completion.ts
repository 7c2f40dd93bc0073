// retrace completion bash|zsh|fish: prints the shell's completion script for our commands.

import { RetraceError } from '../model/errors.ts';
import { type CommandOptions, oneWord } from './command.ts';
import { bashCompletion } from './completion-bash.ts';
import { fishCompletion } from './completion-fish.ts';
import { zshCompletion } from './completion-zsh.ts';
import { printLines } from './terminal.ts';

const scripts: Readonly<Record<string, () => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

export async function completionCommand(options: CommandOptions<never>): Promise<number> {
  const shell = oneWord(options, 'shell');
  const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
  if (script === undefined)
    throw new RetraceError(
      'bad-usage',
      `There is no completion for ${JSON.stringify(shell)}; there is for ${Object.keys(scripts).join(', ')}.`,
    );
  await printLines(script());
  return 0;
}
