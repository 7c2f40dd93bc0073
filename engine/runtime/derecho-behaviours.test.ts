// Behaviours of Derecho's own tests that no other test here holds. Their numbers are those of docs/derecho-table.md.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ActivityContext, signal } from '../author/retrace.ts';
import type { NativeEvent } from '../model/native-event.ts';
import { loadCode } from '../replay/load-code.ts';
import { Replayer } from '../replay/replayer.ts';
import { type TestEngine, testEngine } from './test-engine.ts';

const code = `import { activity, OperationFailed, signal } from 'retrace';
const echo = activity('echo', async (value: any) => value);
const info = activity('info', async (_: null, ctx: any) => ({ id: ctx.workflowId, name: ctx.activityName, attempt: ctx.attempt, key: ctx.idempotencyKey.split('/').length }));
const beats = activity('beats', async (_: null, ctx: any) => { ctx.heartbeat({ n: 1 }); ctx.heartbeat({ n: 2 }); return 'done'; });
const fails = activity('fails', async () => { throw new Error('down'); }, { retry: { initialIntervalMs: 1000 }, timeouts: { scheduleToCloseMs: 5000 } });
const go = signal<number>('go');

export async function both(ctx: any) {
  const [a, b] = [ctx.run(echo, { n: 1, list: [1, null, { deep: 'x' }] }), ctx.run(echo, 'second')];
  return [await b, await a, await a, a.settled];
}
export async function tells(ctx: any) { return await ctx.run(info, null); }
export async function beating(ctx: any) { return await ctx.run(beats, null); }
export async function race(ctx: any, finishes: boolean) {
  // Outside of a shield a cancellation ends every wait, the selection too.
  return await ctx.shield(async (safe: any) => await safe.selector().on(ctx.cancellation, (why: string) => 'cancelled: ' + why).on(finishes ? safe.run(echo, 'work') : safe.timer('1d'), () => 'work').select());
}
export async function cleansUp(ctx: any) {
  try { await ctx.sleep('1d'); } catch (error) {
    const done = await ctx.shield(async (safe: any) => { const all = [1, 2, 3].map((n) => safe.run(echo, n)); const got = []; for (const each of all) got.push(await each); return got; });
    ctx.onQuery('done', () => done);
    throw error;
  }
}
export async function pipes(ctx: any) {
  const [items, results] = [ctx.channel(), ctx.channel(2)];
  let closed = 0;
  for (let p = 0; p < 5; p++) ctx.spawn(async (f: any) => { for (let i = 0; i < 3; i++) await items.send(p * 10 + i); });
  for (let w = 0; w < 3; w++) ctx.spawn(async (f: any) => { for (;;) { const got = await items.receive(); if (!got.ok) return ++closed; await results.send(await f.run(echo, got.value)); } });
  const all: number[] = [];
  while (all.length < 15) await ctx.selector().on(results, (got: any) => { all.push(got.value); }).select();
  items.close();
  await ctx.condition(() => closed === 3);
  return all;
}
export async function channelRaces(ctx: any) {
  const [first, second, closed] = [ctx.channel(1), ctx.channel(1), ctx.channel(1)];
  await second.send('second'); closed.close();
  const won = await ctx.selector().on(first, () => 'first').on(second, (got: any) => got.value).on(ctx.timer('1h'), () => 'timer').select();
  const none = await ctx.selector().on(closed, (got: any) => got.ok).select();
  return [won, none];
}
export async function drains(ctx: any) {
  const [long, short] = [ctx.timer('2s'), ctx.timer('1s')];
  const order: string[] = [];
  const selector = ctx.selector().on(long, () => { order.push('long'); }).on(short, () => { order.push('short'); });
  while (selector.hasPending) await selector.select();
  const dropped = ctx.timer('1h'); dropped.cancel();
  try { await ctx.selector().on(dropped, () => {}).select(); } catch (error) { order.push((error as Error).name); }
  return order;
}
export async function item(ctx: any, n: number) { let at = n; for (let i = 0; i < 2; i++) at = await ctx.run(echo, at); return at; }
export async function window(ctx: any, { count, size, batch = Infinity, done = 0 }: any): Promise<number> {
  let next = 0, finished = 0;
  const most = Math.min(batch, count - done);
  const lanes = Array.from({ length: size }, () => ctx.spawn(async (f: any) => {
    while (next < most) { const n = next++; await f.child(item, n, { id: 'item-' + (done + n) }); finished++; }
  }));
  for (const lane of lanes) await lane;
  return done + finished < count ? ctx.continueAsNew({ count, size, batch, done: done + finished }) : done + finished;
}
export async function takes(ctx: any, wanted: number) {
  const all = [ctx.signal(go).tryReceive()];
  while (all.length <= wanted) all.push(await ctx.signal(go).receive());
  return all.map((each) => each ?? null);
}
export async function forever(ctx: any, n: number): Promise<void> { await ctx.sleep('1s'); if (n > 0) return ctx.continueAsNew(n - 1); await ctx.signal(go).receive(); }
export async function leaves(ctx: any) { const child = ctx.child(forever, 2, { id: 'left', closePolicy: 'terminate' }); await child.started; await ctx.sleep('10s'); return 'left'; }
export async function budget(ctx: any) { return await ctx.run(fails); }
export async function timers(ctx: any) { const all = [ctx.timer(1000), ctx.timer(1000), ctx.timer(1000)]; for (const each of all) await each; return ctx.now(); }
export async function knows(ctx: any) { const before = ctx.isCancelled; return await ctx.shield(async (safe: any) => { await ctx.cancellation; return [before, ctx.isCancelled, safe.isCancelled]; }); }
export async function drainsChildren(ctx: any) {
  const children = Array.from({ length: 10 }, (_, n) => ctx.child(item, n)); const left = new Set(children); let done = 0;
  while (left.size > 0) { const selector = ctx.selector(); for (const each of left) selector.on(each, () => { left.delete(each); done++; }); await selector.select(); }
  return done;
}
export async function blocks(ctx: any) {
  const [one, three, plain, log] = [ctx.channel(1), ctx.channel(3), ctx.channel(), [] as any[]];
  const f = ctx.spawn(async () => { await one.send(1); log.push('1 sent'); await one.send(2); log.push('2 sent'); });
  await ctx.sleep(1); log.push('received ' + (await one.receive()).value); await f;
  for (const n of [1, 2, 3]) await three.send(n); log.push('three sent');
  for (let i = 0; i < 3; i++) log.push((await three.receive()).value);
  const meets = ctx.spawn(async () => { log.push('sends'); await plain.send('p'); log.push('handed'); });
  await ctx.sleep(1); const got = await plain.receive(); await meets; return [...log, got];
}
export async function firedTimer(ctx: any) { const t = ctx.timer(1); await t; t.cancel('late'); await t; return 'fired'; }
const deaf = activity('deaf', () => new Promise(() => {}));
export async function unheard(ctx: any) { const begun = ctx.now(); try { await ctx.run(deaf, null, { timeouts: { startToCloseMs: 5000 } }); } catch (e: any) { return [e.message, ctx.now() - begun]; } }
export async function beatsOn(ctx: any) { return await ctx.run(activity('alive', async () => {}), null, { timeouts: { heartbeatMs: 60_000 } }); }
export async function empty(ctx: any, input?: any) { return input ?? 'nothing'; }
`;

let engine: TestEngine;
/** The running attempt of the activity `alive`. */
let alive: { readonly beat: () => void; readonly finish: (result: string) => void };
const folder = mkdtempSync(join(tmpdir(), 'retrace-test-behaviours-'));
const file = join(folder, 'behaviours.ts');

before(async () => {
  writeFileSync(file, code);
  const attempt = (_: never, ctx: ActivityContext): Promise<string> =>
    new Promise((finish) => (alive = { beat: () => ctx.heartbeat(), finish }));
  engine = await testEngine({ files: [file], activities: { alive: attempt } });
});

after(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

async function historyOf(workflowId: string): Promise<readonly NativeEvent[]> {
  return await engine.history((await engine.client.find(workflowId)).run);
}

const typesOf = (events: readonly NativeEvent[], type: NativeEvent['type']): number =>
  events.filter((event) => event.type === type).length;

/** The code, told the history again task by task, asks for the same. */
async function assertReplays(workflowId: string): Promise<void> {
  const { run, workflowType } = await engine.client.find(workflowId);
  const payloads = (await engine.history(run)).map((event) => Buffer.from(JSON.stringify(event)));
  const replayer = new Replayer(await loadCode({ path: file, workflowType, guest: 'native' }));
  // `same`: inputs and the result are as they were, too.
  assert.equal((await replayer.replay({ payloads, workflowId })).type, 'same');
  await replayer.close();
}

test('N61 2, 5, 6, 10: two activities begin in order, values come back as they were, a future can be awaited twice', async () => {
  const value = { n: 1, list: [1, null, { deep: 'x' }] };
  assert.deepEqual(await engine.run('both', undefined, { id: 'both' }), ['second', value, value, true]);
  const inputs = (await historyOf('both')).flatMap((event) =>
    event.type === 'activity_scheduled' ? [event.input] : [],
  );
  assert.deepEqual(inputs, [value, 'second']);
});

test('N61 9, 88, 90: an activity knows its workflow and attempt; heartbeats without a timeout do no harm', async () => {
  assert.deepEqual(await engine.run('tells', undefined, { id: 'tells' }), {
    id: 'tells',
    name: 'info',
    attempt: 1,
    key: 3,
  });
  assert.equal(await engine.run('beating', undefined, { id: 'beating' }), 'done');
});

test('N61 18, 19, 22: of work and a cancellation the one that is there wins, with its reason', async () => {
  assert.equal(await engine.run('race', true, { id: 'race-1' }), 'work');
  const run = await engine.start('race', false, { id: 'race-2' });
  await engine.client.cancel('race-2', 'late');
  assert.equal(await engine.result(run).catch(String), 'cancelled: late');
  await assertReplays('race-2');
});

test('N61 23, 24: three activities clean up together after a cancellation, and the run ends as cancelled', async () => {
  const run = await engine.start('cleansUp', undefined, { id: 'cleans' });
  await engine.client.cancel('cleans', 'enough');
  await assert.rejects(engine.result(run), /was cancelled/);
  const events = await historyOf('cleans');
  assert.equal(typesOf(events, 'activity_completed'), 3);
  await assertReplays('cleans');
});

test('N61 28, 32, 33, 35: five producers, three workers and a selector: all fifteen, closed at the end, and the same again in a replay', async () => {
  const all = await engine.run('pipes', undefined, { id: 'pipes' });
  assert.deepEqual(
    (all as number[]).toSorted((a, b) => a - b),
    [0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32, 40, 41, 42],
  );
  await assertReplays('pipes');
});

test('N61 36, 37, 38, 39: a channel with a value wins over an empty one and a timer; a closed one says so', async () => {
  assert.deepEqual(await engine.run('channelRaces', undefined, { id: 'channels' }), ['second', false]);
});

test('N61 117, 120, 121: a selector is drained case by case; a cancelled timer is an error where it is selected', async () => {
  assert.deepEqual(await engine.run('drains', undefined, { id: 'drains' }), ['short', 'long', 'Cancelled']);
});

test('N61 43, 44, 134, 135, 136, 137: windows of children, over continuations too: each child once, none left', async () => {
  assert.equal(await engine.run('window', { count: 50, size: 10 }, { id: 'window-1' }), 50);
  const events = await historyOf('window-1');
  const idsOf = (type: NativeEvent['type']) =>
    new Set(events.flatMap((event) => (event.type === type && 'id' in event ? [event.id] : [])));
  assert.deepEqual(idsOf('child_workflow_started'), idsOf('child_workflow_scheduled'));
  assert.deepEqual(idsOf('child_workflow_completed'), idsOf('child_workflow_scheduled'));
  const before = (await engine.client.list({ workflowType: 'item', limit: 500 })).length;
  assert.equal(before, 50);
  const run = await engine.start('window', { count: 30, size: 3, batch: 10, done: 0 }, { id: 'window-2' });
  assert.equal(await engine.result(run).catch(String), 30);
  assert.equal((await engine.client.list({ workflowId: 'window-2' })).length, 3);
  const children = await engine.client.list({ workflowType: 'item', limit: 500 });
  assert.deepEqual([children.length, children.every(({ closed }) => closed)], [80, true]);
  await assertReplays('window-1');
  await assertReplays((await engine.client.list({ workflowId: 'window-2' })).at(-1)?.run ?? '');
});

test('N61 125, 129, 131: three signals at once are one task, and are received in their order', async () => {
  const run = await engine.start('takes', 3, { id: 'takes' });
  const tasks = typesOf(await historyOf('takes'), 'workflow_task_completed');
  await Promise.all([1, 2, 3].map((n) => engine.client.signal('takes', signal<number>('go'), n)));
  assert.deepEqual(await engine.result(run), [null, 1, 2, 3]);
  assert.equal(typesOf(await historyOf('takes'), 'workflow_task_completed'), tasks + 1);
  await assert.rejects(engine.client.signal('nobody', 'go'), /No engine has started a workflow "nobody"/);
});

test('N61 98: a parent that closes reaches the run that its child goes on as', async () => {
  assert.equal(await engine.run('leaves', undefined, { id: 'leaves' }), 'left');
  const runs = await engine.client.list({ workflowId: 'left' });
  assert.deepEqual([runs.length, runs.every(({ closed }) => closed)], [3, true]);
  assert.equal((await historyOf('left')).at(-1)?.type, 'workflow_terminated');
});

test('N61 139, 141: retries stop with the whole time; there is one timeout, and it is the last event of the activity', async () => {
  await assert.rejects(engine.run('budget', undefined, { id: 'budget' }), /schedule_to_close/);
  const events = await historyOf('budget');
  assert.ok(typesOf(events, 'activity_started') <= 4);
  assert.equal(typesOf(events, 'activity_failed'), 1);
});

test('N61 149, 151: equal timers fire in one step, at the time that the clock shows', async () => {
  await engine.run('timers', undefined, { id: 'timers' });
  const events = await historyOf('timers');
  const fired = events.flatMap((event, i) => (event.type === 'timer_fired' ? [[i, event.at] as const] : []));
  assert.equal(fired.length, 3);
  assert.equal(new Set(fired.map(([, at]) => at)).size, 1);
  assert.equal((fired[2]?.[0] ?? 0) - (fired[0]?.[0] ?? 0), 2);
});

test('N61 153, 156: an input may be missing; what comes back is what was returned', async () => {
  assert.equal(await engine.run('empty', undefined, { id: 'empty' }), 'nothing');
  assert.deepEqual(await engine.run('empty', {}, { id: 'empty-2' }), {});
});

test('N61 20: a run knows that it was asked to cancel, and not before; within a shield it is not', async () => {
  const run = await engine.start('knows', undefined, { id: 'knows' });
  await engine.client.cancel('knows', 'enough');
  assert.deepEqual(await engine.result(run), [false, true, false]);
  await assertReplays('knows');
});

test('N61 26, 27, 41, 42: a full channel holds its sender until there is room; without a buffer both meet', async () => {
  assert.deepEqual(await engine.run('blocks', undefined, { id: 'blocks' }), [
    '1 sent',
    'received 1',
    '2 sent',
    'three sent',
    1,
    2,
    3,
    'sends',
    'handed',
    { ok: true, value: 'p' },
  ]);
  await assertReplays('blocks');
});

test('N61 35: what many senders send is received in the same order in another run', async () => {
  const [one, two] = [
    await engine.run('pipes', undefined, { id: 'p-1' }),
    await engine.run('pipes', undefined, { id: 'p-2' }),
  ];
  assert.deepEqual(one, two);
});

test('N61 43: ten children are drained by a new selector each time, and none hangs', async () => {
  assert.equal(await engine.run('drainsChildren', undefined, { id: 'drained' }), 10);
  await assertReplays('drained');
});

test('N61 69: a task and an attempt say which worker did them', async () => {
  await engine.run('tells', undefined, { id: 'worked' });
  const workers = (await historyOf('worked')).flatMap((event) => ('worker' in event ? [event.worker] : []));
  assert.deepEqual([workers.length, new Set(workers).size], [3, 1]);
});

test('N61 87, 89, 90, 140: a beat moves the deadline; silence ends the attempt; what comes late changes nothing', async () => {
  const silent = await engine.start('beatsOn', undefined, { id: 'silent' });
  for (let beats = 0; beats < 3; beats++) {
    await engine.pass(30_000);
    alive.beat();
  }
  await engine.pass(59_999);
  assert.equal((await engine.client.describe('silent')).status, 'running');
  await engine.pass(1);
  await assert.rejects(engine.result(silent), /activity timeout: heartbeat/);
  const { length } = await historyOf('silent');
  alive.beat();
  alive.finish('too late');
  await engine.pass(3_600_000);
  assert.equal((await historyOf('silent')).length, length);
  const beating = await engine.start('beatsOn', undefined, { id: 'beating-on' });
  for (let beats = 0; beats < 2; beats++) {
    await engine.pass(45_000);
    alive.beat();
  }
  alive.finish('done');
  assert.equal(await engine.result(beating), 'done');
  await engine.pass(3_600_000);
  assert.equal(typesOf(await historyOf('beating-on'), 'activity_failed'), 0);
});

test('N61 96: all who wait for one run are told its end', async () => {
  const run = await engine.start('takes', 0, { id: 'awaited' });
  const other = engine.client.handle(await engine.client.find('awaited'));
  const both = Promise.all([run.result(), run.result(), other.result()]);
  await engine.settle();
  assert.deepEqual(await both, [[null], [null], [null]]);
});

test('N61 137: every step of every child is done once', async () => {
  await engine.run('window', { count: 20, size: 5 }, { id: 'window-3' });
  const children = await engine.client.list({ workflowType: 'item', limit: 20 });
  const steps = await Promise.all(
    children.map(async ({ run }) => typesOf(await engine.history(run), 'activity_completed')),
  );
  assert.deepEqual(steps, Array(20).fill(2));
});

test('N61 144: an activity that hears nothing is failed at its time all the same', async () => {
  assert.deepEqual(await engine.run('unheard', undefined), ['deaf failed: activity timeout: start_to_close', 5000]);
});

test('N61 145: a timer that has fired is not cancelled any more, and stays fired', async () => {
  assert.equal(await engine.run('firedTimer', undefined, { id: 'fired' }), 'fired');
  assert.equal(typesOf(await historyOf('fired'), 'timer_cancelled'), 0);
});
