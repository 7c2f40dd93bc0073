import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RunDecoder } from './run-decoder.ts';

function decode(pieces: readonly string[]): string {
  const decoder = new RunDecoder();
  return pieces.map((piece, index) => decoder.push(piece, index === pieces.length - 1)).join('');
}

const encoded = (text: string) => Buffer.from(text).toString('base64');
const rows = JSON.stringify(Array.from({ length: 60 }, (_, id) => ({ id, text: `row ${id} – é` })));

test('long base64 that holds text is decoded where it stands', () => {
  assert.equal(decode([`{"data":"${encoded(rows)}","n":1}`]), `{"data":"${rows}","n":1}`);
});

test('short base64, base64 of bytes and long words stay as they are', () => {
  const bytes = Buffer.from(Array.from({ length: 600 }, (_, i) => (i * 7) % 256)).toString('base64');
  for (const text of [`{"id":"${encoded('short')}"}`, `{"data":"${bytes}"}`, 'name'.repeat(500), 'L'.repeat(1001)])
    assert.equal(decode([text]), text);
});

test('a text in pieces is decoded as it is in one', () => {
  const text = `{"a":"${encoded(rows)}","b":"${'x'.repeat(300)}","c":"${encoded(rows.slice(1))}"} end`;
  const whole = decode([text]);
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
      const ends = [...cuts, text.length].toSorted((a, b) => a - b);
      assert.equal(decode(ends.map((end, i) => text.slice(ends[i - 1] ?? 0, end))), whole);
    }),
    { examples: [[[100, 100]]] },
  );
});
