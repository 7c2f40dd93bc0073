import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { GuestHost, HostAnswer } from '../sandbox/native/guest-host.ts';
import type { NativeBundle } from '../sandbox/native/bundle.ts';
import { RunStore } from '../store/register/run-store.ts';
import { WorkflowClient } from './client.ts';
import { SkippingClock } from './clock.ts';
import { WorkflowEngine } from './workflow-engine.ts';

const nothing: HostAnswer = { type: 'commands', commands: [], logs: [], unconsumed: [], cancelsAhead: 0 };

test('N62 runs are claimed as far as their steps can be worked on, and the others when there is room', async (context) => {
  const store = RunStore.inMemory();
  const clock = new SkippingClock();
  const asked: (() => void)[] = [];
  const host: Pick<GuestHost, 'activate' | 'drop' | 'close'> = {
    activate: () => new Promise((resolve) => asked.push(() => resolve(nothing))),
    drop: () => {},
    close: async () => {},
  };
  const bundle = { digest: '' } as NativeBundle;
  const code = { types: ['main'], files: [], bundleOf: () => bundle, activityOf: () => undefined };
  const engine = new WorkflowEngine({
    store,
    clock,
    code,
    host: host as GuestHost,
    leaseMs: Infinity,
    pollMs: Infinity,
  });
  context.after(async () => await engine.crash());
  const client = new WorkflowClient(store, { clock, onChange: () => engine.poll() });
  await Promise.all(Array.from({ length: 150 }, () => client.start('main', null)));
  const owned = async (): Promise<number> => {
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    return (await client.list({ limit: 200 })).filter(({ owner }) => owner !== null).length;
  };
  const first = await owned();
  assert.ok(first >= 32 && first <= 64, `${first} runs`);
  for (const answer of asked.splice(0)) answer();
  const second = await owned();
  assert.ok(second > first && second <= 128, `${second} runs`);
  while (asked.length > 0) {
    for (const answer of asked.splice(0)) answer();
    await owned();
  }
  assert.equal(await owned(), 150);
});
