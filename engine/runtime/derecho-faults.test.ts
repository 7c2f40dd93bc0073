// Faults of Derecho that no other test here shows the absence of. Their numbers are those of docs/derecho-table.md.

import assert from 'node:assert/strict';
import test from 'node:test';
import { isCommand } from '../model/native-history.ts';
import { engineOf, historyOf } from '../testing/native-engine.ts';
import { backoffMs } from './retry.ts';

test('N61 fault 25: no number of attempts makes a delay negative, or longer than its cap', () => {
  for (const attempt of [8, 35, 64, 1000, 1e6]) assert.equal(backoffMs({}, attempt), 100_000);
  const uncapped = { maximumIntervalMs: 0, backoffCoefficient: 10 };
  assert.equal(backoffMs(uncapped, 1e6), Number.MAX_SAFE_INTEGER);
  assert.equal(backoffMs({ initialIntervalMs: 1, backoffCoefficient: 1.5, maximumIntervalMs: 2 }, 3), 2);
  assert.equal(backoffMs({ backoffCoefficient: 0 }, 2), 0);
});

test('N61 fault 33: with the end of a workflow its other fibers, activities and timers end too', async (context) => {
  const engine = await engineOf(
    context,
    `export const slow = activity('slow', () => new Promise(() => {}), { timeouts: { startToCloseMs: 60_000 } });
     export async function main(ctx: any) {
       ctx.spawn(async (c: any) => { for (;;) { await c.sleep(1000); await c.sleep(1000); } });
       ctx.run(slow); ctx.timer('1h');
       await ctx.sleep(1000); ctx.spawn(async (c: any) => { c.run(slow); }); return 'done';
     }`,
  );
  assert.equal(await engine.run('main', null, { id: 'w' }), 'done');
  const { length } = await historyOf(engine, 'w');
  assert.equal((await historyOf(engine, 'w')).at(-1)?.type, 'workflow_completed');
  await engine.pass(2 * 3_600_000);
  assert.equal((await historyOf(engine, 'w')).length, length);
});

test('N61 fault 37: an error that calls itself cancelled is a failure, of a workflow and of a child', async (context) => {
  const engine = await engineOf(
    context,
    `export async function odd() { throw Object.assign(new Error('my own'), { kind: 'cancelled' }); }
     export async function main(ctx: any) { try { await ctx.child(odd, null, { id: 'child' }); } catch (e: any) { return e.name; } }`,
  );
  assert.equal(await engine.run('main', null), 'OperationFailed');
  assert.equal((await engine.client.describe('child')).status, 'failed');
});

test('N61 fault 42: a child that was left tells nothing to a parent that has ended', async (context) => {
  const engine = await engineOf(
    context,
    `export async function leaf(ctx: any) { return await ctx.signal(signal('go')).receive(); }
     export async function main(ctx: any) { await ctx.child(leaf, null, { id: 'left', closePolicy: 'abandon' }).started; }`,
  );
  await engine.run('main', null, { id: 'w' });
  const { length } = await historyOf(engine, 'w');
  await engine.client.signal('left', 'go', 1);
  await engine.settle();
  assert.equal((await engine.client.describe('left')).status, 'completed');
  assert.equal((await historyOf(engine, 'w')).length, length);
});

test('N61 fault 43: every event says when it was, and every command its task and fiber', async (context) => {
  const engine = await engineOf(
    context,
    `export const a = activity('a', async () => 1);
     export async function main(ctx: any) { const f = ctx.spawn(async (c: any) => await c.run(a)); ctx.sideEffect(() => 1); await ctx.sleep(5); return await f; }`,
  );
  await engine.run('main', null, { id: 'w' });
  const events = await historyOf(engine, 'w');
  assert.ok(events.every(({ at }, i) => at >= (events[i - 1]?.at ?? 1)));
  const issued = events.filter(isCommand).map(({ type, task, fiber }) => `${type} ${task} ${fiber}`);
  assert.deepEqual(issued, [
    'side_effect_recorded 1 0',
    'timer_started 1 0',
    'activity_scheduled 1 1',
    'workflow_completed 3 0',
  ]);
});
