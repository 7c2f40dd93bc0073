// The completion script for bash 3.2 and later.

import type { Command, Offers, Option } from './command-table.ts';
import { commandRows, groupNames, quoted, wordsBehind } from './completion-table.ts';

export function bashCompletion(): string {
  return `# bash completion of retrace
_retrace() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]}
  COMPREPLY=()
  if [[ $before == = ]]; then before=\${COMP_WORDS[COMP_CWORD-2]}; fi
  if [[ $word == = ]]; then before=\${COMP_WORDS[COMP_CWORD-1]}; word=; fi
  if ((COMP_CWORD == 1)); then _retrace_words ${quoted(wordsOf())}; return; fi
  case $command in
${groupNames.map((group) => `    ${group}) if ((COMP_CWORD == 2)); then _retrace_words ${quoted(wordsOf(group))}; return; fi; command="$command \${COMP_WORDS[2]}" ;;`).join('\n')}
  esac
  case "$command $before" in
${commandRows()
  .flatMap(([name, , options]) => options.map(([option, it]) => valueCase(name, option, it)))
  .join('')}  esac
  case $command in
${commandRows()
  .map(([name, { words }, options]) =>
    commandCase(
      name,
      words,
      options.map(([option]) => option),
    ),
  )
  .join('')}  esac
}
_retrace_words() {
  local IFS=$' \\n'
  COMPREPLY=($(compgen -W "$1" -- "$word"))
}
_retrace_files() {
  local name
  compopt -o filenames 2>/dev/null
  while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -f -- "$word")
}
complete -F _retrace retrace
`;
}

function wordsOf(group?: string): string {
  return [...wordsBehind(group).map(([word]) => word), '--help', ...(group === undefined ? ['--version'] : [])].join(
    ' ',
  );
}

function valueCase(name: string, option: string, { value, short, offers }: Option): string {
  if (value === undefined) return '';
  const patterns = [option, ...(short === undefined ? [] : [`-${short}`])].map((it) => quoted(`${name} ${it}`));
  return `    ${patterns.join('|')}) ${offered(offers)}; return ;;\n`;
}

function commandCase(name: string, words: Command['words'], options: readonly string[]): string {
  return `    ${quoted(name)}) if [[ $word == -* ]]; then _retrace_words ${quoted(options.join(' '))}; else ${offered(words)}; fi ;;\n`;
}

function offered(offers: Offers): string {
  if (offers === undefined) return ':';
  return offers === 'files' ? '_retrace_files' : `_retrace_words ${quoted(offers.join(' '))}`;
}
