import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { scratchFolder } from '../../testing/library.ts';
import { beginRun, terminate } from '../../runtime/consequences.ts';
import { RunStore } from './run-store.ts';

test('N51 who waits for the end of a run is told of it by this process and by another, and at once where it has ended', async (context) => {
  const path = join(scratchFolder(context), 'runs.db');
  const [one, other] = [RunStore.inFile(path), RunStore.inFile(path)];
  context.after(() => Promise.all([one.close(), other.close()]));
  const begun = { workflowType: 'order', code: null };
  const runs = ['a', 'b'].map((workflowId) => ({ ...begun, workflowId }));
  const ids = await one.transact((transaction) => runs.map((run) => beginRun(transaction, run, 1)));
  const waits = ids.map((run) => one.whenEnded(run));
  const end = (store: RunStore, run = ''): Promise<void> =>
    store.transact((transaction) => terminate(transaction, transaction.register.get(run)!, 'enough', 2));
  await end(one, ids[0]);
  await waits[0];
  await end(other, ids[1]);
  await waits[1];
  await one.whenEnded(ids[1] ?? '');
});

test('N30 what is known of a run from one transaction to the next is forgotten where others append', async (context) => {
  const path = join(scratchFolder(context), 'runs.db');
  const [one, other] = [RunStore.inFile(path), RunStore.inFile(path)];
  context.after(() => Promise.all([one.close(), other.close()]));
  const event = { type: 'custom', atMs: 1, payload: Buffer.from('{}') };
  const append = (store: RunStore): Promise<number> =>
    store.transact((transaction) => transaction.append('r', [event]));
  assert.deepEqual([await append(one), await append(one), await append(other), await append(one)], [1, 2, 3, 4]);
  await one.log.append('r', [{ ...event, seq: 5 }]);
  assert.equal(await append(one), 6);
  const { events, bad } = await one.log.verify('r');
  assert.deepEqual([events, bad], [6, null]);
});
