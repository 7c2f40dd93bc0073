import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { lineText } from './line-text.ts';

test('line breaks and tabs become spaces', () => {
  assert.equal(lineText('a\r\nb\nc\td'), 'a b c d');
});

test('what turns or hides text is shown as what it is', () => {
  assert.equal(lineText('a\u202etxt.exe'), 'a\\u202etxt.exe');
  assert.equal(lineText('\u0000\ud800'), '\\u0000\\ud800');
});

test('ordinary text of any script stays', () => {
  assert.equal(lineText('Größe 大小 👍🏽'), 'Größe 大小 👍🏽');
});

test('long text ends in an ellipsis', () => {
  assert.equal(lineText('x'.repeat(500), 10), `${'x'.repeat(10)}…`);
});

test('the line holds no control character, whatever came', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(lineText(text))));
});
