// Reads a real Temporal server: every run that it lists, with Retrace and with the SDK's own client, and compares both
// events by event and in time. Not part of the tests, for it needs a server: `npm run live -- HOST:PORT [NAMESPACE]`.
// One is had with Go alone: go install github.com/temporalio/cli/cmd/temporal@v1.5.1, temporal server start-dev.

import { Client, Connection } from '@temporalio/client';
import { isDeepStrictEqual } from 'node:util';
import { Engine } from '../engine.ts';
import { durationText } from '../model/duration.ts';
import { temporal } from '../formats/temporal/temporal.ts';

const [address = '127.0.0.1:7233', namespace = 'default'] = process.argv.slice(2);
const server = { address, namespace };
const engine = Engine.open({ database: ':memory:', version: 'live', filesByPath: true });
const connection = await Connection.connect({ address });
const client = new Client({ connection, namespace });

const { runs } = await engine.listServer({ server, query: '', most: 10_000 });
const listed: string[] = [];
for await (const { runId } of client.workflow.list()) listed.push(runId);
let bad = 0;
check('the list of runs', runs.map(({ runId }) => runId).toSorted(), listed.toSorted());

let [ours, theirs, events] = [0, 0, 0];
for (const run of runs) {
  const begun = performance.now();
  const [outcome] = await engine.fetchRuns({ server, runs: [run], follow: false }, {});
  const fetched = performance.now();
  const { events: written } = await client.workflow.getHandle(run.workflowId, run.runId).fetchHistory();
  [ours, theirs] = [ours + fetched - begun, theirs + performance.now() - fetched];
  if (outcome === undefined || 'error' in outcome) {
    bad += 1;
    console.log(`✗ ${run.workflowId}: ${outcome?.error.message}`);
    continue;
  }
  const ids = (written ?? []).map((event) => `${String(event.eventId)} ${event.eventType}`);
  events += ids.length;
  const { bytes } = await engine.exportRun({ run: outcome.run.runId });
  const exported = (JSON.parse(Buffer.from(bytes).toString()) as { events: { eventId: string; eventType: string }[] })
    .events;
  check(
    `${run.workflowId}: ids of ${ids.length} events`,
    exported.map(({ eventId }) => eventId),
    ids.map((id) => id.split(' ')[0]),
  );
  check(
    `${run.workflowId}: every event explained`,
    exported.filter((event) => temporal.read(event).explanation.summary === '').length,
    0,
  );
}
console.log(
  `${runs.length} runs, ${events} events, ${bad} faults; Retrace, stored, ${durationText(ours)}, fetchHistory ${durationText(theirs)}: ${(ours / theirs).toFixed(2)} ×`,
);
await connection.close();
await engine.close();
process.exitCode = bad === 0 ? 0 : 1;

function check(what: string, found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(found, expected)) return;
  bad += 1;
  console.log(`✗ ${what}: ${JSON.stringify(found).slice(0, 200)} instead of ${JSON.stringify(expected).slice(0, 200)}`);
}
