// Conformance suite of the event log: branches and archives. Runs for every store; see testing/log-stores.ts.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EventLog, StoredEvent } from '../log.ts';
import { everything, logEvent, logEvents, plain, refusedAs, refusedSeq } from '../../testing/log-events.ts';
import { logsAt, logStores, openTestLog } from '../../testing/log-stores.ts';
import { MemoryArchives } from '../../testing/memory-archives.ts';

/** Asserts that every read method of the run returns exactly these events. */
async function assertReads(log: EventLog, run: string, events: readonly StoredEvent[]): Promise<void> {
  const length = events.length;
  assert.deepEqual(plain(await everything(log, run)), plain(events));
  for (const [from, to] of [
    [1, length],
    [2, length - 1],
    [Math.ceil(length / 2), length + 5],
    [3, 4],
    [length, length],
  ] as const) {
    const wanted = events.filter(({ seq }) => seq >= from && seq <= to);
    assert.deepEqual(plain(await log.read(run, from, to)), plain(wanted), `${from} to ${to}`);
    assert.deepEqual(plain(await log.readReverse(run, from, to)), plain(wanted.toReversed()));
  }
  const byTime = events.filter(({ atMs }) => atMs !== null).toSorted((a, b) => a.atMs! - b.atMs! || a.seq - b.seq);
  assert.deepEqual(plain(await log.readByTime(run, { fromMs: -Infinity, toMs: Infinity })), plain(byTime));
  for (const { seq } of events) assert.deepEqual(plain([(await log.eventAt(run, seq))!]), plain([events[seq - 1]!]));
  assert.equal(await log.replay(run, 1, 0, (sum, { seq }) => sum + seq), (length * (length + 1)) / 2);
  assert.deepEqual(
    [
      await log.streamLen(run),
      await log.nextSeq(run),
      (await log.stream(run))?.events,
      await log.eventAt(run, length + 1),
    ],
    [length, length + 1, length, undefined],
  );
  assert.deepEqual([(await log.verify(run)).bad, (await log.verify(run)).events], [null, length]);
}

for (const store of logStores) {
  describe(`branches, ${store.name}`, () => {
    test('L22 L24 a branch begins with the events of its parent and goes on by itself', async (context) => {
      const log = openTestLog(context, store);
      await log.append('r', logEvents(1, 10));
      await log.fork('r', 6, 'b');
      await assertReads(log, 'b', logEvents(1, 6));
      const own = logEvents(7, 12, { type: 'mine' });
      await log.append('b', own);
      await assertReads(log, 'b', [...logEvents(1, 6), ...own]);
      await assertReads(log, 'r', logEvents(1, 10));
    });

    test('L23 what the parent appends later is not in the branch, and the branch changes no parent', async (context) => {
      const log = openTestLog(context, store);
      await log.append('r', logEvents(1, 3));
      await log.fork('r', 3, 'b');
      const before = await log.digestAt('r', 3);
      await log.append('b', logEvents(4, 5, { type: 'mine' }));
      await log.append('r', logEvents(4, 9));
      await assertReads(log, 'b', [...logEvents(1, 3), ...logEvents(4, 5, { type: 'mine' })]);
      await assertReads(log, 'r', logEvents(1, 9));
      assert.deepEqual(await log.digestAt('r', 3), before);
      assert.notDeepEqual(await log.digestAt('b', 4), await log.digestAt('r', 4));
    });

    test('L23 a branch takes events as a run of its length does', async (context) => {
      const log = openTestLog(context, store);
      await log.append('r', logEvents(1, 10));
      await log.fork('r', 6, 'b');
      await assert.rejects(log.append('b', [logEvent(8)]), refusedSeq('wrong-seq', 7, 8));
      await assert.rejects(log.append('b', [logEvent(1)]), refusedSeq('wrong-seq', 7, 1));
      await assert.rejects(log.append('b', [logEvent(6, { type: 'mine' })]), refusedSeq('seq-conflict', 7, 6));
      assert.equal(await log.append('b', logEvents(5, 6)), 7, 'its last events again, though they are the parent’s');
      assert.equal(await log.append('b', [logEvent(7)], { expectedSeq: 7 }), 8);
    });

    test('L24 branches of branches, forked in their own events, at the seam, in the prefix, and before the first', async (context) => {
      const log = openTestLog(context, store);
      await log.append('r', logEvents(1, 10));
      const runs = new Map<string, readonly StoredEvent[]>([['r', logEvents(1, 10)]]);
      const forks = [
        ['r', 5, 'b'],
        ['b', 8, 'c'],
        ['b', 5, 'd'],
        ['c', 3, 'e'],
        ['e', 0, 'f'],
        ['c', 11, 'g'],
        ['g', 5, 'h'],
        ['h', 6, 'i'],
      ] as const;
      for (const [parent, seq, run] of forks) {
        await log.fork(parent, seq, run);
        const own = logEvents(seq + 1, seq + 3, { type: `of ${run}` });
        await log.append(run, own);
        runs.set(run, [...(runs.get(parent) ?? []).slice(0, seq), ...own]);
      }
      for (const [run, events] of runs) await assertReads(log, run, events);
      assert.deepEqual((await log.stream('g'))?.parent, { run: 'c', seq: 11 });
    });

    test('L22 a long line of branches reads as any run', async (context) => {
      const log = openTestLog(context, store);
      await log.append('0', [logEvent(1)]);
      for (let i = 1; i <= 60; i++) {
        await log.fork(String(i - 1), i, String(i));
        await log.append(String(i), [logEvent(i + 1)]);
      }
      await assertReads(log, '60', logEvents(1, 61));
    });

    test('L22 a fork needs a run, one of its seqs, and a free name', async (context) => {
      const log = openTestLog(context, store);
      await log.append('r', logEvents(1, 3));
      await assert.rejects(log.fork('none', 0, 'b'), refusedAs('no-such-run'));
      for (const seq of [4, -1, 1.5, NaN]) await assert.rejects(log.fork('r', seq, 'b'), refusedAs('no-such-event'));
      await assert.rejects(log.fork('r', 1, 'r'), refusedAs('run-exists'));
      await log.fork('r', 1, 'b');
      await assert.rejects(log.fork('r', 2, 'b'), refusedAs('run-exists'));
      assert.equal(await log.streamLen('b'), 1);
    });

    test('L19 L24 a tail of a branch gives its prefix and then its own events', async (context) => {
      const log = openTestLog(context, store);
      await log.append('r', logEvents(1, 10));
      await log.fork('r', 4, 'b');
      const seen: number[] = [];
      for await (const events of log.tail('b', 2)) {
        seen.push(...events.map(({ seq }) => seq));
        const last = seen.at(-1) ?? 0;
        if (last === 8) break;
        await log.append('r', [logEvent(await log.nextSeq('r'))]);
        if (last >= 4) await log.append('b', [logEvent(last + 1)]);
      }
      assert.deepEqual(seen, [2, 3, 4, 5, 6, 7, 8]);
    });
  });

  describe(`archives, ${store.name}`, () => {
    test('L25 L26 a prefix that is archived is read through, and the run goes on', async (context) => {
      const archives = new MemoryArchives();
      const log = openTestLog(context, store, { archives });
      await log.append('r', logEvents(1, 30));
      await archives.archive(log, 'r', 1, 12);
      await assertReads(log, 'r', logEvents(1, 30));
      await archives.archive(log, 'r', 13, 20);
      await log.append('r', logEvents(31, 33));
      await assertReads(log, 'r', logEvents(1, 33));
      assert.deepEqual(
        (await log.archives('r')).map(({ from, to }) => [from, to]),
        [
          [1, 12],
          [13, 20],
        ],
      );
      assert.equal((await log.stream('r'))?.archivedTo, 20);
      assert.deepEqual(
        (await log.streams({ archived: true })).streams.map(({ run }) => run),
        ['r'],
      );
    });

    test('L25 L26 a closed run that is archived whole is there as before, with its last event known', async (context) => {
      const archives = new MemoryArchives();
      const log = openTestLog(context, store, { archives });
      await log.append('r', [...logEvents(1, 9), logEvent(10, { type: 'workflow_completed' })]);
      const stream = await log.stream('r');
      const digest = await log.digestAt('r', 10);
      await archives.archive(log, 'r', 1, 10);
      assert.deepEqual(await log.stream('r'), { ...stream, archivedTo: 10 });
      assert.deepEqual(await log.digestAt('r', 10), digest);
      await assertReads(log, 'r', [...logEvents(1, 9), logEvent(10, { type: 'workflow_completed' })]);
      assert.equal(await log.append('r', [logEvent(10, { type: 'workflow_completed' })]), 11);
      await assert.rejects(log.append('r', [logEvent(10)]), refusedSeq('seq-conflict', 11, 10));
    });

    test('L26 without its archive a run has its lengths, takes events and branches, and refuses only what is archived', async (context) => {
      const archives = new MemoryArchives();
      const log = openTestLog(context, store);
      await log.append('r', logEvents(1, 30));
      await archives.archive(log, 'r', 1, 12);
      assert.deepEqual(plain(await log.read('r', 13, 30)), plain(logEvents(13, 30)));
      for (const call of [
        () => log.read('r', 12, 13),
        () => log.eventAt('r', 1),
        () => everything(log, 'r'),
        () => log.readByTime('r', { fromMs: 0, toMs: 1 }),
      ])
        await assert.rejects(call, refusedAs('archive-missing'));
      assert.deepEqual(
        [await log.streamLen('r'), await log.append('r', [logEvent(31)]), (await log.stream('r'))?.archivedTo],
        [30, 32, 12],
      );
      await assert.rejects(log.append('r', [logEvent(3)]), refusedSeq('wrong-seq', 32, 3));
      await log.fork('r', 12, 'b');
      await log.append('b', [logEvent(13, { type: 'mine' })]);
      assert.deepEqual(plain(await log.read('b', 13, 20)), plain([logEvent(13, { type: 'mine' })]));
      assert.deepEqual([(await log.verify('r')).bad, (await log.verify('r')).events], [null, 19]);
    });

    test('L26 L24 branches read through the archives of their parents, and have archives of their own', async (context) => {
      const archives = new MemoryArchives();
      const log = openTestLog(context, store, { archives });
      await log.append('r', logEvents(1, 30));
      await log.fork('r', 20, 'b');
      const own = logEvents(21, 40, { type: 'mine' });
      await log.append('b', own);
      await archives.archive(log, 'r', 1, 25);
      await assertReads(log, 'b', [...logEvents(1, 20), ...own]);
      await archives.archive(log, 'b', 21, 30);
      await assertReads(log, 'b', [...logEvents(1, 20), ...own]);
      await log.fork('b', 25, 'c');
      await assertReads(log, 'c', [...logEvents(1, 20), ...own.slice(0, 5)]);
    });

    test('L25 an archive that does not begin where the last one ended, or goes beyond the end, is refused', async (context) => {
      const log = openTestLog(context, store);
      const ref = (
        from: number,
        to: number,
        file = 'f',
      ): { file: string; checksum: string; from: number; to: number } => ({ file, checksum: 's', from, to });
      await log.append('r', logEvents(1, 10));
      for (const [from, to] of [
        [2, 5],
        [1, 11],
        [0, 3],
        [3, 2],
      ] as const)
        await assert.rejects(log.dropArchived('r', ref(from, to)), refusedAs('bad-archive'));
      await assert.rejects(log.dropArchived('none', ref(1, 2)), refusedAs('no-such-run'));
      await assertReads(log, 'r', logEvents(1, 10));
      await log.dropArchived('r', ref(1, 4));
      await log.dropArchived('r', ref(1, 4));
      for (const other of [ref(1, 6), ref(6, 8), ref(1, 4, 'another')])
        await assert.rejects(log.dropArchived('r', other), refusedAs('bad-archive'));
      assert.deepEqual(plain(await log.read('r', 5, 10)), plain(logEvents(5, 10)));
      await log.fork('r', 7, 'b');
      await log.append('b', logEvents(8, 9));
      await assert.rejects(log.dropArchived('b', ref(5, 9)), refusedAs('bad-archive'), 'the prefix is the parent’s');
    });

    test('L27 restoring gives the same bytes back, the latest archive first, and they may be dropped again', async (context) => {
      const archives = new MemoryArchives();
      const log = openTestLog(context, store, { archives });
      await log.append('r', logEvents(1, 30));
      const [first, second] = [await archives.archive(log, 'r', 1, 10), await archives.archive(log, 'r', 11, 20)];
      await assert.rejects(archives.restore(log, 'r', first), refusedAs('bad-archive'));
      await archives.restore(log, 'r', second);
      await assertReads(log, 'r', logEvents(1, 30));
      await archives.restore(log, 'r', first);
      await archives.restore(log, 'r', first);
      archives.files.clear();
      await assertReads(log, 'r', logEvents(1, 30));
      assert.equal(await log.append('r', [logEvent(31)]), 32);
      await log.dropArchived('r', first);
      await assert.rejects(log.read('r', 10, 11), refusedAs('archive-missing'));
      assert.deepEqual(plain(await log.read('r', 11, 31)), plain(logEvents(11, 31)));
    });

    test('L27 a run that was archived whole is restored whole', async (context) => {
      const archives = new MemoryArchives();
      const log = openTestLog(context, store);
      await log.append('r', logEvents(1, 50));
      const ref = await archives.archive(log, 'r', 1, 50);
      await archives.restore(log, 'r', ref);
      await assertReads(log, 'r', logEvents(1, 50));
    });

    test('L27 what is restored must be what was archived, else nothing changes', async (context) => {
      const archives = new MemoryArchives();
      const log = openTestLog(context, store);
      await log.append('r', logEvents(1, 20));
      const ref = await archives.archive(log, 'r', 1, 10);
      const wrong = [
        logEvents(1, 9),
        logEvents(1, 10, { type: 'other' }),
        [...logEvents(1, 9), logEvent(10, { payload: Buffer.from('?') })],
        logEvents(1, 11),
      ];
      for (const events of wrong) {
        archives.files.set(ref.file, events);
        await assert.rejects(archives.restore(log, 'r', ref), refusedAs('bad-archive'));
      }
      await assert.rejects(log.restoreArchived('r', { ...ref, checksum: 'another' }), refusedAs('bad-archive'));
      archives.files.set(ref.file, logEvents(1, 10));
      await archives.restore(log, 'r', ref);
      await assertReads(log, 'r', logEvents(1, 20));
    });

    test('L21 an archive that is not what it was is found by verify', async (context) => {
      const archives = new MemoryArchives();
      const log = openTestLog(context, store, { archives });
      await log.append('r', logEvents(1, 20));
      const { file } = await archives.archive(log, 'r', 1, 10);
      archives.files.set(file, [...logEvents(1, 9), logEvent(10, { type: 'other' })]);
      assert.equal((await log.verify('r')).bad?.reason, 'archive-unreadable');
    });

    test('L21 an archive that is missing is told, and what is left is verified', async (context) => {
      const archives = new MemoryArchives();
      const log = openTestLog(context, store, { archives });
      await log.append('r', logEvents(1, 20));
      await log.fork('r', 6, 'b');
      await log.append('b', logEvents(7, 8));
      const { file } = await archives.archive(log, 'r', 1, 10);
      archives.files.clear();
      assert.deepEqual(await log.verify('r'), {
        run: 'r',
        events: 10,
        bad: null,
        tornBytes: 0,
        missingArchives: [file],
      });
      assert.deepEqual(await log.verify('b'), {
        run: 'b',
        events: 2,
        bad: null,
        tornBytes: 0,
        missingArchives: [file],
      });
      const verdicts: unknown[] = [];
      for await (const { run, events, bad } of log.verifyAll()) verdicts.push([run, events, bad]);
      assert.deepEqual(verdicts, [
        ['b', 2, null],
        ['r', 10, null],
      ]);
    });

    test('L28 a checkpoint where an archive ends is still good, without the archive', async (context) => {
      const archives = new MemoryArchives();
      const log = openTestLog(context, store);
      await log.append('r', logEvents(1, 30));
      for (const seq of [8, 10, 20]) await log.keepCheckpoint('r', 'state', seq, Buffer.from(String(seq)));
      await archives.archive(log, 'r', 1, 10);
      assert.deepEqual(
        [(await log.checkpointAt('r', 'state', 30))?.seq, (await log.checkpointAt('r', 'state', 15))?.seq],
        [20, 10],
      );
    });
  });

  if (!store.shared) continue;
  describe(`archives that another log made, ${store.name}`, () => {
    test('L26 L27 a log that knew nothing of it reads through, and cannot use an archived seq again', async (context) => {
      const open = logsAt(context, store);
      const archives = new MemoryArchives();
      const [one, other] = [open({ archives }), open({ archives })];
      await one.append('r', logEvents(1, 10));
      assert.equal((await other.read('r', 1, 10)).length, 10);
      await archives.archive(one, 'r', 1, 6);
      await assertReads(other, 'r', logEvents(1, 10));
      await one.append('r', logEvents(11, 15));
      await archives.archive(one, 'r', 7, 15);
      // `other` has cached 11 as the next seq, and the row of event 11 is archived.
      await assert.rejects(other.append('r', [logEvent(11, { type: 'late' })]), refusedSeq('seq-conflict', 16, 11));
      await assertReads(other, 'r', logEvents(1, 15));
      assert.equal(await other.append('r', [logEvent(16)]), 17);
    });
  });
}
