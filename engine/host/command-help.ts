// The help text, generated from the table of commands.

import { commands, groups } from './commands.ts';
import { type Command, help, type Option, written } from './command-table.ts';

type Row = readonly [left: string, right: string];

/** Help for one command, for the commands that begin with a word, or for all. */
export function helpText(name?: string): string {
  if (name === undefined) return allHelp();
  const command = commands[name];
  return command === undefined ? groupHelp(name) : commandHelp(name, command);
}

/** One line per command: of one group, or, without a group, of all commands outside groups. */
export function commandLines(group?: string): readonly string[] {
  return lines(
    Object.entries(commands)
      .filter(([name]) => groupOf(name) === group)
      .map(([name, { synopsis, summary }]) => [`retrace ${name} ${synopsis}`.trimEnd(), summary] as const)
      .concat(
        group === undefined
          ? Object.entries(groups).map(([name, { summary }]) => [`retrace ${name} …`, summary] as const)
          : [],
      ),
  );
}

function groupOf(name: string): string | undefined {
  return name.includes(' ') ? name.split(' ')[0] : undefined;
}

function allHelp(): string {
  return page('retrace: step through what a durable workflow left behind', commandLines(), [
    'retrace COMMAND --help: its options. RUN is a run id, the end of one, or a workflow id.',
    'Exit codes: 0 done, 1 the answer is no, 2 wrong use or bad input, 3 a bug of ours.',
  ]);
}

function groupHelp(name: string): string {
  const { summary, notes } = groups[name] ?? { summary: '', notes: [] };
  return page(`retrace ${name}: ${summary}`, commandLines(name), [
    `retrace ${name} COMMAND --help: its options.`,
    ...notes,
  ]);
}

function commandHelp(name: string, { synopsis, summary, options, notes = [] }: Command): string {
  const rows = Object.entries({ ...options, help }).map(([option, it]) => [optionWords(option, it), it.help] as const);
  return page(`retrace ${name} ${synopsis}`.trimEnd() + `: ${summary}`, lines(rows), notes);
}

function optionWords(name: string, { short, value }: Option): string {
  return `${short === undefined ? '' : `-${short}, `}${written(name)}${value === undefined ? '' : ` ${value}`}`;
}

function lines(rows: readonly Row[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`);
}

function page(title: string, rows: readonly string[], notes: readonly string[]): string {
  return [title, '', ...rows.map(indented), ...(notes.length === 0 ? [] : ['', ...notes.map(indented)]), ''].join('\n');
}

function indented(line: string): string {
  return `  ${line}`;
}
