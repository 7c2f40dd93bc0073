import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Engine } from '../engine.ts';
import { isArray, isObject, type Json } from '../model/json.ts';
import { jsonLines, retrace } from '../testing/command-line.ts';
import { importPaths, onlyRun, scratchFolder } from '../testing/library.ts';
import { RecordedRun } from '../testing/replay/recorded-run.ts';

const workflows = join(import.meta.dirname, '../testing/replay/workflows.ts');
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Every payload as a codec would have made it: its text, turned round. */
function coded(value: Json): Json {
  if (isArray(value)) return value.map(coded);
  if (!isObject(value)) return value;
  if (isObject(value['metadata']))
    return { metadata: { encoding: base64('binary/turned') }, data: base64(turned(JSON.stringify(value))) };
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, coded(entry ?? null)]));
}

function turned(text: string): string {
  return text.split('').toReversed().join('');
}

async function codecServer(context: TestContext): Promise<string> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { payloads } = JSON.parse(Buffer.concat(pieces).toString()) as { payloads: readonly { data: string }[] };
      const answers = payloads.map(({ data }) => JSON.parse(turned(Buffer.from(data, 'base64').toString())) as Json);
      response.end(JSON.stringify({ payloads: answers }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The workflow `order`, its values encoded; `item` tells the histories of two tests apart. */
function historyIn(context: TestContext, item: string): string {
  const run = new RecordedRun('order', item).task().activity('reserve', item, 'reserved').timer('1s');
  const { events } = run.activity('charge', item, 'the vault is open').completed('the vault is open');
  const file = join(scratchFolder(context), 'coded.json');
  writeFileSync(file, JSON.stringify(coded({ events: events as unknown as Json })));
  return file;
}

test('P178 P179 code that cannot read the values of a history is no verdict; with its codec server it is that of the decoded one', async (context) => {
  const file = historyIn(context, 'tea');
  const words = ['replay', file, '--code', workflows, '--json'];
  const refused = await retrace(...words);
  assert.equal(refused.code, 2);
  assert.match(
    refused.err,
    /^code-not-supported: The values of coded\.json are encoded \(binary\/turned\).*--codec-endpoint URL/,
  );
  const endpoint = ['--codec-endpoint', await codecServer(context)];
  const own = join(scratchFolder(context), 'own.json');
  const [same, diff] = jsonLines(await retrace(...words, ...endpoint, '--forward', '-o', own));
  assert.deepEqual([same?.['verdict'], same?.['drift'], diff?.['same']], ['same', [], true]);
  assert.ok(!readFileSync(own, 'utf8').includes(base64('"the vault is open"')));
  const [drifted] = jsonLines(await retrace(...words, '--workflow', 'orderDrifted', ...endpoint));
  assert.equal(drifted?.['verdict'], 'drift');
  assert.match(JSON.stringify(drifted?.['drift']), /"from":"the vault is open","to":"another result"/);
});

test('P178 what was decoded for a run is what its code is told, and stored in no report', async (context) => {
  const scratch = scratchFolder(context);
  const database = join(scratch, 'library.db');
  const engine = Engine.open({ database, version: 'test', filesByPath: true, codeFolder: join(scratch, 'cache') });
  context.after(() => engine.close());
  const { runId: run } = onlyRun(await importPaths(engine, historyIn(context, 'milk')));
  const asked = { run, code: workflows, workflow: 'orderDrifted', remember: false };
  await assert.rejects(engine.replayRun(asked), { code: 'code-not-supported' });
  await engine.decodeRun({ run, codec: { endpoint: await codecServer(context), namespace: 'default' } });
  assert.equal((await engine.replayRun(asked)).drift.at(-1)?.from, 'the vault is open');
  const { frames } = await engine.readCode({ run, code: workflows, workflow: 'orderDrifted' });
  assert.ok(frames !== null);
  for (const name of ['library.db', 'library.db-wal'])
    assert.ok(!readFileSync(join(scratch, name)).includes('the vault is open'), name);
});
