// Conformance suite of the event log: chain and checkpoints. Runs for every store; see testing/log-stores.ts.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import type { StoredEvent } from '../log.ts';
import { logEvent, logEvents, plain } from '../../testing/log-events.ts';
import { logStores, openTestLog } from '../../testing/log-stores.ts';

/** Chain digests by SPEC.md, computed independently of chain.ts. */
function digestsBySpec(events: readonly StoredEvent[]): readonly string[] {
  let digest: Buffer = Buffer.alloc(32);
  return events.map(({ seq, type, atMs, payload }) => {
    const numbers = Buffer.alloc(16);
    numbers.writeBigUInt64BE(BigInt(seq), 0);
    if (atMs === null) numbers.set([0x7f, 0xf8, 0, 0, 0, 0, 0, 0], 8);
    else numbers.writeDoubleBE(atMs, 8);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(Buffer.byteLength(type));
    digest = createHash('sha256')
      .update(Buffer.concat([digest, numbers, length, Buffer.from(type), payload]))
      .digest();
    return digest.toString('hex');
  });
}

const hex = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString('hex');

for (const store of logStores) {
  describe(`chain, ${store.name}`, () => {
    test('L20 the digests are those that SPEC.md says, alone and in batches', async (context) => {
      const log = openTestLog(context, store);
      const odd = [
        logEvent(61, { atMs: null }),
        logEvent(62, { type: 'ü'.repeat(30_000), payload: Buffer.alloc(100_000, 3) }),
        logEvent(63, { payload: new Uint8Array(0) }),
        logEvent(64, { atMs: -0.75 }),
      ];
      const events = [...logEvents(1, 60), ...odd];
      await log.append('r', events.slice(0, 1));
      await log.append('r', events.slice(1, 50));
      for (const event of events.slice(50)) await log.append('r', [event]);
      const digests = digestsBySpec(events);
      for (const [i, digest] of digests.entries())
        assert.equal(hex(await log.digestAt('r', i + 1)), digest, String(i + 1));
      assert.deepEqual([hex(await log.digestAt('r', 0)), await log.digestAt('r', 65)], ['0'.repeat(64), undefined]);
    });

    test('L20 a known run has a known digest', async (context) => {
      const log = openTestLog(context, store);
      await log.append('r', [
        { seq: 1, type: 'workflow_started', atMs: 1.5, payload: Buffer.from('{}') },
        { seq: 2, type: 'workflow_completed', atMs: null, payload: Buffer.alloc(0) },
      ]);
      assert.deepEqual(
        [hex(await log.digestAt('r', 1)), hex(await log.digestAt('r', 2))],
        [
          '63a7c6b6d7cce81a7d56592b928b57dda30d3779708cfd39339cac601a645ab4',
          '0609110202ea284a3a1cd99745e50ec2c42e90cad79bbd7fe37987318d53617f',
        ],
      );
    });

    test('L20 the same events have the same digests in every run, and a prefix has those of the whole', async (context) => {
      const log = openTestLog(context, store);
      await log.append('one', logEvents(1, 9));
      await log.append('two', logEvents(1, 5));
      await log.fork('one', 5, 'three');
      assert.deepEqual(await log.digestAt('one', 5), await log.digestAt('two', 5));
      assert.deepEqual(await log.digestAt('one', 5), await log.digestAt('three', 5));
    });

    test('L21 what was appended is verified, run by run', async (context) => {
      const log = openTestLog(context, store);
      await log.append('a', logEvents(1, 1500));
      await log.append('b', logEvents(1, 3));
      await log.fork('a', 1000, 'c');
      await log.append('c', logEvents(1001, 1002));
      await log.fork('c', 0, 'd');
      assert.deepEqual(await log.verify('c'), { run: 'c', events: 1002, bad: null, tornBytes: 0, missingArchives: [] });
      const verdicts: unknown[] = [];
      for await (const { run, events, bad } of log.verifyAll()) verdicts.push([run, events, bad]);
      assert.deepEqual(verdicts, [
        ['a', 1500, null],
        ['b', 3, null],
        ['c', 2, null],
        ['d', 0, null],
      ]);
    });
  });

  describe(`checkpoints, ${store.name}`, () => {
    const bytes = (text: string): Uint8Array => Buffer.from(text);

    test('L28 the latest one at or before a seq is given, of that name and run', async (context) => {
      const log = openTestLog(context, store);
      await log.append('r', logEvents(1, 50));
      await log.append('s', logEvents(1, 50));
      for (const seq of [30, 10, 20]) await log.keepCheckpoint('r', 'state', seq, bytes(`r ${seq}`));
      await log.keepCheckpoint('r', 'Other/name', 25, bytes('other'));
      const at = async (run: string, name: string, seq: number): Promise<unknown> => {
        const found = await log.checkpointAt(run, name, seq);
        return found && [found.seq, Buffer.from(found.bytes).toString()];
      };
      assert.deepEqual(
        [await at('r', 'state', 9), await at('r', 'state', 10), await at('r', 'state', 29), await at('r', 'state', 99)],
        [undefined, [10, 'r 10'], [20, 'r 20'], [30, 'r 30']],
      );
      assert.deepEqual(
        [await at('r', 'Other/name', 50), await at('s', 'state', 50), await at('t', 'state', 50)],
        [[25, 'other'], undefined, undefined],
      );
      await log.keepCheckpoint('r', 'state', 20, bytes('again'));
      assert.deepEqual(await at('r', 'state', 20), [20, 'again']);
    });

    test('L28 one of a seq that is not there is not kept, and a run without any answers the same', async (context) => {
      const log = openTestLog(context, store);
      await log.append('r', logEvents(1, 5));
      await log.keepCheckpoint('r', 'state', 6, bytes('x'));
      await log.keepCheckpoint('s', 'state', 1, bytes('x'));
      await log.append('r', logEvents(6, 9));
      assert.deepEqual([await log.checkpointAt('r', 'state', 9), (await log.streams()).streams.length], [undefined, 1]);
      await log.keepCheckpoint('r', 'state', 0, bytes('beginning'));
      assert.equal((await log.checkpointAt('r', 'state', 9))?.seq, 0);
    });

    test('L28 a branch uses those of its prefix, and none of what the parent did later', async (context) => {
      const log = openTestLog(context, store);
      await log.append('r', logEvents(1, 50));
      for (const seq of [10, 20, 30]) await log.keepCheckpoint('r', 'state', seq, bytes(`r ${seq}`));
      await log.fork('r', 25, 'b');
      await log.append('b', logEvents(26, 40, { type: 'other' }));
      assert.equal((await log.checkpointAt('b', 'state', 40))?.seq, 20);
      await log.keepCheckpoint('b', 'state', 35, bytes('b 35'));
      assert.equal((await log.checkpointAt('b', 'state', 40))?.seq, 35);
      assert.equal((await log.checkpointAt('b', 'state', 34))?.seq, 20);
      assert.equal((await log.checkpointAt('r', 'state', 50))?.seq, 30);
      assert.deepEqual(plain(await log.read('b', 25, 26)), plain([logEvent(25), logEvent(26, { type: 'other' })]));
    });
  });
}
