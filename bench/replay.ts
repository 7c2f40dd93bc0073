// Benchmark of replaying a history with its code: sequential activities, up to the longest history that a server
// allows.

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Replayer } from '../engine/replay/replayer.ts';
import { bundleCode } from '../engine/sandbox/temporal/bundle.ts';
import { RecordedRun } from '../engine/testing/replay/recorded-run.ts';
import { scratch } from './histories.ts';
import { root } from './program.ts';
import { median, type Row } from './statistics.ts';

const rounds = 5;
const leastPerSecond = 50_000;
/** Maximum ratio of the time per event in the longest history to that in one a fifth as long. */
const mostGrowth = 1.5;

const workflow = `
import { proxyActivities } from '@temporalio/workflow';
const { step } = proxyActivities({ startToCloseTimeout: '1 minute' });
export async function steps(count) {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += await step(i);
  return sum;
}`;

export async function measureReplay(): Promise<readonly Row[]> {
  const folder = join(scratch, 'replay');
  mkdirSync(folder);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'workflows.js'), workflow);
  const replayer = new Replayer(await bundleCode({ workflowsPath: join(folder, 'workflows.js') }));
  try {
    const speeds: { events: number; perSecond: number }[] = [];
    for (const events of [1000, 10_000, 51_200]) speeds.push(await speedOf(replayer, events));
    const [, middle, long] = speeds;
    const growth = (middle?.perSecond ?? 0) / (long?.perSecond ?? 1);
    return [
      ...speeds.map(({ events, perSecond }) => ({
        what: `replay: ${events} events, one activity after another`,
        measured: `${Math.round(perSecond)} events/s`,
        target: events < 10_000 ? '' : `≥ ${leastPerSecond} events/s`,
        met: events < 10_000 ? null : perSecond >= leastPerSecond,
      })),
      {
        what: 'replay: time for an event, 51,200 against 10,000',
        measured: `× ${growth.toFixed(2)}`,
        target: `≤ × ${mostGrowth}`,
        met: growth <= mostGrowth,
      },
    ];
  } finally {
    await replayer.close();
  }
}

/** Measures from the events' bytes to the verdict, in a running thread. */
async function speedOf(replayer: Replayer, about: number): Promise<{ events: number; perSecond: number }> {
  const passes = Math.floor((about - 5) / 6);
  const run = new RecordedRun('steps', passes).task();
  for (let i = 0; i < passes; i++) run.activity('step', i, i);
  const { payloads } = run.completed(0);
  const spent: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    const { type } = await replayer.replay({ payloads, workflowId: 'bench' });
    spent.push(performance.now() - begun);
    if (type !== 'same') throw new Error(`the history does not fit its own code: ${type}`);
  }
  return { events: payloads.length, perSecond: (payloads.length / median(spent)) * 1000 };
}
