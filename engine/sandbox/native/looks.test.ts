// Side effects, queries, version markers and scopes: what code does that a replay must do again.

import assert from 'node:assert/strict';
import test from 'node:test';
import type { NativeOccurrence } from '../../model/native-event.ts';
import { drawn, mainOf, sandboxOf } from '../../testing/native-guest.ts';

const named = `const a = activity('a', async (x: any) => x); const go = signal<any>('go');`;
const done = (id: number): NativeOccurrence => ({ type: 'activity_completed', id, attempt: 1, result: null });

test('N64 what a side effect throws is written down, and thrown again in a replay that does not run it', async (context) => {
  for (const [effect, words] of [
    [`() => { throw new Error('x' + ++(globalThis as any).runs); }`, 'side effect failed: x1'],
    [`() => { (globalThis as any).runs++; return 1n; }`, /^side effect failed: the value of a side effect is no JSON/],
    [
      `() => { ++(globalThis as any).runs; ctx.timer(1); }`,
      'side effect failed: a side effect asks for something; it may only look',
    ],
  ] as const) {
    const driven = await mainOf(
      context,
      `(globalThis as any).runs ??= 0; let said = '';
       try { ctx.sideEffect(${effect}); } catch (e: any) { said = e.message; }
       await ctx.run(a, 1); return [said, (globalThis as any).runs];`,
      named,
    );
    const [recorded, next] = driven.start();
    assert.ok(recorded?.type === 'side_effect_recorded' && recorded.failure !== undefined);
    assert.deepEqual(drawn(next === undefined ? [] : [next]), ['activity 2 a']);
    assert.equal(driven.replay().type, 'commands');
    const [end] = driven.task(done(2));
    assert.ok(end?.type === 'workflow_completed');
    const [said, runs] = end.result as [string, number];
    if (typeof words === 'string') assert.equal(said, words);
    else assert.match(said, words);
    assert.equal(runs, 1);
  }
});

test('N64 a query that asks for something, or answers later, has no answer, and leaves no trace', async (context) => {
  const driven = await mainOf(
    context,
    `ctx.onQuery('later', async () => 1); ctx.onQuery('asks', () => { ctx.run(a, 1); return 1; });
     await ctx.run(a, 1); await ctx.run(a, 2);`,
    named,
  );
  driven.start();
  for (const [query, words] of [
    ['later', /is a promise/],
    ['asks', /the query asks asks for something; it may only look/],
  ] as const) {
    const answer = driven.guest.query(query, null);
    assert.match(answer.type === 'failed' ? answer.failure.message : '', words);
  }
  assert.deepEqual(drawn(driven.task(done(1))), ['activity 2 a']);
});

test('N68 a marker that other code passes by still says its version, to whoever asks for it later', async (context) => {
  const driven = await mainOf(context, `ctx.version('one'); ctx.version('two'); await ctx.run(a, 1);`, named);
  driven.start();
  const other = (body: string) =>
    sandboxOf(
      context,
      `import { activity, signal } from 'retrace'; ${named}\nexport async function main(ctx: any) { ${body} }`,
    );
  for (const body of [
    `const two = ctx.version('two'); await ctx.run(a, 1); return [two, ctx.version('one')];`,
    `const all = [ctx.version('two'), ctx.version('one')]; await ctx.run(a, 1); return all;`,
    `await ctx.run(a, 1); return [ctx.version('two'), ctx.version('one')];`,
  ]) {
    assert.equal(driven.replay(await other(body)).type, 'commands', body);
    const answer = driven.guest.activate({ task: 2, atMs: 9000, events: [{ ...done(3), at: 9000 }] });
    assert.deepEqual(answer.type === 'commands' && drawn(answer.commands), ['completed [1,1]']);
  }
});

test('N68 in a loop a version is what it was at first: old runs keep their way in every turn', async (context) => {
  const old = await mainOf(context, `for (let i = 0; i < 3; i++) await ctx.run(a, i);`, named);
  old.start();
  old.task(done(1));
  const changed = await sandboxOf(
    context,
    `import { activity, signal } from 'retrace'; ${named}
     export async function main(ctx: any) { const all = []; for (let i = 0; i < 3; i++) { all.push(ctx.version('loop')); await ctx.run(a, i); } return all; }`,
  );
  assert.equal(old.replay(changed).type, 'commands');
  old.task(done(2));
  assert.deepEqual(drawn(old.task(done(3))), ['completed [0,0,0]']);
});

test('N69 a scope says that it is cancelled; a condition that throws leaves no timer behind', async (context) => {
  const scoped = await mainOf(
    context,
    `const s = ctx.scope(async (c: any) => await c.sleep('1h')); const before = s.cancelled; s.cancel('x');
     try { await s; } catch (e: any) { return [before, s.cancelled, e.message]; }`,
  );
  assert.deepEqual(drawn(scoped.start()), ['completed [false,true,"cancelled: x"]']);
  const throws = await mainOf(
    context,
    `let broken = false; ctx.spawn(async (c: any) => { await c.sleep(1); broken = true; });
     try { await ctx.condition(() => { if (broken) throw new Error('no'); return false; }, '1d'); } catch (e: any) { return e.message; }`,
  );
  assert.deepEqual(drawn(throws.start()), ['timer 1 86400000', 'timer 2 1']);
  assert.deepEqual(drawn(throws.task({ type: 'timer_fired', id: 2 })), ['cancel timer 1', 'completed "no"']);
});

test('N69 scopes and fibers that have ended are let go; those that still wait are reached by a cancel', async (context) => {
  const driven = await mainOf(
    context,
    `let kept: any; const said: string[] = [];
     for (let i = 0; i < 500; i++) await ctx.scope(async (c: any) => {
       if (i === 7) c.spawn(async (f: any) => { kept = f; await f.signal(go).receive(); try { await f.sleep('1h'); } catch (e: any) { said.push(e.message); } });
     });
     await ctx.run(a, 1).then(() => {}, (e: any) => said.push(e.message));
     await ctx.shield(async (c: any) => await c.condition(() => said.length === 2)); return said;`,
    named,
  );
  driven.start();
  driven.task({ type: 'signal_received', id: 's', name: 'go' });
  const ended = drawn(driven.task({ type: 'workflow_cancel_requested', reason: 'all' }));
  assert.deepEqual(ended.slice(-1), ['completed ["cancelled: all","cancelled: all"]']);
});
