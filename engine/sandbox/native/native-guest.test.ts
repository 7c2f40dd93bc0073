import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import type { NativeOccurrence } from '../../model/native-event.ts';
import { type DrivenRun, drawn, mainOf, sandboxOf } from '../../testing/native-guest.ts';

const done = (id: number, result: string | number | null = null): NativeOccurrence => ({
  type: 'activity_completed',
  id,
  attempt: 1,
  result,
});
const failed = (id: number, message: string, kind = 'application'): NativeOccurrence => ({
  type: 'activity_failed',
  id,
  attempt: 1,
  failure: { kind, message },
});
const fired = (id: number): NativeOccurrence => ({ type: 'timer_fired', id });
const signalled = (name: string, input: string | number | null = null): NativeOccurrence => ({
  type: 'signal_received',
  id: `${name}-${String(input)}`,
  name,
  input,
});
const cancelled = (reason: string): NativeOccurrence => ({ type: 'workflow_cancel_requested', reason });
const named = `const a = activity('a', async (x: any) => x); const b = activity('b', async (x: any) => x);
const go = signal<any>('go'); const stop = signal<any>('stop');`;
const run = (context: TestContext, body: string): Promise<DrivenRun> => mainOf(context, body, named);

/** Asserts that a replay repeats the run. */
function replays(driven: DrivenRun): void {
  assert.equal(driven.replay().type, 'commands');
}

test('N10 activities in a row: each is asked for when the one before has ended', async (context) => {
  const driven = await run(context, `const x = await ctx.run(a, input); return await ctx.run(b, { x });`);
  const [first] = driven.start(7);
  assert.deepEqual(first, { type: 'activity_scheduled', id: 1, task: 1, fiber: 0, name: 'a', input: 7 });
  assert.deepEqual(drawn(driven.task(done(1, 'A'))), ['activity 2 b']);
  assert.deepEqual(drawn(driven.task(done(2, 'B'))), ['completed "B"']);
  replays(driven);
});

test('N10 what failed is thrown where it is awaited, in its own words, and fails the workflow with its cause', async (context) => {
  const driven = await run(
    context,
    `try { await ctx.run(a, 1); } catch (error) {
       if (!(error instanceof OperationFailed)) throw new Error('other');
       await ctx.run(b, error.kind + ' ' + error.failure.message);
     }`,
  );
  driven.start();
  const [second] = driven.task(failed(1, 'no card', 'declined'));
  assert.equal(second?.type === 'activity_scheduled' && second.input, 'declined no card');
  const [end] = driven.task(failed(2, 'down'));
  assert.ok(end?.type === 'workflow_failed');
  assert.deepEqual(
    [end.failure.message, end.failure.operation, end.failure.cause],
    ['b failed: down', 'activity:2', { kind: 'application', message: 'down' }],
  );
  replays(driven);
});

test('N10 what a workflow throws is its failure, at the place in its own file', async (context) => {
  const driven = await run(context, `throw new NonRetryable('no stock', { kind: 'stock', details: { sku: 1 } });`);
  const [end] = driven.start();
  assert.ok(end?.type === 'workflow_failed');
  const { kind, message, nonRetryable, details, stack = '' } = end.failure;
  assert.deepEqual([kind, message, nonRetryable, details], ['stock', 'no stock', true, { sku: 1 }]);
  assert.match(stack, /workflow\.ts:5:\d+/);
  assert.doesNotMatch(stack, /kernel|bundle|sandbox/);
});

test('N11 fibers run one at a time until they wait, in the order of their spawning', async (context) => {
  const driven = await run(
    context,
    `const order: string[] = [];
     const fiber = (name: string) => async (c: any) => { order.push(name + 1); await c.run(a, name); order.push(name + 2); };
     const all = [ctx.spawn(fiber('x')), ctx.spawn(fiber('y'))];
     order.push('main');
     for (const each of all) await each;
     return order.join();`,
  );
  assert.deepEqual(drawn(driven.start()), ['activity 1 a', 'activity 2 a']);
  assert.deepEqual(drawn(driven.task(done(2), done(1))), ['completed "main,x1,y1,y2,x2"']);
  replays(driven);
});

test('N11 two fibers that do the same get their own results, whichever ends first', async (context) => {
  const driven = await run(
    context,
    `const fiber = (name: string) => async (c: any) => [name, await c.run(a, name), await c.run(b, name)];
     const [one, two] = [ctx.spawn(fiber('x')), ctx.spawn(fiber('y'))];
     return [await one, await two];`,
  );
  driven.start();
  const [third] = driven.task(done(2, 'a-y'));
  assert.equal(third?.type === 'activity_scheduled' && third.input, 'y');
  driven.task(done(1, 'a-x'));
  const ended = drawn(driven.task(done(3, 'b-y'), done(4, 'b-x')));
  assert.deepEqual(ended, [
    `completed ${JSON.stringify([
      ['x', 'a-x', 'b-x'],
      ['y', 'a-y', 'b-y'],
    ])}`,
  ]);
  replays(driven);
});

test('N11 a fiber that fails with nobody waiting for it fails the workflow; one that is awaited does not', async (context) => {
  const alone = await run(context, `ctx.spawn(async () => { throw new Error('lost'); }); await ctx.sleep('1h');`);
  assert.deepEqual(drawn(alone.start()), ['timer 1 3600000', 'failed application: lost']);
  const awaited = await run(
    context,
    `const f = ctx.spawn(async () => { throw new Error('lost'); }); try { await f; } catch (e: any) { return e.message; }`,
  );
  assert.deepEqual(drawn(awaited.start()), ['completed "lost"']);
});

test('N11 what a fiber that only sets a variable makes true wakes who waits for it, in the same task', async (context) => {
  const driven = await run(
    context,
    `let ready = false;
     const waits = ctx.spawn(async (c: any) => { await c.condition(() => ready); return 'seen'; });
     ctx.spawn(async (c: any) => { await c.run(a, 1); ready = true; await c.signal(stop).receive(); });
     return await waits;`,
  );
  driven.start();
  assert.deepEqual(drawn(driven.task(done(1))), ['completed "seen"']);
  replays(driven);
});

test('N12 time stands still within a task and is that of the task again in a replay; chance is the same again', async (context) => {
  const driven = await run(
    context,
    `const first = [ctx.now(), Date.now(), new Date().getTime(), ctx.random(), Math.random(), ctx.uuid()];
     await ctx.sleep('250ms');
     return [first, ctx.now(), ctx.random()];`,
  );
  assert.deepEqual(drawn(driven.start()), ['timer 1 250']);
  const [end] = driven.task(fired(1));
  assert.ok(end?.type === 'workflow_completed');
  const [[now, date, made, one, two, uuid], later] = end.result as [(number | string)[], number, number];
  assert.deepEqual([now, date, made, later], [1000, 1000, 1000, 2000]);
  assert.notEqual(one, two);
  assert.match(String(uuid), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  replays(driven);
});

test('N12 a side effect runs once; in a replay its value comes from the history, as a copy', async (context) => {
  const driven = await run(
    context,
    `(globalThis as any).effects = ((globalThis as any).effects ?? 0) + 0;
     const value = ctx.sideEffect(() => { const n = { n: ++(globalThis as any).effects }; return n; });
     await ctx.sleep(1);
     return [value, (globalThis as any).effects];`,
  );
  assert.deepEqual(drawn(driven.start()), ['effect 1 {"n":1}', 'timer 2 1']);
  driven.replay();
  assert.deepEqual(drawn(driven.task(fired(2))), ['completed [{"n":1},1]']);
});

test('N13 what is not the same again is not there, and says what to use', async (context) => {
  for (const [code, words] of [
    ['setTimeout(() => {}, 1)', /setTimeout .*Use ctx\.sleep/],
    ['await fetch("http://x")', /fetch .*activity/],
    ['crypto.randomUUID()', /ctx\.uuid/],
    ['process.env.HOME', /process .*activity/],
    ['new WeakRef({})', /WeakRef/],
    ['readFileSync("x")', /node:fs .*activity/],
    ['performance.now()', /ctx\.now/],
  ] as const) {
    const driven = await mainOf(context, `${code};`, `import { readFileSync } from 'node:fs';\n`);
    const [end] = driven.start();
    assert.ok(end?.type === 'workflow_failed', code);
    assert.match(end.failure.message, words);
  }
});

test('N13 modules are evaluated anew for each run: what one run leaves in them no other sees', async (context) => {
  const sandbox = await sandboxOf(context, `let n = 0; export async function main() { return ++n; }`);
  for (const runId of ['r1', 'r2']) {
    const answer = sandbox.guest('main').activate({
      task: 1,
      atMs: 1,
      events: [{ type: 'workflow_started', at: 1, retrace: 1, workflowType: 'main', workflowId: 'w', runId }],
    });
    assert.deepEqual(answer.type === 'commands' && drawn(answer.commands), ['completed 1']);
  }
});

test('N14 signals come in order, each once; early ones wait; what nobody took is named', async (context) => {
  const driven = await run(
    context,
    `const got = [ctx.signal(go).tryReceive()];
     await ctx.run(a, 1);
     got.push(ctx.signal(go).tryReceive(), await ctx.signal(go).receive(), await ctx.signal(go).receive());
     return got;`,
  );
  driven.start();
  driven.task(signalled('go', 1), signalled('go', 2), signalled('stop', 9));
  driven.task(done(1));
  const answer = driven.answer(signalled('go', 3), signalled('go', 4));
  assert.ok(answer.type === 'commands');
  assert.deepEqual(drawn(answer.commands), ['completed [null,1,2,3]']);
  assert.deepEqual(answer.unconsumed, ['go-4', 'stop-9']);
  replays(driven);
});

test('N14 channels: handed over, buffered in order, closed', async (context) => {
  const driven = await run(
    context,
    `const [plain, wide, log] = [ctx.channel(), ctx.channel(1), [] as any[]];
     ctx.spawn(async () => { for (const n of [1, 2, 3]) { await wide.send(n); log.push('sent' + n); } wide.close(); });
     ctx.spawn(async () => { await plain.send('p'); log.push('handed'); });
     log.push((await plain.receive()).value);
     for (;;) { const got = await wide.receive(); if (!got.ok) break; log.push(got.value); }
     log.push((await wide.receive()).ok);
     return log.join();`,
  );
  const [end] = driven.start();
  assert.ok(end?.type === 'workflow_completed');
  const log = (end.result as string).split(',');
  assert.deepEqual(
    log.filter((entry) => /^\d|false|p/.test(entry)),
    ['p', '1', '2', '3', 'false'],
  );
  replays(driven);
});

test('N14 a channel that is closed: senders get an error, and twice is a mistake', async (context) => {
  const waits = await run(
    context,
    `const c = ctx.channel(); const f = ctx.spawn(async () => await c.send(1)); ctx.spawn(async () => c.close()); await f;`,
  );
  assert.deepEqual(drawn(waits.start()), ['failed application: send on closed channel']);
  const sends = await run(context, `const c = ctx.channel(1); c.close(); await c.send(1);`);
  assert.deepEqual(drawn(sends.start()), ['failed application: send on closed channel']);
  const closes = await run(context, `const c = ctx.channel(1); c.close(); c.close();`);
  assert.deepEqual(drawn(closes.start()), ['failed application: close of closed channel']);
});

test('N15 of cases that are ready together the one that was added first wins, and only it is taken from', async (context) => {
  const driven = await run(
    context,
    `const s = ctx.selector().on(ctx.signal(go), (v: any) => 'go' + v).on(ctx.timer(5), () => 'timer').on(ctx.signal(stop), (v: any) => 'stop' + v);
     const won = [await s.select(), await s.select(), await s.select()];
     return [won, ctx.signal(stop).tryReceive() ?? 'none'];`,
  );
  driven.start();
  assert.deepEqual(drawn(driven.task(signalled('stop', 1), fired(1), signalled('go', 1))), [
    'completed [["go1","timer","stop1"],"none"]',
  ]);
  replays(driven);
});

test('N15 a case that has won is out; a source that failed throws where it is selected; without cases nothing is waited for', async (context) => {
  const driven = await run(
    context,
    `const s = ctx.selector().on(ctx.run(a, 1), () => 'a').on(ctx.timer(9), () => 'timer');
     const pending = [s.hasPending];
     let caught = ''; try { await s.select(); } catch (e: any) { caught = e.message; }
     const second = await s.select(); pending.push(s.hasPending);
     return [caught, second, pending, await ctx.selector().select() ?? 'nothing'];`,
  );
  driven.start();
  assert.deepEqual(drawn(driven.task(failed(1, 'no'), fired(2))), [
    'completed ["a failed: no","timer",[true,false],"nothing"]',
  ]);
  replays(driven);
});

test('N15 a condition beats its timeout on a tie, costs no timer where it holds, and cancels the timer that it has', async (context) => {
  const body = `let open = input === 'now';
     ctx.spawn(async (c: any) => { await c.signal(go).receive(); open = true; });
     return await ctx.condition(() => open, '1m');`;
  const holds = await run(context, body);
  assert.deepEqual(drawn(holds.start('now')), ['completed true']);
  const late = await run(context, body);
  assert.deepEqual(drawn(late.start()), ['timer 1 60000']);
  assert.deepEqual(drawn(late.task(fired(1))), ['completed false']);
  const tie = await run(context, body);
  tie.start();
  assert.deepEqual(drawn(tie.task(fired(1), signalled('go'))), ['completed true']);
  const early = await run(context, body);
  early.start();
  assert.deepEqual(drawn(early.task(signalled('go'))), ['cancel timer 1', 'completed true']);
  for (const driven of [holds, late, tie, early]) replays(driven);
});

test('N16 cancelling ends what is waited for in the order of its beginning, and lets the code undo in a shield', async (context) => {
  const driven = await run(
    context,
    `ctx.spawn(async (c: any) => { await c.sleep('1h'); });
     try { await ctx.run(a, 1); } catch (e) {
       if (!(e instanceof Cancelled)) throw e;
       await ctx.shield(async (c: any) => await c.run(b, e.reason));
       throw e;
     }`,
  );
  driven.start();
  const asked = driven.task(cancelled('user asked'));
  assert.deepEqual(drawn(asked), ['cancel activity 1', 'cancel timer 2', 'activity 5 b']);
  assert.deepEqual(drawn(driven.task(done(5))), ['cancelled user asked']);
  replays(driven);
});

test('N16 a scope is cancelled by itself; what is begun in it later ends at once; the cancellation is a future', async (context) => {
  const driven = await run(
    context,
    `const scope = ctx.scope(async (c: any) => {
       const why = await c.cancellation;
       try { await c.sleep(1); } catch (e: any) { return [why, c.isCancelled, e.message]; }
     });
     scope.cancel('enough');
     const got = await scope;
     return [got, ctx.isCancelled];`,
  );
  assert.deepEqual(drawn(driven.start()), ['completed [["enough",true,"cancelled: enough"],false]']);
});

test('N16 a timer can be cancelled until it has fired; every wait for it learns of it', async (context) => {
  const driven = await run(
    context,
    `const t = ctx.timer('1m'); const said: string[] = [];
     const waits = async (c: any) => { try { await t; } catch (e: any) { said.push(e.message); } };
     const [x, y] = [ctx.spawn(waits), ctx.spawn(waits)];
     await ctx.sleep(5);
     t.cancel('by hand'); t.cancel('again');
     await x; await y; return said;`,
  );
  driven.start();
  assert.deepEqual(drawn(driven.task(fired(2))), [
    'cancel timer 1',
    'completed ["cancelled: by hand","cancelled: by hand"]',
  ]);
  replays(driven);
});

test('N17 children: asked for by name and id, started, ended; a cancelled one is waited for', async (context) => {
  const driven = await mainOf(
    context,
    `const one = ctx.child(item, 7, { id: 'item-7' }); const two = ctx.child(item, 8);
     const ids = [await one.started, two.workflowId];
     two.cancel('enough');
     const results: any[] = [ids, await one];
     try { await two; } catch (e: any) { results.push(e.kind + ': ' + e.message); }
     return results;`,
    `export async function item(ctx: any, n: number) { return n * 2; }`,
  );
  assert.deepEqual(drawn(driven.start()), ['child 1 item item-7', 'child 2 item r-2']);
  const asked = driven.task(
    { type: 'child_workflow_started', id: 1, runId: 'c1' },
    { type: 'child_workflow_started', id: 2, runId: 'c2' },
  );
  assert.deepEqual(drawn(asked), ['cancel child 2 enough']);
  driven.task({
    type: 'child_workflow_failed',
    id: 2,
    runId: 'c2',
    failure: { kind: 'cancelled', message: 'child workflow cancelled' },
  });
  assert.deepEqual(drawn(driven.task({ type: 'child_workflow_completed', id: 1, runId: 'c1', result: 14 })), [
    'completed [["c1","r-2"],14,"cancelled: item failed: child workflow cancelled"]',
  ]);
  replays(driven);
});

test('N17 a signal to another workflow, and going on as a new run', async (context) => {
  const driven = await run(
    context,
    `try { await ctx.signalExternal('desk', go, 1); } catch (e: any) { ctx.continueAsNew({ n: input + 1, why: e.message }); }`,
  );
  assert.deepEqual(drawn(driven.start(1)), ['signal 1 go to desk']);
  const missing = {
    type: 'signal_external_failed',
    id: 1,
    failure: { kind: 'not-found', message: 'no open run' },
  } as const;
  assert.deepEqual(drawn(driven.task(missing)), ['continued {"n":2,"why":"go failed: no open run"}']);
  replays(driven);
});

test('N18 queries look at the run between its tasks, and may only look', async (context) => {
  const driven = await run(
    context,
    `let at = 'begin'; ctx.onQuery('where', (x: any) => [at, x]); ctx.onQuery('bad', () => { ctx.timer(1); });
     await ctx.run(a, 1); at = 'paid'; await ctx.run(b, 1);`,
  );
  driven.start();
  assert.deepEqual(driven.guest.query('where', 5), { type: 'answered', value: ['begin', 5] });
  driven.task(done(1));
  assert.deepEqual(driven.guest.query('where', 5), { type: 'answered', value: ['paid', 5] });
  const none = driven.guest.query('what', null);
  assert.ok(none.type === 'failed' && /knows no query what\. It knows: where, bad\./.test(none.failure.message));
});

test('N18 new code lives with old histories: a version is 0 where the call was not there, and stays what it was', async (context) => {
  const before = await run(context, `await ctx.run(a, 1); await ctx.run(b, 2);`);
  before.start();
  const code = (body: string) =>
    `import { activity, signal } from 'retrace'; ${named}\nexport async function main(ctx: any) { ${body} }`;
  const changed = await sandboxOf(
    context,
    code(
      `if (ctx.version('mail') >= 1) await ctx.run(b, 'mail'); else await ctx.run(a, 1); return [ctx.version('mail'), await ctx.run(b, 2)];`,
    ),
  );
  assert.equal(before.replay(changed).type, 'commands');
  assert.deepEqual(drawn(before.task(done(1))), ['activity 2 b']);
  assert.deepEqual(drawn(before.task(done(2, 'B'))), ['completed [0,"B"]']);
  const after = new (before.constructor as typeof DrivenRun)(changed);
  assert.deepEqual(drawn(after.start()), ['version 1 mail 1', 'activity 2 b']);
  const raised = await sandboxOf(
    context,
    code(`if (ctx.version('mail', 2) >= 1) await ctx.run(b, 'mail'); return ctx.version('mail', 2);`),
  );
  assert.equal(after.replay(raised).type, 'commands');
  assert.deepEqual(drawn(after.task(done(2))), ['completed 1']);
  const dropped = await sandboxOf(context, code(`await ctx.run(b, 'mail'); return 'gone';`));
  assert.equal(after.replay(dropped).type, 'commands', 'code that no longer asks passes the marker by');
});

test('N19 code that asks for something else than the history says has diverged, and it is said where and in what', async (context) => {
  const driven = await run(context, `await ctx.run(a, 1); await ctx.run(b, 2); return 1;`);
  driven.start();
  driven.task(done(1));
  driven.task(done(2));
  const other = (body: string) =>
    sandboxOf(
      context,
      `import { activity, signal } from 'retrace'; ${named}\nexport async function main(ctx: any) { ${body} }`,
    );
  const told = async (body: string): Promise<unknown> => {
    const answer = driven.replay(await other(body));
    if (answer.type !== 'diverged') return answer.type;
    const { command, expected, got, field } = answer.divergence;
    return [command, expected?.type, got?.type, field];
  };
  assert.deepEqual(await told(`await ctx.run(b, 1); await ctx.run(a, 2); return 1;`), [
    1,
    'activity_scheduled',
    'activity_scheduled',
    'name',
  ]);
  assert.deepEqual(await told(`await ctx.sleep(1);`), [1, 'activity_scheduled', 'timer_started', 'type']);
  assert.deepEqual(await told(`await ctx.run(a, 1);`), [2, 'activity_scheduled', 'workflow_completed', 'type']);
  assert.deepEqual(await told(`await ctx.run(a, 1); await ctx.run(b, 2); await ctx.run(b, 3);`), [
    3,
    'workflow_completed',
    'activity_scheduled',
    'type',
  ]);
  assert.deepEqual(await told(`await ctx.run(a, 1); await ctx.signal(go).receive();`), [
    2,
    'activity_scheduled',
    undefined,
    'type',
  ]);
  assert.deepEqual(
    await told(`try { await ctx.sleep(1); } catch { return 1; }`),
    [1, 'activity_scheduled', 'timer_started', 'type'],
    'caught is not undone',
  );
  assert.equal(await told(`await ctx.run(a, 'other input'); await ctx.run(b, 2); return 'other result';`), 'commands');
});

test('N19 code that does not load or is not there cannot be run, and says so', async (context) => {
  const throws = await sandboxOf(context, `throw new Error('at load'); export async function main() {}`);
  const missing = await sandboxOf(context, `export async function other() {}`);
  for (const [sandbox, words] of [
    [throws, /at load/],
    [missing, /exports no workflow main/],
  ] as const) {
    const answer = sandbox.guest('main').activate({ task: 1, atMs: 1, events: [] });
    assert.match(answer.type === 'failed' ? answer.failure.message : '', words);
  }
});

test('N13 a module that cannot be built is refused with file, line and column', async (context) => {
  await assert.rejects(sandboxOf(context, `export const main = (;`), /code-does-not-build|workflow\.ts:1:22/);
});

test('N10 an input that is no JSON begins nothing, and is the error of the activity', async (context) => {
  const driven = await run(context, `try { await ctx.run(a, 1n); } catch (e: any) { return e.message; }`);
  const [end] = driven.start();
  assert.ok(end?.type === 'workflow_completed');
  assert.match(end.result as string, /encode activity input/);
});
