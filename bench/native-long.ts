// Benchmark of one long run of Retrace's own engine: cost per event as the run grows from 100 to 50,000 events, and
// replay speed. Run: node bench/native-long.ts

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCode } from '../engine/replay/load-code.ts';
import { Replayer } from '../engine/replay/replayer.ts';
import { WorkflowClient } from '../engine/runtime/client.ts';
import { FileCode } from '../engine/runtime/file-code.ts';
import { WorkflowEngine } from '../engine/runtime/workflow-engine.ts';
import { LocalGuests } from '../engine/sandbox/native/guest-host.ts';
import { RunStore } from '../engine/store/register/run-store.ts';

const code = `import { activity } from 'retrace';
export const add = activity('add', async (n: number) => n + 1);
export async function many(ctx: any, n: number) { let sum = 0; for (let i = 0; i < n; i++) sum = await ctx.run(add, i); return sum; }`;

const folder = mkdtempSync(join(tmpdir(), 'retrace-bench-'));
try {
  const file = join(folder, 'many.ts');
  writeFileSync(file, code);
  await measure(file);
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(file: string): Promise<void> {
  const loaded = await FileCode.load([file]);
  const host = new LocalGuests();
  for (const bundle of loaded.bundles) await host.load(bundle);
  const store = RunStore.inMemory();
  const engine = new WorkflowEngine({ store, code: loaded, host, pollMs: 1000 });
  const client = new WorkflowClient(store, {
    commit: (work) => engine.committer.commit(work),
    onChange: () => engine.poll(),
  });
  engine.start();
  let longest = '';
  for (const events of [1000, 100, 1000, 10_000, 50_000]) {
    const begun = process.cpuUsage();
    const handle = await client.start<number, number>('many', Math.floor((events - 3) / 4));
    await handle.result();
    const { user, system } = process.cpuUsage(begun);
    longest = handle.runId;
    console.log(`a run of ${events} events: ${((user + system) / events).toFixed(1)} µs of CPU an event`);
  }
  const payloads = (await store.log.read(longest, 1, Infinity)).map(({ payload }) => payload);
  await engine.close();
  await store.close();
  await replay(file, payloads);
}

async function replay(file: string, payloads: readonly Uint8Array[]): Promise<void> {
  const replayer = new Replayer(await loadCode({ path: file, workflowType: 'many', guest: 'native' }));
  for (let round = 0; round < 5; round++) {
    const [begun, cpu] = [performance.now(), process.cpuUsage()];
    const { type } = await replayer.replay({ payloads, workflowId: 'many' });
    const { user, system } = process.cpuUsage(cpu);
    const each = (ms: number): number => Math.round((payloads.length / ms) * 1000);
    console.log(
      `replay, ${type}: ${each(performance.now() - begun)} events/s, ${each((user + system) / 1000)} a second of CPU`,
    );
  }
  await replayer.close();
}
