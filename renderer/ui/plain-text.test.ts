import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { endOf, idText, lineText, manyLines, oneLine } from './plain-text.ts';

test('one line shows line ends, tabs and marks that would turn the text around', () => {
  assert.equal(oneLine('a\nb\tc'), 'a\\nb\\tc');
  assert.equal(oneLine('safe\u202Egnp.exe'), 'safe\\u202egnp.exe');
  assert.equal(oneLine('a\u200bb\ufeff\u0000'), 'a\\u200bb\\ufeff\\u0000');
});

test('one line is cut between characters', () => {
  assert.equal(oneLine('abcdef', 3), 'abc…');
  assert.equal(oneLine('ab😀cd', 3), 'ab…');
  assert.equal(oneLine('ab😀cd', 4), 'ab😀…');
  assert.equal(endOf('ab😀', 3), 2);
});

test('halves of characters are written out, whole ones are kept', () => {
  assert.equal(manyLines('\ud83d'), '\\ud83d');
  assert.equal(manyLines('\ude00x'), '\\ude00x');
  assert.equal(manyLines('😀👩‍👧'), '😀👩‍👧');
});

test('many lines keep their line ends and nothing that hides', () => {
  assert.equal(manyLines('a\r\nb\n\tc'), 'a\nb\n\tc');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.equal(/[\u202a-\u202e\u2066-\u2069]/.test(manyLines(text)), false);
      assert.equal(oneLine(text).includes('\n'), false);
    }),
  );
});

test('a line of prose has spaces for line ends and tabs', () => {
  assert.equal(lineText('a\r\nb\nc\td'), 'a b c d');
  assert.equal(lineText('a\u202etxt.exe'), 'a\\u202etxt.exe');
  assert.equal(lineText('Größe 大小 👍🏽'), 'Größe 大小 👍🏽');
  assert.equal(lineText('x'.repeat(500), 10), `${'x'.repeat(10)}…`);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(lineText(text))),
  );
});

test('V306 an id that is too long loses its middle and keeps its end', () => {
  assert.equal(idText('order-7781', 20), 'order-7781');
  assert.equal(idText(`order-${'x'.repeat(500)}-7781`, 20), 'order-xxxx…xxxxx-7781');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
      const shown = idText(text, 60);
      assert.ok(shown.length <= 62 + 6 * 62 && !/\\ud[89a-f]/.test(shown), 'no character is split');
    }),
  );
});
