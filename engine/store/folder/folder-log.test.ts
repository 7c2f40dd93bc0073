import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import fc from 'fast-check';
import { everything, logEvent, logEvents, plain, refusedAs } from '../../testing/log-events.ts';
import { scratchFolder } from '../../testing/library.ts';
import { type FolderOptions } from './folder-backend.ts';
import { openFolderLog } from './folder-log.ts';
import type { EventLog } from '../log.ts';
import { runFolderParts, runOfFolder } from './run-folder-name.ts';

function openAt(context: TestContext, root: string, options: FolderOptions = {}): EventLog {
  const log = openFolderLog(root, { fsync: 'never', ...options });
  context.after(() => log.close());
  return log;
}

async function filled(
  context: TestContext,
  ...batches: readonly (readonly [number, number])[]
): Promise<{ root: string; file: string }> {
  const root = scratchFolder(context);
  const log = openFolderLog(root, { fsync: 'never' });
  for (const [from, to] of batches) await log.append('r', logEvents(from, to));
  await log.close();
  return { root, file: join(root, 'r', 'events.jsonl') };
}

test('L30 a line is an event: seq, atMs, type, payload in base64, digest in hexadecimal; a batch says that it goes on', async (context) => {
  const { root, file } = await filled(context, [1, 1], [2, 4]);
  const digest = Buffer.from((await openAt(context, root).digestAt('r', 1)) ?? []).toString('hex');
  const lines = readFileSync(file, 'utf8').split('\n');
  assert.equal(
    lines[0],
    `{"seq":1,"atMs":1700000000000.5,"type":"workflow_started","payload":"eyJuIjoxfQ==","digest":"${digest}"}`,
  );
  assert.deepEqual(
    lines.slice(0, 4).map((line) => (JSON.parse(line) as { more?: boolean }).more),
    [undefined, true, true, undefined],
  );
  assert.equal(lines[4], '');
});

test('L31 whatever was cut off behind the last whole batch is left out, reported, and cut off by the next writer', async (context) => {
  const whole = await filled(context, [1, 3], [4, 4]);
  const size = statSync(whole.file).size;
  const batch = await filled(context, [1, 3], [4, 4], [5, 9]);
  const full = statSync(batch.file).size;
  const bytes = readFileSync(batch.file);
  for (const cut of [size, size + 1, size + 40, size + 150, Math.floor((size + full) / 2), full - 20, full - 1]) {
    const { root, file } = await filled(context, [1, 1]);
    writeFileSync(file, bytes.subarray(0, cut));
    const reading = openAt(context, root);
    assert.deepEqual(plain(await everything(reading, 'r')), plain(logEvents(1, 4)), String(cut));
    assert.deepEqual(await reading.verify('r'), {
      run: 'r',
      events: 4,
      bad: null,
      tornBytes: cut - size,
      missingArchives: [],
    });
    assert.equal(statSync(file).size, cut, 'a reader cuts nothing');
    const writing = openAt(context, root);
    assert.equal(await writing.append('r', [logEvent(5)]), 6);
    for (const log of [reading, writing])
      assert.deepEqual(
        [plain(await everything(log, 'r')), (await log.verify('r')).tornBytes],
        [plain(logEvents(1, 5)), 0],
      );
  }
});

test('L31 every way of cutting a batch off leaves none of it', async (context) => {
  const { root, file } = await filled(context, [1, 2], [3, 6]);
  const bytes = readFileSync(file);
  const end = bytes.indexOf('{"seq":3');
  for (let cut = end; cut < bytes.length; cut++) {
    writeFileSync(file, bytes.subarray(0, cut));
    const log = openFolderLog(root);
    assert.equal(await log.streamLen('r'), 2, String(cut));
    await log.close();
  }
});

test('L31 zeros that a crash of the machine left at the end are cut off', async (context) => {
  const { root, file } = await filled(context, [1, 3]);
  appendFileSync(file, Buffer.alloc(4096));
  const log = openAt(context, root);
  assert.deepEqual(
    [await log.streamLen('r'), (await log.verify('r')).tornBytes, await log.append('r', [logEvent(4)])],
    [3, 4096, 5],
  );
  assert.deepEqual(plain(await everything(log, 'r')), plain(logEvents(1, 4)));
});

test('L31 a bad line before the end is damage: it is said, and nothing is cut', async (context) => {
  const { root, file } = await filled(context, [1, 3], [4, 9]);
  const lines = readFileSync(file, 'utf8').split('\n');
  const bad = lines.with(4, lines[4]!.slice(0, 30)).join('\n');
  writeFileSync(file, bad);
  const log = openAt(context, root);
  assert.deepEqual(plain(await log.read('r', 1, 4)), plain(logEvents(1, 4)));
  await assert.rejects(log.read('r', 1, 9), refusedAs('log-damaged'));
  assert.deepEqual([(await log.verify('r')).bad?.seq, (await log.verify('r')).bad?.reason], [5, 'unreadable']);
  await log.append('s', [logEvent(1)]);
  assert.equal(readFileSync(file, 'utf8'), bad);
});

test('L31 a run that another program is just writing is read up to its last whole batch', async (context) => {
  const { root, file } = await filled(context, [1, 3]);
  const bytes = readFileSync(file);
  const reading = openAt(context, root);
  assert.equal(await reading.streamLen('r'), 3);
  const next = await filled(context, [1, 3], [4, 6]);
  const more = readFileSync(next.file).subarray(bytes.length);
  for (let at = 0; at < more.length; at += 37) {
    appendFileSync(file, more.subarray(at, at + 37));
    assert.equal(await reading.streamLen('r'), at + 37 >= more.length ? 6 : 3);
  }
  truncateSync(file, bytes.length);
  assert.equal(await reading.streamLen('r'), 3, 'a file that became shorter is looked through again');
});

test('L32 an id is the name of its folder where that is safe, and can always be read back', async (context) => {
  assert.deepEqual(runFolderParts('01a1fb6e-df4d.x_y'), ['01a1fb6e-df4d.x_y']);
  for (const [run, name] of [
    ['Order', '%4frder'],
    ['a/b', 'a%2fb'],
    ['..', '%2e%2e'],
    ['.a', '%2ea'],
    ['a.', 'a%2e'],
    ['con', '%63on'],
    ['nul.txt', '%6eul.txt'],
    ['é', '%c3%a9'],
    ['a~', 'a%7e'],
    ['100%', '100%25'],
  ] as const)
    assert.deepEqual(runFolderParts(run), [name], run);
  const root = scratchFolder(context);
  const runs = [
    'Order',
    'order',
    'a/b',
    '..',
    '.',
    'CON',
    'é'.repeat(500),
    'x'.repeat(201),
    `${'x'.repeat(201)}y`,
    'events.jsonl',
    'checkpoints',
    '.lock.db',
  ];
  const log = openAt(context, root);
  for (const run of runs) await log.append(run, [logEvent(1, { payload: Buffer.from(run) })]);
  const { streams } = await openAt(context, root).streams();
  assert.deepEqual(streams.map(({ run }) => run).toSorted(), runs.toSorted());
  for (const run of runs) assert.equal(Buffer.from((await log.eventAt(run, 1))?.payload ?? []).toString(), run);
});

test('L32 no two ids share a folder, on no file system', () => {
  const odd = fc.constantFrom(
    '.',
    '..',
    'con',
    'NUL',
    'com1.a',
    '~',
    '%',
    '%41',
    'A',
    'a',
    '/',
    '\\',
    ':',
    '\u0000',
    ' ',
    'é',
    'e\u0301',
    '😀',
    'x'.repeat(199),
    '-',
  );
  const id = fc
    .oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
      fc.array(odd, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('')),
    )
    .filter((text) => text.isWellFormed());
  fc.assert(
    fc.property(id, (run) => {
      const parts = runFolderParts(run);
      assert.equal(runOfFolder(parts), run);
      for (const part of parts) {
        assert.match(part, /^[a-z0-9%._~-]{1,210}$/);
        assert.doesNotMatch(part, /^\.|\.$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/);
      }
    }),
    { numRuns: 2000 },
  );
});

test('L32 folders that are no runs, and runs of which nothing came, are not listed', async (context) => {
  const { root } = await filled(context, [1, 2]);
  for (const name of ['Large', 'a b', '%41%', 'empty', '.hidden', '%zz']) mkdirSync(join(root, name));
  writeFileSync(join(root, 'Large', 'events.jsonl'), '');
  writeFileSync(join(root, 'file'), '');
  assert.deepEqual(
    (await openAt(context, root).streams()).streams.map(({ run }) => run),
    ['r'],
  );
});

test('L14 a whole run that is rolled back leaves no folder', async (context) => {
  const root = scratchFolder(context);
  const log = openAt(context, root);
  const writer = await log.create('r');
  await writer.append(logEvents(1, 5));
  await writer.rollback();
  assert.deepEqual(
    readdirSync(root).filter((name) => !name.startsWith('.')),
    [],
  );
  assert.equal(existsSync(join(root, 'r')), false);
});

test('L33 both policies store the same', async (context) => {
  const files = (['always', 'never'] as const).map(async (fsync) => {
    const root = scratchFolder(context);
    const log = openAt(context, root, { fsync });
    for (const [from, to] of [
      [1, 1],
      [2, 9],
    ] as const)
      await log.append('r', logEvents(from, to));
    const writer = await log.create('s');
    await writer.append(logEvents(1, 3));
    await writer.commit();
    await log.fork('r', 4, 'b');
    return ['r', 's'].map((run) => readFileSync(join(root, run, 'events.jsonl'), 'utf8'));
  });
  const [always, never] = await Promise.all(files);
  assert.deepEqual(always, never);
});

test('L5 a folder that another program writes to is said to be locked; it can be read', async (context) => {
  const { root } = await filled(context, [1, 2]);
  const holder = openAt(context, join(root, '..', root.split('/').at(-1) ?? '', '.'), {});
  const writer = await holder.create('s');
  context.after(() => writer.rollback());
  const { FolderBackend } = await import('./folder-backend.ts');
  const other = new FolderBackend(root, { busyTimeoutMs: 10 });
  context.after(() => other.close());
  assert.throws(() => other.insert('r', [logEvent(3)], Buffer.alloc(32)), refusedAs('database-locked'));
  assert.equal(other.look('r')?.lastSeq, 2);
});
