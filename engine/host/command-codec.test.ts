import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { jsonLines, retrace } from '../testing/command-line.ts';
import { fileIn, importPaths, onlyRun, openEngine, scratchFolder } from '../testing/library.ts';

const secret = join(import.meta.dirname, '../testing/histories/encrypted.http.json');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const said = { message: 'the vault is shut', stack_trace: 'at open (vault.ts:7)' };

type Payload = { readonly metadata: Record<string, string>; readonly data: string };
type Asked = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly payloads: readonly Payload[] };

/** A codec server on this machine, which makes of every payload what `answer` says. */
async function codecServer(
  context: TestContext,
  answer: (payloads: readonly Payload[]) => unknown = (payloads) => ({
    payloads: payloads.map(() => ({
      metadata: { encoding: base64('json/plain') },
      data: base64(JSON.stringify(said)),
    })),
  }),
): Promise<{ readonly endpoint: string; readonly asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const { payloads } = JSON.parse(Buffer.concat(pieces).toString()) as { payloads: readonly Payload[] };
      asked.push({ path: request.url ?? '', headers: request.headers, payloads });
      const given = answer(payloads);
      response.writeHead(given === 'refused' ? 403 : 200, { 'content-type': 'application/json' });
      response.end(typeof given === 'string' ? given : JSON.stringify(given));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => new Promise((resolve) => server.close(resolve)));
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

test('F64 what a codec server is asked for is shown in its words; nothing of it is stored', async (context) => {
  const database = join(scratchFolder(context), 'library.db');
  const engine = openEngine(context, database);
  const { runId: run } = onlyRun(await importPaths(engine, secret));
  const before = await engine.readState({ run, seq: 1 });
  assert.ok(!JSON.stringify(before).includes(said.message), 'nothing is asked by itself');
  const { endpoint, asked } = await codecServer(context);
  const told: number[] = [];
  const codec = { endpoint: `${endpoint}/{namespace}/`, namespace: 'shop 1', authorization: 'Bearer sesame' };
  const { payloads } = await engine.decodeRun({ run, codec }, { progress: (count) => told.push(count) });
  assert.ok(payloads > 3 && told.at(-1) === payloads);
  assert.deepEqual(
    [asked[0]?.path, asked[0]?.headers['x-namespace'], asked[0]?.headers.authorization],
    ['/shop%201/decode', 'shop 1', 'Bearer sesame'],
  );
  assert.ok(
    asked.every((question) =>
      question.payloads.every(({ metadata }) => metadata['encoding'] === base64('binary/encrypted')),
    ),
  );
  assert.match(JSON.stringify(await engine.readState({ run, seq: 1 })), /the vault is shut/);
  const exported = Buffer.from((await engine.exportRun({ run })).bytes).toString();
  assert.ok(!exported.includes(base64(JSON.stringify(said))), 'an export is what came');
  const page = await engine.runPage({ run });
  assert.ok(!Buffer.from(page.bytes).includes(said.message), 'nor is it on a page for others');
  const compared = await engine.comparisonPage({ left: run, right: run, ignore: [] });
  assert.ok(!Buffer.from(compared.bytes).includes(said.message));
  assert.equal((await engine.decodeRun({ run, codec })).payloads, 0, 'what is decoded is not asked for again');
  for (const name of ['library.db', 'library.db-wal'])
    assert.ok(!readFileSync(join(database, '..', name)).includes('the vault is shut'), name);
});

test('F64 show, events and diff ask the codec server that they are told; a hidden failure has its own words', async (context) => {
  const folder = scratchFolder(context);
  const { endpoint, asked } = await codecServer(context);
  const failing = fileIn(folder, 'failed.json', JSON.stringify({ events: [started('AAAA'), failed('BBBB')] }));
  const options = ['--codec-endpoint', endpoint, '--namespace', 'shop'] as const;
  const { out } = await retrace('show', failing, ...options);
  assert.match(out, /^after event 2 of 2: failed \(the vault is shut\)$/m);
  assert.deepEqual(
    asked.map(({ headers, payloads }) => [headers['x-namespace'], payloads.length]),
    [['shop', 2]],
  );
  const [last] = jsonLines(await retrace('events', failing, '--json', ...options)).slice(-1);
  assert.match(JSON.stringify(last?.['effects']), /the vault is shut/);
  const other = fileIn(folder, 'other.json', JSON.stringify({ events: [started('CCCC'), failed('BBBB')] }));
  assert.equal((await retrace('diff', failing, other)).code, 1, 'other bytes are other values');
  assert.equal((await retrace('diff', failing, other, ...options)).code, 0, 'decoded they are the same');
});

test('F64 a codec server that refuses, answers something else or is none is named, with what to do', async (context) => {
  const history = fileIn(scratchFolder(context), 'h.json', JSON.stringify({ events: [started('DDDD')] }));
  const errorOf = async (endpoint: string): Promise<string> => {
    const { code, err } = await retrace('show', history, '--codec-endpoint', endpoint);
    assert.equal(code, 2);
    return err;
  };
  assert.match(
    await errorOf((await codecServer(context, () => 'refused')).endpoint),
    /^codec-failed: .* answers 403: refused\. Check/,
  );
  assert.match(
    await errorOf((await codecServer(context, () => ({ payloads: [] }))).endpoint),
    /answers with 0 payloads instead of 1/,
  );
  assert.match(
    await errorOf((await codecServer(context, () => ({ payloads: [{ a: 1 }] }))).endpoint),
    /something that is no payload/,
  );
  assert.match(
    await errorOf((await codecServer(context, () => 'no json')).endpoint),
    /^codec-failed: .* does not answer/,
  );
  assert.match(await errorOf('http://127.0.0.1:1'), /^codec-failed: .* does not answer/);
  assert.match(await errorOf('ftp://x'), /^bad-usage: "ftp:\/\/x" is no address of a codec server/);
});

function hidden(data: string): object {
  return { metadata: { encoding: base64('binary/encrypted') }, data };
}

function started(data: string): object {
  return {
    eventId: '1',
    eventTime: '2026-03-01T10:00:00Z',
    eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_STARTED',
    workflowExecutionStartedEventAttributes: { workflowType: { name: 'vault' }, input: { payloads: [hidden(data)] } },
  };
}

function failed(data: string): object {
  return {
    eventId: '2',
    eventTime: '2026-03-01T10:00:01Z',
    eventType: 'EVENT_TYPE_WORKFLOW_EXECUTION_FAILED',
    workflowExecutionFailedEventAttributes: {
      failure: { message: 'Encoded failure', encodedAttributes: hidden(data) },
    },
  };
}
