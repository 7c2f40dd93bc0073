// Tests the content of archive files, damage to them, and restoring from them.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { scratchFolder } from '../../testing/library.ts';
import { everything, logEvent, logEvents, plain, refusedAs } from '../../testing/log-events.ts';
import { ArchiveFile } from './archive-file.ts';
import { readLine } from './archive-file-lines.ts';
import { ArchiveFiles, archiveName } from './archive-file-reader.ts';
import { restoreArchive } from './archive-file-restore.ts';
import { archiveRun } from './archive-file-run.ts';
import { openFolderLog } from '../folder/folder-log.ts';
import type { EventLog, StoredEvent } from '../log.ts';
import { openMemoryLog } from '../memory-log.ts';
import { openSqliteLog } from '../sqlite/sqlite-log.ts';

/** A log and its archives in one folder. */
type Place = {
  readonly folder: string;
  readonly log: EventLog;
  readonly archive: (run: string, name: string, before?: number) => ReturnType<typeof archiveRun>;
  readonly path: (name: string) => string;
};

const stores = {
  memory: (folder: string) => openMemoryLog({ archives: new ArchiveFiles(folder) }),
  SQLite: (folder: string) => openSqliteLog(join(folder, 'log.db'), { synchronous: 'NORMAL' }),
  folder: (folder: string) => openFolderLog(folder, { fsync: 'never' }),
} as const;

function placeOf(context: TestContext, store: keyof typeof stores): Place {
  const folder = scratchFolder(context);
  const log = stores[store](folder);
  context.after(() => log.close());
  const path = (name: string): string => join(folder, name);
  return {
    folder,
    log,
    path,
    archive: (run, name, before) =>
      archiveRun(log, run, path(name), { base: folder, ...(before !== undefined && { before }) }),
  };
}

const payloads = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.json({ maxDepth: 1 }).map((text) => Buffer.from(text)),
  fc.constant(Buffer.alloc(700_000, 'long ')),
  fc.constant(Buffer.from([0xef, 0xbb, 0xbf, 0x41])),
);
const drawn = fc.record({
  type: fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }).filter((text) => text.isWellFormed()),
  atMs: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
  payload: payloads,
});

function numbered(events: readonly Omit<StoredEvent, 'seq'>[]): readonly StoredEvent[] {
  return events.map((event, i) => ({ seq: i + 1, ...event, atMs: event.atMs === null ? null : event.atMs + 0 }));
}

for (const store of ['memory', 'SQLite', 'folder'] as const) {
  describe(`archive files, ${store}`, () => {
    test('L26 L36 L38 whatever events there are and wherever they are cut: all ways of reading give the same, and a restored run is the same', async (context) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(drawn, { minLength: 1, maxLength: 30 }),
          fc.array(fc.nat(31), { maxLength: 3 }),
          async (parts, cuts) => {
            const { log, archive, path, folder } = placeOf(context, store);
            const events = numbered(parts);
            await log.append('r', events);
            const [digest, byTime] = [
              await log.digestAt('r', events.length),
              plain(await log.readByTime('r', { fromMs: -1e300, toMs: 1e300 })),
            ];
            for (const [i, cut] of cuts.entries()) await archive('r', `${i}.zst`, cut);
            assert.deepEqual(plain(await everything(log, 'r')), plain(events));
            assert.deepEqual(plain(await log.readReverse('r', 1, 99)), plain(events).toReversed());
            assert.deepEqual(plain(await log.readByTime('r', { fromMs: -1e300, toMs: 1e300 })), byTime);
            for (const event of events) assert.deepEqual(plain([(await log.eventAt('r', event.seq))!]), plain([event]));
            assert.deepEqual(await log.digestAt('r', events.length), digest);
            assert.equal((await log.verify('r')).bad, null);
            const archives = await log.archives('r');
            for (const { file } of archives.toReversed())
              assert.equal((await restoreArchive(log, new ArchiveFile(path(file)))).way, 'replaced');
            for (const { file } of archives) rmSync(join(folder, file));
            assert.deepEqual(plain(await everything(log, 'r')), plain(events));
            const { bad, events: good } = await log.verify('r');
            assert.deepEqual([bad, good], [null, events.length]);
          },
        ),
        { numRuns: store === 'memory' ? 30 : 12 },
      );
    });

    test('L38 a restored run has the very bytes that were archived', async (context) => {
      const { log, archive, path, folder } = placeOf(context, store);
      await log.append('r', logEvents(1, 1500));
      const lines = (): string | undefined =>
        store === 'folder'
          ? readFileSync(join(folder, 'r', 'events.jsonl'), 'utf8')
              .split('\n')
              .filter((line) => !line.startsWith('{"seq":-'))
              .join('\n')
              .replaceAll(',"more":true', '')
          : undefined;
      const before = lines();
      assert.deepEqual(await archive('r', 'a.zst'), {
        file: 'a.zst',
        checksum: new ArchiveFile(path('a.zst')).checksum,
        from: 1,
        to: 1500,
      });
      assert.equal(await log.append('r', [logEvent(1501)]), 1502);
      await restoreArchive(log, new ArchiveFile(path('a.zst')));
      rmSync(path('a.zst'));
      assert.deepEqual(plain(await everything(log, 'r')), plain(logEvents(1, 1501)));
      if (before !== undefined) assert.equal(lines()?.startsWith(before), true);
    });

    test("L24 L26 a branch reads through its parent's archive, and has archives of its own", async (context) => {
      const { log, archive } = placeOf(context, store);
      await log.append('r', logEvents(1, 2000));
      await log.fork('r', 700, 'b');
      await log.append('b', logEvents(701, 900, { type: 'other' }));
      await archive('r', 'r.zst');
      await archive('b', 'b.zst', 801);
      await log.fork('r', 650, 'late');
      const expected = [...logEvents(1, 700), ...logEvents(701, 900, { type: 'other' })];
      assert.deepEqual(plain(await everything(log, 'b')), plain(expected));
      assert.deepEqual(
        (await log.archives('b')).map(({ from, to }) => [from, to]),
        [[701, 800]],
      );
      for await (const { bad } of log.verifyAll()) assert.equal(bad, null);
      assert.equal((await log.verify('late')).bad, null);
    });

    test('L36 what is not read back as it was written is not dropped; a name that is taken is refused', async (context) => {
      const { log, archive, path, folder } = placeOf(context, store);
      await log.append('r', logEvents(1, 50));
      await log.append('s', logEvents(1, 50));
      const flip = (step: string): void => {
        if (step !== 'synced') return;
        const [name] = readdirSync(folder).filter((entry) => entry.endsWith('.part'));
        const bytes = readFileSync(path(name!));
        bytes[300] = bytes[300]! ^ 1;
        writeFileSync(path(name!), bytes);
      };
      await assert.rejects(
        archiveRun(log, 'r', path('r.zst'), { base: folder, reached: flip }),
        refusedAs('archive-damaged'),
      );
      writeFileSync(path('diary.txt'), 'a diary '.repeat(100));
      await assert.rejects(archive('r', 'diary.txt'), refusedAs('archive-damaged'));
      await archive('s', 's.zst');
      await assert.rejects(archive('r', 's.zst'), refusedAs('bad-archive'));
      await assert.rejects(archive('nobody', 'n.zst'), refusedAs('no-such-run'));
      await assert.rejects(archive('r', 'no-such-folder/r.zst'), refusedAs('not-found'));
      assert.deepEqual([(await log.stream('r'))?.archivedTo, await log.archives('r')], [0, []]);
      assert.equal(readFileSync(path('diary.txt'), 'utf8').length, 800);
      assert.deepEqual(
        readdirSync(folder).filter((entry) => /\.part|r\.zst/.test(entry)),
        [],
      );
      assert.equal(await archive('r', 'r.zst', 1), null);
    });

    test('L37 damage is said of the events of its block only, a missing file of its events only; a good copy heals', async (context) => {
      const { log, archive, path, folder } = placeOf(context, store);
      await log.append('r', logEvents(1, 2000));
      await archive('r', 'a.zst', 1801);
      await archive('r', 'b.zst', 1901);
      copyFileSync(path('a.zst'), path('good'));
      const bytes = readFileSync(path('a.zst'));
      const { blocks } = JSON.parse(/\{"blocks".*\]\}/.exec(bytes.toString('latin1'))?.[0] ?? '') as {
        blocks: { to: number; offset: number }[];
      };
      assert.equal(blocks[1]?.to, 1024);
      bytes[blocks[1].offset + 100]! ^= 4;
      rmSync(path('a.zst'));
      writeFileSync(path('a.zst'), bytes);
      const codeAt = (seq: number): Promise<unknown> =>
        log.eventAt('r', seq).then(
          (event) => event?.seq,
          (error: { code: string }) => error.code,
        );
      assert.deepEqual(await Promise.all([1, 512, 513, 1024, 1025, 1800, 1801, 1900, 1901, 2000].map(codeAt)), [
        1,
        512,
        'archive-damaged',
        'archive-damaged',
        1025,
        1800,
        1801,
        1900,
        1901,
        2000,
      ]);
      const { bad } = await log.verify('r');
      assert.deepEqual([bad?.reason, bad?.seq], ['archive-unreadable', 513]);
      await assert.rejects(restoreArchive(log, new ArchiveFile(path('b.zst')), 'other'), refusedAs('bad-archive'));
      rmSync(path('b.zst'));
      assert.deepEqual(
        await Promise.all([1800, 1801, 1900, 1901].map(codeAt)),
        [1800, 1801, 1900, 1901],
        'blocks that were read are kept',
      );
      const fresh = new ArchiveFiles(folder);
      await assert.rejects(fresh.read('r', (await log.archives('r'))[1]!, 1801, 1801), refusedAs('archive-missing'));
      assert.deepEqual([await log.nextSeq('r'), await log.append('r', [logEvent(2001)])], [2001, 2002]);
      rmSync(path('a.zst'));
      renameSync(path('good'), path('a.zst'));
      assert.deepEqual(await codeAt(513), 513);
    });
  });
}

test('L35 any tool that knows zstd gives the events as lines; the same events give the same file', async (context) => {
  const [one, other] = [placeOf(context, 'memory'), placeOf(context, 'SQLite')];
  const events = [
    ...logEvents(1, 1100),
    logEvent(1101, { payload: Buffer.from([0xff, 0x00]), atMs: null }),
    logEvent(1102, { payload: new Uint8Array(0) }),
    logEvent(1103, { payload: Buffer.from('\ufeff\u2028\ud83d\ude00') }),
  ];
  for (const { log, archive } of [one, other]) {
    await log.append('r', events);
    await archive('r', 'a.zst');
  }
  const bytes = readFileSync(one.path('a.zst'));
  assert.deepEqual(bytes, readFileSync(other.path('a.zst')));
  const { blocks } = JSON.parse(/\{"blocks".*\]\}/.exec(bytes.toString('latin1'))?.[0] ?? '') as {
    blocks: { offset: number; bytes: number }[];
  };
  const text = blocks
    .map(({ offset, bytes: length }) => zstdDecompressSync(bytes.subarray(offset, offset + length)).toString('utf8'))
    .join('');
  const tool = spawnSync('zstd', ['-dc', one.path('a.zst')], { encoding: 'utf8' });
  if (tool.error === undefined) assert.equal(tool.stdout, text, 'where the tool is installed');
  const lines = text.trimEnd().split('\n');
  assert.deepEqual(plain(lines.map((line) => readLine(line, 'a line'))), plain(events));
  assert.deepEqual(
    [lines[0], lines[1100]],
    [
      '{"seq":1,"atMs":1700000000000.5,"type":"workflow_started","text":"{\\"n\\":1}"}',
      '{"seq":1101,"atMs":null,"type":"custom","payload":"/wA="}',
    ],
  );
  const file = new ArchiveFile(one.path('a.zst'));
  assert.deepEqual(
    [file.header.run, file.header.from, file.header.to, file.blocks, file.header.before],
    ['r', 1, 1103, 3, '0'.repeat(64)],
  );
  assert.equal(file.header.after, Buffer.from((await one.log.digestAt('r', 1103))!).toString('hex'));
  for (const seq of [1, 512, 513, 700, 1103])
    assert.deepEqual(Buffer.from(file.digestAt(seq)), Buffer.from((await other.log.digestAt('r', seq))!));
});

test('L37 a byte that is changed anywhere, or a cut anywhere, is noticed: no event is ever another', async (context) => {
  const { log, archive, path } = placeOf(context, 'memory');
  await log.append('r', logEvents(1, 1200));
  await archive('r', 'a.zst');
  const good = readFileSync(path('a.zst'));
  const expected = plain(logEvents(1, 1200));
  const seen = (): unknown => {
    try {
      return plain([...new ArchiveFile(path('bad.zst')).checked()].flat());
    } catch (error) {
      return (error as { code: unknown }).code;
    }
  };
  const check = (bytes: Uint8Array): void => {
    writeFileSync(path('bad.zst'), bytes);
    assert.equal(seen(), 'archive-damaged');
  };
  writeFileSync(path('bad.zst'), good);
  assert.deepEqual(seen(), expected);
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) =>
      check(good.map((byte, i) => (i === at ? byte ^ change : byte))),
    ),
    { numRuns: 150 },
  );
  fc.assert(
    fc.property(fc.nat(good.length - 1), (length) => check(good.subarray(0, length))),
    { numRuns: 100 },
  );
  check(Buffer.concat([good, Buffer.from([0])]));
  check(Buffer.from(' '));
  mkdirSync(path('folder'));
  assert.throws(() => new ArchiveFile(path('folder')), { name: 'RetraceError' });
  assert.throws(() => new ArchiveFile(path('none.zst')), refusedAs('archive-missing'));
});

test('L38 archives go into another log, one behind the other, under another name; what does not fit is refused and changes nothing', async (context) => {
  const { log, archive, path } = placeOf(context, 'SQLite');
  await log.append('r', logEvents(1, 900));
  await archive('r', 'a.zst', 301);
  await archive('r', 'b.zst', 901);
  const [a, b] = [new ArchiveFile(path('a.zst')), new ArchiveFile(path('b.zst'))];
  await assert.rejects(restoreArchive(log, a), refusedAs('bad-archive'));
  const other = placeOf(context, 'folder').log;
  await assert.rejects(restoreArchive(other, b), refusedAs('bad-archive'));
  assert.deepEqual(await restoreArchive(other, a, 'again'), { run: 'again', from: 1, to: 300, way: 'created' });
  assert.equal((await restoreArchive(other, a, 'again')).way, 'there');
  assert.equal((await restoreArchive(other, b, 'again')).way, 'appended');
  assert.deepEqual(plain(await everything(other, 'again')), plain(logEvents(1, 900)));
  assert.equal((await other.verify('again')).bad, null);
  await other.append('mine', logEvents(1, 300, { type: 'mine' }));
  await assert.rejects(restoreArchive(other, b, 'mine'), refusedAs('bad-archive'));
  await assert.rejects(restoreArchive(other, a, 'mine'), refusedAs('bad-archive'));
  const broken = readFileSync(path('b.zst'));
  broken[broken.indexOf('{"blocks"') - 20]! ^= 1;
  writeFileSync(path('broken.zst'), broken);
  await restoreArchive(other, a, 'third');
  await assert.rejects(
    restoreArchive(other, new ArchiveFile(path('broken.zst')), 'third'),
    refusedAs('archive-damaged'),
  );
  assert.deepEqual(plain(await everything(other, 'third')), plain(logEvents(1, 300)));
  assert.equal((await other.streams()).streams.length, 3);
});

test("L37 an archive is found where it was written and beside the store; what is given out is nobody else's", async (context) => {
  const { log, archive, path, folder } = placeOf(context, 'SQLite');
  await log.append('r', logEvents(1, 10));
  mkdirSync(path('old'));
  await archive('r', 'old/a.zst');
  const [ref] = await log.archives('r');
  assert.equal(ref?.file, 'old/a.zst');
  renameSync(path('old/a.zst'), path('a.zst'));
  assert.equal((await log.eventAt('r', 3))?.seq, 3);
  (await log.eventAt('r', 3))?.payload.fill(0);
  assert.deepEqual(plain([(await log.eventAt('r', 3))!]), plain([logEvent(3)]));
  assert.equal(existsSync(path('a.zst')), true);
  assert.deepEqual(
    [archiveName(folder, path('x')), archiveName(folder, join(folder, '..', 'y')), archiveName(folder, '/far/away')],
    ['x', '../y', '/far/away'],
  );
});
