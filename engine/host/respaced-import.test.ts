// Tests real histories with unusual white space: imported, viewed and exported through the window's interface.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import fc from 'fast-check';
import { WebSocket } from 'ws';
import { Engine } from '../engine.ts';
import { eventText, type History, readHistories } from '../sources/json/history-file.ts';
import type { ImportOutcome } from '../model/api.ts';
import { RetraceError } from '../model/errors.ts';
import { type Client, connect, pipePair } from '../model/link.ts';
import { Library } from '../store/library.ts';
import { ownCase } from '../testing/corpus.ts';
import { scratchFolder } from '../testing/library.ts';
import { respacedHistory } from '../testing/respaced-history.ts';
import { startLoopback } from './loopback.ts';
import { serve } from './serve.ts';
import { webSocketPipe } from './websocket-pipe.ts';

/** The histories read byte by byte; the error code if they are refused. */
function slowly(text: string): readonly History[] | string {
  try {
    return readHistories(Buffer.from(text), false);
  } catch (error) {
    assert.ok(error instanceof RetraceError);
    return error.code;
  }
}

const textsOf = ({ bytes, events }: History): readonly string[] =>
  events.map((event) => eventText(bytes, event).toString('utf8'));

/** The events of the run, singly, as the window shows them. */
async function shown(client: Client, run: string, events: number): Promise<readonly string[]> {
  const texts: string[] = [];
  for (let seq = 1; seq <= events; seq++) texts.push((await client.call('readRaw', { run, seq, offset: 0 })).text);
  return texts;
}

/** Asserts that the imported events are in the window, in the log, and in the export. */
async function assertRight(client: Client, library: Library, text: string): Promise<boolean> {
  const expected = slowly(text);
  const outcomes: readonly ImportOutcome[] = await client.call('importBytes', {
    name: 'a.json',
    bytes: new Uint8Array(Buffer.from(text)),
    partial: false,
  });
  if (typeof expected === 'string') {
    assert.deepEqual(
      outcomes.map((outcome) => 'error' in outcome && outcome.error.code),
      [expected],
    );
    return false;
  }
  assert.equal(outcomes.length, expected.length);
  for (const [i, history] of expected.entries()) {
    const outcome = outcomes[i]!;
    assert.ok('run' in outcome, JSON.stringify(outcome));
    const { runId, events } = outcome.run;
    assert.deepEqual(await shown(client, runId, events), textsOf(history));
    assert.deepEqual(
      (await library.log.read(runId, 1, events)).map(({ payload }) => Buffer.from(payload).toString('utf8')),
      textsOf(history),
    );
    assert.equal((await library.log.verify(runId)).bad, null);
    if (expected.length === 1)
      assert.deepEqual(
        JSON.parse(Buffer.from((await client.call('exportRun', { run: runId })).bytes).toString('utf8')),
        JSON.parse(text.replace(/^\uFEFF/, '')),
      );
  }
  return true;
}

function libraryOf(context: TestContext, folder: string): Library {
  const library = new Library(join(folder, 'library.db'));
  context.after(() => library.close());
  return library;
}

function openIn(context: TestContext, folder: string): Engine {
  const engine = Engine.open({ database: join(folder, 'library.db'), version: 'test', filesByPath: false });
  context.after(() => engine.close());
  return engine;
}

/** A client connected like a page. */
async function overLoopback(context: TestContext, engine: Engine, folder: string): Promise<Client> {
  mkdirSync(join(folder, 'page'));
  writeFileSync(join(folder, 'page', 'index.html'), '<title>Retrace</title>');
  const loopback = await startLoopback({ engine, rendererDir: join(folder, 'page') });
  const { port, hash, origin } = new URL(loopback.url);
  const socket = new WebSocket(`ws://127.0.0.1:${port}/pipe?token=${new URLSearchParams(hash.slice(1)).get('token')}`, {
    origin,
  });
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  context.after(async () => {
    socket.close();
    await loopback.close();
  });
  return connect(webSocketPipe(socket));
}

test('I10 the events of the attack case 01-misliced-events are five whole ones, in the window, in the log and in the export', async (context) => {
  const folder = scratchFolder(context);
  const client = await overLoopback(context, openIn(context, folder), folder);
  const text = ownCase('01-misliced-events.json');
  const [history] = slowly(text) as readonly History[];
  assert.deepEqual(
    textsOf(history!).map((event) => (JSON.parse(event) as { eventId: string }).eventId),
    ['1', '2', '3', '4', '5'],
  );
  assert.ok(await assertRight(client, libraryOf(context, folder), text));
});

test('I10 I3 X1 whatever the gaps and the events are, the library holds the events that the slow reader reads, and gives the file back', async (context) => {
  const folder = scratchFolder(context);
  const engine = openIn(context, folder);
  const [asks, answers, close] = pipePair();
  serve(engine, answers, (error) => assert.fail(String(error)));
  context.after(close);
  const [client, library] = [connect(asks), libraryOf(context, folder)];
  let whole = 0;
  await fc.assert(
    fc.asyncProperty(respacedHistory(), async (text) => {
      if (await assertRight(client, library, text)) whole++;
    }),
    { numRuns: 60 },
  );
  assert.ok(whole > 20, String(whole));
});
