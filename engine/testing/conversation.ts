// One conversation between engine and screen over any carrier: all carriers must behave alike.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { serve } from '../host/serve.ts';
import { RetraceError } from '../model/errors.ts';
import { connect } from '../model/link.ts';
import type { Frame, Pipe } from '../model/pipe.ts';
import { fakeEngine } from './fake-engine.ts';

/** Two connected ends. `close` closes the carrier itself. */
export type Carrier = { readonly asks: Pipe; readonly answers: Pipe; close(): void | Promise<void> };

export function describeConversation(carrierName: string, open: () => Carrier | Promise<Carrier>): void {
  describe(`a conversation over ${carrierName}`, () => {
    test('a call is answered, and its parameters arrive as they were sent', async () => {
      await conversing(open, async ({ client }) => {
        const run = 'j\u0000 \ud83d\ude00 1';
        assert.deepEqual(await client.call('readState', { run, seq: 7 }), { run, seq: 7 });
      });
    });

    test('answers find their calls in whatever order they come', async () => {
      await conversing(open, async ({ client }) => {
        const slow = client.call('search', { run: 'r', from: 1, text: 'slow', regex: false, payloads: false });
        const order: string[] = [];
        const both = [
          slow.then(() => order.push('slow')),
          client.call('chooseFiles', { folder: false }).then(() => order.push('quick')),
        ];
        await Promise.all(both);
        assert.deepEqual(order, ['quick', 'slow']);
      });
    });

    test('bytes cross both ways, part of an array as that part', async () => {
      await conversing(open, async ({ client }) => {
        const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 251);
        const [outcome] = await client.call('importBytes', { name: 'a', bytes: bytes.subarray(3, 7), partial: false });
        assert.equal(outcome?.file, '3,4,5,6');
        const { bytes: exported } = await client.call('exportRun', { run: 'r' });
        assert.deepEqual([...exported], [9, 8, 7]);
        const { seqs } = await client.call('search', { run: 'r', from: 1, text: 'x', regex: false, payloads: false });
        assert.ok(seqs instanceof Uint32Array);
        assert.deepEqual([...seqs], [1, 70_000, 4_000_000_000]);
      });
    });

    test('A1 wrong parameters are refused, and the engine is not asked', async () => {
      await conversing(open, async ({ client, asked }) => {
        const wrong = [
          { run: '', seq: 1 },
          { run: 'r', seq: -1 },
          { run: 'r', seq: 1, more: 1 },
          { run: ['r'], seq: 1 },
          null,
          'r',
          undefined,
        ];
        for (const params of wrong)
          await rejects(client.call('readEvent', params as never), 'bad-request', /^readEvent: /);
        assert.deepEqual(asked, []);
      });
    });

    test('a long list of complaints is cut short', async () => {
      await conversing(open, async ({ client }) => {
        const params = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`unknown-${index}`, index]));
        const error = await client.call('chooseFiles', params as never).catch((caught: Error) => caught);
        assert.ok(error instanceof RetraceError && error.message.length < 500);
      });
    });

    test('names that are no calls are refused, also those that every object has', async () => {
      await conversing(open, async ({ client }) => {
        for (const name of ['', 'drop', '__proto__', 'constructor', 'toString', 'close', 'hasOwnProperty']) {
          await rejects(client.call(name as never, {} as never), 'bad-request', /^There is no call named /);
        }
      });
    });

    test('an error keeps its code and its sentence', async () => {
      await conversing(open, async ({ client, logged }) => {
        await rejects(client.call('openRun', { run: 'gone' }), 'no-such-run', /^There is no run gone\.$/);
        assert.deepEqual(logged, []);
      });
    });

    test('our own bug is told as one, and logged with its stack', async () => {
      await conversing(open, async ({ client, logged }) => {
        await rejects(
          client.call('readRows', { run: 'r', from: 1, to: 2 }),
          'internal',
          /^This is a bug in Retrace: rows are upside down$/,
        );
        assert.match(String((logged[0] as Error).stack), /upside down/);
      });
    });

    test('a push reaches every listener that is left', async () => {
      await conversing(open, async ({ client, carrier }) => {
        const got: string[] = [];
        const push = (command: string): void =>
          carrier.answers.send({ type: 'push', name: 'commandRequested', body: { command } });
        const off = client.on('commandRequested', ({ command }) => got.push(`first ${command}`));
        client.on('commandRequested', ({ command }) => got.push(`second ${command}`));
        push('open');
        await client.call('chooseFiles', { folder: false });
        off();
        push('help');
        await client.call('chooseFiles', { folder: false });
        assert.deepEqual(got, ['first open', 'second open', 'second help']);
      });
    });

    test('A2 progress goes to the call that it belongs to, before its answer', async () => {
      await conversing(open, async ({ client }) => {
        const [first, second]: [string[], string[]] = [[], []];
        const asked = [first, second].map((heard, i) =>
          client
            .call(
              'importPaths',
              { paths: [`/${i}`], partial: false },
              { onProgress: ({ file }) => void heard.push(file) },
            )
            .then(() => heard.push('answered')),
        );
        await Promise.all(asked);
        assert.deepEqual(
          [first, second],
          [
            ['/0', 'answered'],
            ['/1', 'answered'],
          ],
        );
      });
    });

    test('A2 a call that is cancelled ends, and no other one; one that was cancelled before it was made, too', async () => {
      await conversing(open, async ({ client }) => {
        const [one, other] = [new AbortController(), new AbortController()];
        const following = client.call('followLibrary', {}, { signal: one.signal });
        let ended = false;
        const another = client.call('followLibrary', {}, { signal: other.signal }).then(() => (ended = true));
        one.abort();
        assert.equal(await following, null);
        await client.call('chooseFiles', { folder: false });
        assert.equal(ended, false);
        assert.equal(await client.call('followLibrary', {}, { signal: AbortSignal.abort() }), null);
        other.abort();
        await another;
      });
    });

    test('a frame that is no call is passed over', async () => {
      await conversing(open, async ({ client, carrier }) => {
        const odd = [
          null,
          7,
          'call',
          {},
          { type: 'call' },
          { type: 'call', id: '1', name: 'chooseFiles' },
          { type: 'cancel' },
          { type: 'cancel', id: 99 },
          { type: 'reply', id: 1, ok: 1 },
        ];
        for (const frame of odd) carrier.asks.send(frame as unknown as Frame);
        assert.deepEqual(await client.call('chooseFiles', { folder: false }), { paths: [] });
      });
    });

    test('A2 closing rejects what waits and what comes later, and cancels what is under way', async () => {
      await conversing(open, async ({ client, carrier, following }) => {
        const gone = new Promise<void>((resolve) => client.onClose(resolve));
        const waiting = rejects(client.call('followLibrary', {}), 'disconnected', /during followLibrary/);
        assert.equal(await settled(() => following.size === 1), true);
        await carrier.close();
        await Promise.all([waiting, gone]);
        await rejects(client.call('chooseFiles', { folder: false }), 'disconnected', /during chooseFiles/);
        assert.equal(await settled(() => following.size === 0), true);
      });
    });
  });
}

type Conversation = {
  readonly carrier: Carrier;
  readonly client: ReturnType<typeof connect>;
  /** Calls of followLibrary that are not cancelled. */
  readonly following: ReadonlySet<AbortSignal>;
  readonly logged: unknown[];
  /** Parameters of the readEvent calls that arrived. */
  readonly asked: unknown[];
};

async function conversing(
  open: () => Carrier | Promise<Carrier>,
  body: (conversation: Conversation) => Promise<void>,
): Promise<void> {
  const [logged, asked]: [unknown[], unknown[]] = [[], []];
  const following = new Set<AbortSignal>();
  const engine = engineOf(asked, following);
  const carrier = await open();
  serve(engine, carrier.answers, (error) => logged.push(error));
  try {
    await body({ carrier, client: connect(carrier.asks), following, logged, asked });
  } finally {
    await carrier.close();
  }
}

function engineOf(asked: unknown[], following: Set<AbortSignal>) {
  return fakeEngine({
    chooseFiles: () => Promise.resolve({ paths: [] }),
    readState: (params) => Promise.resolve(params as never),
    importBytes: ({ bytes }) =>
      Promise.resolve([{ file: [...bytes].join(), error: { code: 'empty-file', message: '' } }]),
    exportRun: () => Promise.resolve({ name: 'x', bytes: Buffer.from([0, 9, 8, 7]).subarray(1) }),
    async importPaths({ paths }, { progress }) {
      progress({ file: paths[0] ?? '', filesDone: 0, filesTotal: 1, events: 0, runs: [] });
      return [];
    },
    async followLibrary(_, { signal }) {
      following.add(signal);
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      following.delete(signal);
      return null;
    },
    readEvent: (params) => Promise.reject(new Error(String(asked.push(params)))),
    openRun: ({ run }) => Promise.reject(new RetraceError('no-such-run', `There is no run ${run}.`)),
    readRows: () => Promise.reject(new Error('rows are upside down')),
    async search({ text }) {
      if (text === 'slow') await new Promise((resolve) => setTimeout(resolve, 20));
      return { seqs: Uint32Array.of(1, 70_000, 4_000_000_000) };
    },
  });
}

async function rejects(promise: Promise<unknown>, code: string, message: RegExp): Promise<void> {
  await assert.rejects(
    promise,
    (error) => error instanceof RetraceError && error.code === code && message.test(error.message),
  );
}

/** Waits, because the other end learns of a close with a delay. */
async function settled(isSo: () => boolean): Promise<boolean> {
  for (let turn = 0; turn < 200 && !isSo(); turn++) await new Promise((resolve) => setTimeout(resolve, 5));
  return isSo();
}
