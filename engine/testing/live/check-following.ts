// An open run that grows while it is followed. It is one of the script's own, which no worker takes.

import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { RunId } from '../../model/event.ts';
import type { ServerPlace } from '../../model/server.ts';
import { fetchedBy, messagesOf } from './check-histories.ts';
import type { Checks } from './checks.ts';
import { exportedOf, withEngine } from './with-engine.ts';

const signals = 5;

export async function checkFollowing(checks: Checks, server: ServerPlace, client: Client): Promise<void> {
  const workflowId = `retrace-live-${randomUUID()}`;
  const handle = await client.workflow.start('retraceLive', { workflowId, taskQueue: `nobody-${workflowId}` });
  const runId = handle.firstExecutionRunId;
  await withEngine(async (engine) => {
    const [grown, stop] = [new Set<number>(), new AbortController()];
    let wake = (): void => undefined;
    const following = engine.fetchRuns(
      {
        server,
        runs: [
          {
            workflowId,
            runId,
            workflowType: 'retraceLive',
            status: 'Running',
            startedAtMs: null,
            closedAtMs: null,
            events: 0,
          },
        ],
        follow: true,
      },
      {
        signal: stop.signal,
        progress: ({ events }) => {
          grown.add(events);
          wake();
        },
      },
    );
    const reached = async (events: number): Promise<void> => {
      while (Math.max(0, ...grown) < events) await new Promise<void>((resolve) => (wake = resolve));
    };
    await reached(2);
    for (let i = 0; i < signals; i++) {
      await handle.signal('tick', i);
      await reached(3 + i);
    }
    await handle.terminate('seen enough');
    const outcomes = await following;
    checks.equal(
      'an open run is followed, event by event, to its end',
      [...grown].filter((n) => n > 1),
      [2, 3, 4, 5, 6, 7, 8],
    );
    checks.equal(
      'it comes once',
      outcomes.map((outcome) => 'run' in outcome),
      [true],
    );
    const ours = await exportedOf(engine, runId as RunId);
    checks.equal(
      'a followed run is what the SDK fetches',
      messagesOf(ours),
      await fetchedBy(client, { workflowId, runId }, ours.events.length),
    );
  });
}
