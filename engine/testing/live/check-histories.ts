// Every history, fetched page by page, against what the SDK's client fetches: content, order of arrival, time.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { Engine } from '../../engine.ts';
import { temporal } from '../../formats/temporal/temporal.ts';
import type { ImportProgress } from '../../model/api.ts';
import { durationText } from '../../model/duration.ts';
import type { ServerPlace, ServerRun } from '../../model/server.ts';
import type { Checks } from './checks.ts';
import { exportedOf, withEngine } from './with-engine.ts';

export async function checkHistories(
  checks: Checks,
  server: ServerPlace,
  client: Client,
  runs: readonly ServerRun[],
): Promise<void> {
  await withEngine(async (engine) => {
    for (const run of runs) await checkHistory(checks, engine, server, client, run);
  });
}

async function checkHistory(
  checks: Checks,
  engine: Engine,
  server: ServerPlace,
  client: Client,
  run: ServerRun,
): Promise<void> {
  const told: ImportProgress[] = [];
  const [outcome] = await engine.fetchRuns(
    { server, runs: [run], follow: false },
    { progress: (progress) => told.push(progress) },
  );
  if (outcome === undefined || 'error' in outcome)
    return checks.that(`${run.workflowId} is fetched`, false, outcome?.error.message ?? 'nothing came');
  const ours = await exportedOf(engine, outcome.run.runId);
  const count = ours.events.length;
  checks.equal(
    `${server.namespace}, ${run.workflowId}: ${count} events are what the SDK fetches`,
    messagesOf(ours),
    await fetchedBy(client, run, count),
  );
  const silent = ours.events.filter((event) => temporal.read(event).explanation.summary === '');
  if (silent.length > 0) checks.equal(`${run.workflowId}: every event is explained`, silent, []);
  const counts = told.map(({ events }) => events);
  const arrived = told.find(({ runs: [first] }) => first !== undefined);
  if (count < 1500) return;
  checks.that(
    `${run.workflowId}: on screen with its first page, of ${arrived?.runs[0]?.events} events`,
    (arrived?.runs[0]?.events ?? count) < count,
    'it came as a whole',
  );
  checks.that(
    `${run.workflowId}: says how far it is, ${new Set(counts).size} times`,
    new Set(counts).size > 2 && counts.every((events, i) => events >= (counts[i - 1] ?? 0)),
    String(counts),
  );
}

/** An export as the SDK understands it, in its own JSON. */
export function messagesOf(history: unknown): unknown {
  return JSON.parse(historyToJSON(historyFromJSON(history)));
}

/** The first so many events that the SDK's client fetches, in its own JSON: an open run may have grown. */
export async function fetchedBy(
  { workflow }: Client,
  { workflowId, runId }: Pick<ServerRun, 'workflowId' | 'runId'>,
  count: number,
): Promise<unknown> {
  const history = await workflow.getHandle(workflowId, runId).fetchHistory();
  const { events } = JSON.parse(historyToJSON(history)) as { events: readonly unknown[] };
  return { events: events.slice(0, count) };
}

const turns = 7;

/**
 * Says how long the longest run takes, into a new library on disk, and as the SDK's objects: the fastest of several, in
 * turns. No fault, however long: that depends on the machine.
 */
export async function measureFetch(server: ServerPlace, client: Client): Promise<void> {
  const { runs } = await withEngine((engine) => engine.listServer({ server, query: '', most: 10_000 }));
  const run = runs.toSorted((a, b) => b.events - a.events)[0];
  if (run === undefined) return;
  const handle = client.workflow.getHandle(run.workflowId, run.runId);
  const [ours, theirs, first]: [number[], number[], number[]] = [[], [], []];
  for (let turn = 0; turn < turns; turn++) {
    const { all, onScreen } = await fetchIntoFile(server, run);
    const begun = performance.now();
    await handle.fetchHistory();
    theirs.push(performance.now() - begun);
    ours.push(all);
    first.push(onScreen);
  }
  const [us, them, screen] = [Math.min(...ours), Math.min(...theirs), Math.min(...first)];
  console.log(
    `${run.workflowId}, ${run.events} events: stored in ${durationText(us)}, on screen after ${durationText(screen)}; fetchHistory, in memory, takes ${durationText(them)}: ${(us / them).toFixed(2)} ×, of at most 1.1`,
  );
}

async function fetchIntoFile(server: ServerPlace, run: ServerRun): Promise<{ all: number; onScreen: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'retrace-live-'));
  try {
    return await withEngine(
      async (engine) => {
        let onScreen = 0;
        const begun = performance.now();
        await engine.fetchRuns(
          { server, runs: [run], follow: false },
          { progress: ({ runs }) => (onScreen ||= runs.length > 0 ? performance.now() - begun : 0) },
        );
        return { all: performance.now() - begun, onScreen };
      },
      join(folder, 'library.db'),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
