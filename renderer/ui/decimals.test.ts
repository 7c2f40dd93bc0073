import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atDecimalPoint } from './decimals.ts';

test('V290 durations are aligned at the decimal point, their units behind it', () => {
  for (const [text, whole, rest] of [
    ['1.3 s', '1', '.3 s'],
    ['361 ms', '361', ' ms'],
    ['1 m 7 s', '1 m 7', ' s'],
    ['−2 s', '−2', ' s'],
    ['+2.5 s', '+2', '.5 s'],
    ['unknown', '', 'unknown'],
    ['', '', ''],
  ])
    assert.deepEqual(atDecimalPoint(text ?? ''), [whole, rest]);
});
