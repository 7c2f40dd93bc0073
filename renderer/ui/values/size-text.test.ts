import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sizeText } from './size-text.ts';

test('sizes have three figures at most', () => {
  const sizes = [0, 812, 1024, 1536, 65_536, 1_022_000, 1_048_576, 12_400_000, 5_000_000_000];
  assert.deepEqual(sizes.map(sizeText), [
    '0 B',
    '812 B',
    '1 KB',
    '1.5 KB',
    '64 KB',
    '998 KB',
    '1 MB',
    '12 MB',
    '4.7 GB',
  ]);
});
