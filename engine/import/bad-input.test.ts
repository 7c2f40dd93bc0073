// Tests every kind of bad input: unreadable input is refused with a code and leaves the library unchanged; partly
// readable input is imported with warnings on the run and on the event.

import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test, type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { gzipSync } from 'node:zlib';
import type { Engine } from '../engine.ts';
import type { ImportOutcome } from '../model/api.ts';
import type { ErrorCode } from '../model/errors.ts';
import type { WarningCode } from '../model/event.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { hasFlag, typeOf } from '../model/outline.ts';
import { unpackOutline } from '../model/packed-outline.ts';
import { runImport, bytesSource } from './import-job.ts';
import { Library } from '../store/library.ts';
import { asNobody } from '../testing/as-nobody.ts';
import { caller } from '../testing/caller.ts';
import { ownHistory, textOf } from '../testing/corpus.ts';
import { contentOf, fileIn, importPaths, importText, onlyRun, openEngine, scratchFolder } from '../testing/library.ts';

const whole = textOf(ownHistory('stuck-ledger.json'));
const events = (JSON.parse(whole) as { events: readonly JsonObject[] }).events;
const deep = `{"events":[\n{"eventId":"1","eventType":"WorkflowExecutionStarted","a":${'['.repeat(100_000)}${']'.repeat(100_000)}}]}`;

type Case = {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly code: ErrorCode;
  readonly says: RegExp;
};

const refusals: readonly Case[] = [
  {
    name: 'B1 text that is no JSON',
    content: 'eventId: 1\n',
    code: 'not-json',
    says: /^Line 1, column 1 is not JSON: "e" stands where \{ or \[ should\./,
  },
  {
    name: 'B1 brackets that do not match',
    content: '{"events":[\n\n}',
    code: 'not-json',
    says: /^Line 3, column 1 .*: "\}" stands where a value or \] should\./,
  },
  {
    name: 'B1 an event in the middle that is broken',
    content: whole.replace('"eventId": "7"', '"eventId": 7x'),
    code: 'not-json',
    says: /^Line \d+, column \d+ is not JSON: "x" stands where a comma or \} should, after event 6 of the file\./,
  },
  {
    name: 'B1 a page of HTML',
    content: '<!doctype html><title>Sign in</title>',
    code: 'not-json',
    says: /^Line 1, column 1 is not JSON: "<" stands where/,
  },
  {
    name: 'B2 a file cut off in an event',
    content: whole.slice(0, whole.indexOf('"eventId": "9"') + 5),
    code: 'cut-off',
    says: /line \d+: 8 whole events come before the cut\. .*--partial/,
  },
  {
    name: 'B2 a file cut off before its first event ends',
    content: whole.slice(0, 60),
    code: 'cut-off',
    says: /no whole event comes before the cut/,
  },
  { name: 'B3 an empty file', content: '', code: 'empty-file', says: /empty/ },
  { name: 'B3 a file of white space', content: ' \r\n\t\n', code: 'empty-file', says: /empty/ },
  { name: 'B3 a file of a BOM alone', content: '\uFEFF', code: 'empty-file', says: /empty/ },
  {
    name: 'B4 JSON that is no history',
    content: '{"name":"retrace","version":"0.1.0","list":[{"type":"a"},{"event":1}]}',
    code: 'not-a-history',
    says: /none of its objects is an event of a history/,
  },
  {
    name: 'B4 JSON Lines that are no history',
    content: '{"level":"info","event":"started"}\n{"level":"warn"}\n',
    code: 'not-a-history',
    says: /none of its objects is an event of a history/,
  },
  { name: 'B5 a history without events', content: '{"events":[]}', code: 'no-events', says: /no events/ },
  {
    name: 'B5 an answer without events',
    content: '{"history":{"events":[]},"nextPageToken":null}',
    code: 'no-events',
    says: /no events/,
  },
  {
    name: 'B6 bytes that are no UTF-8',
    content: Buffer.concat([Buffer.from('{"events":[{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}]}')]),
    code: 'not-utf8',
    says: /byte 17 is wrong/,
  },
  {
    name: 'B6 UTF-16',
    content: Buffer.from('\uFEFF{"events":[]}', 'utf16le'),
    code: 'not-utf8',
    says: /byte 0 is wrong/,
  },
  { name: 'B7 nesting 100,000 levels deep', content: deep, code: 'too-deep', says: /^Line 2 is nested more than/ },
  {
    name: 'B13 gzip that is damaged',
    content: gzipSync(whole).subarray(0, 900),
    code: 'bad-gzip',
    says: /cannot be unpacked/,
  },
  {
    name: 'B13 gzip that is something else',
    content: Buffer.from([0x1f, 0x8b, 1, 2, 3]),
    code: 'bad-gzip',
    says: /cannot be unpacked/,
  },
  {
    name: 'B13 a protobuf history',
    content: Buffer.from([0x0a, 0x9c, 0x01, 0x08, 0x01, 0x12, 0x00]),
    code: 'binary-history',
    says: /temporal workflow show --output json/,
  },
  { name: 'B4 a SQLite database', content: 'SQLite format 3\u0000…', code: 'not-a-history', says: /SQLite database/ },
];

/** Asserts that `work` does not change the library. */
async function leavesNothing(
  context: TestContext,
  work: (engine: Engine, folder: string) => Promise<readonly ImportOutcome[]>,
  code: ErrorCode,
  says: RegExp,
): Promise<void> {
  const folder = scratchFolder(context);
  const database = join(folder, 'library.db');
  const engine = openEngine(context, database);
  await importText(engine, ownHistory('failed-irrigation.json'));
  const [before, content] = [await engine.listRuns(), contentOf(database)];
  const outcomes = await work(engine, folder);
  assert.equal(outcomes.length, 1);
  const [outcome] = outcomes;
  assert.ok(outcome !== undefined && 'error' in outcome, 'it was not refused');
  assert.equal(outcome.error.code, code, outcome.error.message);
  assert.match(outcome.error.message, says);
  assert.match(outcome.error.message, /\.$/);
  assert.doesNotMatch(outcome.error.message, /\n/);
  assert.deepEqual(await engine.listRuns(), before);
  assert.deepEqual(contentOf(database), content);
}

describe('what cannot be read is refused, by path and as bytes, and leaves the library as it was', () => {
  for (const { name, content, code, says } of refusals) {
    test(name, async (context) => {
      await leavesNothing(context, (engine) => importText(engine, content), code, says);
      await leavesNothing(
        context,
        (engine, folder) => importPaths(engine, fileIn(folder, 'bad.json', content)),
        code,
        says,
      );
    });
  }

  test('B2 the refusal of a cut file carries the number of whole events', async (context) => {
    const [outcome] = await importText(
      openEngine(context),
      refusals.find(({ code }) => code === 'cut-off')?.content ?? '',
    );
    assert.ok(outcome !== undefined && 'error' in outcome);
    assert.equal(outcome.wholeEvents, 8);
  });

  test('B8 a file that is not there, and one that may not be read', async (context) => {
    await leavesNothing(
      context,
      (engine, folder) => importPaths(engine, join(folder, 'gone.json')),
      'not-found',
      /is not there/,
    );
    const file = fileIn(scratchFolder(context), 'secret.json', whole);
    chmodSync(file, 0);
    const engine = openEngine(context);
    await asNobody(context, async () => {
      chmodSyncQuietly(join(file, '..'));
      const [outcome] = await importPaths(engine, file);
      assert.ok(
        outcome !== undefined && 'error' in outcome && outcome.error.code === 'no-permission',
        JSON.stringify(outcome),
      );
    });
  });

  test('B10 a history for which the disk has no room', async (context) => {
    const database = join(scratchFolder(context), 'library.db');
    const log = new Library(database, { maxPages: 80 });
    context.after(() => log.close());
    const small = await runImport(log, [bytesSource('small.json', ownHistory('events.jsonl'))], { partial: false });
    assert.ok('run' in small[0]!);
    const content = contentOf(database);
    const big = JSON.stringify(events.map((event) => ({ ...event, padding: 'x'.repeat(100_000) })));
    const [outcome] = await runImport(log, [bytesSource('big.json', Buffer.from(big))], { partial: false });
    assert.ok(
      outcome !== undefined && 'error' in outcome && outcome.error.code === 'disk-full',
      JSON.stringify(outcome),
    );
    assert.deepEqual(contentOf(database), content);
    assert.equal(log.runs().length, 1);
  });

  test('B11 a library that another program is writing to', async (context) => {
    const database = join(scratchFolder(context), 'library.db');
    const log = new Library(database, { busyTimeoutMs: 20 });
    context.after(() => log.close());
    const other = new Database(database);
    context.after(() => other.close());
    other.exec('begin immediate');
    const [outcome] = await runImport(log, [bytesSource('a.json', ownHistory('events.jsonl'))], { partial: false });
    assert.ok(
      outcome !== undefined && 'error' in outcome && outcome.error.code === 'database-locked',
      JSON.stringify(outcome),
    );
    other.exec('rollback');
    assert.deepEqual(log.runs(), []);
  });
});

function chmodSyncQuietly(folder: string): void {
  try {
    chmodSync(folder, 0o755);
  } catch {
    // The folder has another owner, who can already enter it.
  }
}

/** The history after `change` has changed some events. */
function changed(change: (event: JsonObject, index: number) => Json): string {
  return JSON.stringify({ events: events.map(change) });
}

const at = (index: number, fields: JsonObject) =>
  changed((event, i) => (i === index ? { ...event, ...fields } : event));
const scheduled = events.findIndex((event) => event['eventType'] === 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED');
const fieldsOf = (index: number): string =>
  Object.keys(events[index] ?? {}).find((key) => key.endsWith('EventAttributes')) ?? '';

type Part = { readonly name: string; readonly text: string; readonly seq: number; readonly code: WarningCode };

const lone = JSON.stringify(events[3]).replace('{', '{"note":"\\ud800x",');

const parts: readonly Part[] = [
  {
    name: 'B20 a first event that is no start',
    text: JSON.stringify({ events: events.slice(4) }),
    seq: 1,
    code: 'first-not-start',
  },
  { name: 'B21 a duplicate id', text: at(5, { eventId: '5' }), seq: 6, code: 'duplicate-id' },
  {
    name: 'B21 missing ids',
    text: JSON.stringify({ events: events.filter((_, i) => i !== 4 && i !== 5) }),
    seq: 5,
    code: 'missing-id',
  },
  { name: 'B21 ids that go back', text: at(5, { eventId: '2' }), seq: 6, code: 'backward-id' },
  { name: 'B21 an event without an id', text: at(5, { eventId: null }), seq: 6, code: 'missing-id' },
  {
    name: 'B22 a time that runs backward',
    text: at(5, { eventTime: '2020-01-01T00:00:00Z' }),
    seq: 6,
    code: 'backward-time',
  },
  { name: 'B22 a time that is none', text: at(5, { eventTime: 'half past' }), seq: 6, code: 'odd-shape' },
  {
    name: 'B23 an unknown event type',
    text: at(5, { eventType: 'EVENT_TYPE_OF_NEXT_YEAR' }),
    seq: 6,
    code: 'unknown-type',
  },
  { name: 'B23 an unknown number of an event type', text: at(5, { eventType: 6000 }), seq: 6, code: 'unknown-type' },
  {
    name: 'B24 an unknown enum value',
    text: at(0, { [fieldsOf(0)]: { workflowId: 'w', initiator: 'CONTINUE_AS_NEW_INITIATOR_MOON' } }),
    seq: 1,
    code: 'unknown-value',
  },
  {
    name: 'B25 attributes that are a text',
    text: at(scheduled, { [fieldsOf(scheduled)]: 'text' }),
    seq: scheduled + 1,
    code: 'odd-shape',
  },
  {
    name: 'B25 attributes that are a list',
    text: at(scheduled, { [fieldsOf(scheduled)]: [1, 2] }),
    seq: scheduled + 1,
    code: 'odd-shape',
  },
  {
    name: 'B26 invalid base64',
    text: at(scheduled, {
      [fieldsOf(scheduled)]: { input: { payloads: [{ metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: '%%%' }] } },
    }),
    seq: scheduled + 1,
    code: 'bad-base64',
  },
  {
    name: 'B27 a lone surrogate',
    text: `{"events":[${events.map((event, i) => (i === 3 ? lone : JSON.stringify(event))).join()}]}`,
    seq: 4,
    code: 'lone-surrogate',
  },
];

describe('what can be read in part is read, and warned of on the run and on the event', () => {
  for (const { name, text, seq, code } of parts) {
    test(name, async (context) => {
      const engine = openEngine(context);
      const run = onlyRun(await importText(engine, text));
      const outline = unpackOutline((await engine.openRun({ run: run.runId })).outline);
      assert.equal(
        outline.warnings.find((warning) => warning.code === code)?.seq,
        seq,
        JSON.stringify(outline.warnings),
      );
      assert.equal(run.warnings, outline.warnings.length);
      assert.ok(hasFlag(outline, seq, 'warned'));
      const detail = await engine.readEvent({ run: run.runId, seq });
      assert.ok(detail.warnings.length > 0);
      for (let each = 0; each <= run.events; each++) await engine.readState({ run: run.runId, seq: each });
      for (const key of outline.operations.keys) await engine.readOperation({ run: run.runId, key });
      assert.deepEqual(JSON.parse(textOf((await engine.exportRun({ run: run.runId })).bytes)), JSON.parse(text));
    });
  }

  test('B20 a page that is not the whole history says so', async (context) => {
    const engine = openEngine(context);
    const run = onlyRun(await importText(engine, JSON.stringify({ history: { events }, nextPageToken: 'AAAB' })));
    assert.deepEqual(
      (await engine.reader(run.runId)).outline.warnings.map(({ seq, code }) => [seq, code]),
      [[0, 'more-pages']],
    );
  });

  test('B2 a cut file that a person opens in part says so', async (context) => {
    const engine = openEngine(context);
    const run = onlyRun(await importText(engine, whole.slice(0, whole.length - 400), true));
    assert.equal(run.events, events.length - 1);
    assert.deepEqual(
      (await engine.reader(run.runId)).outline.warnings.map(({ seq, code }) => [seq, code]),
      [[0, 'partial-file']],
    );
  });
});

describe('hostile keys', () => {
  const hostile =
    '{"events":[{"eventId":"1","eventType":"EVENT_TYPE_WORKFLOW_EXECUTION_STARTED","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":2}},"workflowExecutionStartedEventAttributes":{"__proto__":{"workflowId":"x"},"memo":{"fields":{"__proto__":{"metadata":{"encoding":"anNvbi9wbGFpbg=="},"data":"MQ=="},"toString":{"metadata":{"encoding":"anNvbi9wbGFpbg=="},"data":"Mg=="}}}}},{"eventId":"2","eventType":"__proto__","a":1},{"eventId":"3","eventType":"constructor"}],"__proto__":{"polluted":3},"nextPageToken":null}';
  let engine: Engine;

  before(async () => {
    engine = (await import('../engine.ts')).Engine.open({ database: ':memory:', version: 'test', filesByPath: false });
  });

  test('B28 X1 `__proto__` is a key as any other: kept, shown, exported, and nothing is polluted', async (context) => {
    context.after(() => engine.close());
    const { runId } = onlyRun(await importText(engine, hostile));
    assert.equal(textOf((await engine.exportRun({ run: runId })).bytes), hostile);
    const { attributes } = await engine.readEvent({ run: runId, seq: 1 });
    assert.ok(attributes.type === 'value' && Object.hasOwn(attributes.value as object, '__proto__'));
    const { values } = await engine.readState({ run: runId, seq: 3 });
    assert.deepEqual(
      values.map(({ name, value }) => [name, (value as { $payload: { value: Json } }).$payload.value]),
      [
        ['memo.__proto__', 1],
        ['memo.toString', 2],
      ],
    );
    const outline = unpackOutline((await engine.openRun({ run: runId })).outline);
    assert.deepEqual(
      [2, 3].map((seq) => typeOf(outline, seq)),
      ['__proto__', 'constructor'],
    );
    await engine.search({ run: runId, from: 1, text: '__proto__', regex: false, payloads: true }, caller());
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });
});

test('B29 one text of 100 MB is imported, listed, shown by its head and given back', async (context) => {
  const engine = openEngine(context, join(scratchFolder(context), 'library.db'));
  const bytes = Buffer.concat([
    Buffer.from(
      `${JSON.stringify(events.slice(0, 4)).slice(0, -1)},{"eventId":"5","eventType":"EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED","workflowExecutionSignaledEventAttributes":{"signalName":"big","input":"`,
    ),
    Buffer.alloc(100_000_000, 'x'),
    Buffer.from('"}}]'),
  ]);
  const run = onlyRun(await importText(engine, bytes));
  assert.equal(run.events, 5);
  const { attributes, summary } = await engine.readEvent({ run: run.runId, seq: 5 });
  assert.ok(
    attributes.type === 'large' && attributes.bytes > 1e8 && attributes.head.length <= 65_536 && summary.length < 200,
  );
  const { rows, piece } = {
    rows: await engine.readRows({ run: run.runId, from: 1, to: 5 }),
    piece: await engine.readRaw({ run: run.runId, seq: 5, offset: 99_999_000 }),
  };
  assert.deepEqual([rows.length, piece.nextOffset], [5, null]);
  let size = 0;
  for await (const part of engine.exported(run)) size += part.length;
  assert.equal(size, bytes.length);
});
