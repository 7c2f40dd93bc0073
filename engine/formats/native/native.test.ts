import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import type { JsonObject } from '../../model/json.ts';
import { nativeEventTypes } from '../../model/native-event-type.ts';
import { operationIndex, type Outline } from '../../model/outline.ts';
import { OutlineBuilder } from '../../model/outline-builder.ts';
import { stepsOf } from '../../model/steps.ts';
import type { RunId } from '../../model/event.ts';
import { WaitFinder } from '../../model/waiting.ts';
import { utcClock, waitingText } from '../../model/waiting-text.ts';
import { openSqliteLog } from '../../store/sqlite/sqlite-log.ts';
import { jsonLines, retrace, type Fields } from '../../testing/command-line.ts';
import { fileIn, scratchFolder } from '../../testing/library.ts';
import { asLines, foldNative, nativeExamples, orderEvents, storedNative } from '../../testing/native-run.ts';
import { walk } from '../../testing/walk.ts';
import { recognise } from '../dialects.ts';
import { native } from './native.ts';

const examples = nativeExamples();
const [begin, ...behind] = examples;

test('N1 a history is native by its beginning, and then by its types; a node log stays one', () => {
  assert.equal(recognise(examples, '')?.id, 'native');
  assert.equal(recognise([{ type: 'workflow_started' }, { type: 'node_started', node_id: 'a' }], '')?.id, 'nodelog');
  assert.equal(recognise(behind, '')?.id === 'native', false, 'without its beginning nothing says whose it is');
  assert.ok(!native.recognises({ type: 'something_else' }, examples));
  assert.deepEqual(native.identify({}, begin!, native.read(begin!)), {
    runId: 'r-1',
    workflowId: 'order-7',
    workflowType: 'order',
  });
});

test('N2 every type has one example, which is read without a doubt', () => {
  assert.deepEqual(new Set(examples.map(({ type }) => type)), new Set(nativeEventTypes));
  assert.equal(examples.length, nativeEventTypes.length);
  for (const example of examples) {
    const { odd, type, atMs, explanation } = native.read(example);
    assert.deepEqual([odd, type, atMs], [[], example['type'], example['at']]);
    assert.notEqual(explanation.summary, 'unknown event type');
  }
});

test('N2 E6 a type of tomorrow is warned of and mentions what it names; a newer format is said', () => {
  const { odd, explanation } = native.read({ type: 'activity_paused', at: 1, id: 3 });
  assert.deepEqual(
    odd.map(({ code }) => code),
    ['unknown-type'],
  );
  assert.ok(explanation.effects.some((effect) => effect.type === 'mention' && effect.key === 'activity:3'));
  assert.deepEqual(
    native.read({ ...begin!, retrace: 2 }).odd.map(({ code }) => code),
    ['unknown-value'],
  );
});

test('N3 a timeout has timed out, a child that was cancelled or terminated is that', () => {
  const statusAfter = (type: string, kind: string, key: string): string | undefined =>
    foldNative([begin!, { type, at: 1, id: 3, failure: { kind, message: 'm' } }]).operations.get(key as 'activity:3')
      ?.status;
  assert.deepEqual(
    [
      statusAfter('activity_failed', 'timeout', 'activity:3'),
      statusAfter('activity_failed', 'application', 'activity:3'),
      statusAfter('child_workflow_failed', 'cancelled', 'childWorkflow:3'),
      statusAfter('child_workflow_failed', 'terminated', 'childWorkflow:3'),
      statusAfter('child_workflow_failed', 'application', 'childWorkflow:3'),
    ],
    ['timedOut', 'failed', 'canceled', 'terminated', 'failed'],
  );
});

function outlineOf(events: readonly object[]): Outline {
  const builder = new OutlineBuilder();
  for (const event of events) {
    const { atMs, type, explanation } = native.read(event as JsonObject);
    builder.add(atMs, type, explanation);
  }
  return builder.finish('run' as RunId, { id: 'native', inTasks: true });
}

function waitsOf(upTo: number, events: readonly object[] = orderEvents()): string {
  const outline = outlineOf(events);
  const waiting = new WaitFinder(outline).at(upTo);
  return waiting === null ? '' : waitingText(outline, waiting, { clock: utcClock(), most: 10 });
}

test('N4 W2 W4 what a run waits for between its tasks, in words', () => {
  assert.match(waitsOf(1), /workflow task/);
  assert.match(waitsOf(2), /command|asked/i);
  assert.match(waitsOf(4), /charge/);
  assert.match(waitsOf(5), /charge.*busy|retr/i);
  assert.match(waitsOf(7), /charge/, 'the code has not seen it yet');
  assert.match(waitsOf(9), /timer/i);
  assert.match(waitsOf(10), /approve/, 'a signal woke it');
  assert.equal(waitsOf(13), '');
});

test('N4 W3 a task that failed is tried again under its number, and has seen what came before it then', () => {
  const [started, task] = orderEvents();
  const failed = { ...task, type: 'workflow_task_failed', task: 2, failure: { kind: 'nondeterminism', message: 'no' } };
  const events = [
    started!,
    task!,
    failed,
    { type: 'signal_received', at: 3, id: 's', name: 'go' },
    { ...task, task: 2 },
  ];
  assert.match(waitsOf(3, events), /^a retry of its workflow task, which failed with nondeterminism: no, [^;]*#3$/);
  assert.match(waitsOf(4, events), /^a retry of its workflow task/);
  assert.equal(waitsOf(5, events), 'a signal, an update or its own condition');
});

/** A signal arrives during the second task, which schedules an activity without having seen the signal. */
function missedSignal(): readonly object[] {
  const [started, task, activity] = orderEvents();
  return [
    started!,
    task!,
    { type: 'signal_received', at: 1500, id: 's-1', name: 'go' },
    { type: 'signal_received', at: 1600, id: 's-2', name: 'stop' },
    { ...task, task: 2, at: 1700, unseen: [4] },
    { ...activity, task: 2, at: 1700 },
    { ...task, task: 3, at: 1800 },
    { ...activity, task: 3, id: 9, name: 'refund', at: 1800 },
  ];
}

test('N4 W2 what a task has not seen makes the next one due, once its commands are written', () => {
  const waits = [4, 5, 6, 8].map((seq) => waitsOf(seq, missedSignal()));
  assert.match(waits[0]!, /^a workflow task to be scheduled, because signal go came .*#3, and 1 more$/);
  assert.match(waits[1]!, /commands|asked/i, 'its commands are still to be written');
  assert.match(waits[2]!, /^a workflow task to be scheduled, because signal stop came .*#4$/);
  assert.doesNotMatch(waits[3]!, /workflow task/);
});

test('N4 W2 what a paused run has not seen is told with the pause; what never was there wakes nothing', () => {
  const events = [...missedSignal().slice(0, 6), { type: 'workflow_paused', at: 1750, reason: 'look' }];
  assert.match(waitsOf(7, events), /then for a workflow task, because signal stop came/);
  const [started, task] = orderEvents();
  const odd = [started!, { ...task, unseen: [2, 99, 'x', -1] }];
  assert.equal(waitsOf(2, odd), 'a signal, an update or its own condition');
});

test('N4 in the graph a message leads to what the task asked for that has seen it', () => {
  const outline = outlineOf(missedSignal());
  const { wakers, wakerStart, ofOperation } = stepsOf(outline);
  const wokenBy = [0, 1, 2].map((step) => [...wakers.subarray(wakerStart[step], wakerStart[step + 1])]);
  assert.deepEqual(wokenBy, [[1], [3], [4]]);
  const stepOf = (key: string): number => ofOperation[operationIndex(outline, key)]!;
  assert.deepEqual(['signal:s-1', 'signal:s-2', 'activity:1', 'activity:9'].map(stepOf), [1, 2, 1, 2]);
});

test('N5 attempts, their failures and their retries', () => {
  const at = (seq: number) => foldNative(orderEvents().slice(0, seq)).operations.get('activity:1');
  assert.deepEqual(
    [3, 4, 5, 6, 7].map((seq) => [at(seq)?.status, at(seq)?.attempts]),
    [
      ['scheduled', 0],
      ['started', 1],
      ['retrying', 1],
      ['started', 2],
      ['completed', 2],
    ],
  );
  assert.deepEqual(at(7)?.lastFailure, { message: 'busy', type: 'application' });
});

test('N6 O1 the outline of a native run is what the fold says, at every seq', () => {
  for (const events of [examples, orderEvents()]) {
    const builder = new OutlineBuilder();
    const walked = events.map((event) => native.read(event));
    for (const { atMs, type, explanation } of walked) builder.add(atMs, type, explanation);
    walk(builder.finish('run' as RunId, { id: 'native', inTasks: true }), walked);
  }
});

test('N6 a native stream of the log lists, shows, exports, and comes back as a file', async (context) => {
  const folder = scratchFolder(context);
  const db = join(folder, 'library.db');
  const log = openSqliteLog(db);
  await log.append('r-1', storedNative(orderEvents()));
  await log.close();
  const [listed] = jsonLines(await retrace('list', '--db', db, '--json'));
  assert.deepEqual(
    [listed?.['runId'], listed?.['dialect'], listed?.['workflowType'], listed?.['status'], listed?.['events']],
    ['r-1', 'native', 'order', 'completed', 13],
  );
  const [shown] = jsonLines(await retrace('show', 'order-7', '--at', '10', '--db', db, '--json'));
  assert.equal((shown?.['state'] as Fields | undefined)?.['status'], 'running');
  const exported = join(folder, 'order.jsonl');
  assert.equal((await retrace('export', 'order-7', '-o', exported, '--db', db)).code, 0);
  const [diff] = jsonLines(await retrace('diff', exported, 'order-7', '--db', db, '--json'));
  assert.equal(diff?.['same'] ?? diff?.['identical'] ?? true, true);
  assert.equal((await retrace('diff', exported, 'order-7', '--db', db)).code, 0);
});

test('N7 two runs differ in what they were given, never in numbers, workers and times', async (context) => {
  const folder = scratchFolder(context);
  const one = fileIn(folder, 'one.jsonl', asLines(orderEvents()));
  const later = orderEvents().map((event: JsonObject) => ({
    ...event,
    at: Number(event['at']) + 5,
    ...(event['worker'] !== undefined && { worker: 'w-2' }),
  }));
  const other = fileIn(folder, 'other.jsonl', asLines(later));
  assert.equal((await retrace('diff', one, other)).code, 0);
  const changed = fileIn(folder, 'changed.jsonl', asLines(orderEvents({ cents: 901 })));
  const { code, out } = await retrace('diff', one, changed);
  assert.equal(code, 1);
  assert.match(out, /charge .*differs in input/);
});

test('N7 what the workflow calls its own is replaced where a run is given away', () => {
  const replaced = examples.map((example) =>
    native.replaceValues(example, {
      value: () => 'VALUE',
      bytes: (bytes) => bytes,
      text: () => 'TEXT',
      name: () => 'NAME',
    }),
  );
  assert.doesNotMatch(JSON.stringify(replaced), /ann|order|charge|busy|stock|"page"|shipped|900/);
});
