import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { briefJson } from './json-brief.ts';
import { diffText, type TextPart } from './json-diff-text.ts';
import { commonSequence } from './json-diff-sequence.ts';

const texts = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '.', '\ud83d\ude00', '\ud800'), maxLength: 30 });
const side = (parts: readonly TextPart[], ...types: readonly TextPart['type'][]): string =>
  parts
    .filter(({ type }) => types.includes(type))
    .map(({ text }) => text)
    .join('');

describe('texts', () => {
  test('D24 the parts put together are both texts, and both directions say the same', () => {
    fc.assert(
      fc.property(texts, texts, (left, right) => {
        const parts = diffText(left, right);
        assert.deepEqual([side(parts, 'same', 'removed'), side(parts, 'same', 'added')], [left, right]);
        const back = diffText(right, left);
        assert.deepEqual(
          [side(back, 'same'), side(back, 'removed'), side(back, 'added')],
          [side(parts, 'same'), side(parts, 'added'), side(parts, 'removed')],
        );
      }),
      { numRuns: 3000 },
    );
  });

  test('D24 by words, by lines where there are several', () => {
    const drawn = (left: string, right: string): string =>
      diffText(left, right)
        .map(({ type, text }) =>
          type === 'same' ? text : `${type === 'added' ? '{+' : '[-'}${text}${type === 'added' ? '+}' : '-]'}`,
        )
        .join('');
    assert.equal(
      drawn('card 4711 was declined', 'card 4712 was accepted'),
      'card [-4711-]{+4712+} was [-declined-]{+accepted+}',
    );
    assert.equal(drawn('one\ntwo\nthree', 'one\n2\nthree'), 'one\n[-two\n-]{+2\n+}three');
    assert.equal(drawn('', 'new'), '{+new+}');
  });
});

describe('sequences', () => {
  const sequences = fc.oneof(fc.array(fc.nat(5), { maxLength: 40 }), fc.uniqueArray(fc.nat(30), { maxLength: 20 }));

  test('D23 what is matched is equal and in order; without repetitions as much as can be', () => {
    fc.assert(
      fc.property(sequences, sequences, (xs, ys) => {
        const match = commonSequence(Int32Array.from(xs), Int32Array.from(ys));
        assertMatch(xs, ys, match);
        const isPlain = new Set(xs).size === xs.length && new Set(ys).size === ys.length;
        if (isPlain) assert.equal(match.filter((j) => j !== -1).length, longestCommon(xs, ys));
      }),
      { numRuns: 2000 },
    );
  });

  test('D28 of long ones that differ everywhere something, in order, in no time', () => {
    let state = 1;
    const next = (): number => (state = (state * 48271) % 2147483647);
    const [xs, ys] = [
      Array.from({ length: 50_000 }, () => next() % 5000),
      Array.from({ length: 50_000 }, () => next() % 5000),
    ];
    const match = commonSequence(Int32Array.from(xs), Int32Array.from(ys));
    assertMatch(xs, ys, match);
    assert.ok(match.filter((j) => j !== -1).length > 300);
  });
});

function assertMatch(xs: readonly number[], ys: readonly number[], match: Int32Array): void {
  let last = -1;
  for (const [i, j] of match.entries()) {
    if (j === -1) continue;
    assert.equal(xs[i], ys[j]);
    assert.ok(j > last);
    last = j;
  }
}

/** Computed with the table of all prefixes. */
function longestCommon(xs: readonly number[], ys: readonly number[]): number {
  let row = ys.map(() => 0);
  for (const x of xs) {
    const above = row;
    row = [];
    for (const [j, y] of ys.entries())
      row.push(x === y ? (above[j - 1] ?? 0) + 1 : Math.max(above[j] ?? 0, row[j - 1] ?? 0));
  }
  return row.at(-1) ?? 0;
}

describe('brief values', () => {
  test('D29 a value as a short line, however deep or long it is', () => {
    assert.equal(briefJson({ a: [1, 'x', null], b: { c: true } }, 80), '{"a": [1, "x", null], "b": {"c": true}}');
    assert.equal(briefJson({ a: 'long text' }, 10), '{"a": "lo…');
    assert.equal(briefJson('😀😀', 4), '"😀…');
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    assert.equal(briefJson(deep as never, 10), '[[[[[[[[[…');
    assert.equal(briefJson('x'.repeat(1e6), 5), '"xxx…');
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 60 }), (value, length) =>
        assert.ok(briefJson(value as never, length).length <= length),
      ),
    );
  });
});
