// Error messages for unknown commands and unknown options.

import { parseArgs, type ParseArgsConfig } from 'node:util';
import { commands, groups } from './commands.ts';
import { type OptionTable, written } from './command-table.ts';
import { nearestWord } from './nearest-word.ts';

/** The words typed, such as `shwo`, or `log` and `verfy`. */
export function noSuchCommand([first = '', second]: readonly string[]): string {
  const group = second === undefined ? undefined : first;
  const typed = second ?? first;
  const meant = nearestCommand(typed, group);
  return `There is no command ${group === undefined ? '' : `${group} `}${JSON.stringify(typed)}.${meant === undefined ? '' : ` Did you mean retrace ${meant}?`} See retrace ${group === undefined ? '' : `${group} `}--help.`;
}

/** The nearest command of the group, otherwise the nearest last word of any command. */
function nearestCommand(typed: string, group: string | undefined): string | undefined {
  const names = [...Object.keys(commands), ...Object.keys(groups)];
  const tail = (name: string): string => name.split(' ').at(-1) ?? name;
  const near = names.filter((name) => (group === undefined ? !name.includes(' ') : name.startsWith(`${group} `)));
  const word = nearestWord(typed, near.map(tail));
  return near.find((name) => tail(name) === word) ?? names.find((name) => tail(name) === typed);
}

/** `error` is the message of `parseArgs`, used if all options are known. */
export function wrongOption(
  name: string,
  own: OptionTable,
  options: NonNullable<ParseArgsConfig['options']>,
  args: readonly string[],
  error: Error,
): string {
  const see = `See retrace ${name} --help.`;
  const typed = unknownOption(options, args);
  if (typed === undefined) return `${error.message.replaceAll(/\s*\n\s*/g, ' ')}. ${see}`.replace('..', '.');
  const others = commandsWith(typed);
  if (others.length > 0)
    return `${typed} is no option of retrace ${name}, but of ${others.map((other) => `retrace ${other}`).join(', ')}. ${see}`;
  const meant = nearestWord(typed, Object.keys(own).map(written));
  return `retrace ${name} has no option ${JSON.stringify(typed)}.${meant === undefined ? '' : ` Did you mean ${meant}?`} Words that begin with a dash go behind --. ${see}`;
}

/** The option as typed: `--colour`, `-c`. */
function unknownOption(options: NonNullable<ParseArgsConfig['options']>, args: readonly string[]): string | undefined {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  return tokens.filter((token) => token.kind === 'option').find(({ name }) => !Object.hasOwn(options, name))?.rawName;
}

function commandsWith(typed: string): readonly string[] {
  return Object.entries(commands)
    .filter(([, { options }]) =>
      Object.entries(options).some(([name, { short }]) => written(name) === typed || `-${short}` === typed),
    )
    .map(([name]) => name);
}
