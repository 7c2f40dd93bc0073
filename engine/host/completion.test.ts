import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { retrace } from '../testing/command-line.ts';
import { fileIn, scratchFolder } from '../testing/library.ts';
import { written } from './command-table.ts';
import { bashCompletion } from './completion-bash.ts';
import { fishCompletion } from './completion-fish.ts';
import { zshCompletion } from './completion-zsh.ts';
import { commands, groups } from './commands.ts';

const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;
const top = [...Object.keys(commands).filter((name) => !name.includes(' ')), ...Object.keys(groups)];

/** Typed words, and the completions of the last word. */
const offered: readonly (readonly [typed: readonly string[], words: readonly string[]])[] = [
  [['s'], ['show', 'search', 'serve', 'start', 'signal', 'stats']],
  [
    ['log', 're'],
    ['read', 'restore'],
  ],
  [
    ['log', 'read', '--from'],
    ['--from', '--from-time'],
  ],
  [['list', '--pre'], []],
  [['log', 'list', '--pre'], ['--prefix']],
  [['bundle', 'x', '--view', 'g'], ['graph']],
  [
    ['log', 'append', 'r', '--synchronous', ''],
    ['full', 'normal'],
  ],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [
    ['show', ''],
    ['a b.json', 'x*.json'],
  ],
  [['export', 'x', '-o', 'a'], ['a b.json']],
  [['log', 'restore', 'x'], ['x*.json']],
  [['show', 'x', '--at', ''], []],
  [['list', ''], []],
];

test('C27 the scripts are printed, and other shells are refused', async () => {
  for (const [shell, script] of Object.entries({
    bash: bashCompletion(),
    zsh: zshCompletion(),
    fish: fishCompletion(),
  })) {
    const { code, out, err } = await retrace('completion', shell);
    assert.deepEqual([code, out, err], [0, script, '']);
  }
  const [none, other] = [await retrace('completion'), await retrace('completion', 'toString')];
  assert.deepEqual(
    [none.code, other.code, other.err],
    [2, 2, 'bad-usage: There is no completion for "toString"; there is for bash, zsh, fish.\n'],
  );
});

test('C27 every script has every command with its options', () => {
  for (const script of [bashCompletion(), zshCompletion(), fishCompletion()]) {
    for (const [name, { options }] of Object.entries(commands)) {
      const row = script
        .split('\n')
        .filter((line) => line.includes(name))
        .join('\n');
      for (const option of Object.keys(options))
        assert.ok(
          row.includes(written(option)) || row.includes(`-l ${written(option).slice(2)} `),
          `${name} ${option}`,
        );
    }
  }
});

for (const [shell, script] of Object.entries({
  bash: bashCompletion(),
  zsh: zshCompletion(),
  fish: fishCompletion(),
}).filter(([name]) => isThere(name))) {
  test(`C27 ${shell} can read its script`, (context) => {
    const path = join(scratchFolder(context), 'script');
    writeFileSync(path, script);
    const { status, stderr } = spawnSync(shell, ['-n', path], { encoding: 'utf8' });
    assert.deepEqual([status, stderr], [0, '']);
  });
}

type Asks = (folder: string, typed: readonly string[]) => readonly string[];
const lines = (text: string): readonly string[] => text.split('\n').filter(Boolean);

const asking: Readonly<Record<string, Asks>> = {
  bash: (cwd, typed) => {
    const ask = `${bashCompletion()}\nCOMP_WORDS=(retrace "$@"); COMP_CWORD=$#; _retrace; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', ask, 'bash', ...typed], { cwd, encoding: 'utf8' });
    assert.equal(stderr, '');
    return lines(stdout);
  },
  fish: (cwd, typed) => {
    const { stdout, stderr } = spawnSync(
      'fish',
      ['--no-config', '-c', `${fishCompletion()}\ncomplete -C"retrace ${typed.join(' ')}"`],
      { cwd, encoding: 'utf8' },
    );
    assert.equal(stderr, '');
    return lines(stdout).map((line) => line.split('\t')[0] ?? '');
  },
};

for (const [shell, ask] of Object.entries(asking).filter(([name]) => isThere(name))) {
  test(`C27 ${shell} offers commands, options, values and files`, (context) => {
    const folder = scratchFolder(context);
    fileIn(folder, 'a b.json', '');
    fileIn(folder, 'x*.json', '');
    assert.deepEqual(
      ask(folder, [''])
        .filter((word) => !word.startsWith('-'))
        .toSorted(),
      top.toSorted(),
    );
    for (const [typed, words] of offered)
      assert.deepEqual(ask(folder, typed).toSorted(), words.toSorted(), typed.join(' '));
  });
}
