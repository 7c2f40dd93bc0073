import assert from 'node:assert/strict';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import type { Engine } from '../engine.ts';
import { LibraryFeed } from '../desks/library-feed.ts';
import type { LibraryChange } from '../model/api.ts';
import { type ErrorCode, RetraceError } from '../model/errors.ts';
import type { RunId } from '../model/event.ts';
import { unpackOutline } from '../model/packed-outline.ts';
import type { RunSummary } from '../model/run.ts';
import { Library } from '../store/library.ts';
import type { StoredEvent } from '../store/log.ts';
import { caller } from '../testing/caller.ts';
import { importText, onlyRun, openEngine, scratchFolder } from '../testing/library.ts';
import { Catalog } from './catalog.ts';
import { dialectOf } from '../formats/dialects.ts';
import { Explainer } from './explainer.ts';

const start = {
  eventId: '1',
  eventTime: '2026-11-01T00:00:00Z',
  eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED',
  workflowExecutionStartedEventAttributes: {
    workflowId: 'order-1',
    originalExecutionRunId: '01a1fb6e-df4d',
    workflowType: { name: 'order' },
  },
};
const timer = (id: number): object => ({
  eventId: String(id),
  eventTime: `2026-11-01T00:00:${String(id % 60).padStart(2, '0')}Z`,
  eventType: 'EVENT_TYPE_TIMER_STARTED',
  timerStartedEventAttributes: { timerId: String(id), startToFireTimeout: '60s' },
});
const completed = (id: number): object => ({
  eventId: String(id),
  eventTime: '2026-11-01T00:01:00Z',
  eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED',
  workflowExecutionCompletedEventAttributes: {},
});

const stored = (seq: number, event: unknown): StoredEvent => ({
  seq,
  type: 'E',
  atMs: null,
  payload: Buffer.from(typeof event === 'string' ? event : JSON.stringify(event)),
});
const refused =
  (code: ErrorCode, message = /./) =>
  (error: unknown) =>
    error instanceof RetraceError && error.code === code && message.test(error.message);

/** A library open in two engines, with the runs listed so far. */
function openBoth(context: TestContext): {
  readonly path: string;
  readonly library: Library;
  readonly catalog: Catalog;
} {
  const path = join(scratchFolder(context), 'library.db');
  const library = new Library(path);
  context.after(() => library.close());
  return { path, library, catalog: new Catalog(library) };
}

async function appendAll(library: Library, run: string, events: readonly unknown[]): Promise<void> {
  await library.log.append(
    run,
    events.map((event, i) => stored(i + 1, event)),
  );
}

test('R1 R2 a stream that somebody appended is a run: of the dialect that its first events are of, or raw', async (context) => {
  const { library, catalog } = openBoth(context);
  await appendAll(library, 'temporal-1', [start, timer(2)]);
  await appendAll(library, 'node-1', [
    { type: 'workflow_started', workflow_id: 'w' },
    { type: 'node_started', node_id: 'a' },
  ]);
  await library.log.append('odd-1', [
    { seq: 1, type: 'custom', atMs: 1000.5, payload: Buffer.of(0xff, 0x00) },
    { seq: 2, type: 'text', atMs: null, payload: Buffer.from('no JSON') },
  ]);
  const runs = new Map((await catalog.runs()).map((run) => [run.runId as string, run]));
  const said = ({ dialect, status, events, workflowType, source }: RunSummary): unknown => [
    dialect,
    status,
    events,
    workflowType,
    source,
  ];
  assert.deepEqual(said(runs.get('temporal-1')!), ['temporal', 'running', 2, 'order', 'log']);
  assert.deepEqual(said(runs.get('node-1')!), ['nodelog', 'running', 2, null, 'log']);
  assert.deepEqual(said(runs.get('odd-1')!), ['raw', 'unknown', 2, null, 'log']);
  const odd = (await catalog.open('odd-1')).reader;
  assert.deepEqual(
    [(await odd.detail(1)).type, (await odd.detail(1)).atMs, (await odd.detail(2)).attributes],
    ['custom', 1000.5, { type: 'value', value: 'no JSON', bytes: 9 }],
  );
});

test('R2 what the second event is of decides where the first is of nothing known', async (context) => {
  const { library, catalog } = openBoth(context);
  await appendAll(library, 'late', [{ hello: 1 }]);
  assert.equal((await catalog.open('late')).summary.dialect, 'raw');
  await library.log.append('late', [stored(2, start)]);
  const { summary } = await catalog.open('late');
  assert.deepEqual([summary.dialect, summary.status, summary.events], ['temporal', 'running', 2]);
});

test('R3 events behind an imported run are its events, in the list, when it is opened, and for who has it open', async (context) => {
  const database = join(scratchFolder(context), 'library.db');
  const engine = openEngine(context, database);
  const run = onlyRun(await importText(engine, JSON.stringify({ events: [start, timer(2)] })));
  const before = await engine.openRun({ run: run.runId });
  const other = new Library(database);
  await other.log.append(run.runId, [stored(3, completed(3))]);
  await other.close();
  const [listed] = await engine.listRuns();
  const after = await engine.openRun({ run: run.runId });
  assert.deepEqual([listed?.events, listed?.status, listed?.headline.sentence], [3, 'completed', 'Completed in 1 m']);
  assert.deepEqual(after.summary, listed);
  assert.deepEqual(
    [unpackOutline(before.outline).events, unpackOutline(after.outline).events, listed?.workflowId, listed?.source],
    [2, 3, 'order-1', 'given.json'],
  );
  assert.equal((await engine.readEvent({ run: run.runId, seq: 3 })).changes[0]?.after, 'completed');
});

test('R3 O9 an outline that goes on from a checkpoint is the one that is made of all events', async (context) => {
  const { library, catalog } = openBoth(context);
  const events = [start, ...Array.from({ length: 200 }, (_, i) => timer(i + 2)), completed(202)];
  const temporal = dialectOf('temporal');
  for (const [i, event] of events.entries()) {
    await library.log.append('r', [stored(i + 1, event)]);
    if (i % 23 === 0) await new Catalog(library).runs();
  }
  const explainer = new Explainer(temporal);
  for (const event of events as never[]) explainer.note(event, temporal.read(event), true);
  const growing = await catalog.open('r');
  assert.ok(((await library.checkpoint('r' as RunId, 202))?.seq ?? 0) > 100, 'a checkpoint was gone on from');
  assert.deepEqual(growing.outline, explainer.finish('r' as RunId, []).outline);
});

test('R4 what an older explanation said is not believed', async (context) => {
  const { path, library, catalog } = openBoth(context);
  await appendAll(library, 'r', [start, completed(2)]);
  const right = await catalog.runs();
  const other = new Database(path);
  other.exec(`update run_summaries set version = version - 1, summary = json_set(summary, '$.status', 'failed')`);
  other.close();
  assert.deepEqual(await catalog.runs(), right);
});

test('R5 a branch is of its parent’s dialect and goes its own way', async (context) => {
  const { library, catalog } = openBoth(context);
  await appendAll(library, 'parent', [start, timer(2), timer(3)]);
  await catalog.runs();
  await library.log.fork('parent', 2, 'branch');
  await library.log.append('branch', [stored(3, completed(3))]);
  const branch = await catalog.open('branch');
  assert.deepEqual(
    [branch.outline.run, branch.summary.events, branch.summary.status, branch.summary.workflowId],
    ['branch', 3, 'completed', 'order-1'],
  );
  assert.equal((await catalog.open('parent')).summary.status, 'running');
});

test('R6 a run that cannot be explained spoils no list, and says why', async (context) => {
  const { path, library, catalog } = openBoth(context);
  await appendAll(library, 'good', [start]);
  await appendAll(library, 'bad', [start, timer(2), timer(3)]);
  const other = new Database(path);
  other.exec(
    "drop trigger workflow_events_no_delete; delete from workflow_events where run_id = 'bad' and sequence = 2",
  );
  other.close();
  const runs = await catalog.runs();
  assert.deepEqual(
    new Map(runs.map(({ runId, events }) => [runId as string, events])),
    new Map([
      ['bad', 3],
      ['good', 1],
    ]),
  );
  assert.match(runs.find(({ runId }) => runId === 'bad')?.headline.sentence ?? '', /Event 2/);
  await assert.rejects(catalog.open('bad'), refused('log-damaged'));
});

test('L6 a run is found by its id, the end of it, or its workflow id, be it imported or appended', async (context) => {
  const { library, catalog } = openBoth(context);
  const named = (workflowId: string): object => ({ ...start, workflowExecutionStartedEventAttributes: { workflowId } });
  await appendAll(library, '01a1fb6e-df4d', [named('order-1')]);
  await appendAll(library, '01a1fb6e-ab12', [named('order-2')]);
  await appendAll(library, '99999999-ab12', [named('order-2')]);
  const idOf = async (name: string): Promise<string> => (await catalog.find(name)).runId;
  for (const name of ['01a1fb6e-df4d', 'df4d', 'order-1']) assert.equal(await idOf(name), '01a1fb6e-df4d');
  await assert.rejects(catalog.find('f4d'), refused('no-such-run'), 'three characters are too few');
  await assert.rejects(catalog.find('01a1'), refused('no-such-run'), 'beginnings are alike');
  await assert.rejects(
    catalog.find('ab12'),
    refused('ambiguous-run', /01a1fb6e-ab12.*99999999-ab12|99999999-ab12.*01a1fb6e-ab12/),
  );
  await assert.rejects(catalog.find('order-2'), refused('ambiguous-run'));
  for (const name of ['', '%', "' or 1=1 --", '*']) await assert.rejects(catalog.find(name), refused('no-such-run'));
});

test('A3 R7 who follows the library hears of runs that grow and of new ones, whoever appended, this program too', async (context) => {
  const { path, library, catalog } = openBoth(context);
  await appendAll(library, 'r', [start]);
  const feed = new LibraryFeed({ runs: () => catalog.runs(), version: () => library.version() });
  context.after(() => feed.close());
  const heard: LibraryChange[] = [];
  void feed.follow(caller((change: LibraryChange) => heard.push(change)));
  await feed.look();
  await library.log.append('r', [stored(2, timer(2))]);
  await feed.look();
  const other = new Library(path);
  await other.log.append('r', [stored(3, completed(3))]);
  await other.log.append('new', [stored(1, start)]);
  await other.close();
  await feed.look();
  await feed.look();
  assert.deepEqual(
    heard.map(({ runs }) => runs.map(({ runId, events }) => `${runId} ${events}`).toSorted()),
    [['r 1'], ['r 2'], ['new 1', 'r 3']],
  );
});

test('X1 R8 a run that has grown is given back with what was appended, in the text that it came in where that has room', async (context) => {
  const forms: readonly (readonly [string, (events: readonly object[]) => string])[] = [
    ['a list', (events) => JSON.stringify({ info: { a: 1 }, events })],
    ['a list, newest first', (events) => JSON.stringify(events.toReversed())],
    ['lines', (events) => events.map((event) => JSON.stringify(event)).join('\n')],
  ];
  for (const [form, write] of forms) {
    const engine: Engine = openEngine(context);
    const run = onlyRun(await importText(engine, write([start, timer(2)])));
    await appendTo(engine, run.runId, [timer(3), completed(4)]);
    const { bytes } = await engine.exportRun({ run: run.runId });
    assert.deepEqual(Buffer.from(bytes).toString(), write([start, timer(2), timer(3), completed(4)]), form);
  }
});

test('X1 R8 where there is no room the events are given, one a line; of no known dialect as the log prints them', async (context) => {
  const engine = openEngine(context);
  const run = onlyRun(await importText(engine, JSON.stringify(start)));
  await appendTo(engine, run.runId, [timer(2)]);
  const given = await engine.exportRun({ run: run.runId });
  assert.match(given.name, /\.jsonl$/);
  assert.equal(Buffer.from(given.bytes).toString(), `${JSON.stringify(start)}\n${JSON.stringify(timer(2))}\n`);
  assert.equal(onlyRun(await importText(openEngine(context), given.bytes)).events, 2);
});

/** Appends like another program. */
async function appendTo(engine: Engine, run: string, events: readonly object[]): Promise<void> {
  const from = (await engine.findRun(run)).events + 1;
  await engine.log.append(
    run,
    events.map((event, i) => stored(from + i, event)),
  );
}
