import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { drawnLines, prettyJson } from './pretty-json.ts';

test('JSON is laid out as JSON.stringify does it', () => {
  fc.assert(
    fc.property(fc.json(), (text) => assert.equal(prettyJson(text), JSON.stringify(JSON.parse(text), null, 2))),
    { examples: [['[]'], ['{"a":{},"b":[[]]}'], ['"\\"\\\\"']] },
  );
});

test('numbers and escapes stay as they were written', () => {
  assert.equal(
    prettyJson('{"n":12345678901234567890.10,"s":"\\u0041"}'),
    '{\n  "n": 12345678901234567890.10,\n  "s": "\\u0041"\n}',
  );
});

test('of a text that is no JSON nothing but white space is lost', () => {
  const bare = (text: string) => text.replaceAll(/\s/g, '');
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('{', '}', '"', '\\', ',', ':', 'a', ' ', '\n', ']') }), (text) =>
      assert.equal(bare(prettyJson(text)), bare(text)),
    ),
  );
});

test('long lines are cut, and nothing of them is lost', () => {
  assert.deepEqual(drawnLines('abcdef\ng', 4), ['abcd', 'ef', 'g']);
  assert.deepEqual(drawnLines(''), ['']);
});
