import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import test from 'node:test';
import { runCommandLine } from '../../host/command-line.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { nameOf, finalStatusOf } from '../../model/outline.ts';
import { waitFinderOf } from '../../model/waiting.ts';
import { retrace } from '../../testing/command-line.ts';
import { sharedFiles } from '../../testing/corpus.ts';
import { fuzz } from '../../testing/fuzzed.ts';
import { fileIn, importPaths, importText, onlyRun, openEngine, scratchFolder } from '../../testing/library.ts';
import { assertSame, assertSameAsItself, exportedBytes, walkRun } from '../../testing/opened-run.ts';

type Details = JsonObject | undefined;

/** A history in which each event follows its named previous event. */
function history(
  ...events: readonly (readonly [type: string, previous: number, key?: string, details?: Details])[]
): string {
  return JSON.stringify({
    events: events.map(([type, previousEventId, key, details], i) => ({
      timestamp: new Date(Date.UTC(2026, 10, 30) + i * 1000).toISOString(),
      type,
      id: i + 1,
      previousEventId,
      ...(key !== undefined && { [`${key}EventDetails`]: details }),
    })),
  });
}

const entered = 'stateEntered';
const exited = 'stateExited';
const order = history(
  ['ExecutionStarted', 0, 'executionStarted', { input: '{"id":7}', inputDetails: { truncated: false } }],
  ['MapStateEntered', 0, entered, { name: 'each', input: '[1,2]' }],
  ['MapStateStarted', 2, 'mapStateStarted', { length: 2 }],
  ['MapIterationStarted', 3, 'mapIterationStarted', { name: 'each', index: 0 }],
  ['MapIterationStarted', 3, 'mapIterationStarted', { name: 'each', index: 1 }],
  ['TaskStateEntered', 4, entered, { name: 'charge', input: '1' }],
  ['TaskStateEntered', 5, entered, { name: 'charge', input: '2' }],
  ['TaskScheduled', 6, 'taskScheduled', { resource: 'invoke', resourceType: 'lambda', parameters: '{"n":1}' }],
  ['TaskScheduled', 7, 'taskScheduled', { resource: 'invoke', resourceType: 'lambda', parameters: '{"n":2}' }],
  ['TaskStarted', 9, 'taskStarted', { resource: 'invoke' }],
  [
    'TaskFailed',
    10,
    'taskFailed',
    { error: 'Busy', cause: '{"errorMessage":"try again","errorType":"Busy","stackTrace":["a","b"]}' },
  ],
  ['TaskScheduled', 11, 'taskScheduled', { resource: 'invoke', resourceType: 'lambda', parameters: '{"n":2}' }],
  ['TaskSucceeded', 8, 'taskSucceeded', { output: '"one"' }],
  ['TaskStateExited', 13, exited, { name: 'charge', output: '"one"' }],
  ['TaskSucceeded', 12, 'taskSucceeded', { output: '"two"' }],
  ['TaskStateExited', 15, exited, { name: 'charge', output: '"two"' }],
  ['MapIterationSucceeded', 14, 'mapIterationSucceeded', { name: 'each', index: 0 }],
  ['MapIterationSucceeded', 16, 'mapIterationSucceeded', { name: 'each', index: 1 }],
  ['MapStateSucceeded', 18],
  ['MapStateExited', 19, exited, { name: 'each', output: '["one","two"]' }],
  ['ExecutionSucceeded', 20, 'executionSucceeded', { output: '["one","two"]' }],
);

test('F42 states of branches that run side by side are told apart by what came before each event; a retry is an attempt', async (context) => {
  const engine = openEngine(context);
  const run = onlyRun(await importText(engine, order));
  assert.deepEqual([run.dialect, run.status, run.events, run.warnings], ['stepfunctions', 'completed', 21, 0]);
  const { outline } = await engine.reader(run.runId);
  assert.deepEqual(
    outline.operations.keys.map((key, i) => `${key} ${nameOf(outline, i)} ${finalStatusOf(outline, i)}`),
    [
      'node:2 each completed',
      'node:4 each #0 completed',
      'node:5 each #1 completed',
      'node:6 charge completed',
      'node:7 charge completed',
      'activity:6 lambda:invoke completed',
      'activity:7 lambda:invoke completed',
    ],
  );
  const reader = await engine.reader(run.runId);
  const [one, two] = [await reader.operation('activity:6'), await reader.operation('activity:7')];
  assert.match(JSON.stringify(one), /"n":1.*"one"/s);
  assert.match(JSON.stringify(two), /"n":2.*try again.*"two"|"n":2.*"two".*try again/s);
  assert.equal(two.operation.attempts, 2);
  assert.match(JSON.stringify(await reader.state(21)), /"id":7/);
  assert.doesNotMatch(JSON.stringify(await reader.attributes(6)).replaceAll('"attributes"', ''), /\u0000/);
});

test('F42 X1 it is given back as it came, newest first or not, as a list or a line each, and compares as the same', async (context) => {
  const { events } = JSON.parse(order) as { events: readonly JsonObject[] };
  const engine = openEngine(context);
  const first = onlyRun(await importText(engine, order));
  for (const text of [
    JSON.stringify(events),
    JSON.stringify({ events: events.toReversed() }, null, 2),
    JSON.stringify(
      events.map(({ id, previousEventId, ...rest }) => ({
        id: `${Number(id)}`,
        previous_event_id: `${Number(previousEventId)}`,
        ...rest,
      })),
    ),
  ]) {
    const run = onlyRun(await importText(engine, text));
    assert.equal(String(await exportedBytes(engine, run)), text);
    await assertSame(engine, first, run);
    await walkRun(engine, run);
  }
});

test('F42 events of Go’s SDK, in pages, one a line, or as log events are the same; log events of several executions are as many runs', async (context) => {
  const engine = openEngine(context);
  const first = onlyRun(await importText(engine, order));
  const { events } = JSON.parse(order) as { events: readonly JsonObject[] };
  const big = (value: Json): Json =>
    isArray(value)
      ? value.map(big)
      : isObject(value)
        ? Object.fromEntries(
            Object.entries(value).map(([key, part]) => [key.charAt(0).toUpperCase() + key.slice(1), big(part ?? null)]),
          )
        : value;
  const inGo = events.map((event) => ({ ...(big(event) as JsonObject), ActivityFailedEventDetails: null }));
  const logged = (arn: string): readonly JsonObject[] =>
    events.map(({ id, previousEventId, timestamp, type, ...details }) => ({
      id: `${Number(id)}`,
      type: type!,
      details: Object.values(details)[0] ?? {},
      previous_event_id: `${Number(previousEventId)}`,
      event_timestamp: String(Date.parse(timestamp as string)),
      execution_arn: `arn:aws:states:eu-west-1:1:express:order:${arn}:u`,
    }));
  const lines = (list: readonly JsonObject[]): string => list.map((event) => JSON.stringify(event)).join('\n');
  const forms: readonly string[] = [
    JSON.stringify({ Events: inGo, NextToken: null }),
    JSON.stringify([{ events: events.slice(0, 9), nextToken: 't' }, { events: events.slice(9) }]),
    lines(events),
    lines(logged('one')),
    JSON.stringify({ events: logged('one').map((event) => ({ timestamp: 1, message: JSON.stringify(event) })) }),
  ];
  for (const text of forms) {
    const run = onlyRun(await importText(engine, text));
    assert.deepEqual([run.events, run.warnings, run.startedAtMs], [21, 0, first.startedAtMs], text.slice(0, 80));
    assert.equal(String(await exportedBytes(engine, run)), text);
    await assertSame(engine, first, run);
    await walkRun(engine, run);
  }
  const both = await importText(
    openEngine(context),
    lines(logged('one').flatMap((event, i) => [event, logged('two')[i]!])),
  );
  assert.deepEqual(
    both.map((outcome) => 'run' in outcome && [outcome.run.workflowType, outcome.run.workflowId, outcome.run.events]),
    [
      ['order', 'one', 21],
      ['order', 'two', 21],
    ],
  );
});

test('F42 a page says that it is one; a Fail state has failed where it was entered', async (context) => {
  const engine = openEngine(context);
  const fails = history(
    ['ExecutionStarted', 0, 'executionStarted', { input: '1' }],
    ['FailStateEntered', 0, entered, { name: 'no', input: '1' }],
  );
  const { events } = JSON.parse(fails) as { events: readonly JsonObject[] };
  const page = onlyRun(await importText(engine, JSON.stringify({ events, nextToken: 't' })));
  assert.match(page.headline.sentence, /^Goes on behind event 2/);
  const { outline } = await engine.reader(page.runId);
  assert.deepEqual(
    outline.warnings.map(({ code }) => code),
    ['more-pages'],
  );
  assert.equal(finalStatusOf(outline, 0), 'failed');
  const file = fileIn(scratchFolder(context), 'page.json', JSON.stringify({ events, nextToken: 't' }));
  assert.match((await retrace('show', file)).out, /goes on behind event 2, which is the last here/);
});

test('F42 F67 a map run that is redriven is what the execution waits for again, not the next state', async (context) => {
  const [arn, failed] = [
    'arn:aws:states:eu-west-1:1:mapRun:m/each:1',
    { error: 'States.ItemReaderFailed', cause: 'gone' },
  ];
  const redriven = history(
    ['ExecutionStarted', 0, 'executionStarted', { input: '{}' }],
    ['MapStateEntered', 1, entered, { name: 'each', input: '{}' }],
    ['MapRunStarted', 2, 'mapRunStarted', { mapRunArn: arn }],
    ['MapRunFailed', 3, 'mapRunFailed', failed],
    ['ExecutionFailed', 4, 'executionFailed', failed],
    ['ExecutionRedriven', 0, 'executionRedriven', { redriveCount: 1 }],
    ['MapRunRedriven', 3, 'mapRunRedriven', { mapRunArn: arn, redriveCount: 1 }],
  );
  const engine = openEngine(context);
  const run = onlyRun(await importText(engine, redriven));
  const { outline } = await engine.reader(run.runId);
  const waits = (seq: number): unknown => {
    const waiting = waitFinderOf(outline).at(seq);
    return waiting && [waiting.type, ...waiting.operations.map((operation) => nameOf(outline, operation))];
  };
  assert.deepEqual([waits(5), waits(6), waits(7)], [null, ['said'], ['operations', 'each', 'map run']]);
});

test('F42 every recorded history opens, is stepped through both ways, given back, and ends as its last event says', async (context) => {
  for (const path of sharedFiles('stepfunctions/*/*.json')) {
    const engine = openEngine(context);
    const run = onlyRun(await importPaths(engine, path));
    const text = readFileSync(path, 'utf8');
    assert.equal(String(await exportedBytes(engine, run)), text, basename(path));
    assert.equal(run.status, /ExecutionFailed/.test(text) ? 'failed' : 'completed', basename(path));
    assert.equal(run.events, (JSON.parse(text) as { events: readonly unknown[] }).events.length);
    await walkRun(engine, run);
    await assertSameAsItself(engine, run);
  }
});

test('F34 no change of a history makes it fail, hang or take much memory', async (context) => {
  await fuzz(context, [Buffer.from(order)]);
});

test('S8 a bundle says of it that it cannot hold it as it lies there', async (context) => {
  const folder = scratchFolder(context);
  const file = fileIn(folder, 'order.json', order);
  await assert.rejects(
    runCommandLine(['bundle', file, '-o', join(folder, 'x.retrace'), '--db', join(folder, 'x.db')]),
    {
      code: 'bad-usage',
      message: /order\.json cannot be bundled as it lies there\. Import it, then name its run\.$/,
    },
  );
});
