import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Command, commandOf, commands, keysOf } from './commands.ts';

const all: readonly Command[] = commands;

test('no key does two things', () => {
  const keys = all.flatMap((command) => command.keys ?? []);
  assert.deepEqual(keys, [...new Set(keys)]);
});

test('ids and names are each used once', () => {
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
  assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
});

test('every command that menus of the host name is there', () => {
  for (const id of ['open', 'export', 'view-graph', 'view-timeline', 'view-events', 'palette', 'help', 'theme']) {
    assert.ok(commandOf(id), id);
  }
});

test('a name that is no command is none, whatever it is', () => {
  assert.equal(commandOf('constructor'), undefined);
  assert.equal(keysOf('step'), '→');
});
