// Conformance suite of the event log: reading. Runs for every store; see testing/log-stores.ts.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EventLog, StoredEvent } from '../log.ts';
import { everything, logEvent, logEvents, plain, refusedAs } from '../../testing/log-events.ts';
import { logsAt, logStores, openTestLog, sharedLogStores } from '../../testing/log-stores.ts';

const seqsOf = (events: readonly StoredEvent[]): readonly number[] => events.map(({ seq }) => seq);

for (const store of logStores) {
  describe(`read, ${store.name}`, () => {
    test('L15 a read gives both ends and all between, clipped to what is there, and the reverse backwards', async (context) => {
      const log = openTestLog(context, store);
      await log.append('r', logEvents(1, 20));
      for (const [from, to] of [
        [1, 20],
        [3, 3],
        [1, 1],
        [20, 20],
        [7, 12],
        [0, 4],
        [-5, 2],
        [18, 99],
        [21, 30],
        [9, 8],
        [1, Infinity],
      ] as const) {
        const expected = logEvents(1, 20).filter(({ seq }) => seq >= from && seq <= to);
        assert.deepEqual(plain(await log.read('r', from, to)), plain(expected), `${from} ${to}`);
        assert.deepEqual(
          plain(await log.readReverse('r', from, to)),
          plain(expected.toReversed()),
          `${from} ${to} reversed`,
        );
        assert.deepEqual(plain(await everything(log, 'r', from, to)), plain(expected), `pages ${from} ${to}`);
      }
    });

    test('L15 a single event is the one that a read gives; what is not there is undefined', async (context) => {
      const log = openTestLog(context, store);
      await log.append('r', logEvents(1, 5));
      for (let seq = 1; seq <= 5; seq++)
        assert.deepEqual(plain([(await log.eventAt('r', seq))!]), plain([logEvent(seq)]));
      assert.deepEqual(
        await Promise.all([0, -1, 6, 1.5, NaN].map((seq) => log.eventAt('r', seq))),
        Array(5).fill(undefined),
      );
    });

    test('L15 an unknown run is an empty one', async (context) => {
      const log = openTestLog(context, store);
      await log.append('other', [logEvent(1)]);
      assert.deepEqual(
        [
          await log.read('r', 1, 9),
          await log.readReverse('r', 1, 9),
          await log.readByTime('r', { fromMs: 0, toMs: 9 }),
          await everything(log, 'r'),
          await log.eventAt('r', 1),
          await log.digestAt('r', 1),
          await log.streamLen('r'),
          await log.nextSeq('r'),
          await log.stream('r'),
          await log.archives('r'),
        ],
        [[], [], [], [], undefined, undefined, 0, 1, undefined, []],
      );
      await assert.rejects(log.verify('r'), refusedAs('no-such-run'));
    });

    test('L15 pages come in order and leave nothing out, whatever the size of the events', async (context) => {
      const log = openTestLog(context, store);
      const events = Array.from({ length: 400 }, (_, i) =>
        logEvent(i + 1, i % 97 === 0 ? { payload: Buffer.alloc(500_000, i) } : {}),
      );
      await log.append('r', events);
      assert.deepEqual(seqsOf(await everything(log, 'r')), seqsOf(events));
    });

    test('L16 a replay folds from its seq to the end, or to where it is stopped, that event included', async (context) => {
      const log = openTestLog(context, store);
      await log.append('r', logEvents(1, 300));
      const sum = (state: number, { seq }: StoredEvent): number => state + seq;
      assert.equal(await log.replay('r', 1, 0, sum), 45_150);
      assert.equal(await log.replay('r', 300, 1, sum), 301);
      assert.equal(await log.replay('r', 301, 7, sum), 7);
      const seen = await log.replay<readonly number[]>('r', 150, [], (state, { seq }, stop) => {
        if (seq === 222) stop();
        return [...state, seq];
      });
      assert.deepEqual(
        seen,
        Array.from({ length: 73 }, (_, i) => i + 150),
      );
    });

    test('L17 a read by time gives the events in the range, both ends included, by time and then by seq', async (context) => {
      const log = openTestLog(context, store);
      const times = [5, null, 3, 5, 9.5, -2, 5, null, 3.0000001, 0];
      await log.append(
        'r',
        times.map((atMs, i) => logEvent(i + 1, { atMs })),
      );
      const at = async (fromMs: number, toMs: number): Promise<readonly number[]> =>
        seqsOf(await log.readByTime('r', { fromMs, toMs }));
      assert.deepEqual(await at(3, 5), [3, 9, 1, 4, 7]);
      assert.deepEqual(await at(5, 5), [1, 4, 7]);
      assert.deepEqual(await at(-Infinity, Infinity), [6, 10, 3, 9, 1, 4, 7, 5]);
      assert.deepEqual([await at(6, 9), await at(5, 4)], [[], []]);
    });

    test('L18 streams come in the order of their ids by code point, with what is known of them', async (context) => {
      const log = openTestLog(context, store);
      const runs = ['\u{1F600}', '\uFB01', 'b', 'a', 'ab', 'B', 'a b', '10', '9'];
      for (const run of runs) await log.append(run, logEvents(1, 2, { type: `last of ${run}` }));
      await log.fork('b', 1, 'c');
      const { streams, cursor } = await log.streams();
      assert.deepEqual(
        streams.map(({ run }) => run),
        ['10', '9', 'B', 'a', 'a b', 'ab', 'b', 'c', '\uFB01', '\u{1F600}'],
      );
      assert.equal(cursor, null);
      assert.deepEqual(
        streams.find(({ run }) => run === 'b'),
        { run: 'b', events: 2, lastType: 'last of b', lastAtMs: logEvent(2).atMs, parent: null, archivedTo: 0 },
      );
      assert.deepEqual(await log.stream('c'), {
        run: 'c',
        events: 1,
        lastType: 'last of b',
        lastAtMs: logEvent(1).atMs,
        parent: { run: 'b', seq: 1 },
        archivedTo: 0,
      });
    });

    test('L18 a cursor gives each stream once, while others are added and grow', async (context) => {
      const log = openTestLog(context, store);
      const before = Array.from({ length: 25 }, (_, i) => `run-${String(i).padStart(2, '0')}`);
      for (const run of before) await log.append(run, [logEvent(1)]);
      const seen: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page: { streams: readonly { run: string }[]; cursor: string | null } = await log.streams({
          limit: 4,
          ...(cursor !== undefined && { cursor }),
        });
        assert.ok(page.streams.length <= 4);
        seen.push(...page.streams.map(({ run }) => run));
        cursor = page.cursor;
        await log.append(`aaa-${seen.length}`, [logEvent(1)]);
        await log.append('run-24', [logEvent(await log.nextSeq('run-24'))]);
      }
      assert.deepEqual(
        seen.filter((run) => run.startsWith('run-')),
        before,
      );
      assert.equal(new Set(seen).size, seen.length);
    });

    test('L18 filters narrow the list, and pages are filled all the same', async (context) => {
      const log = openTestLog(context, store);
      for (let i = 0; i < 30; i++)
        await log.append(`p${i % 2}-${i}`, [logEvent(1, { type: i % 3 === 0 ? 'workflow_completed' : 'custom' })]);
      await log.fork('p0-0', 1, 'z');
      const names = async (query: Parameters<EventLog['streams']>[0]): Promise<readonly string[]> =>
        (await log.streams(query)).streams.map(({ run }) => run);
      assert.equal((await names({ prefix: 'p1-' })).length, 15);
      assert.deepEqual(await names({ prefix: 'p1-2' }), ['p1-21', 'p1-23', 'p1-25', 'p1-27', 'p1-29']);
      assert.deepEqual(await names({ parent: 'p0-0' }), ['z']);
      assert.equal((await names({ lastTypes: ['workflow_completed', 'other'] })).length, 11);
      assert.equal((await names({ lastTypes: ['workflow_completed'], prefix: 'p0', limit: 3 })).length, 3);
      assert.deepEqual([await names({ archived: true }), (await names({ archived: false })).length], [[], 31]);
      assert.deepEqual(await log.streams({ prefix: 'p1-2', limit: 5 }), {
        streams: (await log.streams({ prefix: 'p1-2' })).streams,
        cursor: null,
      });
    });

    test('L19 a tail gives what is there and then what comes, in order, once', async (context) => {
      const log = openTestLog(context, store);
      await log.append('r', logEvents(1, 200));
      const stop = new AbortController();
      const seen: number[] = [];
      for await (const events of log.tail('r', 5, { signal: stop.signal })) {
        seen.push(...seqsOf(events));
        const last = seen.at(-1) ?? 0;
        if (last >= 300) stop.abort();
        else if (last >= 200) void log.append('r', logEvents(last + 1, Math.min(300, last + (last % 7) + 1)));
      }
      assert.deepEqual(
        seen,
        Array.from({ length: 296 }, (_, i) => i + 5),
      );
    });

    test('L19 a tail waits for a run and a seq that are still to come', async (context) => {
      const log = openTestLog(context, store);
      const first = log.tail('r', 3)[Symbol.asyncIterator]().next();
      await log.append('s', logEvents(1, 5));
      await log.append('r', logEvents(1, 2));
      await log.append('r', logEvents(3, 4));
      assert.deepEqual(seqsOf((await first).value as readonly StoredEvent[]), [3, 4]);
    });

    test('L19 a tail that is told to end ends, also while it waits', async (context) => {
      const log = openTestLog(context, store);
      const stop = new AbortController();
      const waiting = log.tail('r', 1, { signal: stop.signal })[Symbol.asyncIterator]().next();
      await log.streamLen('r');
      stop.abort();
      assert.deepEqual(await waiting, { done: true, value: undefined });
      assert.deepEqual(await log.tail('r', 1, { signal: AbortSignal.abort() })[Symbol.asyncIterator]().next(), {
        done: true,
        value: undefined,
      });
    });
  });
}

for (const store of sharedLogStores) {
  describe(`read what another log appends, ${store.name}`, () => {
    test('L19 a tail gives what other logs append, everything once', async (context) => {
      const open = logsAt(context, store);
      const reading = open();
      const writing = [open(), open()];
      const stop = new AbortController();
      const seen: number[] = [];
      const tail = (async () => {
        for await (const events of reading.tail('r', 1, { signal: stop.signal })) {
          seen.push(...seqsOf(events));
          if (seen.length >= 120) stop.abort();
        }
      })();
      for (let seq = 1; seq <= 120; seq += 3) {
        await writing[seq % 2]!.append('r', logEvents(seq, seq + 2));
        // Lets the tail read between appends, so that it sees parts of event files too.
        if (seq % 30 === 1) while (seen.length < seq) await new Promise((turn) => setImmediate(turn));
      }
      await tail;
      assert.deepEqual(
        seen,
        Array.from({ length: 120 }, (_, i) => i + 1),
      );
    });

    test('L8 L15 a reader sees prefixes of whole batches only', async (context) => {
      const open = logsAt(context, store);
      const [writing, reading] = [open(), open()];
      for (let seq = 1; seq <= 100; seq += 10) {
        await writing.append('r', logEvents(seq, seq + 9));
        assert.deepEqual(plain(await everything(reading, 'r')), plain(logEvents(1, seq + 9)));
        assert.equal(await reading.streamLen('r'), seq + 9);
      }
    });
  });
}
