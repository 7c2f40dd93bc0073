// Benchmark of fetching a long run from a Temporal server, in pages, until it is whole in a library, compared with the
// SDK's `fetchHistory`. The server is recorded answers in a process of its own; what is counted is the processor's time
// of this one.

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
  try {
    for (let round = 0; round < rounds; round++) {
      theirs.push(await worked(async () => await fetchTheirs(address)));
      let seen: number | undefined;
      ours.push(await worked(async (soFar) => await fetchOurs(address, () => (seen ??= soFar()))));
      first.push(seen ?? Number.NaN);
    }
  } finally {
    server.stdin.end();
  }
  return [
    { what: `the SDK's fetchHistory (${what})`, measured: ms(median(theirs)), target: '1 ×', met: null },
    {
      what: '… fetched into a library',
      measured: `${ms(median(ours))} = ${times(median(ours) / median(theirs))}`,
      target: `≤ ${mostTimes} ×`,
      met: median(ours) <= mostTimes * median(theirs),
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
