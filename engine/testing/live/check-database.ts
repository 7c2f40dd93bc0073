// The dev server's database file, read while the server runs, against the server's own lists, histories and descriptions.

import { Client, type Connection } from '@temporalio/client';
import type { Engine } from '../../engine.ts';
import { findSources } from '../../import/import-job.ts';
import type { RunSummary } from '../../model/run.ts';
import type { Checks } from './checks.ts';
import { exportedOf, withEngine } from './with-engine.ts';

export async function checkDatabase(
  checks: Checks,
  path: string,
  address: string,
  connection: Connection,
  namespaces: readonly string[],
): Promise<void> {
  await withEngine(async (engine) => {
    const outcomes = await engine.import(() => findSources([path]));
    const read = outcomes.flatMap((outcome) => ('run' in outcome ? [outcome.run] : []));
    checks.equal('every run of the database is read', outcomes.length, read.length);
    const seen = new Set<string>();
    for (const namespace of namespaces) {
      const client = new Client({ connection, namespace });
      const server = { address, namespace };
      const { runs } = await engine.listServer({ server, query: '', most: 10_000 });
      const here = read.filter(({ form }) => form.endsWith(`namespace ${namespace}`));
      for (const { runId } of here) seen.add(runId);
      checks.equal(
        `${namespace}: ${here.length} runs of the database are the server's`,
        here.map(({ runId }) => runId as string).toSorted(),
        runs.map(({ runId }) => runId).toSorted(),
      );
      await withEngine(async (other) => {
        for (const run of here) await checkRun(checks, engine, other, client, server, run);
      });
    }
    checks.equal(
      'no run of another namespace',
      read.filter(({ runId }) => !seen.has(runId)).map(({ form }) => form),
      [],
    );
  });
}

async function checkRun(
  checks: Checks,
  engine: Engine,
  other: Engine,
  client: Client,
  server: { readonly address: string; readonly namespace: string },
  { runId, workflowId, status }: RunSummary,
): Promise<void> {
  const listed = {
    workflowId: String(workflowId),
    runId,
    workflowType: '',
    status: '',
    startedAtMs: null,
    closedAtMs: null,
    events: 0,
  };
  const [outcome] = await other.fetchRuns({ server, runs: [listed], follow: false }, {});
  const { events: ours } = await exportedOf(engine, runId);
  const theirs =
    outcome !== undefined && 'run' in outcome ? await exportedOf(other, outcome.run.runId) : { events: [] };
  // An open run may have grown.
  checks.equal(
    `${workflowId}: ${ours.length} events of the database are the server's`,
    ours,
    theirs.events.slice(0, ours.length),
  );
  if (status !== 'running' && status !== 'paused') return;
  const said = (await engine.reader(runId)).outline.warnings.map(({ text }) => text).join('\n');
  for (const word of await wordsOf(client, listed.workflowId, runId))
    checks.that(`${workflowId}: ${word.replaceAll('\n', ' ').slice(0, 120)}`, said.includes(word), said);
}

/** What the server says of an open run beside its history, each as it must be among the run's warnings. */
async function wordsOf({ workflow }: Client, workflowId: string, runId: string): Promise<readonly string[]> {
  const { raw } = await workflow.getHandle(workflowId, runId).describe();
  const activities = (raw.pendingActivities ?? []).flatMap(
    ({ activityId, activityType, attempt, lastFailure, lastWorkerIdentity }) => [
      `activity ${activityId} (${activityType?.name}) `,
      `attempt ${attempt}`,
      ...(lastFailure?.message ? [JSON.stringify(lastFailure.message)] : []),
      ...(lastWorkerIdentity ? [`last worker was ${lastWorkerIdentity}`] : []),
    ],
  );
  const attempt = raw.pendingWorkflowTask?.attempt ?? 0;
  const paused = raw.workflowExtendedInfo?.pauseInfo;
  return [
    ...activities,
    ...(attempt > 1 ? ['the workflow task is in attempt '] : []),
    ...(paused ? [`the run is paused by ${paused.identity}: ${paused.reason}`] : []),
  ];
}
