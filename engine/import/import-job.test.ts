import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import type { ImportProgress, LibraryChange } from '../model/api.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { Engine } from '../engine.ts';
import { findSources } from './import-job.ts';
import { caller } from '../testing/caller.ts';
import { ownHistories, ownHistory, textOf } from '../testing/corpus.ts';
import { contentOf, fileIn, importPaths, importText, onlyRun, openEngine, scratchFolder } from '../testing/library.ts';

const irrigation = textOf(ownHistory('failed-irrigation.json'));
const longHistory = (events: number): string =>
  JSON.stringify({
    events: Array.from({ length: events }, (_, i) => ({
      eventId: String(i + 1),
      eventType: 'EVENT_TYPE_TIMER_FIRED',
      eventTime: new Date(1e12 + i).toISOString(),
      timerFiredEventAttributes: { startedEventId: '1' },
    })),
  });

test('I3 a history that is there already is known, whatever its white space and compression, and nothing is added', async (context) => {
  const database = join(scratchFolder(context), 'library.db');
  const engine = openEngine(context, database);
  const run = onlyRun(await importText(engine, irrigation));
  const before = contentOf(database);
  const same = [
    irrigation,
    JSON.stringify(JSON.parse(irrigation)),
    `\uFEFF${JSON.stringify(JSON.parse(irrigation), null, 7)}\n`,
    gzipSync(irrigation),
  ];
  for (const again of same) {
    const [outcome] = await importText(engine, again);
    assert.deepEqual(outcome, { file: 'given.json', run, known: true });
  }
  assert.deepEqual(contentOf(database), before);
});

test('I3 two hosts that import the same file into one library at the same time make one run of it', async (context) => {
  const database = join(scratchFolder(context), 'library.db');
  const [one, two] = [openEngine(context, database), openEngine(context, database)];
  const text = longHistory(50);
  const outcomes = (await Promise.all([importText(one, text), importText(two, text)])).flat();
  assert.deepEqual(
    outcomes
      .map((outcome) => ('error' in outcome ? outcome.error.code : String(outcome.known)))
      .toSorted((a, b) => (a < b ? -1 : 1)),
    ['false', 'true'],
  );
  assert.equal((await one.listRuns()).length, 1);
});

test('I4 another history of the same run stays beside the first', async (context) => {
  const engine = openEngine(context);
  const { runId } = onlyRun(await importText(engine, irrigation));
  const shorter = JSON.parse(irrigation) as { events: Json[] };
  shorter.events.pop();
  assert.equal(onlyRun(await importText(engine, JSON.stringify(shorter))).runId, `${runId}~2`);
  shorter.events.pop();
  assert.equal(onlyRun(await importText(engine, JSON.stringify(shorter))).runId, `${runId}~3`);
  assert.deepEqual(
    (await engine.listRuns()).map(({ events }) => events),
    [35, 36, 37],
  );
});

test('I9 a history without an id is called after its content', async (context) => {
  const engine = openEngine(context);
  const run = onlyRun(await importText(engine, longHistory(3)));
  assert.match(run.runId, /^run-[0-9a-f]{16}$/);
  assert.equal(onlyRun(await importText(openEngine(context), longHistory(3))).runId, run.runId);
});

test('I9 ids of strangers cannot break the name of a run', async (context) => {
  const engine = openEngine(context);
  const idOf = async (originalExecutionRunId: string): Promise<string> =>
    onlyRun(
      await importText(
        engine,
        JSON.stringify([
          {
            eventId: '1',
            eventType: 'WorkflowExecutionStarted',
            workflowExecutionStartedEventAttributes: { originalExecutionRunId },
          },
        ]),
      ),
    ).runId;
  assert.equal(await idOf('a\u0000b\nc'), 'abc');
  assert.equal((await idOf('x'.repeat(5000))).length, 200);
  assert.equal(await idOf('\u0007'), 'run');
  assert.equal(await idOf('__proto__'), '__proto__');
  assert.equal((await engine.reader('__proto__')).summary.events, 1);
});

test('I1 L13 what the log would refuse of a type, a time or an id does not keep a history out', async (context) => {
  const engine = openEngine(context);
  const text =
    '[{"eventId":"1","eventType":"WorkflowExecutionStarted","eventTime":"+999999-01-01T00:00:00Z","workflowExecutionStartedEventAttributes":{"originalExecutionRunId":"a\\ud800"}},{"eventId":"2","eventType":"odd \\udc00"},{"eventId":"3","eventType":""}]';
  const run = onlyRun(await importText(engine, text));
  assert.equal(run.events, 3);
  assert.deepEqual(JSON.parse(textOf((await engine.exportRun({ run: run.runId })).bytes)), JSON.parse(text));
  const node = onlyRun(
    await importText(
      engine,
      '{"event":"workflow_started","timestamp":1e999}\n{"event":"node_started","node_id":"a","timestamp":1}\n',
    ),
  );
  assert.equal((await engine.readRows({ run: node.runId, from: 1, to: 9 })).length, 2);
});

test('I5 I6 a folder gives every file under it in the order of names; bad ones are reported and spoil no other', async (context) => {
  const folder = scratchFolder(context);
  mkdirSync(join(folder, 'b-deeper'));
  const [good, bad, deep] = [
    fileIn(folder, 'c.json', irrigation),
    fileIn(folder, 'a.json', '{"events":'),
    fileIn(join(folder, 'b-deeper'), 'z.jsonl', ownHistory('events.jsonl')),
  ];
  fileIn(folder, '.hidden.json', longHistory(1));
  symlinkSync(folder, join(folder, 'd-back-to-here'));
  symlinkSync(deep, join(folder, 'e-link.json'));
  const outcomes = await importPaths(openEngine(context), folder, join(folder, 'gone.json'));
  assert.deepEqual(
    outcomes.map((outcome) => [outcome.file, 'error' in outcome ? outcome.error.code : outcome.known]),
    [
      [bad, 'cut-off'],
      [deep, false],
      [good, false],
      [join(folder, 'e-link.json'), true],
      [join(folder, 'gone.json'), 'not-found'],
    ],
  );
});

test('I5 a folder of a thousand files, some of them bad, opens the good ones and lists the others', async (context) => {
  const folder = scratchFolder(context);
  const bad: Readonly<Record<number, string>> = {
    0: '',
    1: '{"events":[{"eventId":"1"',
    2: 'hello',
    3: '{"a":1}',
    4: '{"events":[]}',
  };
  for (let i = 0; i < 1000; i++)
    fileIn(
      folder,
      `${String(i).padStart(4, '0')}.json`,
      i % 50 < 5
        ? (bad[i % 50] ?? '')
        : JSON.stringify([
            {
              eventId: '1',
              eventType: 'WorkflowExecutionStarted',
              workflowExecutionStartedEventAttributes: { originalExecutionRunId: `run-${i}` },
            },
          ]),
    );
  const engine = openEngine(context, join(folder, '.library', 'library.db'));
  const outcomes = await importPaths(engine, folder);
  assert.equal(outcomes.length, 1000);
  const codes = outcomes.filter((outcome) => 'error' in outcome).map(({ error }) => error.code);
  assert.deepEqual(
    [codes.length, new Set(codes)],
    [100, new Set(['empty-file', 'cut-off', 'not-json', 'not-a-history', 'no-events'])],
  );
  assert.equal((await engine.listRuns()).length, 900);
});

test('I7 a cancelled import keeps what was complete and nothing of the rest', async (context) => {
  const folder = scratchFolder(context);
  fileIn(folder, 'a.json', irrigation);
  fileIn(folder, 'b.json', longHistory(60_000));
  fileIn(folder, 'c.json', longHistory(5));
  const database = join(scratchFolder(context), 'library.db');
  const engine = openEngine(context, database);
  const cancel = new AbortController();
  const progress = ({ file, events }: ImportProgress): void => {
    if (file.endsWith('b.json') && events > 0) cancel.abort();
  };
  const outcomes = await engine.import(() => findSources([folder]), caller(progress, cancel.signal));
  assert.deepEqual([outcomes.length, (await engine.listRuns()).map(({ source }) => source)], [1, ['a.json']]);
  assert.equal(
    new Database(database, { readonly: true }).prepare('select count(*) from workflow_events').pluck().get(),
    37,
  );
});

test('I1 a long history can be read before it is stored, and says the same afterwards', async (context) => {
  const engine = openEngine(context);
  const early: unknown[] = [];
  const ask = async (run: string): Promise<unknown> => [
    await engine.openRun({ run }),
    await engine.readRows({ run, from: 1990, to: 2003 }),
    await engine.readEvent({ run, seq: 2002 }),
    await engine.readRaw({ run, seq: 7, offset: 0 }),
    await engine.readState({ run, seq: 2100 }),
    await engine.readOperation({ run, key: 'timer:1' }),
  ];
  const progress = ({ runs }: ImportProgress): void => void early.push(...runs.map(({ runId }) => ask(runId)));
  const run = onlyRun(
    await engine.importBytes(
      { name: 'given.json', bytes: Buffer.from(longHistory(2500)), partial: false },
      caller(progress),
    ),
  );
  assert.equal(early.length, 1);
  assert.deepEqual(await early[0], await ask(run.runId));
});

test('L1 a run that arrived but could not be stored is taken back', async (context) => {
  const database = join(scratchFolder(context), 'library.db');
  const engine = openEngine(context, database);
  const changes: LibraryChange[] = [];
  const following = engine.followLibrary(
    {},
    caller((change: LibraryChange) => changes.push(change)),
  );
  const progress = ({ runs }: ImportProgress): void => {
    if (runs.length > 0) void engine.close();
  };
  const outcomes = await engine.importBytes(
    { name: 'given.json', bytes: Buffer.from(longHistory(60_000)), partial: false },
    caller(progress),
  );
  await following;
  const [whole, added, gone] = changes;
  assert.deepEqual([outcomes, whole, changes.length], [[], { runs: [], gone: [] }, 3]);
  assert.deepEqual(
    gone?.gone,
    added?.runs.map(({ runId }) => runId),
  );
  assert.deepEqual(await openEngine(context, database).listRuns(), []);
});

test('O5 a library that is opened again says the same, with its outlines and without them', async (context) => {
  const database = join(scratchFolder(context), 'library.db');
  const first = Engine.open({ database, version: 'test', filesByPath: true });
  await importPaths(first, ownHistories);
  const cut = irrigation.slice(0, irrigation.length / 2);
  await importText(first, cut, true);
  const runs = await first.listRuns();
  const opened = await Promise.all(runs.map(({ runId }) => first.openRun({ run: runId })));
  await first.close();
  for (const sql of [
    'select 1',
    'delete from checkpoints',
    'delete from run_summaries',
    'delete from checkpoints; delete from run_summaries',
    'update run_summaries set version = version - 1',
    'update checkpoints set bytes = zeroblob(length(bytes))',
  ]) {
    const other = new Database(database);
    other.exec(sql);
    other.close();
    const again = openEngine(context, database);
    assert.deepEqual(await again.listRuns(), runs);
    for (const [i, { runId }] of runs.entries())
      assert.deepEqual(await again.openRun({ run: runId }), opened[i], runId);
    await again.close();
  }
});

test('X1 what the library exports can be imported again, and is known', async (context) => {
  const engine = openEngine(context);
  await importPaths(engine, ownHistories);
  for (const { runId, dialect, events } of await engine.listRuns()) {
    const { name, bytes } = await engine.exportRun({ run: runId });
    assert.match(name, dialect === 'actionqueue' ? /^[\w.-]+\.wal$/ : /^[\w.-]+\.jsonl?$/);
    const [outcome] = await importText(engine, bytes);
    assert.ok(outcome !== undefined && 'run' in outcome);
    // The same log without its snapshot counts as a different log.
    assert.ok(
      (outcome.known && outcome.run.runId === runId) || (dialect === 'actionqueue' && outcome.run.events === events),
    );
  }
});

test('E2 the raw text of an event comes in pieces that join to what was written', async (context) => {
  const engine = openEngine(context);
  const long = 'é€😀'.repeat(400_000);
  const run = onlyRun(
    await importText(
      engine,
      JSON.stringify([{ eventId: '1', eventType: 'WorkflowExecutionStarted', long } satisfies JsonObject]),
    ),
  );
  let text = '';
  for (let offset: number | null = 0; offset !== null;) {
    const piece: { text: string; bytes: number; nextOffset: number | null } = await engine.readRaw({
      run: run.runId,
      seq: 1,
      offset,
    });
    text += piece.text;
    offset = piece.nextOffset;
  }
  assert.ok((JSON.parse(text) as JsonObject)['long'] === long);
});

test('the sample opens', async (context) => {
  const run = onlyRun(
    await importText(openEngine(context), readFileSync(join(import.meta.dirname, '../../renderer/public/sample.json'))),
  );
  assert.deepEqual([run.workflowId, run.status, run.warnings], ['order-7781', 'failed', 0]);
});
