// The completion script for zsh: one `_arguments` per command.

import type { Offers, Option } from './command-table.ts';
import { commandRows, type Described, groupNames, quoted, wordsBehind } from './completion-table.ts';

export function zshCompletion(): string {
  return `#compdef retrace
# zsh completion of retrace
_retrace() {
  local command=$words[2]
  if (( CURRENT == 2 )); then _retrace_commands ${described(wordsBehind())}; return; fi
  case $command in
${groupNames.map((group) => `    ${group}) if (( CURRENT == 3 )); then _retrace_commands ${described(wordsBehind(group))}; return; fi; command="$command $words[3]"; shift words; (( CURRENT-- )) ;;`).join('\n')}
  esac
  shift words; (( CURRENT-- ))
  case $command in
${commandRows()
  .map(
    ([name, command, options]) =>
      `    ${quoted(name)}) _arguments ${[...options.flatMap(([option, it]) => argumentsOf(option, it)), ...wordArguments(command.words)].join(' ')} ;;\n`,
  )
  .join('')}  esac
}
_retrace_commands() {
  local -a found=("$@")
  _describe command found
}
if [[ $funcstack[1] == _retrace ]]; then _retrace "$@"; else compdef _retrace retrace; fi
`;
}

/** A colon separates a word from its description. */
function described(rows: readonly Described[]): string {
  return rows.map(([word, what]) => quoted(`${word}:${what}`)).join(' ');
}

function argumentsOf(option: string, { help, value, short, offers, kind }: Option): readonly string[] {
  const said = help.replaceAll(/[[\]\\:]/g, '\\$&');
  const takes = value === undefined ? '' : `:${value}:${action(offers)}`;
  const names = [option, ...(short === undefined ? [] : [`-${short}`])];
  const others = kind === 'list' ? '*' : names.length > 1 ? `(${names.join(' ')})` : '';
  return names.map((name) => quoted(`${others}${name}[${said}]${takes}`));
}

function wordArguments(words: Offers): readonly string[] {
  return words === undefined ? [] : [quoted(`*:${words === 'files' ? 'file' : 'word'}:${action(words)}`)];
}

/** A space means that nothing is offered. */
function action(offers: Offers): string {
  if (offers === undefined) return ' ';
  return offers === 'files' ? '_files' : `(${offers.join(' ')})`;
}
