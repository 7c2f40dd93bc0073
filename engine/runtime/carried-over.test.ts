// What comes in while a run goes on as a new one.

import assert from 'node:assert/strict';
import test from 'node:test';
import type { NativeEvent } from '../model/native-event.ts';
import { engineOf } from '../testing/native-engine.ts';
import { carriedOver } from './consequences.ts';

const code = `export async function poll(ctx: any, n: number) {
  const s = ctx.signal(signal('go'));
  try { await ctx.sleep('1h'); } catch (error) { throw error; }
  ctx.continueAsNew(n + 1);
}`;

test('N67 a cancel that comes with the timer after which a run goes on ends the next run', async (context) => {
  const engine = await engineOf(context, code);
  const started = await engine.start('poll', 0, { id: 'w' });
  await engine.client.pause('w');
  await engine.pass(2 * 3_600_000);
  await engine.client.cancel('w', 'enough');
  await engine.client.resume('w');
  await assert.rejects(engine.result(started), /was cancelled: .*enough/);
  assert.equal((await engine.client.list({ workflowId: 'w' })).length, 2);
});

test('N67 what a run had not heard when it went on is handed to the next: signals, cancels, pauses', () => {
  const at = 1;
  const signal = (id: string): NativeEvent => ({ type: 'signal_received', at, id, name: 'go' });
  const cancel = (reason: string): NativeEvent => ({ type: 'workflow_cancel_requested', at, reason });
  const told = [signal('taken'), signal('left'), cancel('felt'), cancel('ahead')];
  const behind: readonly NativeEvent[] = [
    { type: 'timer_fired', at, id: 1 },
    signal('late'),
    { type: 'workflow_paused', at, reason: 'deploy' },
    cancel('late'),
  ];
  const heard = { known: told.length, unconsumed: ['left'], cancelsAhead: 1 };
  assert.deepEqual(carriedOver([...told, ...behind], heard), [told[1], told[3], ...behind.slice(1)]);
  assert.deepEqual(carriedOver(told, { ...heard, unconsumed: [], cancelsAhead: 0 }), []);
});
