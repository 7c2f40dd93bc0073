// Tests read-only logs of other engines.

import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { fileIn, scratchFolder } from '../../testing/library.ts';
import { everything, logEvents, plain, refusedAs } from '../../testing/log-events.ts';
import { columnOf, unitOf } from './foreign-columns.ts';
import { openForeignFile, openForeignFolder } from './foreign-log.ts';
import { writtenTimeMs } from '../../model/written-time.ts';
import type { EventLog } from '../log.ts';
import { openFolderLog } from '../folder/folder-log.ts';
import { openSqliteLog } from '../sqlite/sqlite-log.ts';

const at = Date.parse('2026-11-03T09:00:00Z');

type Source = { readonly path: string; readonly db: Database.Database };

function sourceIn(
  context: TestContext,
  mode: 'wal' | 'delete',
  table = 'create table workflow_events (run_id text, sequence integer, event_type text, timestamp integer, payload blob, primary key (run_id, sequence))',
): Source {
  const path = join(scratchFolder(context), 'engine.db');
  const db = new Database(path);
  context.after(() => db.close());
  db.pragma(`journal_mode = ${mode}`);
  db.exec(table);
  return { path, db };
}

function add(db: Database.Database, run: string, from: number, to: number): void {
  const insert = db.prepare('insert into workflow_events values (?, ?, ?, ?, ?)');
  for (let seq = from; seq <= to; seq++)
    insert.run(
      run,
      seq,
      seq === 1 ? 'workflow_started' : 'activity_completed',
      at + seq,
      seq % 2 === 0 ? `{"n":${seq}}` : Buffer.from([seq, 0xff]),
    );
}

function opened(context: TestContext, path: string): EventLog {
  const log = openForeignFile(path, { pollMs: 1 });
  assert.ok(log !== undefined);
  context.after(() => log.close());
  return log;
}

/** Names, sizes, times and bytes of all files. Leaves out the -shm, which readers and writers share as memory. */
function stateOf(folder: string): readonly unknown[] {
  return readdirSync(folder)
    .sort()
    .map((name) => [
      name,
      ...(name.endsWith('-shm')
        ? []
        : [statSync(join(folder, name)).mtimeMs, hash('sha256', readFileSync(join(folder, name)))]),
    ]);
}

for (const mode of ['wal', 'delete'] as const) {
  for (const writer of ['with its writer', 'closed'] as const) {
    test(`L39 L40 a table of another engine, ${mode}, ${writer}: read in every way, nothing is changed or made`, async (context) => {
      const { path, db } = sourceIn(context, mode);
      add(db, 'b', 1, 30);
      add(db, 'a', 1, 3);
      if (writer === 'closed') db.close();
      const before = stateOf(join(path, '..'));
      const log = opened(context, path);
      const [first, second] = await log.read('b', 1, 2);
      assert.deepEqual(plain([first!, second!]), [
        [1, 'workflow_started', at + 1, '01ff'],
        [2, 'activity_completed', at + 2, Buffer.from('{"n":2}').toString('hex')],
      ]);
      const all = await everything(log, 'b');
      assert.deepEqual(
        all.map(({ seq }) => seq),
        Array.from({ length: 30 }, (_, i) => i + 1),
      );
      assert.deepEqual(plain(await log.readReverse('b', 5, 9)), plain(all.slice(4, 9)).toReversed());
      assert.deepEqual(plain(await log.readByTime('b', { fromMs: at + 7, toMs: at + 8 })), plain(all.slice(6, 8)));
      assert.deepEqual(
        (await log.streams()).streams.map(({ run, events, lastType, lastAtMs }) => [run, events, lastType, lastAtMs]),
        [
          ['a', 3, 'activity_completed', at + 3],
          ['b', 30, 'activity_completed', at + 30],
        ],
      );
      assert.deepEqual([await log.streamLen('nobody'), await log.stream('nobody')], [0, undefined]);
      const own = openSqliteLog(join(scratchFolder(context), 'own.db'));
      context.after(() => own.close());
      await own.append('b', all);
      assert.deepEqual(await log.digestAt('b', 30), await own.digestAt('b', 30));
      for (const refused of [
        () => log.append('b', logEvents(31, 31)),
        () => log.append('new', logEvents(1, 1)),
        () => log.create('new'),
        () => log.fork('b', 3, 'new'),
        () => log.dropArchived('b', { file: 'x', checksum: '', from: 1, to: 30 }),
      ])
        await assert.rejects(refused(), refusedAs('foreign-source'));
      assert.equal((await log.verify('b')).bad?.reason, 'unreadable');
      await log.close();
      assert.deepEqual(stateOf(join(path, '..')), before);
    });
  }

  test(`L39 what its writer adds is seen, ${mode}, also by a tail, and when the writer comes later`, async (context) => {
    const { path, db } = sourceIn(context, mode);
    add(db, 'r', 1, 2);
    db.close();
    const log = opened(context, path);
    const seen: number[] = [];
    const stop = new AbortController();
    const tail = (async () => {
      for await (const events of log.tail('r', 1, { signal: stop.signal })) {
        for (const { seq } of events) seen.push(seq);
        if (seen.length === 2) {
          const later = new Database(path);
          context.after(() => later.close());
          add(later, 'r', 3, 5);
          add(later, 'new', 1, 1);
        }
        if (seen.length === 5) stop.abort();
      }
    })();
    await tail;
    assert.deepEqual(seen, [1, 2, 3, 4, 5]);
    assert.deepEqual(
      (await log.streams()).streams.map(({ run, events }) => [run, events]),
      [
        ['new', 1],
        ['r', 5],
      ],
    );
  });
}

test('L39 what a dead writer left in its write-ahead log is read, and left there', async (context) => {
  const { path, db } = sourceIn(context, 'wal');
  db.pragma('wal_autocheckpoint = 0');
  add(db, 'r', 1, 40);
  const folder = scratchFolder(context);
  for (const ending of ['', '-wal']) copyFileSync(path + ending, join(folder, `left.db${ending}`));
  const before = stateOf(folder);
  const log = opened(context, join(folder, 'left.db'));
  assert.equal(await log.streamLen('r'), 40);
  await log.close();
  assert.deepEqual(stateOf(folder), before);
});

test('L39 what a dead writer left in its journal was never committed: it is not read, and left there', async (context) => {
  const { path, db } = sourceIn(context, 'delete');
  add(db, 'r', 1, 5);
  const folder = scratchFolder(context);
  db.pragma('cache_size = 2');
  db.pragma('cache_spill = 2');
  db.exec('begin');
  for (let seq = 6; seq < 3000; seq++) add(db, 'r', seq, seq);
  for (const ending of ['', '-journal']) copyFileSync(path + ending, join(folder, `left.db${ending}`));
  db.exec('rollback');
  assert.ok(statSync(join(folder, 'left.db')).size > statSync(path).size, 'pages of the transaction are in the file');
  const before = stateOf(folder);
  const log = opened(context, join(folder, 'left.db'));
  assert.equal(await log.streamLen('r'), 5);
  assert.equal((await everything(log, 'r')).length, 5);
  await log.close();
  assert.deepEqual(stateOf(folder), before);
});

test('L40 columns are known by their names; events are numbered in their order, gaps and all', async (context) => {
  const { path, db } = sourceIn(
    context,
    'wal',
    'create table "Workflow_Events" (id integer primary key, instanceId integer, "Seq" integer, kind text, created_at_ns integer, data text, note text)',
  );
  const insert = db.prepare(
    'insert into workflow_events (instanceId, Seq, kind, created_at_ns, data) values (?, ?, ?, ?, ?)',
  );
  for (const [run, seq] of [
    [7, 0],
    [7, 5],
    [8, 3],
    [7, 9_000_000_000],
    [7, 20],
    [7, 20],
  ] as const)
    insert.run(run, seq, seq === 5 ? null : `k${seq}`, BigInt(at) * 1_000_000n + 1_500n, seq === 20 ? null : 'é');
  const log = opened(context, path);
  const events = await everything(log, '7');
  assert.deepEqual(
    plain(events),
    [
      [1, 'k0', at + 0.0015, 'c3a9'],
      [2, 'unknown', at + 0.0015, 'c3a9'],
      [3, 'k20', at + 0.0015, ''],
      [4, 'k20', at + 0.0015, ''],
      [5, 'k9000000000', at + 0.0015, 'c3a9'],
    ].map(([seq, type, , payload], i) => [seq, type, events[i]?.atMs, payload]),
  );
  assert.ok(Math.abs((events[0]?.atMs ?? 0) - at - 0.0015) < 0.001);
  for (let seq = 1; seq <= 5; seq++)
    assert.deepEqual(plain([(await log.eventAt('7', seq))!]), plain([events[seq - 1]!]));
  assert.deepEqual(
    (await log.streams()).streams.map(({ run, events: count }) => [run, count]),
    [
      ['7', 5],
      ['8', 1],
    ],
  );
});

test('L40 a view will do; a table without what an event needs is refused with what it has; ours and other databases are no source', async (context) => {
  const view = sourceIn(
    context,
    'delete',
    'create table e (r text, n integer, k text); create view workflow_events as select r as run_id, n as seq, k as type from e',
  );
  view.db.exec("insert into e values ('r', 1, 'started'), ('r', 2, 'done')");
  assert.deepEqual(plain(await everything(opened(context, view.path), 'r')), [
    [1, 'started', null, ''],
    [2, 'done', null, ''],
  ]);
  const other = sourceIn(context, 'wal', 'create table workflow_events (workflow_uuid text, key text, value text)');
  assert.throws(
    () => openForeignFile(other.path),
    (error: Error) => refusedAs('not-a-history')(error) && error.message.includes('workflow_uuid, key, value'),
  );
  assert.equal(openForeignFile(sourceIn(context, 'wal', 'create table t (a)').path), undefined);
  const folder = scratchFolder(context);
  const own = openSqliteLog(join(folder, 'own.db'));
  await own.append('r', logEvents(1, 3));
  assert.equal(openForeignFile(join(folder, 'own.db')), undefined, 'ours, in use');
  await own.close();
  assert.equal(openForeignFile(join(folder, 'own.db')), undefined, 'ours, closed');
  assert.equal(openForeignFile(fileIn(folder, 'text.db', 'a diary '.repeat(100))), undefined);
  assert.throws(
    () =>
      openForeignFile(
        fileIn(folder, 'bad.db', Buffer.concat([readFileSync(view.path).subarray(0, 100), Buffer.alloc(9000, 7)])),
      ),
    refusedAs('database-damaged'),
  );
});

test('L39 L40 a folder of events.jsonl: every line is an event with the line as its payload; half a line is none yet', async (context) => {
  const root = scratchFolder(context);
  for (const run of ['run-1', 'Run 2']) mkdirSync(join(root, run));
  const lines = [
    `{"type":"workflow_started","timestamp":"2026-11-03T09:00:00.020Z","seq":1}`,
    `{"event":"node_started","at_ms":${at + 5}}`,
    ' {"name":"é"} ',
  ];
  const file = fileIn(join(root, 'run-1'), 'events.jsonl', `${lines[0]}\r\n\n${lines[1]}\n${lines[2]}\n`);
  fileIn(join(root, 'Run 2'), 'events.jsonl', lines[0]!);
  writeFileSync(join(root, 'notes.txt'), 'x');
  const before = stateOf(join(root, 'run-1'));
  const log = openForeignFolder(root, { pollMs: 1 });
  assert.ok(log !== undefined);
  context.after(() => log.close());
  assert.deepEqual(
    (await everything(log, 'run-1')).map(({ seq, type, atMs, payload }) => [
      seq,
      type,
      atMs,
      Buffer.from(payload).toString(),
    ]),
    [
      [1, 'workflow_started', at + 20, `${lines[0]}\r`],
      [2, 'node_started', at + 5, lines[1]],
      [3, 'é', null, lines[2]],
    ],
  );
  assert.deepEqual(
    (await log.streams()).streams.map(({ run, events }) => [run, events]),
    [
      ['Run 2', 1],
      ['run-1', 3],
    ],
  );
  await assert.rejects(log.append('run-1', logEvents(4, 4)), refusedAs('foreign-source'));
  assert.deepEqual([await log.streamLen('../run-1'), await log.streamLen('..'), await log.streamLen('')], [0, 0, 0]);
  assert.deepEqual(stateOf(join(root, 'run-1')), before);
  const stop = new AbortController();
  const seen: (readonly [number, string])[] = [];
  for await (const events of log.tail('run-1', 3, { signal: stop.signal })) {
    for (const { seq, type } of events) seen.push([seq, type]);
    if (seen.length === 1) appendFileSync(file, '{"type":"late');
    if (seen.length === 1) setImmediate(() => appendFileSync(file, '_one"}'));
    if (seen.length === 2) appendFileSync(file, '\n{"type":"last"}\n');
    if (seen.length === 3) stop.abort();
  }
  assert.deepEqual(seen.slice(0, 3), [
    [3, 'é'],
    [4, 'late_one'],
    [5, 'last'],
  ]);
  appendFileSync(file, 'not json\n{"type":"behind"}\n');
  await assert.rejects(log.eventAt('run-1', 6), refusedAs('not-json'));
  assert.deepEqual([(await log.eventAt('run-1', 5))?.type, (await log.eventAt('run-1', 7))?.type], ['last', 'behind']);
  renameSync(file, `${file}.old`);
  assert.equal(await log.streamLen('run-1'), 0);
});

test('L39 a folder of ours is no foreign one, nor is an empty one', async (context) => {
  const root = scratchFolder(context);
  assert.equal(openForeignFolder(root), undefined);
  const own = openFolderLog(root);
  context.after(() => own.close());
  await own.append('r', logEvents(1, 3));
  assert.equal(openForeignFolder(root), undefined);
});

test('L40 names of columns, whatever their case and underscores; the likelier one wins', () => {
  const table: readonly (readonly [Parameters<typeof columnOf>[0], readonly string[], string | undefined])[] = [
    ['run', ['id', 'workflow_id', 'RUN_ID'], 'RUN_ID'],
    ['sequence', ['id', 'event_id', 'sequenceNumber'], 'sequenceNumber'],
    ['sequence', ['id'], 'id'],
    ['type', ['name', 'eventType'], 'eventType'],
    ['time', ['created_at', 'atMs'], 'atMs'],
    ['time', ['createdAtNanos'], 'createdAtNanos'],
    ['payload', ['key', 'value'], undefined],
  ];
  for (const [part, columns, expected] of table) assert.equal(columnOf(part, columns), expected, columns.join());
  assert.deepEqual(['timestamp', 'ts', 'at_ms', 'ts_ns', 'time_us', 'event_time_seconds', 'time_s'].map(unitOf), [
    undefined,
    undefined,
    'ms',
    'ns',
    'us',
    's',
    's',
  ]);
});

test('L41 times in every spelling', () => {
  const times: readonly (readonly [unknown, Parameters<typeof writtenTimeMs>[1], number | null])[] = [
    [at, undefined, at],
    [at / 1000, undefined, at],
    [BigInt(at) * 1000n, undefined, at],
    [BigInt(at) * 1_000_000n, undefined, at],
    [1_700_000_000.25, undefined, 1_700_000_000_250],
    [5, 'ms', 5],
    [5, 'ns', 0.000_005],
    [5n, 's', 5000],
    ['1700000000', undefined, 1_700_000_000_000],
    [String(at), 'ms', at],
    ['2026-11-03T09:00:00Z', undefined, at],
    ['2026-11-03 09:00:00', undefined, at],
    ['2026-11-03T10:30:00.5+01:30', undefined, at + 500],
    ['2026-11-03t08:00:00,25-0100', undefined, at + 250],
    ['2026-11-03T09:00:00.123456789Z', undefined, at + 123.456789],
    ['2026-11-03', undefined, Date.parse('2026-11-03')],
    ['2026-11-03 09:00', undefined, at],
    ['soon', undefined, null],
    ['', undefined, null],
    [null, undefined, null],
    [new Uint8Array(3), undefined, null],
    ['2026-13-03T09:00:00Z', undefined, null],
    [Infinity, undefined, null],
  ];
  for (const [value, unit, expected] of times) assert.equal(writtenTimeMs(value, unit), expected, String(value));
  fc.assert(
    fc.property(
      fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }),
      (date) => writtenTimeMs(date.toISOString(), undefined) === date.getTime(),
    ),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(
      fc.anything(),
      fc.constantFrom(undefined, 's', 'ms', 'us', 'ns'),
      (value, unit) => writtenTimeMs(value, unit) === null || Number.isFinite(writtenTimeMs(value, unit)),
    ),
    { numRuns: 2000 },
  );
});
