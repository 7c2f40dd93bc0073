// What authors get wrong, and what they may rely on all the same: whole engines in memory.

import assert from 'node:assert/strict';
import test from 'node:test';
import { RetraceError } from '../model/errors.ts';
import { engineOf, historyOf } from '../testing/native-engine.ts';

const thrown = `const trapped = () => new Proxy({}, { get() { throw new Error('trap'); } });
  const made: any = {
    undefined: () => { throw undefined; }, null: () => { throw null; }, rejected: () => Promise.reject(), text: () => { throw 'text'; },
    object: () => { throw { message: 'from elsewhere', kind: 'Bad' }; }, symbol: () => { throw Symbol('s'); }, proxy: () => { throw trapped(); },
    big: () => { throw Object.assign(new Error('big'), { details: { n: 1n } }); }, message: () => { throw Object.assign(new Error('x'), { message: { a: 1 } }); },
    circle: () => { const e: any = new Error('round'); e.details = { e }; e.cause = e; throw e; },
  };`;
const said = [
  ['undefined', 'application: undefined'],
  ['null', 'application: null'],
  ['rejected', 'application: undefined'],
  ['text', 'application: text'],
  ['object', 'Bad: from elsewhere'],
  ['symbol', 'application: Symbol(s)'],
  ['proxy', 'application: something that is no error was thrown'],
  ['big', 'application: big'],
  ['message', 'application: {"a":1}'],
  ['circle', 'application: round'],
] as const;

test('N63 whatever an activity or a workflow throws is a failure with words, and hurts no other run', async (context) => {
  const engine = await engineOf(
    context,
    `${thrown}
     export const throws = activity('throws', async (name: string) => made[name]());
     export async function outside(ctx: any, name: string) { try { await ctx.run(throws, name); } catch (e: any) { return e.kind + ': ' + e.failure.message; } }
     export async function inside(_: any, name: string) { return made[name](); }`,
  );
  for (const [name, words] of said) {
    assert.equal(await engine.run('outside', name), words, name);
    await assert.rejects(engine.run('inside', name, { id: name }));
    const end = (await historyOf(engine, name)).at(-1);
    assert.ok(end?.type === 'workflow_failed');
    assert.equal(`${end.failure.kind}: ${end.failure.message}`, words);
  }
});

test('N65 a policy or a time that makes no sense is the error of the call that has it, and says which', async (context) => {
  const engine = await engineOf(
    context,
    `export const a = activity('a', async () => 1);
     export async function main(ctx: any, options: any) { try { await ctx.run(a, null, options); } catch (e: any) { return e.message; } }
     export async function sleeps(ctx: any, time: any) { try { await ctx.sleep(time === 'never' ? Infinity : time); } catch (e: any) { return e.message; } }`,
  );
  for (const [options, words] of [
    [{ retry: { initialIntervalMs: '5s' } }, 'initialIntervalMs in retry of a must be a number of ms, not "5s"'],
    [{ retry: { maximumAttempts: -1 } }, 'maximumAttempts in retry of a must be a whole number from 0, not -1'],
    [{ retry: { maxAttempts: 3 } }, /^retry of a knows no maxAttempts: it has initialIntervalMs, .*maximumAttempts/],
    [{ retry: 3 }, /^retry of a is an object that has/],
    [{ timeouts: { startToCloseMs: '1m' } }, 'startToCloseMs in timeouts of a must be a number of ms, not "1m"'],
  ] as const) {
    const answer = await engine.run<unknown, string>('main', options);
    if (typeof words === 'string') assert.equal(answer, words);
    else assert.match(answer, words);
  }
  for (const time of ['100001d', 1e300, 'never'])
    assert.match(await engine.run('sleeps', time), /longer than 100,000 days/);
  assert.match(await engine.run('sleeps', '5 minutes'), /"5 minutes" is no time/);
});

test('N64 a promise that nobody awaited is no value: of an activity, a side effect or a query', async (context) => {
  const engine = await engineOf(
    context,
    `export const a = activity('a', async (x: any) => x);
     export async function input(ctx: any) { await ctx.run(a, ctx.run(a, 1)); }
     export async function within(ctx: any) { await ctx.run(a, { deep: [ctx.timer(1)] }); }
     export async function effect(ctx: any) { ctx.sideEffect(async () => 1); }`,
  );
  for (const [name, words] of [
    ['input', /the input of a is a promise\. Await it first/],
    ['within', /the input of a .*it holds a future: await that first/],
    ['effect', /the value of a side effect is a promise\. Await it first/],
  ] as const)
    await assert.rejects(engine.run(name, null), words);
});

test('N66 a child that was refused, or has ended, says nothing about another run of its id', async (context) => {
  const engine = await engineOf(
    context,
    `export async function leaf(ctx: any, wait: boolean) { if (wait) await ctx.signal(signal('go')).receive(); }
     export async function refused(ctx: any) { ctx.child(leaf, true, { id: 'taken' }); }
     export async function asks(ctx: any) { const c = ctx.child(leaf, true, { id: 'taken', closePolicy: 'requestCancel' }); c.cancel('mine'); await ctx.sleep(1); }
     export async function own(ctx: any) { ctx.child(leaf, true, { id: 'mine' }); }`,
  );
  await engine.start('leaf', true, { id: 'taken' });
  await engine.run('refused', null);
  await engine.run('asks', null);
  const { status, cancelRequested } = await engine.client.describe('taken');
  assert.deepEqual([status, cancelRequested], ['running', false]);
  await engine.run('own', null);
  assert.equal((await engine.client.describe('mine')).status, 'terminated');
});

test('N67 a start key stays that of all runs that go on from it, and of the id that is made of it', async (context) => {
  const engine = await engineOf(
    context,
    `export async function main(ctx: any, n: number) { if (n > 0) { await ctx.sleep(5); ctx.continueAsNew(n - 1); } return await ctx.signal(signal('go')).receive(); }`,
  );
  await engine.start('main', 2, { id: 'w', key: 'k' });
  await engine.settle();
  const again = await engine.client.start('main', 2, { id: 'w', key: 'k' });
  assert.equal(again.runId, (await engine.client.find('w')).run);
  await engine.client.signal('w', 'go', 1);
  await again.result();
  await engine.start('main', 0, { id: 'w', key: 'other' });
  await engine.client.terminate('w');
  assert.equal((await engine.client.start('main', 2, { id: 'w', key: 'k' })).runId, again.runId);
  const [one, two] = [await engine.start('main', 0, { key: 'once' }), await engine.start('main', 0, { key: 'once' })];
  assert.deepEqual([one.workflowId, one.runId], [two.workflowId, two.runId]);
});

test('N67 signals with one id are one signal, also where the run has gone on', async (context) => {
  const engine = await engineOf(
    context,
    `export async function main(ctx: any, n: number) { const s = ctx.signal(signal('go')); const got = await s.receive(); if (n === 0) ctx.continueAsNew(1); return [got, s.tryReceive() ?? 'none']; }`,
  );
  const started = await engine.start('main', 0, { id: 'w' });
  for (const [value, id] of [
    [1, 'a'],
    [1, 'a'],
  ] as const)
    await engine.client.signal('w', 'go', value, id);
  await engine.settle();
  await engine.client.signal('w', 'go', 1, 'a');
  await engine.client.signal('w', 'go', 2, 'b');
  assert.deepEqual(await engine.result(started), [2, 'none']);
});

test('N67 values that are no JSON are refused where they are given', async (context) => {
  const engine = await engineOf(context, `export async function main(ctx: any) { await ctx.sleep(1); }`);
  const refused = (error: unknown): boolean => error instanceof RetraceError && error.code === 'not-json';
  await assert.rejects(engine.start('main', 1n, { id: 'w' }), refused);
  await engine.start('main', null, { id: 'w' });
  const round: { self?: unknown } = {};
  round.self = round;
  await assert.rejects(engine.client.signal('w', 'go', round), refused);
});

test('N43 the test kit says so where something goes on without end', async (context) => {
  const engine = await engineOf(
    context,
    `export const down = activity('down', async () => { throw new Error('down'); }, { retry: {} });
     export async function main(ctx: any) { await ctx.run(down); }`,
    { mostSkips: 20 },
  );
  await assert.rejects(engine.run('main', null, { id: 'w' }), /skipped 20 times.*still due in w\./);
  await engine.client.terminate('w');
  await engine.settle();
});
