import assert from 'node:assert/strict';
import test from 'node:test';
import { driftSentence } from './verdict-text.ts';

test('V302 of drift it is said how many attributes differ, and which part of them changes what runs only where it is a part', () => {
  const of = (changing: number, other: number): string =>
    driftSentence([...Array<boolean>(changing).fill(true), ...Array<boolean>(other).fill(false)]);
  assert.equal(of(9, 0), 'It replays, but 9 attributes differ, and that changes what runs.');
  assert.equal(of(1, 0), 'It replays, but 1 attribute differs, and that changes what runs.');
  assert.equal(of(0, 2), 'It replays, and what runs is the same, but 2 attributes differ.');
  assert.equal(of(1, 3), 'It replays, but 4 attributes differ, and 1 of them changes what runs.');
  assert.equal(of(2, 3), 'It replays, but 5 attributes differ, and 2 of them change what runs.');
});
