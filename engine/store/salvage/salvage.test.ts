// Tests reading the rest of damaged SQLite files.

import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { scratchFolder } from '../../testing/library.ts';
import { everything, logEvent, logEvents, plain, refusedAs } from '../../testing/log-events.ts';
import { Chance } from '../../testing/survival/chance.ts';
import { flip } from '../../testing/survival/damage.ts';
import { copyOf, type Filled, fillStore } from '../../testing/survival/filled-store.ts';
import { salvaged } from '../../testing/survival/salvage.ts';
import { placeIn } from '../../testing/survival/survival-store.ts';
import { archiveRun } from '../archive/archive-file-run.ts';
import { restoreArchive } from '../archive/archive-file-restore.ts';
import { ArchiveFile } from '../archive/archive-file.ts';
import { ChainedLog } from '../chained-log.ts';
import type { EventLog, StoredEvent } from '../log.ts';
import { SqliteBackend } from '../sqlite/sqlite-backend.ts';
import { openSqliteLog } from '../sqlite/sqlite-log.ts';

const seed = Number(process.env['RETRACE_SEED'] ?? 20_261_121);
const pageBytes = 4096;

function salvage(context: TestContext, path: string): EventLog {
  const log = openSqliteLog(path, { salvage: true });
  context.after(() => log.close());
  return log;
}

/** Number of runs of a filled store that are whole in a copy after `damage`. */
async function wholeAfter(filled: Filled, folder: string, damage: (path: string) => void): Promise<number> {
  const copy = copyOf(filled, folder);
  damage(copy.place.path);
  return await salvaged(copy, folder);
}

describe('what is left of a file', () => {
  test('L43 L44 of a file cut off anywhere every event that is given was stored, runs on whole pages are whole, and nothing is changed', async (context) => {
    context.diagnostic(`seed ${seed}`);
    const folder = scratchFolder(context);
    const filled = await fillStore(placeIn(join(folder, 'whole'), 'sqlite', false));
    const { size } = statSync(filled.place.path);
    const chance = new Chance(seed);
    assert.equal(await wholeAfter(filled, join(folder, 'uncut'), () => {}), filled.written.runs.length);
    let some = 0;
    for (let round = 0; round < 30; round++) {
      // Every other time only the end of a page is cut, so that rows at its start stay whole.
      const at =
        round % 2 === 0
          ? chance.between(1, size - 1)
          : pageBytes * chance.between(14, size / pageBytes) - chance.between(1, 1000);
      const whole = await wholeAfter(filled, join(folder, `cut at ${at} of ${size}`), (path) => truncateSync(path, at));
      if (whole > 0 && whole < filled.written.runs.length) some++;
    }
    assert.ok(some > 5);
  });

  test('L43 a changed byte hurts no event but its own, wherever it is; a file without its first page is read as well', async (context) => {
    context.diagnostic(`seed ${seed}`);
    const folder = scratchFolder(context);
    const filled = await fillStore(placeIn(join(folder, 'whole'), 'sqlite', false));
    const { size } = statSync(filled.place.path);
    const chance = new Chance(seed + 1);
    for (let round = 0; round < 30; round++) {
      // Starts after the header, which holds the page size.
      const at = chance.between(100, size - 1);
      const whole = await wholeAfter(filled, join(folder, `changed at ${at}`), (path) =>
        flip(path, at, chance.between(1, 255)),
      );
      // One damaged page can hold rows of a run and its branches.
      assert.ok(whole >= filled.written.runs.length - 8, `changed at ${at}: ${whole} runs are whole`);
    }
    const whole = await wholeAfter(filled, join(folder, 'no first page'), (path) =>
      writeFileSync(path, readFileSync(path).fill(0, 0, pageBytes)),
    );
    assert.equal(whole, filled.written.runs.length);
  });

  test('L43 verify names the first event that is lost; a run is what is before it', async (context) => {
    const path = join(scratchFolder(context), 'log.db');
    const log = openSqliteLog(path);
    const events = Array.from({ length: 200 }, (_, i) => logEvent(i + 1, { payload: Buffer.alloc(300, i) }));
    await log.append('r', events);
    await log.close();
    assert.equal((await salvage(context, path).verify('r')).bad, null);
    truncateSync(path, statSync(path).size - 4 * pageBytes);
    assert.throws(
      () => openSqliteLog(path),
      (error: Error) => refusedAs('database-damaged')(error) && error.message.includes('retrace log copy --salvage'),
    );
    const left = salvage(context, path);
    const { bad, events: good } = await left.verify('r');
    assert.ok(good > 50 && good < 200);
    assert.deepEqual([bad?.seq, bad?.reason], [good + 1, 'missing']);
    for await (const verdict of left.verifyAll()) assert.deepEqual(verdict, await left.verify('r'));
    assert.deepEqual(plain(await everything(left, 'r')), plain(events.slice(0, good)));
    assert.equal((await left.stream('r'))?.events, good);
  });
});

test('L43 events of every size, kind and name are read as they were stored, whatever the size of the pages', async (context) => {
  const folder = scratchFolder(context);
  const path = join(folder, 'log.db');
  const log = openSqliteLog(path);
  const sizes = [
    0, 1, 437, 438, 439, 440, 475, 476, 477, 900, 3300, 4020, 4021, 4022, 4023, 4500, 8_000, 20_000, 65_000,
  ];
  const times = [null, 0, 1, -1, 1.5, 255, 40_000, 9_000_000, 3e9, 1_790_000_000_000, -(2 ** 52), 1e300];
  const events: readonly StoredEvent[] = sizes
    .flatMap((size, i) => times.slice(0, 2 + (i % 11)).map((atMs, j) => ({ size: size + j, atMs })))
    .map(({ size, atMs }, i) => ({
      seq: i + 1,
      type: i % 3 === 0 ? 'é'.repeat(i + 1) : 'custom',
      atMs,
      payload: Buffer.alloc(size, i),
    }));
  const runs = ['r', '𝄞'.repeat(250), 'ß'.repeat(500)];
  for (const run of runs) await log.append(run, events);
  await log.fork(runs[1] ?? '', 7, 'ü'.repeat(500));
  await log.close();
  for (const bytes of [512, 1024, 4096, 65_536]) {
    const copy = join(folder, `${bytes}.db`);
    copyFileSync(path, copy);
    const db = new Database(copy);
    db.pragma('journal_mode = DELETE');
    db.pragma(`page_size = ${bytes}`);
    db.exec('vacuum');
    assert.equal(db.pragma('page_size', { simple: true }), bytes);
    db.close();
    const left = salvage(context, copy);
    for (const run of runs)
      assert.deepEqual(plain(await everything(left, run)), plain(events), `${run} with pages of ${bytes}`);
    assert.deepEqual(plain(await everything(left, 'ü'.repeat(500))), plain(events.slice(0, 7)));
    assert.deepEqual((await left.streams()).streams.map(({ run, events: count }) => [run, count]).length, 4);
  }
});

test('L43 what was committed in the write-ahead log is read, what was not is not', async (context) => {
  const folder = scratchFolder(context);
  const path = join(folder, 'log.db');
  const first = openSqliteLog(path);
  await first.append('r', logEvents(1, 3));
  await first.close();
  const log = openSqliteLog(path);
  context.after(() => log.close());
  await log.append('r', logEvents(4, 300));
  const writer = await log.create('not committed');
  // More than SQLite's cache, so that uncommitted pages reach the write-ahead log.
  for (let from = 1; from <= 900; from += 100)
    await writer.append(logEvents(from, from + 99, { payload: Buffer.alloc(10_000) }));
  const taken = join(folder, 'taken');
  mkdirSync(taken);
  for (const ending of ['', '-wal']) copyFileSync(path + ending, join(taken, `log.db${ending}`));
  await writer.rollback();
  assert.ok(statSync(join(taken, 'log.db-wal')).size > 5_000_000);
  truncateSync(join(taken, 'log.db'), pageBytes * 3);
  const left = salvage(context, join(taken, 'log.db'));
  assert.deepEqual(
    (await left.streams()).streams.map(({ run }) => run),
    ['r'],
  );
  assert.deepEqual(plain(await everything(left, 'r')), plain(logEvents(1, 300)));
  assert.deepEqual(readdirSync(taken).toSorted(), ['log.db', 'log.db-wal']);

  truncateSync(join(taken, 'log.db-wal'), 40_000);
  const less = await everything(salvage(context, join(taken, 'log.db')), 'r');
  assert.deepEqual(plain(less), plain(logEvents(1, less.length)));
});

test('L26 L43 archives, what came back from them, and branches are read as ever; rows that archived events leave behind do no harm', async (context) => {
  const folder = scratchFolder(context);
  const path = join(folder, 'log.db');
  const log = openSqliteLog(path);
  await log.append('r', logEvents(1, 900));
  await log.fork('r', 350, 'b');
  await log.append('b', logEvents(351, 360, { type: 'own' }));
  for (const [before, name] of [
    [301, 'one.zst'],
    [601, 'two.zst'],
  ] as const)
    await archiveRun(log, 'r', join(folder, name), { before, base: folder });
  const expected = plain(logEvents(1, 900));
  const branch = [...plain(logEvents(1, 350)), ...plain(logEvents(351, 360, { type: 'own' }))];
  const check = async (copied: string): Promise<void> => {
    copyFileSync(path, join(folder, copied));
    const left = salvage(context, join(folder, copied));
    assert.deepEqual(plain(await everything(left, 'r')), expected);
    assert.deepEqual(plain(await everything(left, 'b')), branch);
    for await (const { run, bad, missingArchives } of left.verifyAll())
      assert.deepEqual([bad, missingArchives], [null, []], run);
    assert.deepEqual(await left.stream('b'), {
      run: 'b',
      events: 360,
      lastType: 'own',
      lastAtMs: logEvent(360).atMs,
      parent: { run: 'r', seq: 350 },
      archivedTo: 0,
    });
  };
  const db = new Database(path);
  context.after(() => db.close());
  db.pragma('wal_checkpoint(TRUNCATE)');
  await check('archived.db');
  await restoreArchive(log, new ArchiveFile(join(folder, 'two.zst')));
  db.pragma('wal_checkpoint(TRUNCATE)');
  await check('restored.db');
  await log.close();
});

test('L43 I19 a run that never became whole is none; those that did are there, whatever their names left on pages in no use', async (context) => {
  const folder = scratchFolder(context);
  const path = join(folder, 'log.db');
  const log = new ChainedLog(new SqliteBackend(path, { bytesTogether: 2000 }));
  context.after(() => log.close());
  await log.append('whole', logEvents(1, 3));
  const names = Array.from({ length: 200 }, (_, i) => `${i} ${'n'.repeat(300)}`);
  const many = await log.create('first');
  await many.append(logEvents(1, 50));
  for (const name of names) await (await log.createAlso(many, name)).append(logEvents(1, 3));
  await many.commit();
  const arriving = await log.create('arriving');
  await arriving.append(logEvents(1, 200));
  const db = new Database(path);
  context.after(() => db.close());
  db.pragma('wal_checkpoint(TRUNCATE)');
  const copy = join(folder, 'copy.db');
  copyFileSync(path, copy);
  const left = salvage(context, copy);
  const { streams } = await left.streams({ limit: 1000 });
  assert.deepEqual(streams.map(({ run }) => run).toSorted(), [...names, 'first', 'whole'].toSorted());
  assert.equal(await left.stream('arriving'), undefined);
  for await (const { run, bad } of left.verifyAll()) assert.ok(run !== 'arriving' && bad === null, run);
  await arriving.rollback();
});

test('L44 what would write is refused, what is no log too; nothing is made', async (context) => {
  const folder = scratchFolder(context);
  const path = join(folder, 'log.db');
  const log = openSqliteLog(path);
  await log.append('r', logEvents(1, 3));
  await log.close();
  const bytes = readFileSync(path);
  const left = salvage(context, path);
  const archive = { file: 'x', checksum: 'x', from: 1, to: 2 };
  const writing = [
    () => left.append('r', logEvents(4, 4)),
    () => left.append('new', logEvents(1, 1)),
    () => left.create('new'),
    () => left.fork('r', 1, 'b'),
    () => left.dropArchived('r', archive),
  ];
  for (const call of writing) await assert.rejects(call, refusedAs('database-read-only'));
  await assert.rejects(
    left.restoreArchived('r', archive),
    (error) => refusedAs('database-read-only')(error) || refusedAs('bad-archive')(error),
  );
  // A checkpoint that is not kept is no error (L28).
  await left.keepCheckpoint('r', 's', 1, Buffer.from('x'));
  assert.equal(await left.checkpointAt('r', 's', 3), undefined);
  assert.deepEqual([readdirSync(folder), readFileSync(path).equals(bytes)], [['log.db'], true]);

  const none = join(folder, 'none.db');
  assert.throws(() => openSqliteLog(none, { salvage: true }), refusedAs('no-permission'));
  assert.throws(() => openSqliteLog(folder, { salvage: true }), refusedAs('no-permission'));
  for (const content of ['', 'a diary '.repeat(2000)]) {
    writeFileSync(join(folder, 'diary'), content);
    assert.throws(() => openSqliteLog(join(folder, 'diary'), { salvage: true }), refusedAs('database-damaged'));
  }
  const newer = new Database(path);
  newer.pragma('user_version = 99');
  newer.close();
  assert.throws(() => openSqliteLog(path, { salvage: true }), refusedAs('database-newer'));
  assert.equal(existsSync(none), false);
});
