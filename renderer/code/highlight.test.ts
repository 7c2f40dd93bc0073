import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { highlighted } from './highlight.ts';

const kinds = (text: string): readonly string[] =>
  highlighted(text.split('\n')).map((line) =>
    line
      .filter(({ text: piece }) => piece.trim() !== '')
      .map(({ kind, text: piece }) => `${kind}:${piece.trim()}`)
      .join(' '),
  );

test('words, strings, numbers, comments and calls are told apart', () => {
  assert.deepEqual(kinds("const total = await price('tea', 3); // so far"), [
    "keyword:const name:total plain:= keyword:await call:price plain:( string:'tea' plain:, number:3 plain:); comment:// so far",
  ]);
  assert.deepEqual(kinds('proxyActivities<Activities>({ retry: order.delete })'), [
    'call:proxyActivities plain:< type:Activities plain:>({ name:retry plain:: name:order plain:. name:delete plain:})',
  ]);
});

test('comments and templates go on over lines', () => {
  assert.deepEqual(kinds('a /* one\n two */ b `x\ny ${z}` c'), [
    'name:a comment:/* one',
    'comment:two */ name:b string:`x',
    'string:y ${z}` name:c',
  ]);
});

test('a slash divides, or begins a pattern', () => {
  assert.deepEqual(kinds("a / b / c; x = /[/']/g"), [
    "name:a plain:/ name:b plain:/ name:c plain:; name:x plain:= string:/[/']/g",
  ]);
});

test('the pieces of a line are the line, whatever it is', () => {
  const whole = (text: string): void => {
    const lines = text.split('\n');
    assert.deepEqual(
      highlighted(lines).map((line) => line.map((token) => token.text).join('')),
      lines,
    );
  };
  whole(readFileSync(join(import.meta.dirname, 'highlight.ts'), 'utf8'));
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('`', "'", '/', '*', '\\', '\n', 'a', '1', '$', '{', '}', '"', '[', ' ', '…')),
      (letters) => whole(letters.join('')),
    ),
  );
});
