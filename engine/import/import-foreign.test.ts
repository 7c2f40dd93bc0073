// Tests runs of other engines' event logs as runs of the library.

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { openFolderLog } from '../store/folder/folder-log.ts';
import { ownHistory } from '../testing/corpus.ts';
import { fileIn, importPaths, onlyRun, openEngine, scratchFolder } from '../testing/library.ts';

type Row = readonly [run: string, sequence: number, type: string, timestamp: number, payload: string | Buffer];

function tableOf(
  context: TestContext,
  rows: readonly Row[],
  columns = 'run_id text, sequence integer, event_type text, timestamp integer, payload blob',
): string {
  const path = join(scratchFolder(context), 'engine.db');
  const db = new Database(path);
  db.exec(`create table workflow_events (${columns})`);
  const insert = db.prepare('insert into workflow_events values (?, ?, ?, ?, ?)');
  for (const row of rows) insert.run(...row);
  db.close();
  return path;
}

const at = Date.parse('2026-11-03T09:00:00Z');
const lines = Buffer.from(ownHistory('events.jsonl')).toString('utf8').trimEnd().split('\n');

test('S9 each run of a table is a run, in the dialect that knows its payloads, else raw under its own types and times', async (context) => {
  const path = tableOf(context, [
    ...lines.map((line, i): Row => ['known', i + 1, 'whatever', at + i, line]),
    ['raw', 10, 'order_placed', at, '{"total":"12.50"}'],
    ['raw', 20, 'order_paid', at + 5, Buffer.from([1, 0xff])],
    ['raw', 30, 'order_sent', at + 9, 'by hand'],
  ]);
  const engine = openEngine(context);
  const outcomes = await importPaths(engine, path);
  assert.deepEqual(
    outcomes.map((outcome) => 'run' in outcome && [outcome.run.runId, outcome.run.dialect, outcome.run.events]),
    [
      ['known', 'nodelog', lines.length],
      ['raw', 'raw', 3],
    ],
  );
  const whole = onlyRun(
    await importPaths(openEngine(context), fileIn(scratchFolder(context), 'events.jsonl', lines.join('\n'))),
  );
  const known = await engine.findRun('known');
  assert.deepEqual([known.status, known.headline, known.operations], [whole.status, whole.headline, whole.operations]);
  const raw = await engine.reader('raw');
  const details = await Promise.all([1, 2, 3].map((seq) => raw.detail(seq)));
  assert.deepEqual(
    details.map(({ type, atMs, attributes }) => [type, atMs, attributes.type === 'value' && attributes.value]),
    [
      ['order_placed', at, { total: '12.50' }],
      ['order_paid', at + 5, { base64: 'Af8=' }],
      ['order_sent', at + 9, 'by hand'],
    ],
  );
});

test('S9 a folder of {runId}/events.jsonl whose events no dialect knows gives its runs; one whose events are known gives its files', async (context) => {
  const folder = scratchFolder(context);
  for (const run of ['a', 'b']) {
    mkdirSync(join(folder, 'foreign', run), { recursive: true });
    fileIn(
      join(folder, 'foreign', run),
      'events.jsonl',
      `{"seq":1,"event_type":"begun","timestamp":${at}}\n{"seq":2,"event_type":"done by ${run}","timestamp":${at + 1}}\n`,
    );
  }
  mkdirSync(join(folder, 'known', 'one'), { recursive: true });
  fileIn(join(folder, 'known', 'one'), 'events.jsonl', lines.join('\n'));
  const engine = openEngine(context);
  const outcomes = await importPaths(engine, folder);
  assert.deepEqual(
    outcomes.map((outcome) => 'run' in outcome && [outcome.run.dialect, outcome.run.form, outcome.run.events]),
    [
      ['raw', 'Event log of another engine', 2],
      ['raw', 'Event log of another engine', 2],
      ['nodelog', 'Node log', lines.length],
    ],
  );
  assert.deepEqual(
    [(await engine.reader('b')).outline.types[1], Buffer.from((await engine.reader('b')).packed).length > 0],
    ['done by b', true],
  );
});

test('S10 given back it is lines: the payloads of a known dialect, else every event with its type and time', async (context) => {
  const path = tableOf(context, [
    ...lines.map((line, i): Row => ['known', i + 1, 'x', at + i, line]),
    ['raw', 1, 'a', at, '{"n":1.50}'],
    ['raw', 2, 'b', at, Buffer.from([0xff])],
  ]);
  const engine = openEngine(context);
  await importPaths(engine, path);
  const exported = async (run: string): Promise<string> =>
    Buffer.from((await engine.exportRun({ run })).bytes).toString('utf8');
  const again = onlyRun(
    await importPaths(openEngine(context), fileIn(scratchFolder(context), 'again.jsonl', await exported('known'))),
  );
  assert.deepEqual(
    [again.dialect, again.events, again.headline],
    ['nodelog', lines.length, (await engine.findRun('known')).headline],
  );
  const rows = (await exported('raw'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual(
    rows.map(({ seq, atMs, type, payload }) => [seq, atMs, type, Buffer.from(String(payload), 'base64')]),
    [
      [1, at, 'a', Buffer.from('{"n":1.50}')],
      [2, at, 'b', Buffer.from([0xff])],
    ],
  );
});

test('S3 S9 a run that comes again is known; one that grew is another', async (context) => {
  const rows: Row[] = [
    ['r', 1, 'a', at, '{}'],
    ['r', 2, 'b', at, '{}'],
  ];
  const engine = openEngine(context);
  onlyRun(await importPaths(engine, tableOf(context, rows)));
  assert.deepEqual(
    (await importPaths(engine, tableOf(context, rows))).map((outcome) => 'run' in outcome && outcome.known),
    [true],
  );
  const grown = onlyRun(await importPaths(engine, tableOf(context, [...rows, ['r', 3, 'c', at, '{}']])));
  assert.deepEqual([grown.runId, grown.events], ['r~2', 3]);
});

test('S9 a run with an event that is none of its dialect, or nested too deeply, is refused with the event; the others are there', async (context) => {
  const deep = `${'['.repeat(3000)}${']'.repeat(3000)}`;
  const path = tableOf(context, [
    ...lines.map((line, i): Row => ['bad', i + 1, 'x', at + i, i === 3 ? 'no JSON' : line]),
    ['deep', 1, 'a', at, deep],
    ['deeper', 1, 'a', at, lines[0]!],
    ['deeper', 2, 'a', at, `{"event_type":"node_started","node_id":"n","input":${deep}}`],
  ]);
  const engine = openEngine(context);
  const outcomes = await importPaths(engine, path);
  assert.deepEqual(
    outcomes.map((outcome) => ('run' in outcome ? outcome.run.runId : outcome.error.code)),
    ['not-json', 'deep', 'too-deep'],
  );
  assert.match('error' in outcomes[0]! ? outcomes[0].error.message : '', /^Event 4 /);
});

test('S9 a table that is none of events, and a database without one, say so', async (context) => {
  const odd = tableOf(context, [], 'a text, b text, c text, d text, e text');
  const folder = scratchFolder(context);
  const other = new Database(join(folder, 'other.db'));
  other.exec('create table notes (text)');
  other.close();
  const [first, second] = await importPaths(openEngine(context), odd, join(folder, 'other.db'));
  assert.match(first !== undefined && 'error' in first ? first.error.message : '', /no column that could be the run/);
  assert.match(second !== undefined && 'error' in second ? second.error.message : '', /SQLite database/);
  assert.deepEqual(readdirSync(folder), ['other.db']);
});

/** A log of ours in a folder, with a run of a known dialect, one of none, and a branch. */
async function ownFolder(context: TestContext): Promise<string> {
  const folder = join(scratchFolder(context), 'copy');
  const log = openFolderLog(folder);
  const events = lines.map((line, i) => ({ seq: i + 1, type: 'x', atMs: at + i, payload: Buffer.from(line) }));
  await log.append('Known/1', events);
  await log.append(`raw ${'long '.repeat(60)}`, [{ seq: 1, type: 'begun', atMs: at, payload: Buffer.from('{"n":1}') }]);
  await log.fork('Known/1', 2, 'what-if');
  await log.close();
  return folder;
}

const told = (outcomes: Awaited<ReturnType<typeof importPaths>>): readonly unknown[] =>
  outcomes.map((outcome) =>
    'run' in outcome ? [outcome.run.runId.slice(0, 8), outcome.run.dialect, outcome.run.events] : outcome.error.code,
  );

test('S9 a folder of our own log gives its runs, branches too, and is left as it was; so does the file of one run', async (context) => {
  const folder = await ownFolder(context);
  const before = readdirSync(folder, { recursive: true });
  const runs = [
    ['Known/1', 'nodelog', lines.length],
    ['raw long', 'raw', 1],
    ['what-if', 'nodelog', 2],
  ];
  assert.deepEqual(told(await importPaths(openEngine(context), folder)), runs);
  const files = before.map(String).filter((path) => path.endsWith('events.jsonl'));
  const alone = await importPaths(openEngine(context), ...files.map((path) => join(folder, path)));
  assert.deepEqual(new Set(told(alone)), new Set(runs.slice(0, 2)));
  assert.deepEqual(readdirSync(folder, { recursive: true }), before);
});

test('S9 a run of our own log that is damaged is refused with the place; the others are there', async (context) => {
  const folder = await ownFolder(context);
  const file = readdirSync(folder, { recursive: true })
    .map(String)
    .find((path) => /nown.*events\.jsonl$/i.test(path))!;
  const text = readFileSync(join(folder, file), 'utf8');
  writeFileSync(join(folder, file), text.replace('"seq":3,', '"seq":3;'));
  const outcomes = told(await importPaths(openEngine(context), folder));
  assert.deepEqual([outcomes[0], outcomes[1]], ['log-damaged', ['raw long', 'raw', 1]]);
});

test('I31 a library gives its runs, branches too, and is left as it was, while another program writes it or not', async (context) => {
  const folder = scratchFolder(context);
  const path = join(folder, 'other.db');
  const other = openEngine(context, path);
  await other.log.append(
    'known',
    lines.map((line, i) => ({ seq: i + 1, type: 'x', atMs: at, payload: Buffer.from(line) })),
  );
  await other.log.fork('known', 2, 'what-if');
  const before = readdirSync(folder);
  const runs = [
    ['known', 'nodelog', lines.length],
    ['what-if', 'nodelog', 2],
  ];
  assert.deepEqual(told(await importPaths(openEngine(context), path)), runs);
  assert.deepEqual(readdirSync(folder), before);
  await other.close();
  const closed = readFileSync(path);
  assert.deepEqual(told(await importPaths(openEngine(context), path)), runs);
  assert.deepEqual([readdirSync(folder).includes('other.db-wal'), readFileSync(path).equals(closed)], [false, true]);
});

test('I31 the library that is imported into, one without a run, and a newer one are refused with what to do', async (context) => {
  const folder = scratchFolder(context);
  const [mine, none, newer] = ['mine.db', 'none.db', 'newer.db'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const engine = openEngine(context, mine);
  await openEngine(context, none).close();
  await openEngine(context, newer).close();
  const db = new Database(newer);
  db.pragma('user_version = 999');
  db.close();
  const outcomes = await importPaths(engine, mine, none, newer);
  assert.deepEqual(told(outcomes), ['bad-usage', 'no-events', 'database-newer']);
  assert.match('error' in outcomes[2]! ? outcomes[2].error.message : '', /newer\.db was written by a newer Retrace/);
});
