import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { foldRepeats, type Item, stepsIn, Tokens } from './graph-repeats.ts';

function fold(text: string, least = 2): readonly Item[] {
  const tokens = new Tokens();
  const cells = Array.from(text, (letter, step): Item => ({ type: 'cell', token: tokens.of(letter), steps: [step] }));
  return foldRepeats(cells, least, tokens);
}

/** `a(bc)3` */
function shown(items: readonly Item[], text: string): string {
  return items
    .map((item) =>
      item.type === 'cell'
        ? text[item.steps[0] ?? 0]
        : `(${shown(item.iterations[0] ?? [], text)})${item.iterations.length}`,
    )
    .join('');
}

const folded = (text: string, least?: number): string => shown(fold(text, least), text);

suite('repeats', () => {
  test('one thing again and again', () => assert.equal(folded('aaaab'), '(a)4b'));
  test('iterations of several', () => assert.equal(folded('xabcabcabcy'), 'x(abc)3y'));
  test('V211 an iteration cut short by the end is the last of its loop; one cut short before stays outside', () => {
    assert.equal(folded('abababa'), '(ab)4');
    assert.equal(folded('abababac'), '(ab)3ac');
    assert.equal(folded('xabcabcab'), 'x(abc)3');
  });
  test('V211 a loop within a loop is not taken twice for one iteration', () => {
    const pages = `${'abc'.repeat(10)}t`;
    assert.equal(folded(pages.repeat(7)), '((abc)10t)7');
    assert.equal(folded(`${pages.repeat(203)}${'abc'.repeat(7)}`), '((abc)10t)204');
    assert.equal(folded(`${pages.repeat(20)}${'abc'.repeat(3)}a`), '((abc)10t)21');
  });
  test('fewer iterations than wanted do not fold', () => assert.equal(folded('aabb', 3), 'aabb'));
  test('inner loops fold first; how often they ran does not tell iterations apart', () =>
    assert.equal(folded('abbcabbbcabbbbc'), '(a(b)2c)3'));
  test('a long period is found', () => assert.equal(folded('abcdefghijklmnop'.repeat(7)), '(abcdefghijklmnop)7'));

  test('loses no step and keeps their order', () =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 60 }), (text) => {
        assert.deepEqual(
          fold(text).flatMap((item) => stepsIn(item)),
          Array.from(text, (_, step) => step),
        );
      }),
    ));
});
