import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { order } from '../../examples/order.ts';
import { readTemporalEvent } from '../formats/temporal/event.ts';
import { native } from '../formats/native/native.ts';
import { temporal } from '../formats/temporal/temporal.ts';
import { compareRuns } from '../model/compare/compare-runs.ts';
import { type Comparison, rowTypeAt } from '../model/compare/comparison.ts';
import { isObject, type Json, type JsonObject, objectOf, stringOf } from '../model/json.ts';
import { bundleCode } from '../sandbox/temporal/bundle.ts';
import { codeFile, historyOfEvents, ranTo } from '../testing/native-replay.ts';
import { orderedRun } from '../testing/replay/ordered-run.ts';
import { RecordedRun } from '../testing/replay/recorded-run.ts';
import { officialRuns, withOfficialCode } from '../testing/replay/official-runs.ts';
import { sideOfEvents } from '../testing/side-of-events.ts';
import { loadCode } from './load-code.ts';
import { Replayer } from './replayer.ts';

const examples = join(import.meta.dirname, '../../examples');

const eventsOf = (lines: readonly (string | Uint8Array)[]): readonly Json[] =>
  lines.map((line) => JSON.parse(line.toString()) as Json);

function differencesIn({ rows, outcome }: Comparison): readonly string[] {
  const differing = Array.from({ length: rows.count }, (_, row) => rowTypeAt(rows, row)).filter(
    (type) => type !== 'same',
  );
  return [...differing, ...outcome.changes];
}

/** Histories written by hand leave out what their code says; of open ones the code goes on. */
const known: Readonly<Record<string, readonly string[]>> = {
  run21: ['changed'],
  run22: ['nextInput', 'continuedAs'],
  run31: ['changed'],
  run32: ['result'],
  run33: ['right'],
  run34: ['result'],
};

/** `type`: the workflow to run instead of the recorded one. The events of the own run, by type and name; its notes. */
async function ownOf(run: RecordedRun, type: string): Promise<readonly string[]> {
  const replayer = new Replayer(await (bundle ??= bundleCode({ workflowsPath: workflows })));
  try {
    const own = await replayer.ownRun({ payloads: run.payloads, workflowId: 'order-1', workflowType: type });
    const calls = eventsOf(own?.lines ?? []).flatMap((raw) => {
      const { id, type: what, attributes } = readTemporalEvent(raw);
      const name = stringOf(objectOf(attributes['activityType'])['name']) ?? '';
      const about = stringOf(attributes['scheduledEventId']) ?? '';
      return what.startsWith('WorkflowTask') ? [] : [`${id} ${what} ${name}${about}`.trim()];
    });
    return [...calls, ...(own?.notes ?? []).map(({ seq, text }) => `${seq}: ${text}`)];
  } finally {
    await replayer.close();
  }
}

let bundle: ReturnType<typeof bundleCode> | undefined;
const workflows = join(import.meta.dirname, '../testing/replay/workflows.ts');
const ordered = orderedRun();

suite('the history that code makes of its own', () => {
  test('P173 recorded answers follow the calls that mean the same, under numbers of their own; a call without one stays open, and it is said what the code was told', async () => {
    assert.deepEqual(await ownOf(ordered, 'orderSwapped'), [
      '1 WorkflowExecutionStarted',
      '5 TimerStarted',
      '6 TimerFired',
      '10 ActivityTaskScheduled reserve',
      '11 ActivityTaskStarted 10',
      '12 ActivityTaskCompleted 10',
      '16 ActivityTaskScheduled charge',
      '17 ActivityTaskStarted 16',
      '18 ActivityTaskCompleted 16',
      '22 WorkflowExecutionCompleted',
    ]);
    assert.deepEqual((await ownOf(ordered, 'orderRenamed')).slice(-3), [
      '16 ActivityTaskScheduled notify',
      '20 WorkflowExecutionCompleted',
      "16: The history has no answer to activity 'notify': to go on, the code was told that of activity 'charge'.",
    ]);
  });

  test('P71 P173 a timer that nothing recorded answers fires by the clock, and behind the end of an open history it has not fired', async () => {
    const begun = (): RecordedRun =>
      new RecordedRun('order', 'tea').task().activity('reserve', 'tea', 'reserved').timer('1s');
    const open = await ownOf(begun(), 'orderDrifted');
    assert.deepEqual(open.slice(-3, -1), ['11 TimerStarted', '12 TimerFired']);
    const waits = await ownOf(
      new RecordedRun('order', 'tea').task().activity('reserve', 'tea', 'reserved'),
      'orderDrifted',
    );
    assert.deepEqual(waits.slice(-2), ['7 ActivityTaskCompleted 5', '11 TimerStarted']);
    const ended = new RecordedRun('order', 'tea').task().activity('reserve', 'tea', 'reserved').completed('reserved');
    assert.deepEqual((await ownOf(ended, 'orderDrifted')).slice(4, 6), ['11 TimerStarted', '12 TimerFired']);
  });

  test('P182 how often a call was tried is not said where the code retries it otherwise', async () => {
    const attemptsOf = async (retryPolicy: JsonObject): Promise<readonly unknown[]> => {
      const events = orderedRun().events.map((event): Json => {
        const { activityTaskScheduledEventAttributes: asked, activityTaskStartedEventAttributes: started } = event;
        if (isObject(asked)) return { ...event, activityTaskScheduledEventAttributes: { ...asked, retryPolicy } };
        if (!isObject(started)) return event;
        const tried = { ...started, attempt: 3, lastFailure: { message: 'not yet' } };
        return { ...event, activityTaskStartedEventAttributes: tried };
      });
      const replayer = new Replayer(await (bundle ??= bundleCode({ workflowsPath: workflows })));
      const payloads = events.map((event) => Buffer.from(JSON.stringify(event)));
      const own = await replayer.ownRun({ payloads, workflowId: 'order-1' });
      await replayer.close();
      return eventsOf(own?.lines ?? []).flatMap((raw) => {
        const { type, attributes } = readTemporalEvent(raw);
        return type === 'ActivityTaskStarted' ? [attributes['attempt'], attributes['lastFailure'] !== undefined] : [];
      });
    };
    assert.deepEqual(await attemptsOf({}), [3, true, 3, true]);
    assert.deepEqual(await attemptsOf({ maximumAttempts: 1 }), [undefined, false, undefined, false]);
  });

  test('P172 P173 native code makes its history again, and another one where it calls something else', async (context) => {
    const file = join(examples, 'order.ts');
    const events = await ranTo(file, (engine) =>
      engine.run(order, { id: '7', items: ['lamp'], cents: 4900 }, { id: 'w' }),
    );
    const text = readFileSync(file, 'utf8');
    const ownNative = async (changed: string): Promise<{ lines: readonly Json[]; notes: readonly string[] }> => {
      const found = historyOfEvents(events);
      const bundle = await loadCode({ path: codeFile(context, changed), workflowType: 'order', guest: 'native' });
      const replayer = new Replayer(bundle);
      context.after(() => replayer.close());
      const { lines = [], notes = [] } = (await replayer.ownRun(found)) ?? {};
      return { lines: eventsOf(lines), notes: notes.map(({ text: note }) => note) };
    };
    const same = await ownNative(text);
    const recorded = await sideOfEvents(native, eventsOf(events.map((event) => JSON.stringify(event))));
    assert.deepEqual(differencesIn(compareRuns(recorded, await sideOfEvents(native, same.lines))), []);
    assert.deepEqual(same.notes, []);
    const other = await ownNative(
      text.replace("at = 'packing';", "await ctx.run(releaseStock, 'early');\n    at = 'packing';"),
    );
    assert.deepEqual(differencesIn(compareRuns(recorded, await sideOfEvents(native, other.lines))), ['right']);
    assert.match(
      other.notes.join(),
      /no answer to activity 'releaseStock': to go on, the code was told that it is done/,
    );
  });

  test('P172 code that made a history makes it again', () =>
    withOfficialCode(async (workflowsPath) => {
      const replayer = new Replayer(await bundleCode({ workflowsPath }));
      try {
        for (const [index, payloads] of officialRuns().slice(0, 41).entries()) {
          const workflowType = `run${index}`;
          const own = await replayer.ownRun({ payloads, workflowId: 'fake', workflowType });
          const sides = [eventsOf(payloads), eventsOf(own?.lines ?? [])].map((events) =>
            sideOfEvents(temporal, events),
          );
          const [left, right] = (await Promise.all(sides)) as [Awaited<(typeof sides)[0]>, Awaited<(typeof sides)[0]>];
          assert.deepEqual(differencesIn(compareRuns(left, right)), known[workflowType] ?? [], workflowType);
          assert.deepEqual(own?.notes, [], workflowType);
        }
      } finally {
        await replayer.close();
      }
    }));
});
