// The completion script for fish 3.0 and later: one line per word or option.

import type { Offers, Option } from './command-table.ts';
import { commandRows, groupNames, wordsBehind } from './completion-table.ts';

export function fishCompletion(): string {
  return `# fish completion of retrace
function __retrace_is
    set -l given (commandline -opc)
    set -e given[1]
    test (count $given) -ge (count $argv); or return 1
    test (count $argv) -eq 0; or test (string join " " $given[1..(count $argv)]) = "$argv"
end
function __retrace_begins
    test (count (commandline -opc)) -eq (math 1 + (count $argv)); and __retrace_is $argv
end
complete -c retrace -f
complete -c retrace -n __retrace_begins -l version -d 'the version'
complete -c retrace -n __retrace_begins -s h -l help -d 'every command'
${[undefined, ...groupNames].flatMap((group) => wordsBehind(group).map(([word, what]) => line(behind(group), ['-a', quoted(word)], what))).join('')}${commandRows()
    .flatMap(([name, { words }, options]) => [
      ...options.map(([option, it]) => optionLine(name, option, it)),
      wordLine(name, words),
    ])
    .join('')}`;
}

function behind(group?: string): string {
  return group === undefined ? '__retrace_begins' : `__retrace_begins ${group}`;
}

function optionLine(name: string, option: string, { help, value, short, offers }: Option): string {
  const names = ['-l', option.slice(2), ...(short === undefined ? [] : ['-s', short])];
  return line(
    `__retrace_is ${name}`,
    [...names, ...(value === undefined ? [] : [offers === 'files' ? '-r' : '-x', ...offered(offers)])],
    help,
  );
}

function wordLine(name: string, words: Offers): string {
  return words === undefined ? '' : line(`__retrace_is ${name}`, offered(words));
}

/** -F offers files, which the script disables elsewhere. */
function offered(offers: Offers): readonly string[] {
  if (offers === undefined) return [];
  return offers === 'files' ? ['-F'] : ['-a', quoted(offers.join(' '))];
}

function line(when: string, words: readonly string[], what?: string): string {
  return `complete -c retrace -n ${quoted(when)} ${words.join(' ')}${what === undefined ? '' : ` -d ${quoted(what)}`}\n`;
}

/** Quotes for fish: a backslash before quotes and backslashes. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}
