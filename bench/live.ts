// Benchmark of fetching a long run from a Temporal server, in pages, until it is whole in a library, compared with the
// SDK's `fetchHistory`. The server is recorded answers in a process of its own; the processor's time is of this one.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { Engine } from '../engine/engine.ts';
import { assert } from '../engine/model/assert.ts';
import type { Measured } from './histories.ts';
import { worked } from './processor-time.ts';
import { median, ms, type Row, times } from './statistics.ts';

export const runOf = { workflowId: 'long', runId: 'long-run', workflowType: 'feed' };
const rounds = 7;
const mostTimes = 1.1;

export async function measureLive({ path, what }: Measured): Promise<readonly Row[]> {
  const server = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    join(import.meta.dirname, 'live-server.ts'),
    path,
  ]);
  const [told] = (await once(server.stdout, 'data')) as [Buffer];
  const address = told.toString().trim();
  const [theirs, ours, first] = [[] as number[], [] as number[], [] as number[]];
  const clock = { theirs: [] as number[], ours: [] as number[] };
  try {
    for (let round = 0; round < rounds; round++) {
      let begun = performance.now();
      theirs.push(await worked(async () => await fetchTheirs(address)));
      clock.theirs.push(performance.now() - begun);
      begun = performance.now();
      let seen: number | undefined;
      ours.push(await worked(async () => await fetchOurs(address, () => (seen ??= performance.now() - begun))));
      clock.ours.push(performance.now() - begun);
      first.push(seen ?? Number.NaN);
    }
  } finally {
    server.stdin.end();
  }
  return [
    { what: `the SDK's fetchHistory (${what})`, measured: ms(median(clock.theirs)), target: '1 ×', met: null },
    {
      what: '… fetched into a library',
      measured: `${ms(median(clock.ours))} = ${times(median(clock.ours) / median(clock.theirs))}`,
      target: `≤ ${mostTimes} ×`,
      met: median(clock.ours) <= mostTimes * median(clock.theirs),
    },
    {
      what: '… by the time of the processor, all threads of the program together',
      measured: `${ms(median(ours))} = ${times(median(ours) / median(theirs))}`,
      target: '',
      met: null,
    },
    {
      what: '… until its first page can be looked at',
      measured: ms(median(first)),
      target: '',
      met: null,
    },
  ];
}

async function fetchTheirs(address: string): Promise<void> {
  const connection = await Connection.connect({ address });
  const { events } = await new Client({ connection }).workflow.getHandle(runOf.workflowId, runOf.runId).fetchHistory();
  assert((events?.length ?? 0) > 0, 'no events');
  await connection.close();
}

async function fetchOurs(address: string, look: () => void): Promise<void> {
  const engine = Engine.open({ database: ':memory:', version: 'bench', filesByPath: true });
  const run = { ...runOf, status: 'Completed', startedAtMs: null, closedAtMs: null, events: 0 };
  await engine.fetchRuns(
    { server: { address, namespace: 'default' }, runs: [run], follow: false },
    { progress: ({ runs }) => runs.length > 0 && look() },
  );
  await engine.close();
}
