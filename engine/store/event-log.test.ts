import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { type ErrorCode, RetraceError } from '../model/errors.ts';
import type { RunId } from '../model/event.ts';
import { OutlineBuilder } from '../model/outline-builder.ts';
import type { RunSummary } from '../model/run.ts';
import { asNobody } from '../testing/as-nobody.ts';
import { EventLog, type StoredRun } from './event-log.ts';
import { migrations } from './migrations.ts';

function scratch(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'retrace-log-'));
  context.after(() => rmSync(folder, { recursive: true }));
  return join(folder, 'library.db');
}

function openLog(context: TestContext, path = scratch(context), options = {}): EventLog {
  const log = new EventLog(path, options);
  context.after(() => log.close());
  return log;
}

function storedRun(run: string, more: Partial<RunSummary> = {}): StoredRun {
  const summary: RunSummary = {
    runId: run as RunId, dialect: 'temporal', form: 'drawn', workflowId: null, workflowType: null, status: 'running', events: 1, operations: 0,
    startedAtMs: null, endedAtMs: null, source: 'test', importedAtMs: 1, warnings: 0, headline: { sentence: '', seq: 1 }, family: {}, ...more,
  };
  return { summary, digest: `digest of ${run}`, envelope: { version: 1, run }, outline: new OutlineBuilder().finish(run as RunId, 'temporal') };
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

function put(log: EventLog, run: string, payloads: readonly string[] = ['{"a":1}'], more: Partial<RunSummary> = {}): void {
  const writer = log.begin(run as RunId);
  for (const [i, payload] of payloads.entries()) writer.append(i + 1, `Type${i}`, i === 0 ? null : 1000.25 * i, bytes(payload));
  writer.commit(storedRun(run, more));
}

const refused = (code: ErrorCode, message = /./) => (error: unknown) => error instanceof RetraceError && error.code === code && message.test(error.message);
const runsOf = (log: EventLog): readonly string[] => log.runs().map(({ runId }) => runId);

test('E1 L1 what was appended and committed can be read, bytes and times as they were', (context) => {
  const log = openLog(context);
  put(log, 'r1', ['{"n":9007199254740993.0}', '{"é":"\\u0000"}', '{}']);
  assert.deepEqual(log.read('r1', 1, 9).map(({ seq, type, atMs, payload }) => [seq, type, atMs, Buffer.from(payload).toString()]), [[1, 'Type0', null, '{"n":9007199254740993.0}'], [2, 'Type1', 1000.25, '{"é":"\\u0000"}'], [3, 'Type2', 2000.5, '{}']]);
  assert.deepEqual(log.read('r1', 2, 2).map(({ seq }) => seq), [2]);
  assert.deepEqual([log.eventAt('r1', 4), log.read('r1', 3, 1), log.read('other', 1, 9)], [undefined, [], []]);
  assert.deepEqual(log.envelope('r1' as RunId), { version: 1, run: 'r1' });
});

test('L1 a rolled back run was never there, and its name is free again', (context) => {
  const path = scratch(context);
  const log = openLog(context, path);
  const writer = log.begin('r1' as RunId);
  writer.append(1, 'A', 1, bytes('{}'));
  writer.rollback();
  assert.deepEqual([runsOf(log), log.read('r1', 1, 9), log.hasRun('r1')], [[], [], false]);
  put(log, 'r1');
  assert.deepEqual(runsOf(log), ['r1']);
});

test('L1 nobody sees a part: another connection sees nothing before the commit and all after it', (context) => {
  const path = scratch(context);
  const [writing, reading] = [openLog(context, path), openLog(context, path)];
  const writer = writing.begin('r1' as RunId);
  for (let seq = 1; seq <= 500; seq++) writer.append(seq, 'A', seq, bytes('{}'));
  assert.deepEqual([runsOf(reading), reading.read('r1', 1, 500).length], [[], 0]);
  writer.commit(storedRun('r1'));
  assert.deepEqual([runsOf(reading), reading.read('r1', 1, 500).length], [['r1'], 500]);
});

test('L1 a commit that fails stores nothing', (context) => {
  const log = openLog(context);
  put(log, 'r1');
  const writer = log.begin('r2' as RunId);
  writer.append(1, 'A', 1, bytes('{}'));
  assert.throws(() => writer.commit({ ...storedRun('r2'), digest: 'digest of r1' }));
  assert.deepEqual([runsOf(log), log.read('r2', 1, 9)], [['r1'], []]);
  put(log, 'r2');
});

test('L2 the database itself refuses to change or delete an event', (context) => {
  const path = scratch(context);
  put(openLog(context, path), 'r1');
  const other = new Database(path);
  context.after(() => other.close());
  for (const sql of ["update workflow_events set payload = x'00'", 'update workflow_events set sequence = 9', 'delete from workflow_events', "delete from workflow_events where run_id = 'r1'"]) {
    assert.throws(() => other.exec(sql), /events are immutable/, sql);
  }
  for (const word of ['insert', 'insert or replace', 'insert or ignore', 'replace']) assert.throws(() => other.exec(`${word} into workflow_events values ('r1', 1, 'B', 2, x'00')`), /events are immutable/, word);
  assert.equal(other.prepare('select count(*) from workflow_events').pluck().get(), 1);
});

test('L3 a second event under a used seq is refused', (context) => {
  const log = openLog(context);
  const writer = log.begin('r1' as RunId);
  writer.append(1, 'A', 1, bytes('{}'));
  assert.throws(() => writer.append(1, 'B', 1, bytes('{"b":1}')));
  writer.rollback();
});

test('L4 the columns are those of the event log', (context) => {
  const path = scratch(context);
  openLog(context, path);
  const other = new Database(path);
  context.after(() => other.close());
  assert.deepEqual(other.prepare("select name from pragma_table_info('workflow_events')").pluck().all(), ['run_id', 'sequence', 'event_type', 'timestamp', 'payload']);
  assert.equal(other.pragma('user_version', { simple: true }), migrations.length);
  assert.equal(other.pragma('journal_mode', { simple: true }), 'wal');
});

test('L4 a library of every earlier version is brought up to date and keeps its runs', (context) => {
  for (let version = 1; version <= migrations.length; version++) {
    const path = scratch(context);
    const old = new Database(path);
    for (const step of migrations.slice(0, version)) old.exec(step);
    old.pragma(`user_version = ${version}`);
    old.exec("insert into workflow_events values ('r', 1, 'A', 1.5, x'7b7d')");
    old.close();
    assert.deepEqual(openLog(context, path).read('r', 1, 1).map(({ type }) => type), ['A']);
  }
});

/** Opens what must be refused, twice, and proves that the file stayed byte for byte as it was. */
function refusedAndUntouched(path: string, code: ErrorCode, message: RegExp): void {
  const before = readFileSync(path);
  for (let times = 0; times < 2; times++) assert.throws(() => new EventLog(path, { busyTimeoutMs: 20 }), refused(code, message));
  assert.deepEqual(readFileSync(path), before);
}

test('B12 L4 a library of a newer version is refused and not touched', (context) => {
  const path = scratch(context);
  new EventLog(path).close();
  const newer = new Database(path);
  newer.pragma('journal_mode = DELETE');
  newer.pragma(`user_version = ${migrations.length + 1}`);
  newer.close();
  refusedAndUntouched(path, 'database-newer', new RegExp(`version ${migrations.length + 1}, this one knows ${migrations.length}`));
});

test("L4 somebody else's database is refused and not touched", (context) => {
  for (const version of [0, 1, 99]) {
    const path = scratch(context);
    const foreign = new Database(path);
    foreign.exec('create table notes (text)');
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

test('B11 a damaged library is said to be damaged', (context) => {
  const path = scratch(context);
  const log = new EventLog(path);
  for (let i = 0; i < 30; i++) put(log, `r${i}`, Array.from({ length: 50 }, (_, n) => `{"n":${n},"text":"${'x'.repeat(200)}"}`));
  log.close();
  const broken = readFileSync(path);
  broken.fill(0x55, 4096 * 3);
  writeFileSync(path, broken);
  assert.throws(() => {
    const opened = new EventLog(path);
    try {
      opened.runs();
      for (let i = 0; i < 30; i++) opened.read(`r${i}`, 1, 50);
    } finally {
      opened.close();
    }
  }, refused('database-damaged'));
});

test('B11 a library that may not be written is refused', async (context) => {
  const path = scratch(context);
  new EventLog(path).close();
  chmodSync(path, 0o444);
  chmodSync(join(path, '..'), 0o555);
  await asNobody(context, () => assert.throws(() => new EventLog(path), (error) => error instanceof RetraceError && ['database-read-only', 'no-permission'].includes(error.code)));
  chmodSync(join(path, '..'), 0o755);
});

test('B8 a place that cannot be a library is refused', (context) => {
  const path = scratch(context);
  assert.throws(() => new EventLog(join(path, '..')), refused('no-permission'));
  writeFileSync(path, '');
  assert.throws(() => new EventLog(join(path, 'below', 'a-file.db')), refused('no-permission'));
});

test('B11 a library that another program holds is said to be locked, and opens when it is let go', (context) => {
  const path = scratch(context);
  new EventLog(path).close();
  const holder = new Database(path);
  holder.pragma('locking_mode = EXCLUSIVE');
  holder.exec('begin exclusive; create table held (a); ');
  assert.throws(() => new EventLog(path, { busyTimeoutMs: 20 }), refused('database-locked'));
  holder.exec('rollback');
  holder.close();
  assert.deepEqual(runsOf(openLog(context, path)), []);
});

test('B11 a run cannot be written while another program writes; what is there can be read', (context) => {
  const path = scratch(context);
  const log = openLog(context, path, { busyTimeoutMs: 20 });
  put(log, 'r1');
  const holder = new Database(path);
  context.after(() => holder.close());
  holder.exec('begin immediate');
  assert.throws(() => log.begin('r2' as RunId), refused('database-locked'));
  assert.deepEqual(runsOf(log), ['r1']);
  holder.exec('rollback');
  put(log, 'r2');
});

test('B10 L1 L5 a full disk is said to be full; the runs of before stay, and the next that fits goes in', (context) => {
  const log = openLog(context, scratch(context), { maxPages: 60 });
  put(log, 'r1');
  const writer = log.begin('big' as RunId);
  assert.throws(() => {
    for (let seq = 1; seq <= 1000; seq++) writer.append(seq, 'A', 1, Buffer.alloc(10_000));
  }, refused('disk-full', /Nothing of this was stored/));
  writer.rollback();
  assert.deepEqual([runsOf(log), log.read('big', 1, 9)], [['r1'], []]);
  put(log, 'r2');
  assert.deepEqual(runsOf(log).toSorted(), ['r1', 'r2']);
});

test('B10 L1 a disk that is full at the commit stores nothing', (context) => {
  const log = openLog(context, scratch(context), { maxPages: 40 });
  const writer = log.begin('r1' as RunId);
  writer.append(1, 'A', 1, bytes('{}'));
  assert.throws(() => writer.commit({ ...storedRun('r1'), envelope: { chunks: ['x'.repeat(1_000_000)] } }), refused('disk-full'));
  assert.deepEqual([runsOf(log), log.read('r1', 1, 9)], [[], []]);
  put(log, 'r2');
});

test('L6 a run is found by its id, the end of it, or its workflow id', (context) => {
  const log = openLog(context);
  put(log, '01a1fb6e-df4d', ['{}'], { workflowId: 'order-1' });
  put(log, '01a1fb6e-ab12', ['{}'], { workflowId: 'order-2' });
  put(log, '99999999-ab12', ['{}'], { workflowId: 'order-2' });
  assert.equal(log.findRun('01a1fb6e-df4d').runId, '01a1fb6e-df4d');
  assert.equal(log.findRun('df4d').runId, '01a1fb6e-df4d');
  assert.equal(log.findRun('order-1').runId, '01a1fb6e-df4d');
  assert.throws(() => log.findRun('f4d'), refused('no-such-run'), 'three characters are too few');
  assert.throws(() => log.findRun('01a1'), refused('no-such-run'), 'beginnings are alike');
  assert.throws(() => log.findRun('ab12'), refused('ambiguous-run', /01a1fb6e-ab12.*99999999-ab12|99999999-ab12.*01a1fb6e-ab12/));
  assert.throws(() => log.findRun('order-2'), refused('ambiguous-run'));
  for (const name of ['', '%', "' or 1=1 --", '*']) assert.throws(() => log.findRun(name), refused('no-such-run'));
});

test('O5 an outline of another version is as good as none', (context) => {
  const path = scratch(context);
  const log = openLog(context, path);
  put(log, 'r1');
  assert.notEqual(log.outline('r1' as RunId), undefined);
  const other = new Database(path);
  other.exec('update outlines set version = version + 1');
  other.close();
  assert.equal(log.outline('r1' as RunId), undefined);
  log.keepOutline('r1' as RunId, storedRun('r1').outline);
  assert.notEqual(log.outline('r1' as RunId), undefined);
});

test('L1 a library is one file when it is closed, and a copy of it is the library', (context) => {
  const path = scratch(context);
  const log = new EventLog(path);
  put(log, 'r1');
  log.close();
  assert.equal(existsSync(`${path}-wal`), false);
  assert.ok(statSync(path).size > 0);
  copyFileSync(path, `${path}.copy`);
  assert.deepEqual(runsOf(openLog(context, `${path}.copy`)), ['r1']);
});
