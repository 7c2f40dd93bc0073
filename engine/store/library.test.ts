import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { type ErrorCode, RetraceError } from '../model/errors.ts';
import type { RunId } from '../model/event.ts';
import type { RunSummary } from '../model/run.ts';
import { asNobody } from '../testing/as-nobody.ts';
import { Library, type LibraryRun } from './library.ts';
import type { StoredEvent } from './log.ts';
import { applicationId, migrations } from './sqlite/migrations.ts';

function scratch(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'retrace-log-'));
  context.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'library.db');
}

function openLibrary(context: TestContext, path = scratch(context), options = {}): Library {
  const library = new Library(path, options);
  context.after(() => library.close());
  return library;
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

function storedRun(run: string, more: Partial<RunSummary> = {}): LibraryRun {
  const summary: RunSummary = {
    runId: run as RunId,
    dialect: 'temporal',
    form: 'drawn',
    workflowId: null,
    workflowType: null,
    status: 'running',
    events: 1,
    operations: 0,
    startedAtMs: null,
    endedAtMs: null,
    source: 'test',
    importedAtMs: 1,
    warnings: 0,
    headline: { sentence: '', seq: 1 },
    family: {},
    ...more,
  };
  return {
    summary,
    digest: `digest of ${run}`,
    kept: { version: 1, run },
    identity: {},
    checkpoint: bytes(`outline of ${run}`),
  };
}

function eventsOf(payloads: readonly string[]): readonly StoredEvent[] {
  return payloads.map((payload, i) => ({
    seq: i + 1,
    type: `Type${i}`,
    atMs: i === 0 ? null : 1000.25 * i,
    payload: bytes(payload),
  }));
}

async function put(
  library: Library,
  run: string,
  payloads: readonly string[] = ['{"a":1}'],
  more: Partial<RunSummary> = {},
): Promise<void> {
  const writer = await library.create(run as RunId);
  await writer.append(eventsOf(payloads));
  await writer.commit(storedRun(run, more));
}

const refused =
  (code: ErrorCode, message = /./) =>
  (error: unknown) =>
    error instanceof RetraceError && error.code === code && message.test(error.message);
const runsOf = (library: Library): readonly string[] => library.runs();

test('E1 L1 what was appended and committed can be read, bytes and times as they were', async (context) => {
  const library = openLibrary(context);
  await put(library, 'r1', ['{"n":9007199254740993.0}', '{"é":"\\u0000"}', '{}']);
  const events = await library.log.read('r1', 1, 9);
  assert.deepEqual(
    events.map(({ seq, type, atMs, payload }) => [seq, type, atMs, Buffer.from(payload).toString()]),
    [
      [1, 'Type0', null, '{"n":9007199254740993.0}'],
      [2, 'Type1', 1000.25, '{"é":"\\u0000"}'],
      [3, 'Type2', 2000.5, '{}'],
    ],
  );
  assert.deepEqual(library.kept('r1' as RunId), { version: 1, run: 'r1' });
});

test('L1 a rolled back run was never there, and its name is free again', async (context) => {
  const library = openLibrary(context);
  const writer = await library.create('r1' as RunId);
  await writer.append(eventsOf(['{}']));
  await writer.rollback();
  assert.deepEqual([runsOf(library), await library.log.read('r1', 1, 9), library.hasRun('r1')], [[], [], false]);
  await put(library, 'r1');
  assert.deepEqual(runsOf(library), ['r1']);
});

test('L1 nobody sees a part, this program no more than another one', async (context) => {
  const path = scratch(context);
  const [writing, reading] = [openLibrary(context, path), openLibrary(context, path)];
  const writer = await writing.create('r1' as RunId);
  await writer.append(eventsOf(Array<string>(500).fill('{}')));
  for (const library of [writing, reading])
    assert.deepEqual([runsOf(library), (await library.log.read('r1', 1, 500)).length], [[], 0]);
  await writer.commit(storedRun('r1'));
  for (const library of [writing, reading])
    assert.deepEqual([runsOf(library), (await library.log.read('r1', 1, 500)).length], [['r1'], 500]);
});

test('L1 a commit that fails stores nothing', async (context) => {
  const library = openLibrary(context);
  await put(library, 'r1');
  const writer = await library.create('r2' as RunId);
  await writer.append(eventsOf(['{}']));
  await assert.rejects(writer.commit({ ...storedRun('r2'), digest: 'digest of r1' }));
  assert.deepEqual([runsOf(library), await library.log.read('r2', 1, 9)], [['r1'], []]);
  await put(library, 'r2');
  assert.deepEqual((await library.log.verify('r2')).bad, null);
});

test('L14 R1 a run that only the log has is one of the library, and takes its name', async (context) => {
  const library = openLibrary(context);
  await library.log.append('r1', eventsOf(['{}']));
  assert.deepEqual([library.hasRun('r1'), runsOf(library)], [true, ['r1']]);
  await assert.rejects(library.create('r1' as RunId), refused('run-exists'));
});

test('L2 the database itself refuses to change or delete an event, or to put one in another place', async (context) => {
  const path = scratch(context);
  await put(openLibrary(context, path), 'r1');
  const other = new Database(path);
  context.after(() => other.close());
  for (const sql of [
    "update workflow_events set payload = x'00'",
    'update workflow_events set sequence = 9',
    'delete from workflow_events',
    "delete from workflow_events where run_id = 'r1'",
  ]) {
    assert.throws(() => other.exec(sql), /events are immutable/, sql);
  }
  for (const word of ['insert', 'insert or replace', 'insert or ignore', 'replace']) {
    for (const seq of [1, 3, 0, -1])
      assert.throws(
        () => other.exec(`${word} into workflow_events values ('r1', ${seq}, 'B', 2, x'00', x'00')`),
        /events are immutable/,
        `${word} ${seq}`,
      );
  }
  for (const sql of [
    "insert into workflow_events values ('r9', 2, 'B', 2, x'00', x'00')",
    "insert into branches values ('r1', 'r0', 1, x'00')",
  ])
    assert.throws(() => other.exec(sql), /immutable/, sql);
  assert.equal(other.prepare('select count(*) from workflow_events').pluck().get(), 1);
});

test('L29 L4 the columns are those of the event log, and the file is marked as ours', (context) => {
  const path = scratch(context);
  openLibrary(context, path);
  const other = new Database(path);
  context.after(() => other.close());
  assert.deepEqual(other.prepare("select name from pragma_table_info('workflow_events')").pluck().all(), [
    'run_id',
    'sequence',
    'event_type',
    'timestamp',
    'payload',
    'digest',
  ]);
  assert.equal(other.pragma('user_version', { simple: true }), migrations.length);
  assert.equal(other.pragma('application_id', { simple: true }), applicationId);
  assert.equal(other.pragma('journal_mode', { simple: true }), 'wal');
});

test('L4 a library of every earlier version is brought up to date and keeps its runs', async (context) => {
  for (let version = 1; version <= migrations.length; version++) {
    const path = scratch(context);
    const old = new Database(path);
    for (const step of migrations.slice(0, version)) old.exec(step);
    old.pragma(`application_id = ${applicationId}`);
    old.pragma(`user_version = ${version}`);
    old.exec("insert into workflow_events values ('r', 1, 'A', 1.5, x'7b7d', x'00')");
    old.close();
    assert.deepEqual(
      (await openLibrary(context, path).log.read('r', 1, 1)).map(({ type }) => type),
      ['A'],
    );
  }
});

test('L4 V276 names and notes of an earlier version are kept', async (context) => {
  const path = scratch(context);
  const old = new Database(path);
  const before = migrations.findIndex((step) => step.includes('said_of_runs'));
  for (const step of migrations.slice(0, before)) old.exec(step);
  old.pragma(`application_id = ${applicationId}`);
  old.pragma(`user_version = ${before}`);
  const notes = [{ seq: 3, text: 'why "this"?' }];
  const insert = old.prepare("insert into runs values (?, ?, 1.5, ?, '{}')");
  for (const [run, said] of Object.entries({ both: { name: 'n', notes }, noted: { notes }, none: {} }))
    insert.run(run, run, JSON.stringify({ dialect: 'temporal', ...said }));
  old.close();
  const library = openLibrary(context, path);
  assert.deepEqual(library.said('both' as RunId), { name: 'n', notes });
  assert.deepEqual(library.said('noted' as RunId), { notes });
  assert.deepEqual(library.said('none' as RunId), {});
});

/** Opens a file that must be refused, twice, and proves that its bytes do not change. */
function refusedAndUntouched(path: string, code: ErrorCode, message: RegExp): void {
  const before = readFileSync(path);
  for (let times = 0; times < 2; times++)
    assert.throws(() => new Library(path, { busyTimeoutMs: 20 }), refused(code, message));
  assert.deepEqual(readFileSync(path), before);
}

test('B12 L4 a library of a newer version is refused and not touched', async (context) => {
  const path = scratch(context);
  await new Library(path).close();
  const newer = new Database(path);
  newer.pragma('journal_mode = DELETE');
  newer.pragma(`user_version = ${migrations.length + 1}`);
  newer.close();
  refusedAndUntouched(
    path,
    'database-newer',
    new RegExp(`version ${migrations.length + 1}, this one knows ${migrations.length}`),
  );
});

test("L4 somebody else's database is refused and not touched, also one with a table of events", (context) => {
  for (const [version, table] of [
    [0, 'notes'],
    [1, 'notes'],
    [99, 'notes'],
    [0, 'workflow_events'],
    [1, 'workflow_events'],
  ] as const) {
    const path = scratch(context);
    const foreign = new Database(path);
    foreign.exec(`create table ${table} (text)`);
    foreign.pragma(`user_version = ${version}`);
    foreign.close();
    refusedAndUntouched(path, 'database-damaged', /no library of Retrace/);
  }
});

test('B11 what is no database is refused and not touched', (context) => {
  const path = scratch(context);
  writeFileSync(path, 'this is a diary, not a database, and longer than a header would be. '.repeat(20));
  refusedAndUntouched(path, 'database-damaged', /damaged or no SQLite database/);
});

test('B11 a damaged library is said to be damaged', async (context) => {
  const path = scratch(context);
  const library = new Library(path);
  for (let i = 0; i < 30; i++)
    await put(
      library,
      `r${i}`,
      Array.from({ length: 50 }, (_, n) => `{"n":${n},"text":"${'x'.repeat(200)}"}`),
    );
  await library.close();
  const broken = readFileSync(path);
  broken.fill(0x55, 4096 * 3);
  writeFileSync(path, broken);
  await assert.rejects(async () => {
    const opened = new Library(path);
    try {
      opened.runs();
      for (let i = 0; i < 30; i++) await opened.log.read(`r${i}`, 1, 50);
    } finally {
      await opened.close();
    }
  }, refused('database-damaged'));
});

test('B11 C7 a library that may not be written is read as it is, and refuses to take anything', async (context) => {
  const path = scratch(context);
  const filled = new Library(path);
  await put(filled, 'r1');
  await filled.close();
  chmodSync(path, 0o444);
  chmodSync(join(path, '..'), 0o555);
  await asNobody(context, async () => {
    const library = new Library(path);
    assert.deepEqual(runsOf(library), ['r1']);
    assert.equal((await library.log.verify('r1')).bad, null);
    await assert.rejects(
      () => put(library, 'r2'),
      (error) => error instanceof RetraceError && ['database-read-only', 'no-permission'].includes(error.code),
    );
    await assert.rejects(
      () => library.log.append('r1', [{ seq: 2, type: 'B', atMs: null, payload: bytes('') }]),
      (error) => error instanceof RetraceError && ['database-read-only', 'no-permission'].includes(error.code),
    );
    await library.close();
  });
  chmodSync(join(path, '..'), 0o755);
  assert.deepEqual(readdirSync(join(path, '..')), ['library.db']);
});

test('B8 a place that cannot be a library is refused', (context) => {
  const path = scratch(context);
  assert.throws(() => new Library(join(path, '..')), refused('no-permission'));
  writeFileSync(path, '');
  assert.throws(() => new Library(join(path, 'below', 'a-file.db')), refused('no-permission'));
});

test('B11 a library that another program holds is said to be locked, and opens when it is let go', async (context) => {
  const path = scratch(context);
  await new Library(path).close();
  const holder = new Database(path);
  holder.pragma('locking_mode = EXCLUSIVE');
  holder.exec('begin exclusive; create table held (a); ');
  assert.throws(() => new Library(path, { busyTimeoutMs: 20 }), refused('database-locked'));
  holder.exec('rollback');
  holder.close();
  assert.deepEqual(runsOf(openLibrary(context, path)), []);
});

test('B11 a run cannot be written while another program writes; what is there can be read', async (context) => {
  const path = scratch(context);
  const library = openLibrary(context, path, { busyTimeoutMs: 20 });
  await put(library, 'r1');
  const holder = new Database(path);
  context.after(() => holder.close());
  holder.exec('begin immediate');
  await assert.rejects(library.create('r2' as RunId), refused('database-locked'));
  await assert.rejects(library.log.append('r3', eventsOf(['{}'])), refused('database-locked'));
  assert.deepEqual(runsOf(library), ['r1']);
  holder.exec('rollback');
  await put(library, 'r2');
});

test('B10 L1 L5 a full disk is said to be full; the runs of before stay, and the next that fits goes in', async (context) => {
  const library = openLibrary(context, scratch(context), { maxPages: 60 });
  await put(library, 'r1');
  const writer = await library.create('big' as RunId);
  await assert.rejects(
    async () => {
      for (let seq = 1; seq <= 1000; seq++)
        await writer.append([{ seq, type: 'A', atMs: 1, payload: Buffer.alloc(10_000) }]);
    },
    refused('disk-full', /Nothing of this was stored/),
  );
  await writer.rollback();
  assert.deepEqual([runsOf(library), await library.log.read('big', 1, 9)], [['r1'], []]);
  await put(library, 'r2');
  assert.deepEqual(runsOf(library).toSorted(), ['r1', 'r2']);
});

test('B10 L8 a batch that finds the disk full leaves nothing behind, and the next event still goes in', async (context) => {
  const { log } = openLibrary(context, scratch(context), { maxPages: 60 });
  await log.append('r1', eventsOf(['{}', '{}']));
  const big = Array.from({ length: 50 }, (_, i) => ({ seq: i + 3, type: 'A', atMs: 1, payload: Buffer.alloc(10_000) }));
  await assert.rejects(log.append('r1', big), refused('disk-full'));
  assert.equal(await log.append('r1', [{ seq: 3, type: 'A', atMs: 1, payload: bytes('{}') }]), 4);
  assert.deepEqual((await log.verify('r1')).events, 3);
});

test('B10 L1 a disk that is full at the commit stores nothing', async (context) => {
  const library = openLibrary(context, scratch(context), { maxPages: 60 });
  const writer = await library.create('r1' as RunId);
  await writer.append(eventsOf(['{}']));
  await assert.rejects(
    writer.commit({ ...storedRun('r1'), kept: { chunks: ['x'.repeat(1_000_000)] } }),
    refused('disk-full'),
  );
  assert.deepEqual([runsOf(library), await library.log.read('r1', 1, 9)], [[], []]);
  await put(library, 'r2');
});

test('O10 R4 what was made from events is good for the version, the event and the past that it was made of, and for no other', async (context) => {
  const path = scratch(context);
  const library = openLibrary(context, path);
  const run = 'r1' as RunId;
  await put(library, run);
  const end = library.endOf(run)!;
  const change = (sql: string): void => {
    const other = new Database(path);
    other.exec(sql);
    other.close();
  };
  const there = async (): Promise<readonly boolean[]> => [
    (await library.checkpoint(run, end.seq)) !== undefined,
    library.summary(run, end) !== undefined,
  ];
  const keep = (): void => {
    library.keepCheckpoint(run, end, bytes('outline'));
    library.keepSummary(storedRun(run).summary, end);
  };
  for (const sql of [
    "update checkpoints set name = 'outline/0'; update run_summaries set version = 0",
    "update checkpoints set bytes = zeroblob(length(bytes)); update run_summaries set summary = '{'",
    'update checkpoints set digest = zeroblob(32); update run_summaries set digest = zeroblob(32)',
  ]) {
    assert.deepEqual(await there(), [true, true]);
    change(sql);
    assert.deepEqual(await there(), [false, false], sql);
    keep();
  }
  await library.log.append(run, [{ seq: 2, type: 'B', atMs: null, payload: bytes('{}') }]);
  assert.equal(library.summary(run, library.endOf(run)!), undefined);
  assert.equal((await library.checkpoint(run, 2))?.seq, 1, 'an outline is good to go on with');
});

test('L29 L1 a library is one file when it is closed, and a copy of it is the library', async (context) => {
  const path = scratch(context);
  const library = new Library(path);
  await put(library, 'r1');
  await library.close();
  assert.equal(existsSync(`${path}-wal`), false);
  assert.ok(statSync(path).size > 0);
  copyFileSync(path, `${path}.copy`);
  assert.deepEqual(runsOf(openLibrary(context, `${path}.copy`)), ['r1']);
});
