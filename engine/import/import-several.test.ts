// Tests files with several runs, runs in several pieces, and folders with other content.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import type { Json, JsonObject } from '../model/json.ts';
import type { RunSummary } from '../model/run.ts';
import type { Engine } from '../engine.ts';
import { ownCase, ownHistory, textOf } from '../testing/corpus.ts';
import { fileIn, importPaths, importText, onlyRun, openEngine, scratchFolder } from '../testing/library.ts';

async function exportOf(engine: Engine, run: string): Promise<string> {
  return textOf((await engine.exportRun({ run })).bytes);
}

/** The runs imported from the file, each with whether it existed before. */
async function runsOf(engine: Engine, text: string | Uint8Array): Promise<readonly [RunSummary, boolean][]> {
  return (await importText(engine, text)).map((outcome) => {
    assert.ok('run' in outcome, JSON.stringify(outcome));
    return [outcome.run, outcome.known];
  });
}

test('I11 I3 X1 the two runs of the field case nodelog-two-runs are two, known when they come again, together or alone', async (context) => {
  const engine = openEngine(context);
  const text = ownCase('nodelog-two-runs.input.jsonl');
  const runs = await runsOf(engine, text);
  assert.deepEqual(
    runs.map(([{ runId, status, events, warnings }, known]) => [runId, status, events, warnings, known]),
    [
      ['old', 'completed', 4, 0, false],
      ['new', 'failed', 4, 0, false],
    ],
  );
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.stringify(JSON.parse(line)));
  assert.deepEqual(
    [await exportOf(engine, 'old'), await exportOf(engine, 'new')],
    [lines.slice(0, 4).join('\n'), lines.slice(4).join('\n')],
  );
  assert.deepEqual(
    (await runsOf(engine, text)).map(([, known]) => known),
    [true, true],
  );
  for (const run of ['old', 'new'])
    assert.deepEqual(
      (await runsOf(engine, await exportOf(engine, run))).map(([{ runId }, known]) => [runId, known]),
      [[run, true]],
    );
  assert.equal((await runsOf(openEngine(context), gzipSync(text))).length, 2);
});

test('I11 I9 runs without ids are called after their content, each after its own', async (context) => {
  const engine = openEngine(context);
  const text = ['workflow_started', 'workflow_completed', 'workflow_started', 'workflow_failed']
    .map((type, seq) => JSON.stringify({ type, seq }))
    .join('\n');
  const [first, second] = (await runsOf(engine, text)).map(([run]) => run);
  assert.match(`${first?.runId} ${second?.runId}`, /^run-[0-9a-f]{16} run-[0-9a-f]{16}$/);
  assert.notEqual(first?.runId, second?.runId);
});

test('I12 B21 pages of one history are one run, and where one is missing the run says which ids are', async (context) => {
  const engine = openEngine(context);
  const run = onlyRun(await importText(engine, ownCase('pages-in-one-file.input.json')));
  assert.deepEqual([run.runId, run.workflowId, run.events, run.warnings], ['r-1', 'w-1', 4, 0]);
  assert.deepEqual(JSON.parse(await exportOf(engine, 'r-1')), JSON.parse(ownCase('pages-in-one-file.input.json')));

  const pages = JSON.parse(ownCase('pages-in-one-file.input.json')) as JsonObject[];
  const late = JSON.parse(
    JSON.stringify(pages[1]).replaceAll('"eventId":"3"', '"eventId":"9"').replaceAll('"eventId":"4"', '"eventId":"10"'),
  ) as Json;
  const holed = onlyRun(await importText(engine, JSON.stringify([pages[0]!, late])));
  const { outline } = await engine.reader(holed.runId);
  assert.deepEqual(
    outline.warnings.map(({ seq, code, text }) => [seq, code, text]),
    [[3, 'missing-id', 'Event ids 3 to 8 are missing: what happened there is not in the state.']],
  );
});

test('B38 I5 a folder with pipes, sockets, devices and links to them gives its files, and an outcome for each of the others', async (context) => {
  const folder = scratchFolder(context);
  execFileSync('mkfifo', [join(folder, 'a-pipe')]);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(folder, 'b-socket'), resolve));
  context.after(() => server.close());
  symlinkSync('/dev/zero', join(folder, 'c-device'));
  symlinkSync(join(folder, 'a-pipe'), join(folder, 'd-link'));
  symlinkSync(join(folder, 'gone'), join(folder, 'e-nowhere'));
  fileIn(folder, 'f.json', ownHistory('failed-irrigation.json'));
  const outcomes = await importPaths(openEngine(context), folder);
  assert.deepEqual(
    outcomes.map((outcome) => [outcome.file.slice(folder.length + 1), 'error' in outcome ? outcome.error.code : 'run']),
    [
      ['a-pipe', 'not-found'],
      ['b-socket', 'not-found'],
      ['c-device', 'not-found'],
      ['d-link', 'not-found'],
      ['e-nowhere', 'not-found'],
      ['f.json', 'run'],
    ],
  );
});

test('B35 the field case not-json-position is refused at the comma behind the first event', async (context) => {
  const [outcome] = await importText(openEngine(context), ownCase('not-json-position.input.txt'));
  assert.ok(outcome !== undefined && 'error' in outcome);
  assert.deepEqual(outcome.error, {
    code: 'not-json',
    message:
      'Line 4, column 2 is not JSON: "," stands where the end of the line should, after event 1 of the file. Export the history again as JSON.',
  });
});

test('I15 the field case not-a-history-taken is none, and a folder of such files leaves the library empty', async (context) => {
  const folder = scratchFolder(context);
  for (const name of ['a.json', 'b.json']) fileIn(folder, name, ownCase('not-a-history-taken.input.json'));
  const engine = openEngine(context);
  assert.deepEqual(
    (await importPaths(engine, folder)).map((outcome) => 'error' in outcome && outcome.error.code),
    ['not-a-history', 'not-a-history'],
  );
});

test('I14 tens of thousands of histories in one file take less than ten times its size to be read', () => {
  const code = `
    const { eachHistory } = await import(${JSON.stringify(join(import.meta.dirname, '../sources/json/history-file.ts'))});
    const { peakMemory } = await import(${JSON.stringify(join(import.meta.dirname, '../testing/peak-memory.ts'))});
    const line = (i) => JSON.stringify({ events: [{ eventId: '1', eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED', workflowExecutionStartedEventAttributes: { originalExecutionRunId: 'run-' + i, x: 'y'.repeat(320) } }] }) + '\\n';
    const bytes = Buffer.concat(Array.from({ length: 40_000 }, (_, i) => Buffer.from(line(i))));
    globalThis.gc();
    const before = process.memoryUsage.rss() - bytes.length;
    let count = 0;
    for (const { events } of eachHistory(bytes, false)) count += events.length;
    console.log(JSON.stringify({ count, times: (peakMemory() - before) / bytes.length }));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', '--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', code],
    { encoding: 'utf8' },
  );
  const { count, times } = JSON.parse(stdout || stderr) as { count: number; times: number };
  assert.equal(count, 40_000);
  assert.ok(times < 10, `${times} times`);
});

/** Counts the SQLite statements prepared and run during an import of one file with this many histories. */
async function workOf(context: TestContext, histories: number): Promise<{ prepared: number; ran: number }> {
  const text = Array.from({ length: histories }, (_, i) =>
    JSON.stringify({
      events: [
        {
          eventId: '1',
          eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED',
          workflowExecutionStartedEventAttributes: { originalExecutionRunId: `run-${i}` },
        },
      ],
    }),
  ).join('\n');
  const engine = openEngine(context);
  const database = Database.prototype;
  const statement = Object.getPrototypeOf(new Database(':memory:').prepare('select 1')) as Record<
    string,
    () => unknown
  >;
  const work = { prepared: 0, ran: 0 };
  const prepare = context.mock.method(database, 'prepare');
  const runs = ['run', 'get', 'all', 'iterate'].map((name) => context.mock.method(statement, name));
  const outcomes = await importText(engine, text);
  work.prepared = prepare.mock.callCount();
  work.ran = runs.reduce((sum, { mock }) => sum + mock.callCount(), 0);
  context.mock.restoreAll();
  assert.equal(outcomes.filter((outcome) => 'run' in outcome && !outcome.known).length, histories);
  return work;
}

test('I14 the work for each of many histories does not grow with their number, and no statement is prepared anew for each', async (context) => {
  await workOf(context, 2);
  const few = await workOf(context, 250);
  const many = await workOf(context, 1000);
  assert.ok(many.ran <= few.ran * 4.1, JSON.stringify([few, many]));
  assert.ok(few.ran / 250 < 30 && many.prepared < 60, JSON.stringify([few, many]));
});
