// Tests of the references themselves: a run is the same in each of its formats, and agrees with the server's
// statements.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import type { Json, JsonObject } from '../../model/json.ts';
import { sharedFiles, textOf } from '../corpus.ts';
import { asGrpc, asWebExport } from './cadence-forms.ts';
import { rawHistories } from './containers.ts';
import { operationsAt } from './operations.ts';
import { at, type PlainEvent, plainEvents, textAt } from './raw-event.ts';
import { runAt } from './run.ts';
import { waitingAt } from './waiting.ts';

const eventsOf = (file: string): readonly PlainEvent[] =>
  plainEvents(rawHistories(textOf(readFileSync(file)))[0] ?? []);
const known = (events: readonly PlainEvent[]): unknown => ({
  run: runAt(events, events.length),
  operations: operationsAt(events, events.length),
});
const server = sharedFiles('temporal-devserver/exports*/*.{json,json.gz}');
const isFirstPage = (file: string): boolean => /long-route-5k.*http/.test(file);

test('D9 a run of the server is the same in each form of its export', () => {
  const forms = server.filter((file) => /\.(sdk|http|http-full|reverse)\.json/.test(file) && !isFirstPage(file));
  for (const file of forms) {
    const plain = file.replace(/\.(sdk|http|http-full|reverse)\.json/, '.json');
    const there = [plain, `${plain}.gz`, plain.replace(/\.gz$/, '')].find((path) => existsSync(path));
    if (there !== undefined) assert.deepEqual(known(eventsOf(file)), known(eventsOf(there)), file);
  }
});

test('D9 numbers for enums, snake_case and objects for times say the same', () => {
  const [canonical, ...others] = sharedFiles(
    'temporal/synthetic/otel_v2_smorgasbord.{canonical,go-raw,snake,ts-stringify,http}*.json',
  );
  for (const other of others) assert.deepEqual(known(eventsOf(other)), known(eventsOf(canonical!)), other);
});

test('D9 what the command line, gRPC and the web of Cadence write is the same', () => {
  for (const file of sharedFiles('cadence/**/*.json', 'field-cases/cadence-*.json').filter(
    (path) => !/web-export|sampleHistory@200caf0a/.test(path),
  )) {
    const raws = rawHistories(textOf(readFileSync(file)))[0] ?? [];
    for (const form of [asGrpc, asWebExport])
      assert.deepEqual(known(plainEvents(form(raws))), known(plainEvents(raws)), `${file}, ${form.name}`);
  }
});

for (const [name, folder] of [
  ['pending.json', 'exports'],
  ['pending-wal.json', 'exports-wal'],
] as const) {
  test(`F9 what waits in each open run is what the server says, ${name}`, () => {
    for (const [run, told] of openRuns(name)) {
      const file = fileOfRun(run, folder);
      if (file === undefined) continue;
      const events = eventsOf(file);
      const waiting = waitingAt(events, events.length);
      assert.equal(
        waiting.type === 'paused',
        at(told, 'workflowExecutionInfo', 'status') === 'WORKFLOW_EXECUTION_STATUS_PAUSED',
        run,
      );
      assert.equal(waiting.type === 'task', told['pendingWorkflowTask'] !== undefined, run);
      const keys = waiting.type === 'operations' ? waiting.keys : [];
      const children = (told['pendingChildren'] ?? []) as readonly JsonObject[];
      assert.deepEqual(
        keys.filter((key) => key.startsWith('childWorkflow')),
        children.map(({ initiatedId }) => `childWorkflow:${textAt(initiatedId)}`),
        run,
      );
      assert.deepEqual(
        keys.filter((key) => key.startsWith('activity')),
        pendingActivities(told, events),
        run,
      );
    }
  });
}

test('F9 the server schedules a workflow task exactly where one is due', () => {
  let scheduled = 0;
  for (const file of server.filter(
    (path) => !/\.(sdk|http|http-full|reverse)\.json|feed-at-the-limit|turnstile-over-20k|long-route/.test(path),
  )) {
    const events = eventsOf(file);
    for (const next of events.slice(1)) scheduled += nextIsRight(events, next, file);
  }
  assert.ok(server.length === 0 || scheduled > 500, `${scheduled} tasks`);
});

/** The server schedules a task for an update that the history records only after an effect. */
function nextIsRight(events: readonly PlainEvent[], next: PlainEvent, file: string): number {
  const waiting = waitingAt(events, next.seq - 1);
  const due =
    waiting.type === 'taskDue' ||
    (waiting.type === 'task' && (waiting.state === 'failed' || waiting.state === 'timedOut'));
  if (next.name !== 'WorkflowTaskScheduled') {
    const isCommand = next.attributes['workflowTaskCompletedEventId'] !== undefined;
    if (waiting.type === 'taskDue') assert.ok(!isCommand, `${file}: ${next.name} at ${next.seq}, where a task is due`);
    return 0;
  }
  const forUpdate = /Update(Admitted|Accepted)$/.test(events[next.seq + 2]?.name ?? '');
  assert.ok(
    due || forUpdate || waiting.type === 'paused' || waiting.type === 'delayed',
    `${file}: a task at ${next.seq}, where ${JSON.stringify(waiting)}`,
  );
  return 1;
}

function openRuns(name: string): readonly (readonly [string, JsonObject])[] {
  const [file] = sharedFiles(`temporal-devserver/${name}`);
  if (file === undefined) return [];
  const namespaces = JSON.parse(readFileSync(file, 'utf8')) as Readonly<
    Record<string, Readonly<Record<string, JsonObject>>>
  >;
  return Object.values(namespaces).flatMap((runs) => Object.entries(runs));
}

function fileOfRun(run: string, folder: string): string | undefined {
  const workflowId = run.slice(0, run.lastIndexOf('__')).replaceAll('/', '~');
  return sharedFiles(join('temporal-devserver', folder, `${workflowId}__${run.slice(-8)}.json`))[0];
}

function pendingActivities(told: JsonObject, events: readonly PlainEvent[]): readonly string[] {
  const ids = ((told['pendingActivities'] ?? []) as readonly JsonObject[]).map(
    (activity): Json | undefined => activity['activityId'],
  );
  return events
    .filter(({ name, attributes }) => name === 'ActivityTaskScheduled' && ids.includes(attributes['activityId']))
    .map(({ id }) => `activity:${id ?? ''}`);
}
