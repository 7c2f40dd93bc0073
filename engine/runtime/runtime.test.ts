import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { signal } from '../author/retrace.ts';
import { RetraceError } from '../model/errors.ts';
import type { NativeEvent } from '../model/native-event.ts';
import { scratchFolder } from '../testing/library.ts';
import { engineOf, engineOnFile, historyOf, workflowFile } from '../testing/native-engine.ts';
import { WorkflowFailed } from './client.ts';
import { SkippingClock } from './clock.ts';

const types = (events: readonly NativeEvent[]): readonly string[] => events.map(({ type }) => type);
const of = <T extends NativeEvent['type']>(
  events: readonly NativeEvent[],
  type: T,
): readonly Extract<NativeEvent, { type: T }>[] =>
  events.filter((event): event is Extract<NativeEvent, { type: T }> => event.type === type);
const failsWith = (how: string, message: RegExp) => (error: unknown) =>
  error instanceof WorkflowFailed && error.how === how && message.test(error.failure.message);
const refused = (code: string) => (error: unknown) => error instanceof RetraceError && error.code === code;
const go = signal<number>('go');

test('N30 a workflow and its activities: one transaction a task, every attempt in the history', async (context) => {
  const engine = await engineOf(
    context,
    `export const add = activity('add', async (n: number) => n + 1);
     export async function main(ctx: any, n: number) { return await ctx.run(add, await ctx.run(add, n)); }`,
  );
  assert.equal(await engine.run('main', 1, { id: 'w' }), 3);
  assert.deepEqual(types(await historyOf(engine, 'w')), [
    'workflow_started',
    'workflow_task_completed',
    'activity_scheduled',
    'activity_started',
    'activity_completed',
    'workflow_task_completed',
    'activity_scheduled',
    'activity_started',
    'activity_completed',
    'workflow_task_completed',
    'workflow_completed',
  ]);
});

test('N31 retries: back-off, attempts, kinds that are not tried again, what the failure itself asks for', async (context) => {
  const engine = await engineOf(
    context,
    `let n = 0;
     export const flaky = activity('flaky', async () => { if (++n < 4) throw new Error('down'); return n; }, { retry: {} });
     export const never = activity('never', async () => { throw new NonRetryable('no'); }, { retry: {} });
     export const kind = activity('kind', async () => { throw Object.assign(new Error('bad'), { kind: 'Bad' }); }, { retry: { nonRetryableKinds: ['Bad'] } });
     export const few = activity('few', async () => { throw new Error('still'); }, { retry: { maximumAttempts: 3 } });
     export const once = activity('once', async () => { throw new Error('alone'); });
     let asked = 0;
     export const later = activity('later', async () => { if (++asked === 1) throw new RetryAfter('soon', 77_000); return asked; });
     const all: any = { flaky, never, kind, few, once, later };
     export async function main(ctx: any, name: string) { return await ctx.run(all[name]); }`,
  );
  const delaysOf = async (id: string) =>
    of(await historyOf(engine, id), 'activity_attempt_failed').map(({ at, retryAt }) => retryAt - at);
  assert.equal(await engine.run('main', 'flaky', { id: 'flaky' }), 4);
  assert.deepEqual(await delaysOf('flaky'), [1000, 2000, 4000]);
  assert.equal(await engine.run('main', 'later', { id: 'later' }), 2);
  assert.deepEqual(await delaysOf('later'), [77_000]);
  for (const [name, attempts] of [
    ['never', 1],
    ['kind', 1],
    ['few', 3],
    ['once', 1],
  ] as const) {
    await assert.rejects(engine.run('main', name, { id: name }), failsWith('failed', new RegExp(`${name} failed`)));
    assert.equal(of(await historyOf(engine, name), 'activity_started').length, attempts, name);
  }
});

test('N31 an activity that is not there fails for good, and what it gives back must be JSON', async (context) => {
  const engine = await engineOf(
    context,
    `export const big = activity('big', async () => 1n);
     export async function missing(ctx: any) { await ctx.run(Object.assign(async () => 1, { activityName: 'gone' })); }
     export async function main(ctx: any) { await ctx.run(big); }
     export async function plain(n: number) { return n * 2; }
     export async function caller(ctx: any) { return await ctx.run(plain, 21); }`,
  );
  await assert.rejects(engine.run('missing', undefined), failsWith('failed', /activity not registered: gone/));
  await assert.rejects(engine.run('main', undefined), failsWith('failed', /encode result/));
  assert.equal(await engine.run('caller', undefined), 42, 'an exported function is an activity under its name');
});

test('N31 the stack of what failed names lines of the author, and none of the engine', async (context) => {
  const engine = await engineOf(
    context,
    `export const bad = activity('bad', async () => { throw new Error('x'); });
     export async function main(ctx: any) { await ctx.run(bad); }`,
  );
  await assert.rejects(engine.run('main', undefined, { id: 'w' }));
  const [failed] = of(await historyOf(engine, 'w'), 'activity_failed');
  assert.match(failed?.failure.stack ?? '', /^Error: x\n +at .*workflow\.ts:2:\d+\)?$/);
});

test('N32 the four timeouts, each at its time; an attempt that timed out is tried again where the policy says so', async (context) => {
  const engine = await engineOf(
    context,
    `export const stuck = activity('stuck', (_: any, { signal }: any) => new Promise((_r, reject) => signal.addEventListener('abort', () => reject(signal.reason))));
     export async function main(ctx: any, options: any) { await ctx.run(stuck, null, options); }`,
  );
  const timed = async (id: string, options: object): Promise<readonly (string | number)[]> => {
    const begun = engine.clock.now();
    await assert.rejects(engine.run('main', options, { id }), failsWith('failed', /stuck failed: activity timeout/));
    const [failed] = of(await historyOf(engine, id), 'activity_failed');
    return [
      failed?.failure.message ?? '',
      (failed?.at ?? 0) - begun,
      of(await historyOf(engine, id), 'activity_started').length,
    ];
  };
  assert.deepEqual(await timed('a', { timeouts: { startToCloseMs: 5000 } }), [
    'activity timeout: start_to_close',
    5000,
    1,
  ]);
  assert.deepEqual(await timed('b', { timeouts: { heartbeatMs: 3000 } }), ['activity timeout: heartbeat', 3000, 1]);
  assert.deepEqual(await timed('c', { timeouts: { scheduleToCloseMs: 7000 } }), [
    'activity timeout: schedule_to_close',
    7000,
    1,
  ]);
  assert.deepEqual(
    await timed('d', {
      timeouts: { heartbeatMs: 1000 },
      retry: { maximumAttempts: 3, initialIntervalMs: 500, backoffCoefficient: 1 },
    }),
    ['activity timeout: heartbeat', 4000, 3],
  );
  assert.deepEqual(
    await timed('e', {
      timeouts: { startToCloseMs: 2000, scheduleToCloseMs: 5000 },
      retry: { initialIntervalMs: 1000, backoffCoefficient: 1 },
    }),
    ['activity timeout: schedule_to_close', 5000, 2],
  );
});

test('N32 an activity that finds no place in time has timed out; others go on', async (context) => {
  const engine = await engineOf(
    context,
    `export const hold = activity('hold', () => new Promise(() => {}), { timeouts: { startToCloseMs: 60_000 } });
     export const quick = activity('quick', async () => 'ok', { timeouts: { scheduleToStartMs: 1000 } });
     export async function main(ctx: any) {
       const held = Array.from({ length: 100 }, () => ctx.run(hold));
       const begun = ctx.now(); try { await ctx.run(quick); } catch (e: any) { return e.message + ' after ' + (ctx.now() - begun); }
     }`,
  );
  assert.equal(await engine.run('main', undefined), 'quick failed: activity timeout: schedule_to_start after 1000');
});

test('N33 heartbeats keep an attempt alive, and what they noted is handed to the next; the key stays the same', async (context) => {
  const seen: unknown[] = [];
  const engine = await engineOf(
    context,
    `export const pages = activity('pages', async () => {}, { retry: { initialIntervalMs: 1 }, timeouts: { heartbeatMs: 2000 } });
     export async function main(ctx: any) { return await ctx.run(pages, null); }`,
    {
      activities: {
        pages: async (
          _: unknown,
          ctx: { attempt: number; lastHeartbeat: unknown; idempotencyKey: string; heartbeat(x: unknown): void },
        ) => {
          seen.push([ctx.attempt, ctx.lastHeartbeat, ctx.idempotencyKey]);
          if (ctx.attempt === 3) return 'done';
          ctx.heartbeat({ page: ctx.attempt * 10 });
          throw new Error('cut off');
        },
      },
    },
  );
  const handle = await engine.start('main', undefined, { id: 'w' });
  assert.equal(await engine.result(handle), 'done');
  const key = `w/${handle.runId}/1`;
  assert.deepEqual(seen, [
    [1, undefined, key],
    [2, { page: 10 }, key],
    [3, { page: 20 }, key],
  ]);
});

test('N34 signals wake a run; to a workflow that is not running they are refused, and kept as dead letters', async (context) => {
  const engine = await engineOf(
    context,
    `export async function main(ctx: any) { const s = ctx.signal(signal('go')); return [await s.receive(), await s.receive()]; }`,
  );
  const handle = await engine.start('main', undefined, { id: 'w' });
  await engine.client.signal('w', go, 1, 'one');
  await engine.client.signal('w', go, 2);
  assert.deepEqual(await engine.result(handle), [1, 2]);
  await assert.rejects(engine.client.signal('w', go, 3), refused('no-such-run'));
  const [letter] = await engine.client.deadLetters();
  assert.deepEqual([letter?.workflowId, letter?.name, letter?.input], ['w', 'go', '3']);
});

test('N34 durable timers: a month is skipped, none fires early, equal ones fire in order', async (context) => {
  const engine = await engineOf(
    context,
    `export async function main(ctx: any) {
       const begun = ctx.now(); const order: number[] = [];
       const wait = (n: number, time: any) => ctx.spawn(async (c: any) => { await c.sleep(time); order.push(n); });
       const all = [wait(1, '30d'), wait(2, '1h'), wait(3, '1h'), wait(4, 0)];
       for (const each of all) await each;
       return [order, ctx.now() - begun];
     }`,
  );
  assert.deepEqual(await engine.run('main', undefined), [[4, 2, 3, 1], 30 * 86_400_000]);
});

test('N35 cancelled: the code undoes and ends as cancelled; one that does not end in time is terminated', async (context) => {
  const engine = await engineOf(
    context,
    `export const undo = activity('undo', async (why: string) => why);
     export async function kind(ctx: any) { try { await ctx.sleep('1h'); } finally { await ctx.shield(async (c: any) => await c.run(undo, 'undone')); } }
     export async function deaf(ctx: any) { await ctx.shield(async (c: any) => await c.sleep('9d')); }`,
  );
  const kind = await engine.start('kind', undefined, { id: 'kind' });
  await engine.client.cancel('kind', 'user asked');
  await assert.rejects(engine.result(kind), failsWith('cancelled', /user asked/));
  assert.equal(of(await historyOf(engine, 'kind'), 'activity_completed').length, 1);
  const deaf = await engine.start('deaf', undefined, { id: 'deaf' });
  await engine.client.cancel('deaf', 'now', 5000);
  const asked = engine.clock.now();
  await assert.rejects(engine.result(deaf), failsWith('terminated', /cancel timeout/));
  assert.equal(engine.clock.now() - asked, 5000);
});

test('N35 terminated, paused and resumed from outside', async (context) => {
  const engine = await engineOf(
    context,
    `export async function main(ctx: any) { const s = ctx.signal(signal('go')); return await s.receive(); }`,
  );
  const ended = await engine.start('main', undefined, { id: 'ended' });
  await engine.client.terminate('ended', 'by hand');
  await assert.rejects(engine.result(ended), failsWith('terminated', /by hand/));
  const handle = await engine.start('main', undefined, { id: 'paused' });
  await engine.client.pause('paused', 'deploy');
  await engine.client.signal('paused', go, 5);
  await engine.settle();
  const description = await engine.client.describe('paused');
  assert.deepEqual([description.status, description.signals], ['paused', [{ name: 'go', received: 1 }]]);
  await engine.client.resume('paused');
  assert.equal(await engine.result(handle), 5);
});

test('N36 children: results, failures, the id that is taken, and who waits for them', async (context) => {
  const engine = await engineOf(
    context,
    `export async function item(ctx: any, n: number) { if (n === 3) throw new NonRetryable('bad item', { kind: 'Bad' }); await ctx.sleep(n * 1000); return n * 2; }
     export async function main(ctx: any) {
       const children = [1, 2, 3].map((n) => ctx.child(item, n, { id: 'item-' + n }));
       const twice = [ctx.spawn(async () => await children[0]), ctx.spawn(async () => await children[0])];
       const results: any[] = [await twice[0], await twice[1], await children[1]];
       try { await children[2]; } catch (e: any) { results.push(e.kind + ' ' + e.failure.message); }
       try { await ctx.child(main, null, { id: 'w' }); } catch (e: any) { results.push(e.kind); }
       return results;
     }`,
  );
  assert.deepEqual(await engine.run('main', undefined, { id: 'w' }), [2, 2, 4, 'Bad bad item', 'already-running']);
  const child = await historyOf(engine, 'item-1');
  assert.ok(child[0]?.type === 'workflow_started' && child[0].parent?.workflowId === 'w');
});

test('N36 when a parent closes, its children go the way of their policy', async (context) => {
  const engine = await engineOf(
    context,
    `export async function leaf(ctx: any) { await ctx.signal(signal('never')).receive(); }
     export async function child(ctx: any) { ctx.child(leaf, null, { id: 'leaf' }); await ctx.signal(signal('never')).receive(); }
     export async function main(ctx: any) {
       const all = [['terminate', child], ['abandon', leaf], ['requestCancel', leaf]].map(([closePolicy, f]: any) => ctx.child(f, null, { id: closePolicy, closePolicy }));
       for (const each of all) await each.started;
       await ctx.sleep(1);
     }`,
  );
  await engine.run('main', undefined, { id: 'w' });
  await engine.settle();
  const statuses = await Promise.all(
    ['terminate', 'leaf', 'abandon', 'requestCancel'].map(async (id) => (await engine.client.describe(id)).status),
  );
  assert.deepEqual(statuses, ['terminated', 'terminated', 'running', 'cancelled']);
});

test('N36 signals between workflows, to itself, and to nobody', async (context) => {
  const engine = await engineOf(
    context,
    `const go = signal<any>('go');
     export async function desk(ctx: any) { return await ctx.signal(go).receive(); }
     export async function main(ctx: any) {
       await ctx.signalExternal('desk', go, 'hello'); await ctx.signalExternal(ctx.info.workflowId, go, 'me');
       try { await ctx.signalExternal('nobody', go, 1); } catch (e: any) { return [await ctx.signal(go).receive(), e.kind]; }
     }`,
  );
  const desk = await engine.start('desk', undefined, { id: 'desk' });
  assert.deepEqual(await engine.run('main', undefined, { id: 'w' }), ['me', 'not-found']);
  assert.equal(await engine.result(desk), 'hello');
  const [signalled] = of(await historyOf(engine, 'desk'), 'signal_received');
  assert.equal(signalled?.from?.workflowId, 'w');
});

test('N37 going on as a new run carries what nobody has taken; a parent waits for the last of them', async (context) => {
  const engine = await engineOf(
    context,
    `export async function loop(ctx: any, n: number) {
       const s = ctx.signal(signal('go'));
       if (n < 3) { if (n === 0) { await s.receive(); await ctx.sleep(10); } ctx.continueAsNew(n + 1); }
       return [n, s.tryReceive() ?? 'none', ctx.info.continuedFrom !== undefined];
     }
     export async function main(ctx: any) { return await ctx.child(loop, 0, { id: 'loop' }); }`,
  );
  const handle = await engine.start('main', undefined, { id: 'w' });
  await engine.client.signal('loop', go, 1);
  await engine.client.signal('loop', go, 2);
  assert.deepEqual(await engine.result(handle), [3, 2, true]);
  const rows = await engine.client.list({ workflowId: 'loop' });
  assert.equal(rows.length, 4);
  const first = await engine.history(rows.at(-1)?.run ?? '');
  const [continued] = of(first, 'workflow_continued_as_new');
  assert.equal(continued?.nextRunId, rows.at(-2)?.run);
});

test('N38 code that cannot be run quarantines its run with the reason, and hurts no other; mended, it goes on', async (context) => {
  const file = workflowFile(
    context,
    `export const a = activity('a', async () => 1); export const b = activity('b', async () => 2);
     export async function other(ctx: any) { return await ctx.run(b); }
     export async function main(ctx: any) { const x = await ctx.run(a); await ctx.signal(signal('go')).receive(); return [x, await ctx.run(b)]; }`,
  );
  const good = readFileSync(file, 'utf8');
  const db = join(scratchFolder(context), 'runs.db');
  const clock = new SkippingClock();
  const first = await engineOnFile(context, { db, file, clock });
  first.engine.start();
  await first.client.start('main', undefined, { id: 'w' });
  first.engine.poll();
  await first.engine.whenIdle();
  await first.engine.close();
  writeFileSync(file, good.replace('const x = await ctx.run(a);', 'const x = await ctx.run(b);'));
  const bad = await engineOnFile(context, { db, file, clock });
  await bad.client.signal('w', go, 1);
  const other = await bad.client.start('other', undefined, { id: 'other' });
  bad.engine.start();
  await bad.engine.whenIdle();
  assert.deepEqual(await other.end(), { type: 'completed', result: 2 });
  const { status, quarantined } = await bad.client.describe('w');
  assert.equal(status, 'quarantined');
  assert.match(
    quarantined ?? '',
    /nondeterminism: .*command 1 \(name\): the history has activity_scheduled a, the code asks for activity_scheduled b/,
  );
  await bad.client.signal('w', go, 2);
  bad.engine.poll();
  await bad.engine.whenIdle();
  assert.equal((await bad.client.describe('w')).status, 'quarantined', 'nobody works on it until it is retried');
  await bad.engine.close();
  writeFileSync(file, good);
  const mended = await engineOnFile(context, { db, file, clock });
  await mended.client.retry('w');
  mended.engine.start();
  await mended.engine.whenIdle();
  assert.equal((await mended.client.describe('w')).status, 'completed');
});

test('N39 an id that is running or has run: refused, used, replaced; the same key is the same start', async (context) => {
  const engine = await engineOf(
    context,
    `export async function main(ctx: any, fails: boolean) { await ctx.sleep(1000); if (fails) throw new Error('x'); return 1; }`,
  );
  const first = await engine.start('main', false, { id: 'w', key: 'k' });
  await assert.rejects(engine.start('main', false, { id: 'w' }), refused('workflow-running'));
  assert.equal((await engine.start('main', false, { id: 'w', onRunning: 'use' })).runId, first.runId);
  assert.equal((await engine.start('main', false, { id: 'w', key: 'k' })).runId, first.runId);
  const second = await engine.start('main', true, { id: 'w', onRunning: 'terminate' });
  await assert.rejects(
    engine.result(first as never).then(() => first.result()),
    failsWith('terminated', /another run/),
  );
  await assert.rejects(second.result(), failsWith('failed', /x/));
  const third = await engine.start('main', false, { id: 'w', afterEnd: 'failed' });
  assert.equal(await engine.result(third), 1);
  await assert.rejects(engine.start('main', false, { id: 'w', afterEnd: 'failed' }), refused('run-exists'));
  await assert.rejects(engine.start('main', false, { id: 'w', afterEnd: 'refuse' }), refused('run-exists'));
});

test('N40 runs that are given back between their tasks are made again from their histories, and do the same', async (context) => {
  const code = `export const add = activity('add', async (n: number) => n + 1, { retry: { initialIntervalMs: 10 } });
     export async function main(ctx: any, n: number) {
       const got: any[] = [ctx.random()]; const s = ctx.signal(signal('go'));
       const fiber = ctx.spawn(async (c: any) => { await c.sleep(50); got.push('slept'); return await c.run(add, 40); });
       for (let i = 0; i < n; i++) { got.push(await ctx.run(add, i)); await ctx.sleep(20); }
       got.push(await fiber, await ctx.condition(() => got.length > 99, 5), s.tryReceive() ?? 'none');
       return got.slice(1);
     }`;
  const kept = await engineOf(context, code);
  const given = await engineOf(context, code, { mostRuns: 0 });
  const expected = [1, 2, 3, 'slept', 4, 41, false, 'none'];
  assert.deepEqual(await kept.run('main', 4, { id: 'w' }), expected);
  assert.deepEqual(await given.run('main', 4, { id: 'w' }), expected);
  assert.deepEqual(types(await historyOf(given, 'w')), types(await historyOf(kept, 'w')));
});

test('N40 a hundred runs at once, each with its own', async (context) => {
  const engine = await engineOf(
    context,
    `export const add = activity('add', async (n: number) => n + 1);
     export async function main(ctx: any, n: number) { for (let i = 0; i < 5; i++) { n = await ctx.run(add, n); await ctx.sleep(n); } return n; }`,
    { mostRuns: 10 },
  );
  const handles = await Promise.all(
    Array.from({ length: 100 }, (_, n) => engine.client.start<number, number>('main', n, { id: `w-${n}` })),
  );
  await engine.settle();
  assert.deepEqual(
    await Promise.all(handles.map((handle) => handle.result())),
    Array.from({ length: 100 }, (_, n) => n + 5),
  );
});
