import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { type Json, type JsonObject, stringOf } from '../../model/json.ts';
import type { NativeEvent } from '../../model/native-event.ts';
import type { ReplayReport } from '../../model/replay/replay-report.ts';
import { importText, onlyRun, openEngine } from '../../testing/library.ts';
import { codeFile } from '../../testing/native-replay.ts';
import { engineOf, historyOf } from '../../testing/native-engine.ts';
import { loadCode } from '../../replay/load-code.ts';
import { replayReport } from '../../replay/replay-report.ts';
import { replayable } from '../../replay/replayable.ts';
import { Replayer } from '../../replay/replayer.ts';
import { asNative } from './as-native.ts';
import { derecho } from './derecho.ts';
import { types } from './event.ts';
import { derechoLog } from './from-native.ts';

const bytes = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64');

/** As Derecho writes it: a side effect, an activity, a timer of a minute, an end. */
const log: readonly JsonObject[] = [
  {
    args: bytes({ sku: 'A1' }),
    id: 1,
    started_at: '2025-03-01T09:00:00Z',
    type: 'workflow_started',
    workflow_type: 'order',
  },
  { id: 2, type: 'workflow_task_scheduled' },
  { id: 3, scheduled_by_id: 2, started_at: '2025-03-01T09:00:01Z', type: 'workflow_task_started', worker_id: 'w1' },
  { id: 4, result: bytes('ord-7'), type: 'side_effect_recorded' },
  {
    id: 5,
    input: bytes({ order: 'ord-7' }),
    name: 'charge',
    scheduled_at: '2025-03-01T09:00:01Z',
    type: 'activity_scheduled',
  },
  { id: 6, scheduled_by_id: 2, type: 'workflow_task_completed' },
  { id: 7, scheduled_by_id: 5, started_at: '2025-03-01T09:00:02Z', type: 'activity_started', worker_id: 'w1' },
  { id: 8, result: bytes({ paid: true }), scheduled_by_id: 5, type: 'activity_completed' },
  { id: 9, type: 'workflow_task_scheduled' },
  { id: 10, scheduled_by_id: 9, started_at: '2025-03-01T09:00:03Z', type: 'workflow_task_started', worker_id: 'w1' },
  { duration: 60_000_000_000, fire_at: '2025-03-01T09:01:03Z', id: 11, type: 'timer_scheduled' },
  { id: 12, scheduled_by_id: 9, type: 'workflow_task_completed' },
  { fired_at: '2025-03-01T09:01:03.05Z', id: 13, scheduled_by_id: 11, type: 'timer_fired' },
  { id: 14, type: 'workflow_task_scheduled' },
  { id: 15, scheduled_by_id: 14, started_at: '2025-03-01T09:01:03.1Z', type: 'workflow_task_started', worker_id: 'w1' },
  { id: 16, result: bytes({ status: 'shipped' }), type: 'workflow_completed' },
  { id: 17, scheduled_by_id: 14, type: 'workflow_task_completed' },
];

const code = `import { activity, type Context } from 'retrace';
const charge = activity('charge', async (_: { order: string }) => ({ paid: true }));
export async function order(ctx: Context, _: { sku: string }) {
  const id = ctx.sideEffect(() => 'live');
  const { paid } = await ctx.run(charge, { order: id });
  await ctx.sleep('1m');
  return { status: paid ? 'shipped' : 'refused' };
}`;

async function replayed(context: TestContext, events: readonly JsonObject[], text: string): Promise<ReplayReport> {
  const payloads = events.map((event) => Buffer.from(JSON.stringify(event)));
  const workflow = events[0]?.['workflow_type'];
  assert.ok(typeof workflow === 'string');
  const history = replayable(derecho, payloads, 'log.json', { workflowType: workflow });
  if (history.refused !== undefined) throw history.refused;
  const path = codeFile(context, text);
  const replayer = new Replayer(await loadCode({ path, workflowType: workflow, guest: history.guest }), {});
  context.after(() => replayer.close());
  return await replayReport(replayer, history, { name: path, path });
}

test("N59 a log of Derecho's is replayed with native code, and what differs is told at its own event", async (context) => {
  assert.equal((await replayed(context, log, code)).verdict, 'same');
  const changed = code.replace("await ctx.sleep('1m')", 'await ctx.run(charge, { order: id })');
  const { verdict, seq } = await replayed(context, log, changed);
  assert.deepEqual([verdict, seq], ['nondeterminism', 11]);
});

test('N59 tasks that were claimed together see what they saw, and keep their own commands', () => {
  const [first, ...rest] = log;
  const twice: readonly JsonObject[] = [
    first!,
    { id: 2, type: 'workflow_task_scheduled' },
    { id: 3, type: 'signal_received', signal_name: 'go', payload: bytes(1), sent_at: '2025-03-01T09:00:01Z' },
    { id: 4, type: 'workflow_task_scheduled' },
    { id: 5, type: 'workflow_task_started', scheduled_by_id: 2, worker_id: 'w', started_at: '2025-03-01T09:00:02Z' },
    { id: 6, type: 'workflow_task_started', scheduled_by_id: 4, worker_id: 'w', started_at: '2025-03-01T09:00:02Z' },
    { id: 7, type: 'side_effect_recorded', result: bytes('a') },
    { id: 8, type: 'workflow_task_completed', scheduled_by_id: 2 },
    { id: 9, type: 'timer_scheduled', duration: 1_000_000, fire_at: '2025-03-01T09:00:02.001Z' },
    { id: 10, type: 'timer_cancelled', scheduled_by_id: 9 },
    { id: 11, type: 'workflow_task_completed', scheduled_by_id: 4 },
  ];
  assert.ok(rest.length > 0);
  const events = asNative(twice);
  assert.deepEqual(
    events.flatMap((event) => ('task' in event ? [[event.type, event.task]] : [])),
    [
      ['workflow_task_completed', 1],
      ['workflow_task_completed', 2],
      ['side_effect_recorded', 1],
      ['timer_started', 2],
      ['timer_cancelled', 2],
    ],
  );
  const cancelled = events[9];
  assert.ok(cancelled?.type === 'timer_cancelled');
  assert.deepEqual([cancelled.id, cancelled.command], [2, 3]);
});

test('N59 a log without workflow tasks is refused in a sentence', async (context) => {
  const taskless = log.filter(({ type }) => !(stringOf(type) ?? '').startsWith('workflow_task'));
  await assert.rejects(replayed(context, taskless, code), /without workflow tasks/);
});

const wide = `import { activity, type Context, signal } from 'retrace';
let n = 0;
export const flaky = activity('flaky', async () => { if (++n < 3) throw new Error('down'); return n; }, { retry: { initialIntervalMs: 5 } });
export const slow = activity('slow', async (_: null, ctx) => await new Promise((_, fail) => ctx.signal.addEventListener('abort', () => fail(new Error('gone')))));
export async function item(ctx: Context, n: number) { return n * 2; }
export async function main(ctx: Context, text: string) {
  const id = ctx.sideEffect(() => 'x');
  const old = ctx.version('by-mail');
  const by = await ctx.signal(signal<string>('go')).receive();
  const all = [await ctx.run(flaky), await ctx.child(item, 4)];
  const timer = ctx.timer('1h'); timer.cancel();
  const scope = ctx.scope(async (inner) => { await inner.run(slow, null); });
  await ctx.sleep('1s');
  scope.cancel('enough');
  try { await ctx.signalExternal('nobody', signal<number>('wake'), 1); } catch {}
  return { text, id, old, by, all };
}`;

async function ran(context: TestContext): Promise<readonly NativeEvent[]> {
  const engine = await engineOf(context, wide.replace(/^import.*\n/, ''));
  const run = await engine.start('main', 'hi', { id: 'w' });
  await engine.client.signal('w', 'go', 'ann');
  assert.deepEqual(await engine.result(run), { text: 'hi', id: 'x', old: 1, by: 'ann', all: [3, 8] });
  return await historyOf(engine, 'w');
}

test('N58 a native history is written as a log that Derecho reads, with what it has no event for beside it', async (context) => {
  const written = derechoLog(await ran(context));
  const known: ReadonlySet<unknown> = new Set(types);
  assert.deepEqual(
    written.map(({ id }) => id),
    written.map((_, i) => i + 1),
  );
  for (const event of written) {
    assert.ok(known.has(event['type']), JSON.stringify(event['type']));
    assert.deepEqual(Object.keys(event), Object.keys(event).toSorted());
  }
  const of = (type: string): JsonObject => written.find((event) => event['type'] === type) ?? {};
  assert.equal(of('workflow_started')['args'], bytes('hi'));
  assert.equal(of('timer_scheduled')['duration'], 3_600_000_000_000);
  assert.equal((of('activity_completed')['attempts'] as Json[]).length, 2);
  const scheduled = of('activity_scheduled');
  assert.equal(of('activity_completed')['scheduled_by_id'], scheduled['id']);
  assert.equal((scheduled['retry_policy'] as JsonObject)['initial_interval'], 5_000_000);
  const engine = openEngine(context);
  const run = onlyRun(await importText(engine, JSON.stringify(written)));
  assert.deepEqual([run.dialect, run.status, run.workflowType, run.warnings], ['derecho', 'completed', 'main', 0]);
});

test('N58 N59 a native history that is written as a log and read again is replayed with the same code', async (context) => {
  const written = derechoLog(await ran(context));
  assert.equal((await replayed(context, written, wide)).verdict, 'same');
  assert.equal(
    (await replayed(context, written, wide.replace("ctx.timer('1h')", 'ctx.run(flaky) as never as { cancel(): void }')))
      .verdict,
    'nondeterminism',
  );
});
