import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Command, commands } from '../ui/commands.ts';
import { candidates, scoreOf } from './candidates.ts';

const all: readonly Command[] = commands;

function first(text: string): string | undefined {
  return candidates(text, all, [], 47).commands[0]?.id;
}

test('nothing typed offers every command in the order of the table', () => {
  assert.deepEqual(candidates('', all, [], 47).commands, all);
});

test('words of a name find it, from the start of a word before the middle of one', () => {
  assert.equal(first('next event'), 'step');
  assert.equal(first('timeline'), 'view-timeline');
  assert.equal(first('utc'), 'utc');
});

test('letters in order find a name, in another order they do not', () => {
  assert.equal(scoreOf('ofo', 'open folder'), 2 / 3);
  assert.equal(scoreOf('zz', 'open folder'), null);
});

test('a number is an event of the open run, if it has that many', () => {
  assert.equal(candidates('29', all, [], 47).seq, 29);
  assert.equal(candidates('#47', all, [], 47).seq, 47);
  assert.equal(candidates('48', all, [], 47).seq, null);
  assert.equal(candidates('0', all, [], 47).seq, null);
});
