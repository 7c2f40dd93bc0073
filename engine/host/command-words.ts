// Parses a person's words by the table of commands: the command and its options.

import { parseArgs, type ParseArgsConfig } from 'node:util';
import { RetraceError } from '../model/errors.ts';
import { commands, groups } from './commands.ts';
import { type Command, type Given, help, type OptionTable, written } from './command-table.ts';

type ParseOptions = NonNullable<ParseArgsConfig['options']>;

export type Asked =
  | { readonly type: 'run'; readonly command: Command; readonly given: Given<OptionTable> }
  /** `name` is a command, a group, or undefined for all commands. */
  | { readonly type: 'help'; readonly name?: string; readonly code: 0 | 2 };

const helpWords = new Set(['help', '--help', '-h']);

/** Throws `bad-usage` for an unknown command or option. */
export async function askedOf(args: readonly string[]): Promise<Asked> {
  const [first, ...rest] = args;
  if (first === undefined) return { type: 'help', code: 2 };
  if (helpWords.has(first)) return rest.length === 0 ? { type: 'help', code: 0 } : await askedOf([...rest, '--help']);
  if (!Object.hasOwn(groups, first)) return await askedOfCommand([first], rest);
  const [second, ...more] = rest;
  if (second === undefined || helpWords.has(second))
    return { type: 'help', name: first, code: second === undefined ? 2 : 0 };
  return await askedOfCommand([first, second], more);
}

async function askedOfCommand(named: readonly string[], args: readonly string[]): Promise<Asked> {
  const name = named.join(' ');
  const command =
    Object.hasOwn(commands, name) && !named.some((word) => word.includes(' ')) ? commands[name] : undefined;
  if (command === undefined)
    throw new RetraceError('bad-usage', (await import('./command-mistakes.ts')).noSuchCommand(named));
  const { help: wantsHelp, ...given } = await read(name, command, args);
  if (wantsHelp) return { type: 'help', name, code: 0 };
  if (given.words.length > 0 && takesNoWords(command))
    throw new RetraceError(
      'bad-usage',
      `retrace ${name} takes no ${JSON.stringify(given.words[0])}. See retrace ${name} --help.`,
    );
  return { type: 'run', command, given };
}

function takesNoWords({ synopsis }: Command): boolean {
  return synopsis === '' || /^\[--[^\]]*\]$/.test(synopsis);
}

async function read(
  name: string,
  { options }: Command,
  args: readonly string[],
): Promise<Given<OptionTable & { help: typeof help }>> {
  const own: OptionTable = { ...options, help };
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: parseOptions(own) });
    const named = Object.keys(own).map((option) => [option, values[written(option).slice(2)]]);
    return { ...Object.fromEntries(named), words: positionals } as Given<OptionTable & { help: typeof help }>;
  } catch (error) {
    throw new RetraceError(
      'bad-usage',
      (await import('./command-mistakes.ts')).wrongOption(name, own, parseOptions(own), args, error as Error),
      { cause: error },
    );
  }
}

function parseOptions(options: OptionTable): ParseOptions {
  return Object.fromEntries(
    Object.entries(options).map(([name, { kind, short }]) => [
      written(name).slice(2),
      { ...parseKinds[kind], ...(short !== undefined && { short }) },
    ]),
  );
}

const parseKinds = {
  flag: { type: 'boolean', default: false },
  text: { type: 'string' },
  list: { type: 'string', multiple: true, default: [] },
} as const satisfies Record<string, ParseOptions[string]>;
