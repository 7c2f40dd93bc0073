import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Told } from '../../model/replay/bisected.ts';
import { firstBad } from './bisect.ts';

const log2 = (count: number): number => Math.ceil(Math.log2(Math.max(1, count)));

test('P60 the first bad commit is found, in as many questions as halving takes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 200 }), fc.nat(), async (count, seed) => {
      const first = seed % count;
      let asked = 0;
      const found = await firstBad([...Array(count).keys()], async (commit) => {
        asked++;
        return commit >= first ? 'bad' : 'good';
      });
      assert.deepEqual(found, { bad: first, untold: [] });
      assert.ok(asked <= log2(count) + 1, `${asked} questions for ${count} commits`);
    }),
  );
});

test('P60 what cannot be told is passed over, and named where it may be the first', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }), fc.nat(), async (isSkipped, seed) => {
      const last = isSkipped.length - 1;
      const first = seed % isSkipped.length;
      const told = (commit: number): Told =>
        isSkipped[commit] === true && commit !== last ? 'skip' : commit >= first ? 'bad' : 'good';
      const found = await firstBad([...isSkipped.keys()], async (commit) => told(commit));
      const firstTold = isSkipped.findIndex((_, commit) => commit >= first && told(commit) === 'bad');
      assert.equal(found.bad, firstTold);
      assert.ok(found.untold.every((commit) => told(commit) === 'skip'));
      const before = found.bad - found.untold.length - 1;
      assert.ok(before < 0 || told(before) === 'good');
    }),
  );
});
