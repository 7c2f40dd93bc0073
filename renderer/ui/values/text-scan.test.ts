import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TextScan } from './text-scan.ts';

function scan(needle: string, pieces: readonly string[]): TextScan {
  const found = new TextScan(needle);
  pieces.forEach((piece, index) => found.push(piece, index === pieces.length - 1));
  return found;
}

test('hits are found whatever their case, with what stands around them', () => {
  const found = scan('card', ['a Card declined, card']);
  assert.equal(found.count, 2);
  assert.deepEqual(found.hits[0], { before: 'a ', hit: 'Card', after: ' declined, card' });
});

test('signs that mean something in patterns are plain text', () => {
  assert.equal(scan('a.b*(c)[d]{1}|$^\\', ['x a.b*(c)[d]{1}|$^\\ y aXb']).count, 1);
  assert.equal(scan('/', ['a/b']).count, 1);
});

test('a text in pieces has the hits of the whole text', () => {
  const words = fc.array(fc.constantFrom('a', 'b', 'ab', 'aab', '\n', 'é'), { maxLength: 400 });
  fc.assert(
    fc.property(
      words,
      fc.constantFrom('a', 'ab', 'aab', 'bab'),
      fc.array(fc.nat(300), { maxLength: 8 }),
      (made, needle, cuts) => {
        const text = made.join('');
        const ends = [...cuts.map((cut) => Math.min(cut, text.length)), text.length].toSorted((a, b) => a - b);
        const pieces = ends.map((end, i) => text.slice(ends[i - 1] ?? 0, end));
        const whole = scan(needle, [text]);
        const parts = scan(needle, pieces);
        assert.equal(parts.count, whole.count);
        assert.deepEqual(parts.hits, whole.hits);
      },
    ),
  );
});

test('no more hits are kept than a person can go through, but all are counted', () => {
  const found = scan('x', ['x'.repeat(5000)]);
  assert.equal(found.count, 5000);
  assert.equal(found.hits.length, 1000);
});
