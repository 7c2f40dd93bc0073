// Conformance suite of the event log: appending. Runs for every store; see testing/log-stores.ts.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type NativeEventType, nativeEventTypes } from '../../model/native-event-type.ts';
import { everything, logEvent, logEvents, plain, refusedAs, refusedSeq } from '../../testing/log-events.ts';
import { logsAt, logStores, openTestLog, sharedLogStores } from '../../testing/log-stores.ts';

for (const store of logStores) {
  describe(`append, ${store.name}`, () => {
    test('L7 events come in order of seq, one by one and in batches, and are there', async (context) => {
      const log = openTestLog(context, store);
      assert.equal(await log.append('r', [logEvent(1)]), 2);
      assert.equal(await log.append('r', logEvents(2, 64)), 65);
      assert.equal(await log.append('r', logEvents(65, 65)), 66);
      assert.deepEqual(plain(await everything(log, 'r')), plain(logEvents(1, 65)));
      assert.deepEqual([await log.streamLen('r'), await log.nextSeq('r'), await log.nextSeq('other')], [65, 66, 1]);
    });

    test('L7 a gap, a step back, and a hole within a batch are refused with what was expected and what came; nothing is stored', async (context) => {
      const log = openTestLog(context, store);
      await assert.rejects(log.append('r', [logEvent(2)]), refusedSeq('wrong-seq', 1, 2));
      await log.append('r', logEvents(1, 3));
      await assert.rejects(log.append('r', [logEvent(5)]), refusedSeq('wrong-seq', 4, 5));
      await assert.rejects(log.append('r', [logEvent(4), logEvent(6)]), refusedSeq('wrong-seq', 5, 6));
      await assert.rejects(log.append('r', [logEvent(4), logEvent(4)]), refusedSeq('wrong-seq', 5, 4));
      assert.deepEqual(plain(await everything(log, 'r')), plain(logEvents(1, 3)));
      assert.equal(await log.append('r', [logEvent(4)]), 5);
    });

    test('L7 calls that are not waited for are applied in their order', async (context) => {
      const log = openTestLog(context, store);
      const ends = await Promise.all(
        Array.from({ length: 50 }, (_, i) => log.append('r', logEvents(i * 2 + 1, i * 2 + 2))),
      );
      assert.deepEqual(
        ends,
        Array.from({ length: 50 }, (_, i) => i * 2 + 3),
      );
      assert.deepEqual(plain(await everything(log, 'r')), plain(logEvents(1, 100)));
    });

    test('L8 a batch with one event that cannot be stored leaves nothing of it', async (context) => {
      const log = openTestLog(context, store);
      await log.append('r', logEvents(1, 2));
      const bad = { ...logEvent(90), type: '' };
      await assert.rejects(log.append('r', [...logEvents(3, 89), bad]), refusedAs('bad-event'));
      assert.deepEqual(plain(await everything(log, 'r')), plain(logEvents(1, 2)));
      assert.equal((await log.verify('r')).bad, null);
    });

    test('L9 two runs use the same seqs without touching each other', async (context) => {
      const log = openTestLog(context, store);
      const runs = ['a', 'A', 'a ', 'a/b', 'a.b', 'á', 'a%62', '__proto__'];
      for (const run of runs) await log.append(run, [logEvent(1, { payload: Buffer.from(run) })]);
      await log.append('a', [logEvent(2)]);
      for (const run of runs) {
        assert.deepEqual(
          (await log.read(run, 1, 1)).map(({ payload }) => Buffer.from(payload).toString()),
          [run],
        );
        assert.equal(await log.streamLen(run), run === 'a' ? 2 : 1, run);
      }
      await assert.rejects(log.append('A', [logEvent(3)]), refusedSeq('wrong-seq', 2, 3));
    });

    test('L10 the last event again, equal in every byte, is accepted silently and changes nothing; so is the last batch', async (context) => {
      const log = openTestLog(context, store);
      const last = logEvent(3, { atMs: null, payload: new Uint8Array(0) });
      await log.append('r', [...logEvents(1, 2), last]);
      const digest = await log.digestAt('r', 3);
      assert.equal(await log.append('r', [last]), 4);
      assert.equal(await log.append('r', [...logEvents(1, 2), last]), 4);
      assert.equal(await log.append('r', [logEvent(2), last]), 4);
      assert.deepEqual([await log.streamLen('r'), await log.digestAt('r', 3)], [3, digest]);
    });

    test('L3 L11 another event under a used seq is a conflict, whatever differs', async (context) => {
      const log = openTestLog(context, store);
      await log.append('r', logEvents(1, 4));
      const others = [
        { type: 'other' },
        { atMs: null },
        { atMs: 7 },
        { payload: Buffer.from('{"n":4} ') },
        { payload: new Uint8Array(0) },
      ];
      for (const other of others)
        await assert.rejects(
          log.append('r', [logEvent(4, other)]),
          refusedSeq('seq-conflict', 5, 4),
          JSON.stringify(other),
        );
      await assert.rejects(log.append('r', [logEvent(2, { type: 'other' })]), refusedSeq('seq-conflict', 5, 2));
      await assert.rejects(
        log.append('r', [logEvent(3), logEvent(4, { type: 'other' }), logEvent(5)]),
        refusedSeq('seq-conflict', 5, 4),
      );
      assert.deepEqual(plain(await everything(log, 'r')), plain(logEvents(1, 4)));
    });

    test('L11 an older event again, though equal, is a wrong seq, and so is a batch that overlaps', async (context) => {
      const log = openTestLog(context, store);
      await log.append('r', logEvents(1, 4));
      await assert.rejects(log.append('r', [logEvent(3)]), refusedSeq('wrong-seq', 5, 3));
      await assert.rejects(log.append('r', logEvents(4, 5)), refusedSeq('wrong-seq', 5, 4));
      await assert.rejects(log.append('r', logEvents(2, 3)), refusedSeq('wrong-seq', 5, 2));
      assert.equal(await log.streamLen('r'), 4);
    });

    test('L12 with expectedSeq an append goes in at exactly that seq, or says which one is next', async (context) => {
      const log = openTestLog(context, store);
      assert.equal(await log.append('r', [logEvent(1)], { expectedSeq: 1 }), 2);
      await assert.rejects(
        log.append('r', [logEvent(1)], { expectedSeq: 1 }),
        refusedSeq('wrong-seq', 2, 1),
        'an equal event is no repetition',
      );
      await assert.rejects(log.append('r', [logEvent(2)], { expectedSeq: 3 }), refusedSeq('wrong-seq', 2, 3));
      await assert.rejects(log.append('r', [logEvent(3)], { expectedSeq: 2 }), refusedSeq('wrong-seq', 2, 3));
      assert.equal(await log.append('r', [], { expectedSeq: 2 }), 2);
      await assert.rejects(log.append('r', [], { expectedSeq: 9 }), refusedSeq('wrong-seq', 2, 9));
      assert.equal(await log.streamLen('r'), 1);
    });

    test('L12 of many that append the same event with expectedSeq exactly one wins', async (context) => {
      const log = openTestLog(context, store);
      for (let seq = 1; seq <= 20; seq++) {
        const results = await Promise.allSettled(
          Array.from({ length: 8 }, () => log.append('r', [logEvent(seq)], { expectedSeq: seq })),
        );
        assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
        for (const result of results)
          assert.ok(result.status === 'fulfilled' || refusedSeq('wrong-seq', seq + 1, seq)(result.reason));
      }
      assert.equal((await log.verify('r')).events, 20);
    });

    test('L13 any type, any bytes and any finite time come back as they were', async (context) => {
      const log = openTestLog(context, store);
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
      const events = [
        logEvent(1, { type: '\u0000', payload: bytes, atMs: -1.5 }),
        logEvent(2, { type: '\n"\\\u2028😀é', payload: new Uint8Array(0), atMs: Number.MAX_VALUE }),
        logEvent(3, { type: 'archived', payload: bytes.subarray(13, 14), atMs: Number.MIN_VALUE }),
        logEvent(4, { type: 'x'.repeat(100_000), payload: Buffer.alloc(3_000_000, 7), atMs: 2 ** 53 - 1 }),
        logEvent(5, { atMs: 0.1 + 0.2 }),
      ];
      for (const event of events.slice(0, 3)) await log.append('r', [event]);
      await log.append('r', events.slice(3));
      assert.deepEqual(plain(await everything(log, 'r')), plain(events));
      assert.equal((await log.verify('r')).events, 5);
    });

    test('L13 the kinds that Retrace itself writes are types as any', async (context) => {
      const log = openTestLog(context, store);
      await log.append(
        'r',
        nativeEventTypes.map((type, i) => logEvent(i + 1, { type })),
      );
      assert.deepEqual(
        (await everything(log, 'r')).map(({ type }) => type),
        [...nativeEventTypes],
      );
      const needed: readonly NativeEventType[] = [
        'workflow_started',
        'activity_scheduled',
        'activity_completed',
        'activity_failed',
        'timer_fired',
        'signal_received',
        'workflow_completed',
        'workflow_failed',
        'custom',
      ];
      assert.deepEqual(
        needed.filter((type) => !nativeEventTypes.includes(type)),
        [],
      );
    });

    test('L13 −0 is 0: stored once, it is the same event as the other', async (context) => {
      const log = openTestLog(context, store);
      await log.append('r', [logEvent(1, { atMs: -0 })]);
      assert.equal(await log.append('r', [logEvent(1, { atMs: 0 })]), 2);
      assert.ok(Object.is((await log.eventAt('r', 1))?.atMs, 0));
      assert.equal((await log.verify('r')).bad, null);
    });

    test('L13 what can be no event, and what can name no run, is refused', async (context) => {
      const log = openTestLog(context, store);
      const bad = [
        { seq: 0 },
        { seq: -1 },
        { seq: 1.5 },
        { seq: NaN },
        { seq: 2 ** 53 },
        { type: '' },
        { type: 'a\ud800' },
        { atMs: NaN },
        { atMs: Infinity },
        { type: 7 as never },
        { payload: 'text' as never },
        { atMs: '1' as never },
      ];
      for (const part of bad)
        await assert.rejects(log.append('r', [logEvent(1, part)]), refusedAs('bad-event'), JSON.stringify(part));
      for (const run of ['', '\udc00', 'x'.repeat(501), 7 as never]) {
        await assert.rejects(log.append(run, [logEvent(1)]), refusedAs('bad-event'));
        await assert.rejects(log.create(run), refusedAs('bad-event'));
        await assert.rejects(log.fork('r', 0, run), refusedAs('bad-event'));
      }
      assert.deepEqual((await log.streams()).streams, []);
      assert.equal(await log.append('é'.repeat(500), [logEvent(1)]), 2);
    });

    test('L13 what the caller does with its bytes afterwards changes nothing', async (context) => {
      const log = openTestLog(context, store);
      const payload = Buffer.from('before');
      await log.append('r', [logEvent(1, { payload })]);
      payload.fill(0);
      const read = (await log.read('r', 1, 1))[0]?.payload;
      read?.fill(1);
      assert.equal(Buffer.from((await log.eventAt('r', 1))?.payload ?? []).toString(), 'before');
    });

    test('L14 a run that is written whole is seen by nobody before its commit', async (context) => {
      const log = openTestLog(context, store);
      await log.append('there', [logEvent(1)]);
      const writer = await log.create('r');
      for (let seq = 1; seq <= 90; seq += 30) await writer.append(logEvents(seq, seq + 29));
      assert.deepEqual(
        [
          await everything(log, 'r'),
          await log.stream('r'),
          (await log.streams()).streams.length,
          (await everything(log, 'there')).length,
        ],
        [[], undefined, 1, 1],
      );
      await writer.commit();
      await writer.rollback();
      assert.deepEqual(plain(await everything(log, 'r')), plain(logEvents(1, 90)));
      assert.deepEqual([(await log.verify('r')).events, await log.append('r', [logEvent(91)])], [90, 92]);
    });

    test('L14 a run that is rolled back was never there; a wrong event in it is refused', async (context) => {
      const log = openTestLog(context, store);
      const writer = await log.create('r');
      await writer.append(logEvents(1, 3));
      await assert.rejects(writer.append([logEvent(5)]), refusedSeq('wrong-seq', 4, 5));
      await writer.rollback();
      assert.deepEqual([await log.streamLen('r'), (await log.streams()).streams], [0, []]);
      assert.equal(await log.append('r', [logEvent(1)]), 2);
    });

    test('L14 a name that is taken is refused, and appends wait for a writer that is under way', async (context) => {
      const log = openTestLog(context, store);
      await log.append('r', [logEvent(1)]);
      await log.fork('r', 0, 'branch');
      for (const run of ['r', 'branch']) await assert.rejects(log.create(run), refusedAs('run-exists'));
      const writer = await log.create('whole');
      const order: string[] = [];
      const others = [
        log.append('r', [logEvent(2)]),
        log.create('next').then((next) => next.rollback()),
        log.append('r', [logEvent(3)]),
      ].map((done, i) => done.then(() => order.push(`other ${i}`)));
      await writer.append([logEvent(1)]);
      order.push('commit');
      await writer.commit();
      await Promise.all(others);
      assert.deepEqual([order[0], order.length, await log.streamLen('r')], ['commit', 4, 3]);
    });

    test('L14 a writer that wrote nothing leaves no run', async (context) => {
      const log = openTestLog(context, store);
      await (await log.create('r')).commit();
      assert.deepEqual([(await log.streams()).streams, await log.append('r', [logEvent(1)])], [[], 2]);
    });

    test('L34 a closed log refuses every call and ends its tails', async (context) => {
      const log = openTestLog(context, store);
      await log.append('r', [logEvent(1)]);
      const tail = everythingFrom(log.tail('r', 1));
      await tail.first;
      await log.close();
      await log.close();
      await tail.ended;
      const calls = [
        () => log.append('r', [logEvent(2)]),
        () => log.create('s'),
        () => log.fork('r', 1, 's'),
        () => log.read('r', 1, 2),
        () => log.readReverse('r', 1, 2),
        () => log.readByTime('r', { fromMs: 0, toMs: 1 }),
        () => everything(log, 'r'),
        () => log.eventAt('r', 1),
        () => log.digestAt('r', 1),
        () => log.streamLen('r'),
        () => log.nextSeq('r'),
        () => log.stream('r'),
        () => log.streams(),
        () => log.verify('r'),
        () => log.checkpointAt('r', 'n', 1),
        () => log.keepCheckpoint('r', 'n', 1, new Uint8Array()),
        () => log.archives('r'),
        () => log.replay('r', 1, 0, (n) => n),
      ];
      for (const call of calls) await assert.rejects(call, refusedAs('log-closed'), String(call));
    });
  });
}

/** `first` resolves when the tail has given an event, `ended` when the tail has ended. */
function everythingFrom(tail: AsyncIterable<unknown>): { first: Promise<void>; ended: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const ended = (async () => {
    for await (const _ of tail) resolve();
  })();
  return { first: promise, ended };
}

for (const store of sharedLogStores) {
  describe(`append by several logs at one place, ${store.name}`, () => {
    test('L12 what another log appended is found out, and the next seq told', async (context) => {
      const open = logsAt(context, store);
      const [one, other] = [open(), open()];
      await one.append('r', logEvents(1, 2));
      await other.append('r', [logEvent(3)], { expectedSeq: 3 });
      await assert.rejects(one.append('r', [logEvent(3)], { expectedSeq: 3 }), refusedSeq('wrong-seq', 4, 3));
      assert.equal(await one.append('r', [logEvent(3)]), 4, 'without it, it is a repetition');
      await assert.rejects(one.append('r', [logEvent(3, { type: 'mine' })]), refusedSeq('seq-conflict', 4, 3));
      assert.equal(await one.append('r', logEvents(4, 6)), 7);
      assert.deepEqual([(await other.verify('r')).events, (await one.verify('r')).events], [6, 6]);
    });

    test('L12 logs that retry at the seq they are told lose and double nothing', async (context) => {
      const open = logsAt(context, store);
      const logs = [open(), open(), open()];
      const payloads = new Set<string>();
      await Promise.all(
        logs.map(async (log, i) => {
          for (let n = 0; n < 30; n++) {
            const payload = Buffer.from(`${i}:${n}`);
            payloads.add(payload.toString());
            for (let seq = await log.nextSeq('r'); ; seq = await log.nextSeq('r')) {
              const won = await log.append('r', [logEvent(seq, { payload })], { expectedSeq: seq }).then(
                () => true,
                (error: unknown) => !refusedAs('wrong-seq')(error) && assert.fail(String(error)),
              );
              if (won) break;
            }
          }
        }),
      );
      const events = await everything(logs[0]!, 'r');
      assert.deepEqual(new Set(events.map(({ payload }) => Buffer.from(payload).toString())), payloads);
      assert.deepEqual([events.length, (await logs[1]!.verify('r')).events], [90, 90]);
    });

    test('L14 a whole run that one log writes is not seen by another before its commit', async (context) => {
      const open = logsAt(context, store);
      const [one, other] = [open(), open()];
      const writer = await one.create('r');
      await writer.append(logEvents(1, 300));
      assert.deepEqual([await other.streamLen('r'), await everything(other, 'r')], [0, []]);
      await writer.commit();
      assert.equal((await everything(other, 'r')).length, 300);
    });

    test('L7 what was appended is there when the place is opened again', async (context) => {
      const open = logsAt(context, store);
      const one = open();
      await one.append('r', logEvents(1, 100));
      await one.fork('r', 60, 'b');
      await one.append('b', logEvents(61, 70));
      await one.close();
      const again = open();
      assert.deepEqual(
        [plain(await everything(again, 'r')), plain(await everything(again, 'b'))],
        [plain(logEvents(1, 100)), plain(logEvents(1, 70))],
      );
      assert.deepEqual([await again.append('r', [logEvent(101)]), (await again.verify('r')).bad], [102, null]);
    });
  });
}
