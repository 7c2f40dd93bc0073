import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import type { ErrorCode } from '../../model/errors.ts';
import { RetraceError } from '../../model/errors.ts';
import { caller } from '../../testing/caller.ts';
import { ownHistory } from '../../testing/corpus.ts';
import { importText, onlyRun, openEngine } from '../../testing/library.ts';
import { findPlaces, type FoundPlace } from './find-places.ts';
import { matcherOf } from './matcher.ts';
import { patternMatcher, plainMatcher } from './matching.ts';

type Found = (text: string, how?: { regex?: boolean; payloads?: boolean }) => Promise<readonly number[]>;

async function searching(context: TestContext, name: string): Promise<Found> {
  const engine = openEngine(context);
  const { runId } = onlyRun(await importText(engine, ownHistory(name)));
  return async (text, { regex = false, payloads = false } = {}) => [
    ...(await engine.search({ run: runId, from: 1, text, regex, payloads }, caller())).seqs,
  ];
}

const refused = (code: ErrorCode) => (error: unknown) => error instanceof RetraceError && error.code === code;

test('types, names, what people wrote, keys and numbers are found, in any case', async (context) => {
  const find = await searching(context, 'failed-irrigation.json');
  assert.deepEqual(await find('timerfired'), [21]);
  assert.deepEqual(await find('BROKEN'), [31, 32, 33]);
  assert.deepEqual(await find('measure west'), [5, 11, 12]);
  assert.deepEqual(await find('activity:31'), [31, 32, 33]);
  assert.ok((await find('26')).includes(26));
  assert.deepEqual(await find(''), []);
  assert.deepEqual(await find('no such words'), []);
});

test('texts of payloads are found where they are asked for, also behind base64', async (context) => {
  const find = await searching(context, 'failed-irrigation.json');
  assert.deepEqual(await find('moisture'), []);
  assert.deepEqual(await find('moisture', { payloads: true }), [12, 18]);
  assert.ok((await find('pump blocked', { payloads: true })).includes(37));
});

test('patterns are found; those that are none or never end are refused', async (context) => {
  const find = await searching(context, 'failed-irrigation.json');
  assert.deepEqual(await find('^timer(fired|canceled)$', { regex: true }), [21, 30]);
  await assert.rejects(find('(', { regex: true }), refused('bad-pattern'));
  assert.deepEqual(await find('('), []);
});

test('A4 a pattern that never ends is refused within two seconds, and nothing else waits for it', async (context) => {
  const engine = openEngine(context);
  const { runId } = onlyRun(await importText(engine, ownHistory('failed-irrigation.json')));
  const text = JSON.stringify({
    events: [
      {
        eventId: '1',
        eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED',
        workflowExecutionSignaledEventAttributes: { signalName: `${'a'.repeat(28)}!` },
      },
    ],
  });
  const { runId: hard } = onlyRun(await importText(engine, text));
  const began = performance.now();
  const order: string[] = [];
  const search = (run: string, pattern: string): Promise<unknown> =>
    engine.search({ run, from: 1, text: pattern, regex: true, payloads: true }, caller());
  const endless = assert.rejects(search(hard, '(a+)+"'), refused('bad-pattern')).then(() => order.push('endless'));
  await search(runId, 'moisture').then(() => order.push('other'));
  await endless;
  assert.deepEqual(order, ['other', 'endless']);
  assert.ok(performance.now() - began < 4000, 'two seconds, and as much again for a busy machine');
});

test('C28 the places that are found are in the same events as the window finds', async (context) => {
  const engine = openEngine(context);
  for (const name of [
    'failed-irrigation.json',
    'local-mix.jsonl',
    'nexus.reverse.json',
    'encrypted.http.json',
    'events.jsonl',
  ]) {
    const { runId } = onlyRun(await importText(engine, ownHistory(name)));
    const reader = await engine.reader(runId);
    for (const query of [
      { text: 'order', regex: false },
      { text: '1', regex: false },
      { text: '":', regex: false },
      { text: 'i.?n', regex: true },
      { text: '^.{3,12}ed$', regex: true },
    ]) {
      const { seqs } = await engine.search({ run: runId, from: 1, ...query, payloads: true }, caller());
      const matcher = await matcherOf(query);
      const places: FoundPlace[] = [];
      for await (const page of findPlaces(reader, matcher, query.text)) places.push(...page);
      await matcher.close();
      assert.deepEqual(
        places.map(({ seq }) => seq),
        [...seqs],
        `${name} ${query.text}`,
      );
      for (const { text } of places)
        assert.ok(
          (query.regex ? patternMatcher(query.text) : plainMatcher(query.text))(text) >= 0 || text.includes('…'),
          `${name}: ${query.text} in ${text}`,
        );
    }
  }
});

test('A2 a search that is cancelled ends as cancelled, and no other one does', async (context) => {
  const engine = openEngine(context);
  const { runId } = onlyRun(await importText(engine, ownHistory('failed-irrigation.json')));
  const search = (signal?: AbortSignal): Promise<unknown> =>
    engine.search({ run: runId, from: 1, text: 'moisture', regex: false, payloads: true }, caller(undefined, signal));
  const [first, second] = [search(), search(AbortSignal.abort())];
  await assert.rejects(second, refused('cancelled'));
  assert.deepEqual(await first, { seqs: Uint32Array.of(12, 18) });
});

test("K4 what Cadence's failures say is found, of earlier attempts too", async (context) => {
  const engine = openEngine(context);
  const started = {
    eventId: 6,
    timestamp: 1767225602000000000,
    eventType: 'ActivityTaskStarted',
    activityTaskStartedEventAttributes: {
      scheduledEventId: 5,
      attempt: 1,
      lastFailureReason: 'Busy',
      lastFailureDetails: Buffer.from('card busy').toString('base64'),
    },
  };
  const scheduled = {
    eventId: 5,
    timestamp: 1767225601000000000,
    eventType: 'ActivityTaskScheduled',
    activityTaskScheduledEventAttributes: {
      activityId: '0',
      activityType: { name: 'charge' },
      taskList: { name: 't' },
    },
  };
  const { runId } = onlyRun(await importText(engine, JSON.stringify([scheduled, started])));
  assert.deepEqual(
    [...(await engine.search({ run: runId, from: 1, text: 'card busy', regex: false, payloads: true }, caller())).seqs],
    [2],
  );
});
