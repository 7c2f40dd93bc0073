import assert from 'node:assert/strict';
import test from 'node:test';
import { comparedPair, plannedText } from '../../engine/testing/compared-pair.ts';
import { placeOn, stateOn } from './side-state.ts';

const pair = comparedPair(plannedText('reserve charge ship'), plannedText('reserve charge!'), 0);
const shipped = 2;

test('a side stands at the end of its operation', () => {
  const { seq, own } = placeOn(pair, 1, 'right');
  assert.deepEqual({ seq, own }, { seq: 7, own: true });
});

test('a side that has no operation in the row stands at the end of the last one above', () => {
  const { seq, own } = placeOn(pair, shipped, 'right');
  assert.deepEqual({ seq, own }, { seq: 7, own: false });
  const late = comparedPair(plannedText(''), plannedText('reserve'), 0);
  assert.deepEqual(placeOn(late, 0, 'left'), { seq: 1, operation: -1, own: false });
});

test('what failed is known from the event on at which it did', () => {
  assert.deepEqual(stateOn(pair.right, 6).bad, []);
  const { bad, badCount, status } = stateOn(pair.right, 7);
  assert.deepEqual({ bad: bad.length, badCount, status }, { bad: 1, badCount: 1, status: 'running' });
  assert.match(bad[0] ?? '', /^charge/);
});

test('what is open is open between its first and last event', () => {
  assert.deepEqual(stateOn(pair.left, 5).open, ['charge']);
  assert.deepEqual(stateOn(pair.left, 7).open, []);
});
