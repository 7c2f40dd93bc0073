// Tests that a comparison covers every attribute of the dialects other than Temporal, except those listed here, which a
// person would not call a difference. A changed attribute on a list must be no difference, and every other one must be
// a difference.

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { actionqueue } from '../formats/actionqueue/actionqueue.ts';
import { fieldsOf, readable } from '../formats/actionqueue/readable.ts';
import type { Dialect } from '../formats/dialect.ts';
import { native } from '../formats/native/native.ts';
import { nodelog } from '../formats/nodelog/nodelog.ts';
import { temporal } from '../formats/temporal/temporal.ts';
import { temporalProtobuf } from '../formats/temporal-protobuf/temporal-protobuf.ts';
import { compareRuns } from '../model/compare/compare-runs.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { logInBytes } from '../sources/actionqueue/open-log.ts';
import { readEvents } from '../sources/actionqueue/read-events.ts';
import { parseEvent, readHistories } from '../sources/json/history-file.ts';
import { attributesIn, changed } from '../testing/changed-attribute.ts';
import { ownHistories, sharedFiles } from '../testing/corpus.ts';
import { nativeExamples, orderEvents } from '../testing/native-run.ts';
import { sideOfEvents } from '../testing/side-of-events.ts';

type Run = readonly Json[];
type Place = { readonly type: string; readonly path: readonly string[] };

const cases = join(ownHistories, '../cases');

/** Lists times, measured and chosen durations, and other runs. */
const nodeLogs: readonly Run[] = [
  [
    { type: 'workflow_started', runId: 'r', workflowId: 'w', ts: '2026-01-01T00:00:00Z' },
    { type: 'timer_scheduled', name: 'nap', duration: 1000, ts: '2026-01-01T00:00:01Z' },
    { type: 'node_started', nodeId: 'a', timeout: 5, duration_limit: 7, ts: '2026-01-01T00:00:02Z' },
    { type: 'node_completed', nodeId: 'a', duration_ms: 12, ts: '2026-01-01T00:00:03Z' },
    { type: 'child_workflow_started', workflowId: 'item-1', ts: '2026-01-01T00:00:04Z' },
    { type: 'subflow_finished', workflowId: 'item-2', ts: '2026-01-01T00:00:05Z' },
  ],
];

const values = new Set(['input', 'inputs', 'output', 'outputs', 'result', 'value', 'details', 'bytes', 'payload']);

type Lists = {
  /** Whether a change of this place alone is no difference. */
  readonly bookkeeping: (place: Place) => boolean;
  /**
   * Whether events of one operation share this attribute, type included: changing it in one event alone makes a
   * different history.
   */
  readonly references: (place: Place) => boolean;
};

/**
 * Asserts for changed attributes that they are differences exactly if no list has them; tries a few for each event type
 * and path.
 */
async function assertCompared(
  dialect: Dialect,
  runs: readonly Run[],
  { bookkeeping, references }: Lists,
): Promise<number> {
  const found = new Map<string, { same: boolean; listed: boolean; tried: number }>();
  for (const run of runs) {
    const side = await sideOfEvents(dialect, run);
    for (const [i, event] of run.entries()) {
      const { type } = dialect.read(event);
      for (const { path, steps } of attributesIn(event, values)) {
        if (references({ type, path })) continue;
        const place = `${type} ${path.join('.')}`;
        const known = found.get(place) ?? { same: true, listed: bookkeeping({ type, path }), tried: 0 };
        if ((!known.listed && !known.same) || known.tried === mostTried) continue;
        const other = await sideOfEvents(dialect, run.with(i, changed(event, steps)));
        const same = known.same && compareRuns(side, other).same;
        found.set(place, { ...known, same, tried: known.tried + 1 });
      }
    }
  }
  const wrong = [...found].filter(([, { same, listed }]) => same !== listed);
  assert.deepEqual(
    wrong.map(([place, { same }]) => `${place} is ${same ? 'not ' : ''}compared`),
    [],
  );
  return found.size;
}

const mostTried = 4;
const last = (path: readonly string[]): string => path.at(-1) ?? '';

describe('every attribute of every event', () => {
  test('D14 N7 of Retrace’s own engine', async () => {
    const [begin, ...others] = nativeExamples();
    const openingOf = ({ type, id }: JsonObject): readonly JsonObject[] =>
      others.filter((event) => event['id'] === id && event['task'] !== undefined && event['type'] !== type).slice(0, 1);
    const runs: readonly Run[] = [...others.map((event) => [begin!, ...openingOf(event), event]), orderEvents()];
    const numbers = ['command', 'task', 'fiber'];
    const times = ['at', 'fireAt', 'retryAt', 'deadline'];
    const elsewhere = ['parent', 'from', 'runId', 'nextRunId', 'worker', 'retrace'];
    const count = await assertCompared(native, runs, {
      bookkeeping: ({ type, path: [name = ''] }) =>
        [...numbers, ...times, ...elsewhere].includes(name) || (type === 'workflow_started' && name === 'workflowId'),
      references: ({ path: [name = ''] }) => name === 'type' || name === 'id',
    });
    assert.ok(count > 100, String(count));
  });

  test('D14 of node logs', async () => {
    const files = [
      ...globSync('*.jsonl', { cwd: ownHistories }).map((name) => join(ownHistories, name)),
      ...globSync('nodelog-*', { cwd: cases }).map((name) => join(cases, name)),
      ...sharedFiles('derecho/*.json'),
    ];
    const runs = files.flatMap((path) =>
      readHistories(readFileSync(path), false)
        .filter(({ dialect }) => dialect.id === nodelog.id)
        .map(({ bytes, events }) => events.map((event) => parseEvent(bytes, event))),
    );
    const times = /^(ts|timestamp|time|seq|\w+At|id)$/;
    const runsOwn = ['runId', 'workflowId', 'workerId'];
    const count = await assertCompared(nodelog, [...runs, ...nodeLogs], {
      bookkeeping: ({ type, path }) =>
        times.test(last(path)) ||
        (runsOwn.includes(last(path)) && !/^(child|sub)/.test(type)) ||
        (type === 'node_completed' && last(path) === 'durationMs'),
      references: ({ path }) => /^(type|event|nodeId|node|stepId|id|scheduledById|childRunId)$/.test(last(path)),
    });
    assert.ok(count > 30, String(count));
  });

  test('D14 of ActionQueue', async () => {
    const bytes = readFileSync(join(ownHistories, 'actionqueue/all-writable-variants/wal/actionqueue.wal'));
    const run: Json[] = [];
    for await (const { events } of readEvents(logInBytes('log', bytes, 'log').file, bytes.length))
      for (const event of events)
        run.push({ sequence: readable(event.sequence), event: { [event.type]: fieldsOf(event) } });
    const count = await assertCompared(actionqueue, [run], {
      bookkeeping: ({ path }) => /^(timestamp|expiry|owner|lastStateChangeAt)$/.test(last(path)),
      references: ({ path }) => path.includes('dependsOn') || /(^id|Id|^sequence|^runPolicy|State)$/.test(last(path)),
    });
    assert.ok(count > 60, String(count));
  });

  test('D14 D33 Temporal’s histories in protobuf are compared by what those in JSON are', () => {
    assert.equal(Reflect.get(temporalProtobuf, 'compared'), Reflect.get(temporal, 'compared'));
    assert.equal(temporalProtobuf.vocabulary, temporal.id);
  });
});
