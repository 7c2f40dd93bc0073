import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { scratchFolder } from '../testing/library.ts';
import { logEvents } from '../testing/log-events.ts';
import { logStores, openTestLog } from '../testing/log-stores.ts';
import { type Fold, foldWithCheckpoints } from './checkpointed-fold.ts';
import { openSqliteLog } from './sqlite/sqlite-log.ts';

/** A state that depends on the order of events: a wrong prefix gives a different hash. */
type State = { count: number; hash: number };
let applied = 0;
const fold: Fold<State> = {
  name: 'test@1',
  everyEvents: 100,
  empty: () => ({ count: 0, hash: 7 }),
  apply(state, { seq, payload }) {
    applied++;
    state.count++;
    state.hash = (Math.imul(state.hash, 31) + seq + payload.length) | 0;
    return state;
  },
  pack: (state) => Buffer.from(JSON.stringify(state)),
  unpack: (bytes) => JSON.parse(Buffer.from(bytes).toString()) as State,
};
const withoutCheckpoints = { ...fold, name: 'none', everyEvents: Infinity };

for (const store of logStores) {
  describe(`fold with checkpoints, ${store.name}`, () => {
    test('L28 at every seq the fold is the same, with checkpoints and without, and starts at the nearest', async (context) => {
      const log = openTestLog(context, store);
      await log.append('r', logEvents(1, 1000));
      await log.fork('r', 650, 'b');
      await log.append('b', logEvents(651, 900, { type: 'other', payload: Buffer.from('x') }));
      for (const run of ['r', 'b']) {
        for (const seq of [1000, 0, 1, 99, 100, 101, 649, 650, 651, 770, 899, 5000, 333]) {
          assert.deepEqual(
            await foldWithCheckpoints(log, run, seq, fold),
            await foldWithCheckpoints(log, run, seq, withoutCheckpoints),
            `${run} ${seq}`,
          );
        }
      }
      applied = 0;
      await foldWithCheckpoints(log, 'b', 870, fold);
      await foldWithCheckpoints(log, 'b', 640, fold);
      assert.equal(applied, 110);
    });
  });
}

test('L28 whatever happens to the checkpoints, the fold is the same', async (context) => {
  const path = join(scratchFolder(context), 'log.db');
  const log = openSqliteLog(path);
  context.after(() => log.close());
  await log.append('r', logEvents(1, 1000));
  const db = new Database(path);
  context.after(() => db.close());
  const damage = fc.constantFrom(
    'delete from checkpoints where sequence % 3 = 0',
    'update checkpoints set bytes = zeroblob(20) where sequence > 500',
    'update checkpoints set sequence = sequence + 1 where sequence = 700',
    'update checkpoints set digest = zeroblob(32) where sequence = 900',
    'delete from checkpoints',
    'select 1',
  );
  await fc.assert(
    fc.asyncProperty(damage, fc.integer({ min: 0, max: 1000 }), async (sql, seq) => {
      db.exec(sql);
      assert.deepEqual(
        await foldWithCheckpoints(log, 'r', seq, fold),
        await foldWithCheckpoints(log, 'r', seq, withoutCheckpoints),
      );
    }),
    { numRuns: 60 },
  );
});

test('L28 checkpoints that other code made under the same name are folded anew', async (context) => {
  const log = openTestLog(context, logStores[0]!);
  await log.append('r', logEvents(1, 300));
  await log.keepCheckpoint('r', fold.name, 200, Buffer.from('no JSON'));
  assert.deepEqual(
    await foldWithCheckpoints(log, 'r', 250, fold),
    await foldWithCheckpoints(log, 'r', 250, withoutCheckpoints),
  );
});
