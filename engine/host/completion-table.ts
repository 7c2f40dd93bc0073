// The table of commands in the form that shell completion needs.

import { commands, groups } from './commands.ts';
import { type Command, help, type Option, written } from './command-table.ts';

export type Described = readonly [word: string, what: string];

/** The possible words after `retrace`, or after a group's name. */
export function wordsBehind(group?: string): readonly Described[] {
  const own = Object.entries(commands).filter(([name]) =>
    group === undefined ? !name.includes(' ') : name.startsWith(`${group} `),
  );
  return [
    ...own.map(([name, { summary }]) => [name.split(' ').at(-1) ?? name, summary] as const),
    ...(group === undefined ? Object.entries(groups).map(([name, { summary }]) => [name, summary] as const) : []),
  ];
}

export const groupNames: readonly string[] = Object.keys(groups);

export function commandRows(): readonly (readonly [
  name: string,
  command: Command,
  options: readonly (readonly [written: string, option: Option])[],
])[] {
  return Object.entries(commands).map(([name, command]) => [
    name,
    command,
    Object.entries({ ...command.options, help }).map(([option, it]) => [written(option), it] as const),
  ]);
}

/** Quotes for a shell, with single quotes. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
