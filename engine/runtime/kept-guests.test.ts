// Which guests an engine keeps, gives back and drops.

import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { LocalGuests } from '../sandbox/native/guest-host.ts';
import { RunStore } from '../store/register/run-store.ts';
import { workflowFile } from '../testing/native-engine.ts';
import { WorkflowClient } from './client.ts';
import { SkippingClock } from './clock.ts';
import { FileCode } from './file-code.ts';
import { WorkflowEngine } from './workflow-engine.ts';

class NotedGuests extends LocalGuests {
  readonly dropped: string[] = [];
  made = 0;

  override answerTo(...given: Parameters<LocalGuests['answerTo']>): string {
    if (given[2]) this.made++;
    return super.answerTo(...given);
  }

  override drop(run: string): void {
    this.dropped.push(run);
    super.drop(run);
  }
}

async function keeping(context: TestContext, mostRuns: number) {
  const file = workflowFile(
    context,
    `export async function waits(ctx: any) { const s = ctx.signal(signal('go')); for (let n = 1; ; n++) if ((await s.receive()) === 'end') return n; }
     export async function ends() { return 'at once'; }`,
  );
  const [store, host, clock] = [RunStore.inMemory(), new NotedGuests(), new SkippingClock()];
  const code = await FileCode.load([file]);
  for (const bundle of code.bundles) await host.load(bundle);
  const engine = new WorkflowEngine({ store, code, host, clock, leaseMs: Infinity, pollMs: Infinity, mostRuns });
  context.after(() => engine.crash());
  const client = new WorkflowClient(store, { clock, onChange: () => engine.poll() });
  engine.start();
  const settle = async (): Promise<void> => {
    await engine.whenIdle();
    engine.poll();
    await engine.whenIdle();
  };
  const start = async (name: string, id: string): Promise<string> => {
    const { runId } = await client.start<unknown, unknown>(name, null, { id });
    await settle();
    return runId;
  };
  const go = async (id: string, value: string): Promise<void> => {
    await client.signal(id, 'go', value);
    await settle();
  };
  return { host, client, start, go };
}

test('N61 101, 105, 106: where there is no room the guest that was at rest for longest is given back; use renews', async (context) => {
  const { host, start, go } = await keeping(context, 2);
  const [a, b, c] = [await start('waits', 'a'), await start('waits', 'b'), await start('waits', 'c')];
  assert.deepEqual(host.dropped, [a]);
  await go('b', 'look');
  const d = await start('waits', 'd');
  assert.deepEqual(host.dropped, [a, c]);
  const { made } = host;
  await go('a', 'end');
  assert.equal(host.made, made + 1, 'the one that was given back is made again');
  assert.ok([b, d].every((run) => !host.dropped.slice(0, 2).includes(run)));
});

test('N61 102, 107, 108, 158, 159: a guest is kept between its tasks, and dropped with the end of its run', async (context) => {
  const { host, client, start, go } = await keeping(context, 10);
  const quick = await start('ends', 'quick');
  assert.deepEqual(host.dropped, [quick]);
  const kept = await start('waits', 'kept');
  await go('kept', 'look');
  await go('kept', 'end');
  assert.deepEqual([host.dropped, host.made], [[quick, kept], 2]);
  assert.equal((await client.describe('kept')).result, 2);
});
