import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Engine } from '../../engine.ts';
import { temporalProtobuf } from '../../formats/temporal-protobuf/temporal-protobuf.ts';
import type { RunSummary } from '../../model/run.ts';
import type { Json } from '../../model/json.ts';
import { sharedFile, sharedFiles, unpackedFile } from '../../testing/corpus.ts';
import { fuzz } from '../../testing/fuzzed.ts';
import { fileIn, importPaths, importText, onlyRun, openEngine, scratchFolder } from '../../testing/library.ts';
import { assertSame, assertSameAsItself, exportedBytes, walkRun } from '../../testing/opened-run.ts';
import { findHistories } from './find-histories.ts';

const own = join(import.meta.dirname, '../../testing/protobuf');
const ownFiles = readdirSync(own).map((name) => join(own, name));
const account = readFileSync(join(own, 'account-1__84f081b0.binpb'));
const files = [
  ...ownFiles,
  ...sharedFiles('temporal*/**/*.{bin,binpb,binpb.gz}').filter((path) => !/pages/.test(path)),
];

function eventsOf(bytes: Buffer): readonly Json[] {
  return [...findHistories(bytes, false)].flatMap(({ events }) =>
    events.map(({ start, end }) => temporalProtobuf.parse(bytes.subarray(start, end))),
  );
}

async function opened(engine: Engine, bytes: Uint8Array): Promise<RunSummary> {
  return onlyRun(await importText(engine, new Uint8Array(bytes)));
}

for (const path of files)
  test(`F30 F31 F6 O1 D1 ${basename(path)} opens, is stepped through both ways, given back to the byte, and is the same as itself`, async (context) => {
    const engine = openEngine(context);
    const run = onlyRun(await importPaths(engine, path));
    assert.equal(run.dialect, 'temporal-protobuf');
    assert.deepEqual(await exportedBytes(engine, run), Buffer.from(unpackedFile(path)));
    await walkRun(engine, run);
    await assertSameAsItself(engine, run);
  });

test('F30 every event is what the command line printed of it as JSON, and the run is the same as that of the JSON', async (context) => {
  for (const path of sharedFiles('temporal-devserver/exports/*.binpb')) {
    const json = JSON.parse(readFileSync(path.replace('.binpb', '.json'), 'utf8')) as { events: readonly Json[] };
    assert.deepEqual(eventsOf(readFileSync(path)), json.events, basename(path));
    const engine = openEngine(context);
    const [ours, theirs] = [
      onlyRun(await importPaths(engine, path)),
      onlyRun(await importPaths(engine, path.replace('.binpb', '.json'))),
    ];
    const { runId: _, form: __, dialect: ___, source: ____, importedAtMs: _____, ...rest } = ours;
    for (const [key, value] of Object.entries(rest)) assert.deepEqual(theirs[key as keyof RunSummary], value, key);
    await assertSame(engine, ours, theirs);
  }
});

/** A field with tag, length and bytes. */
function wrapped(bytes: Buffer, number = 1): Buffer {
  const length: number[] = [];
  for (let left = bytes.length; ; left = Math.floor(left / 128)) {
    length.push(left > 127 ? (left % 128) + 128 : left);
    if (left <= 127) break;
  }
  return Buffer.concat([Buffer.from([number * 8 + 2, ...length]), bytes]);
}

test('F32 with its length before it, in a page, in an export of several, packed, in base64 and in hexadecimal it is the same', async (context) => {
  const engine = openEngine(context);
  const plain = await opened(engine, account);
  const page = Buffer.concat([wrapped(account), wrapped(Buffer.from('token'), 3)]);
  const forms: readonly (readonly [string, Buffer, Buffer, string])[] = [
    ['delimited', wrapped(account).subarray(1), wrapped(account).subarray(1), 'Temporal protobuf, length-delimited'],
    ['page', page, page, 'Temporal protobuf, page of the gRPC API'],
    ['export', wrapped(wrapped(account)), wrapped(wrapped(account)), 'Temporal protobuf, Cloud export'],
    ['packed', gzipSync(account), account, 'Temporal protobuf'],
    ['base64', Buffer.from(account.toString('base64').replaceAll(/(.{76})/g, '$1\r\n')), account, 'Temporal protobuf'],
    ['base64 of addresses', Buffer.from(account.toString('base64url')), account, 'Temporal protobuf'],
    ['a JSON text', Buffer.from(JSON.stringify(account.toString('base64'))), account, 'Temporal protobuf'],
    ['hexadecimal', Buffer.from(`\\x${account.toString('hex')}\n`), account, 'Temporal protobuf'],
  ];
  for (const [name, bytes, given, form] of forms) {
    const other = openEngine(context);
    const run = await opened(other, bytes);
    assert.deepEqual(
      [run.form, run.events, run.status, run.workflowId],
      [form, plain.events, plain.status, plain.workflowId],
      name,
    );
    assert.deepEqual(await exportedBytes(other, run), given, name);
    assert.equal(run.warnings, name === 'page' ? 1 : 0, name);
  }
});

test('F32 an export of several histories gives each as a run of its own', async (context) => {
  const bytes = Buffer.concat(ownFiles.map((path) => wrapped(wrapped(readFileSync(path)))));
  const engine = openEngine(context);
  const outcomes = await importText(engine, bytes);
  assert.equal(outcomes.length, ownFiles.length);
  for (const [i, outcome] of outcomes.entries()) {
    assert.ok('run' in outcome);
    assert.deepEqual(await exportedBytes(engine, outcome.run), wrapped(wrapped(readFileSync(ownFiles[i]!))));
  }
});

test('F32 a folder of pages is one history, in the order of its events', async (context) => {
  const folder = join(scratchFolder(context), 'pages');
  mkdirSync(folder);
  const [{ events } = { events: [] }] = [...findHistories(account, false)];
  const piece = (from: number, to: number): Buffer =>
    wrapped(Buffer.concat(events.slice(from, to).map(({ start, end }) => wrapped(account.subarray(start, end)))));
  fileIn(folder, 'page-10.binpb.gz', gzipSync(piece(40, events.length)));
  fileIn(folder, 'page-1.binpb.gz', gzipSync(Buffer.concat([piece(0, 20), wrapped(Buffer.from('x'), 3)])));
  fileIn(folder, 'page-2.binpb.gz', gzipSync(Buffer.concat([piece(20, 40), wrapped(Buffer.from('y'), 3)])));
  const engine = openEngine(context);
  const run = onlyRun(await importPaths(engine, folder));
  assert.deepEqual([run.events, run.warnings], [events.length, 0]);
  assert.deepEqual(await exportedBytes(engine, run), account);
});

test('F32 recorded pages are the history that the command line printed', async (context) => {
  for (const name of ['long-route-5k__14ab0f0e', 'fan-out-200__db47bbe3']) {
    const folder = sharedFile(`temporal-devserver/exports/${name}.pages`);
    if (folder === undefined) return;
    const engine = openEngine(context);
    const run = onlyRun(await importPaths(engine, folder));
    const whole = onlyRun(await importPaths(engine, ...sharedFiles(`temporal-devserver/exports/${name}.json*`)));
    await assertSame(engine, run, whole);
    assert.deepEqual([run.events, run.warnings], [whole.events, 0]);
  }
});

test('F31 newest event first, odd frames and fields that nobody knows: given back as they came', async (context) => {
  const [{ events } = { events: [] }] = [...findHistories(account, false)];
  const slices = events.map(({ start, end }) => account.subarray(start, end));
  const reversed = Buffer.concat(slices.toReversed().map((slice) => wrapped(slice)));
  // A length with more bytes than needed, a text field 99 between events, and one in an event.
  const odd = Buffer.concat([
    ...slices
      .slice(0, 5)
      .map((slice) =>
        Buffer.concat([Buffer.from([10, (slice.length % 128) + 128, Math.floor(slice.length / 128) + 128, 0]), slice]),
      ),
    wrapped(Buffer.from('future'), 15),
    ...slices.slice(5).map((slice) => wrapped(Buffer.concat([slice, Buffer.from([0xf8, 0x7f, 1])]))),
  ]);
  for (const bytes of [reversed, odd]) {
    const engine = openEngine(context);
    const run = await opened(engine, bytes);
    assert.deepEqual(await exportedBytes(engine, run), bytes);
    assert.deepEqual([run.status, run.workflowId, run.events], ['completed', 'account-1', events.length]);
  }
});

test('F33 what ends too early is refused with the byte, and read as far as it goes where that is asked for', async (context) => {
  const cut = account.subarray(0, 4000);
  const [refused] = await importText(openEngine(context), new Uint8Array(cut));
  assert.ok(refused !== undefined && 'error' in refused);
  assert.equal(refused.error.code, 'cut-off');
  assert.match(refused.error.message, /byte \d+/);
  const run = onlyRun(await importText(openEngine(context), new Uint8Array(cut), true));
  assert.ok(run.events > 10 && run.warnings === 1);
});

test('F34 a message in another and so on, deeper than any walk may go, is refused', async (context) => {
  let cause: Buffer = Buffer.alloc(0);
  for (let i = 0; i < 5000; i++) cause = wrapped(cause, 4);
  const event = Buffer.concat([Buffer.from([8, 1, 24, 3]), wrapped(wrapped(cause, 1), 8)]);
  const [outcome] = await importText(openEngine(context), new Uint8Array(wrapped(event)));
  assert.ok(outcome !== undefined && 'error' in outcome && outcome.error.code !== 'internal');
});

test('F34 no bytes make it fail, hang or take much memory', async (context: TestContext) => {
  await fuzz(context, [
    ...ownFiles.map((path) => readFileSync(path)),
    wrapped(wrapped(account)),
    wrapped(account).subarray(1),
  ]);
});
