import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { scratchFolder } from '../../testing/library.ts';
import type { RunRow } from './register.ts';
import { RunStore } from './run-store.ts';

const row: RunRow = {
  run: 'r',
  workflowId: 'w',
  workflowType: 't',
  code: null,
  startedAt: 1,
  closed: false,
  dueAt: 1,
  woken: true,
  owner: null,
  claims: 0,
  leaseUntil: 0,
  quarantined: null,
  startKey: null,
};

test('N30 a row is seen as it is, whichever connection has changed it, and as it was after a change that failed', async (context) => {
  const path = join(scratchFolder(context), 'library.db');
  const [one, other] = [RunStore.inFile(path), RunStore.inFile(path)];
  context.after(async () => await Promise.all([one.close(), other.close()]));
  const seen = (store: RunStore) => store.transact(({ register }) => register.get('r'));
  await one.transact(({ register }) => register.put(row));
  assert.deepEqual(await seen(one), row);
  const claim = { owner: 'o', now: 5, leaseUntil: 9, types: ['t'], codes: [], limit: 1 };
  const [claimed] = await other.transact(({ register }) => register.claim(claim));
  assert.deepEqual(
    [claimed, await seen(one), await seen(other)],
    Array(3).fill({ ...row, owner: 'o', leaseUntil: 9, claims: 1, woken: false, dueAt: 0 }),
  );
  const failing = one.transact(({ register }) => {
    register.put({ ...row, quarantined: 'for nothing' });
    throw new Error('no');
  });
  await assert.rejects(failing, /no/);
  assert.equal((await seen(one))?.quarantined, null);
  await other.transact(({ register }) => register.renew('o', 77));
  assert.deepEqual([(await seen(one))?.leaseUntil, (await seen(other))?.leaseUntil], [77, 77]);
  await one.transact(({ register }) => register.put({ ...row, closed: true }));
  assert.deepEqual([(await seen(one))?.closed, (await seen(other))?.closed], [true, true]);
});

test('N39 runs are listed in pages, without one twice or left out, also where many began at once', async () => {
  for (const store of [RunStore.inFile(':memory:'), RunStore.inMemory()]) {
    await store.transact(({ register }) => {
      for (let i = 0; i < 7; i++)
        register.put({ ...row, run: `r${i}`, workflowId: `w|${i}`, startedAt: Math.floor(i / 3), closed: i % 2 === 0 });
    });
    const pages = async (query: object): Promise<readonly string[]> => {
      const all: string[] = [];
      for (;;) {
        const [after] = all.slice(-1);
        const page = await store.transact(({ register }) =>
          register.list({ limit: 2, ...query, ...(after !== undefined && { after }) }),
        );
        if (page.length === 0) return all;
        all.push(...page.map(({ run }) => run));
      }
    };
    assert.deepEqual(await pages({}), ['r6', 'r5', 'r4', 'r3', 'r2', 'r1', 'r0']);
    assert.deepEqual(await pages({ closed: true }), ['r6', 'r4', 'r2', 'r0']);
    await store.close();
  }
});

test('N39 runs are listed by any of what is asked, the latest first', async () => {
  const store = RunStore.inFile(':memory:');
  await store.transact(({ register }) => {
    for (const [i, closed] of [true, false, true].entries())
      register.put({ ...row, run: `r${i}`, workflowId: i === 2 ? 'x' : 'w', startedAt: i, closed });
    register.put({ ...row, run: 'q', workflowId: 'q', startedAt: 0, quarantined: 'why' });
  });
  const ids = async (query: object) =>
    (await store.transact(({ register }) => register.list({ limit: 9, ...query }))).map(({ run }) => run);
  assert.deepEqual(await ids({}), ['r2', 'r1', 'q', 'r0']);
  assert.deepEqual(await ids({ workflowId: 'w' }), ['r1', 'r0']);
  assert.deepEqual(await ids({ workflowId: 'w', closed: true }), ['r0']);
  assert.deepEqual(await ids({ quarantined: true }), ['q']);
  assert.deepEqual(await ids({ quarantined: false, workflowType: 't', limit: 2 }), ['r2', 'r1']);
  assert.deepEqual(await ids({ workflowType: 'other' }), []);
  await store.close();
});
