// Timers of a machine may ring a moment before the time that its clock gives.

import assert from 'node:assert/strict';
import test from 'node:test';
import { LocalGuests } from '../sandbox/native/guest-host.ts';
import { RunStore } from '../store/register/run-store.ts';
import { workflowFile } from '../testing/native-engine.ts';
import { WorkflowClient } from './client.ts';
import { SkippingClock } from './clock.ts';
import { FileCode } from './file-code.ts';
import { WorkflowEngine } from './workflow-engine.ts';

/** Rings 1 ms early; each look at it takes 1 ms. */
class EarlyClock extends SkippingClock {
  override now(): number {
    const now = super.now();
    this.jump(1);
    return now;
  }

  override at(ms: number, call: () => void): () => void {
    return super.at(ms - 1, call);
  }
}

test('N31 an attempt whose alarm rings a moment too early is made all the same', async (context) => {
  const file = workflowFile(
    context,
    `let tries = 0;
     export const once = activity('once', async () => { if (tries++ === 0) throw new Error('not yet'); return 'done'; }, { retry: { initialIntervalMs: 200 } });
     export async function triesTwice(ctx: any) { return await ctx.run(once); }`,
  );
  const [store, host, clock] = [RunStore.inMemory(), new LocalGuests(), new EarlyClock()];
  const code = await FileCode.load([file]);
  for (const bundle of code.bundles) await host.load(bundle);
  const engine = new WorkflowEngine({ store, code, host, clock, leaseMs: Infinity, pollMs: Infinity });
  context.after(() => engine.crash());
  const client = new WorkflowClient(store, { clock, onChange: () => engine.poll() });
  engine.start();
  const run = await client.start('triesTwice', undefined, { id: 'a' });
  for (let rings = 0; rings < 50; rings++) {
    await engine.whenIdle();
    if (!clock.skip()) break;
  }
  assert.equal((await client.describe('a')).status, 'completed');
  assert.equal(await run.result(), 'done');
});
