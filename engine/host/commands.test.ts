import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Ended, retrace } from '../testing/command-line.ts';
import { refusedAs } from '../testing/log-events.ts';
import { commandLines, helpText } from './command-help.ts';
import { written } from './command-table.ts';
import { askedOf } from './command-words.ts';
import { commands, groups } from './commands.ts';
import { nearestWord } from './nearest-word.ts';

const names = Object.keys(commands);
const allOptions = [...new Set(Object.values(commands).flatMap(({ options }) => Object.keys(options)))];

async function refusal(...words: readonly string[]): Promise<string> {
  const error: unknown = await askedOf(words).then(
    () => assert.fail(words.join(' ')),
    (reason: unknown) => reason,
  );
  assert.ok(refusedAs('bad-usage')(error));
  return (error as Error).message;
}

describe('a command and its options', () => {
  for (const name of names) {
    test(`C25 ${name} takes its own options, and refuses those of others by name`, async () => {
      const own = commands[name]?.options ?? {};
      for (const option of allOptions) {
        const words = [...name.split(' '), written(option)];
        if (Object.hasOwn(own, option)) {
          const { kind } = own[option] ?? assert.fail();
          const asked = await askedOf(kind === 'flag' ? words : [...words, 'a value']);
          assert.ok(asked.type === 'run');
          const value = (asked.given as Record<string, unknown>)[option];
          assert.deepEqual(value, kind === 'flag' ? true : kind === 'list' ? ['a value'] : 'a value');
        } else {
          const others = names
            .filter((other) => Object.hasOwn(commands[other]?.options ?? {}, option))
            .map((other) => `retrace ${other}`);
          assert.match(
            await refusal(...words),
            new RegExp(`^${written(option)} is no option of retrace ${name}, but of ${others.join(', ')}\\.`),
          );
        }
      }
    });
  }

  test('C25 what is not given is false, undefined or empty', async () => {
    const asked = await askedOf(['diff', 'a', 'b', '--only', 'timer', '--only', 'run']);
    assert.ok(asked.type === 'run');
    assert.deepEqual(asked.given, {
      words: ['a', 'b'],
      ignore: [],
      only: ['timer', 'run'],
      within: undefined,
      html: undefined,
      codecEndpoint: undefined,
      namespace: undefined,
      partial: false,
      db: undefined,
      json: false,
    });
  });

  test('C25 an option that is none is answered with the nearest of the same command', async () => {
    assert.match(await refusal('show', '--jsno', 'x'), /has no option "--jsno"\. Did you mean --json\?/);
    assert.match(await refusal('bundle', '--pseudonymize', 'x'), /Did you mean --pseudonymise\?/);
    assert.match(await refusal('log', 'read', 'r', '--form', '3'), /Did you mean --from\?/);
    assert.doesNotMatch(await refusal('list', '--colour'), /Did you mean/);
    assert.match(await refusal('list', '-x'), /has no option "-x"/);
    assert.match(
      await refusal('show', 'x', '-o', 'y'),
      /^-o is no option of retrace show, but of retrace replay, retrace export/,
    );
  });

  test('C25 values that are missing, or too many, are refused with where to look', async () => {
    assert.match(await refusal('show', 'x', '--at'), /--at.*argument missing\. See retrace show --help\.$/);
    assert.match(await refusal('log', 'read', 'r', '--reverse=1'), /--reverse.*See retrace log read --help\.$/);
    assert.match(await refusal('list', 'x'), /takes no "x"/);
    assert.match(await refusal('serve', '8080'), /takes no "8080"/);
  });

  test('C25 a word that begins with a dash goes behind --', async () => {
    const asked = await askedOf(['search', '--', '--at', 'run']);
    assert.ok(asked.type === 'run');
    assert.deepEqual(asked.given.words, ['--at', 'run']);
  });

  test('C25 a command that is none is answered with the nearest', async () => {
    assert.match(
      await refusal('shwo'),
      /^There is no command "shwo"\. Did you mean retrace show\? See retrace --help\.$/,
    );
    assert.match(
      await refusal('log', 'verfy'),
      /^There is no command log "verfy"\. Did you mean retrace log verify\? See retrace log --help\.$/,
    );
    assert.match(await refusal('verify'), /Did you mean retrace log verify\?/);
    assert.match(await refusal('log', 'show'), /Did you mean retrace show\?/);
    assert.match(await refusal('constructor'), /^There is no command "constructor"\. See/);
    assert.match(await refusal('log read'), /^There is no command "log read"/);
    const ended = await retrace('lits');
    assert.deepEqual(
      [ended.code, ended.out, ended.err],
      [2, '', 'bad-usage: There is no command "lits". Did you mean retrace list? See retrace --help.\n'],
    );
  });

  test('C25 nearest: a letter more, less, other, or two swapped; not just any word', () => {
    const words = ['list', 'show', 'completion'];
    assert.deepEqual(
      ['lst', 'listt', 'lisp', 'ilst', 'comp', 'complation', 'serve', 'x', ''].map((typed) =>
        nearestWord(typed, words),
      ),
      ['list', 'list', 'list', 'list', 'completion', 'completion', undefined, undefined, undefined],
    );
  });
});

describe('help', () => {
  test('C26 of every command: all its options', async () => {
    for (const [name, { options, summary }] of Object.entries(commands)) {
      for (const words of [
        [...name.split(' '), '--help'],
        [...name.split(' '), 'word', '-h'],
        ['help', ...name.split(' ')],
      ])
        assert.deepEqual(await askedOf(words), { type: 'help', name, code: 0 });
      const said = helpText(name);
      assert.ok(said.startsWith(`retrace ${name}`) && said.includes(summary));
      for (const option of [...Object.keys(options), 'help'])
        assert.match(said, new RegExp(`^  (-\\w, )?${written(option)}( \\S+)?  +\\S`, 'm'));
    }
  });

  test('C26 an option that a synopsis names is one that the command has', () => {
    for (const [name, { synopsis, options }] of Object.entries(commands)) {
      const own = Object.entries(options).flatMap(([option, { short }]) => [written(option), `-${short}`]);
      assert.deepEqual(
        (synopsis.match(/(?<=^|[ [])--?[a-z-]+/g) ?? []).filter((option) => !own.includes(option)),
        [],
        name,
      );
    }
  });

  test('C26 C2 of all, and of log: every command; exit code 2 where the command is missing', async () => {
    const said = ({ code, out, err }: Ended): unknown => [code, out, err];
    const ended = await Promise.all([
      retrace('--help'),
      retrace(),
      retrace('log', 'help'),
      retrace('log'),
      retrace('log', 'copy', '--help'),
      retrace('help'),
    ]);
    assert.deepEqual(ended.map(said), [
      [0, helpText(), ''],
      [2, helpText(), ''],
      [0, helpText('log'), ''],
      [2, helpText('log'), ''],
      [0, helpText('log copy'), ''],
      [0, helpText(), ''],
    ]);
    for (const name of names)
      assert.ok((name.startsWith('log ') ? helpText('log') : helpText()).includes(`  retrace ${name} `), name);
  });

  test('C26 the README lists the same commands', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
    for (const group of [undefined, ...Object.keys(groups)])
      assert.ok(
        readme.includes(`\`\`\`\n${commandLines(group).join('\n')}\n\`\`\``),
        `README.md: in the list of commands${group === undefined ? '' : ` of ${group}`} should stand:\n${commandLines(group).join('\n')}`,
      );
  });
});
