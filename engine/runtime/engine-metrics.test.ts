import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { type Attributes, createNoopMeter, type Meter, metrics } from '@opentelemetry/api';
import { engineOf } from '../testing/native-engine.ts';
import { StatsCollector } from './engine-stats.ts';

type Recorded = { readonly name: string; readonly value: number; readonly attributes: Attributes };

/** A meter provider that keeps what it is told. */
function recording(context: TestContext): readonly Recorded[] {
  const recorded: Recorded[] = [];
  const take =
    (name: string) =>
    (value: number, attributes: Attributes = {}): void =>
      void recorded.push({ name, value, attributes });
  const meter = Object.assign(Object.create(createNoopMeter()) as Meter, {
    createCounter: (name: string) => ({ add: take(name) }),
    createHistogram: (name: string) => ({ record: take(name) }),
  });
  metrics.setGlobalMeterProvider({ getMeter: () => meter });
  context.after(() => metrics.disable());
  return recorded;
}

test('N56 counters and histograms go to the meter provider that the program has set up, and agree with the stats', async (context) => {
  const recorded = recording(context);
  const engine = await engineOf(
    context,
    `let n = 0;
     export const flaky = activity('flaky', async () => { if (++n < 3) throw new Error('down'); return n; }, { retry: {} });
     export async function main(ctx: any) { await ctx.run(flaky); await ctx.sleep('1m'); try { await ctx.signalExternal('nobody', 'go'); } catch {} }`,
  );
  await engine.run('main', undefined, { id: 'w' });
  await engine.client.signal('nobody', 'go').catch(() => undefined);
  const sum = (name: string, fits: Attributes = {}): number =>
    recorded
      .filter(
        (each) => each.name === name && Object.entries(fits).every(([key, value]) => each.attributes[key] === value),
      )
      .reduce((total, { value }) => total + value, 0);

  const collector = new StatsCollector();
  const row = await engine.client.find('w');
  collector.add(row, await engine.history(row.run));
  const stats = collector.stats((await engine.client.deadLetters()).length);
  assert.equal(sum('retrace.workflow_tasks', { workflowType: 'main', outcome: 'completed' }), stats.tasks.completed);
  assert.deepEqual(
    [sum('retrace.activity_attempts'), sum('retrace.activity_failures', { kind: 'application' })],
    [stats.activities.attempts, stats.activities.failedAttempts],
  );
  assert.deepEqual([stats.activities.attempts, stats.activities.failedAttempts], [3, 2]);
  assert.equal(sum('retrace.dead_letters'), 2);
  assert.equal(stats.deadLetters, 2);
  const waits = recorded.filter(({ name }) => name === 'retrace.workflow_task.wait');
  assert.equal(waits.length, stats.tasks.completed);
  assert.equal(sum('retrace.guests'), stats.tasks.completed - 1, 'the first task makes the guest');
});

test('N56 without a meter provider nothing is told to anybody', async (context) => {
  const engine = await engineOf(context, 'export async function main(ctx: any) { await ctx.sleep(1); }');
  await engine.run('main', undefined, { id: 'w' });
  assert.equal(metrics.getMeterProvider().getMeter('x').constructor.name, 'NoopMeter');
});
