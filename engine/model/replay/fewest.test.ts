import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { fewest } from './fewest.ts';

test('P63 the few histories show every cause, and none of them shows nothing of its own when it is chosen', () => {
  assert.deepEqual(fewest([new Set(['a']), new Set(['a', 'b']), new Set(['c']), new Set(['b'])]), [1, 2]);
  assert.deepEqual(fewest([]), []);
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 12 }))), (lists) => {
      const sets = lists.map((list) => new Set(list));
      const chosen = fewest(sets);
      assert.deepEqual(new Set(chosen.flatMap((index) => lists[index] ?? [])), new Set(lists.flat()));
      assert.ok(chosen.length <= new Set(lists.flat()).size);
    }),
  );
});
