import assert from 'node:assert/strict';
import test from 'node:test';
import { comparedPair, plannedText } from '../../../engine/testing/compared-pair.ts';
import { differenceText, durationMs, keyOf, nameOfRow, rowSays, stretchText, tookDifference } from './row-facts.ts';

test('a difference of times says how much, and how much that is of the left one', () => {
  assert.deepEqual(differenceText(1200, 87_000), { ms: '+1 m 26 s', share: '×73' });
  assert.deepEqual(differenceText(1000, 1220), { ms: '+220 ms', share: '+22 %' });
  assert.deepEqual(differenceText(1000, 100), { ms: '−900 ms', share: '−90 %' });
  assert.deepEqual(differenceText(100_000, 100_001), { ms: '+1 ms', share: '+<1 %' });
  assert.deepEqual(differenceText(0, 5), { ms: '+5 ms', share: '' });
});

test('what is unknown, or no different, says nothing', () => {
  assert.equal(differenceText(null, 5), null);
  assert.equal(differenceText(5, null), null);
  assert.equal(differenceText(5, 5), null);
});

test('a row says what it is by sign and word, and in what a pair differs', () => {
  const pair = comparedPair(plannedText('reserve charge ship'), plannedText('reserve charge! refund'));
  const { rows } = pair.comparison;
  const said = Array.from(
    { length: rows.count },
    (_, row) => `${nameOfRow(pair, row)} ${rowSays(pair, row).sign} ${rowSays(pair, row).words}`,
  );
  assert.deepEqual(said.toSorted(), [
    'charge ≠ differs',
    'refund + only in B',
    'reserve = the same',
    'ship − only in A',
  ]);
  assert.ok(rowSays(pair, 1).changes.includes('status'));
});

test('both halves of a moved pair are about the same two operations', () => {
  const pair = comparedPair(plannedText('mail reserve charge ship'), plannedText('reserve charge ship mail'));
  const { rows } = pair.comparison;
  const halves = Array.from({ length: rows.count }, (_, row) => row).filter((row) => rowSays(pair, row).sign === '↕');
  const [first, second] = halves;
  assert.ok(halves.length === 2 && first !== undefined && second !== undefined);
  for (const side of ['left', 'right'] as const) {
    assert.notEqual(keyOf(pair, first, side), null);
    assert.equal(keyOf(pair, first, side), keyOf(pair, second, side));
  }
});

test('a stretch names what it stands for, repeated names once', () => {
  const same = plannedText('a b b c d e');
  const pair = comparedPair(same, same);
  assert.equal(
    stretchText(pair, 6, (i) => i),
    'a, b ×2, c, d and 1 more',
  );
});

test('P177 where code made one of the runs it is not said how long an operation took there, nor how much longer', () => {
  const pair = comparedPair(plannedText('charge'), plannedText('charge'));
  assert.deepEqual(tookDifference(pair, 1000, 3000), { ms: '+2 s', share: '+200 %' });
  const made = { ...pair, right: { ...pair.right, summary: { ...pair.right.summary, madeBy: 'workflows.ts' } } };
  assert.equal(tookDifference(made, 1000, 3000), null);
  assert.ok(durationMs(made.left, 0) !== null && durationMs(made.right, 0) === null);
});
