import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { framed, logOf, recordOf } from '../../testing/actionqueue-writer.ts';
import { Story } from '../../testing/actionqueue-story.ts';
import { checksum } from './checksum.ts';
import { readEvents } from './read-events.ts';
import { readLog } from './read-log.ts';
import { surveyDamage } from './survey-damage.ts';

const folder = mkdtempSync(join(tmpdir(), 'actionqueue-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;

async function withFile<T>(bytes: Uint8Array, body: (file: FileHandle, size: number) => Promise<T>): Promise<T> {
  const path = join(folder, `${++files}.wal`);
  writeFileSync(path, bytes);
  const file = await open(path, 'r');
  try {
    return await body(file, bytes.length);
  } finally {
    await file.close();
    assert.deepEqual(readFileSync(path), Buffer.from(bytes), 'the file is as it was');
  }
}

type Read = {
  readonly sequences: readonly unknown[];
  readonly offset: number | null;
  readonly upstream: string | null;
  readonly after: number;
};

function read(bytes: Uint8Array): Promise<Read> {
  return withFile(bytes, async (file, size) => {
    const sequences: unknown[] = [];
    for await (const { events, bad, first } of readEvents(file, size)) {
      assert.equal(first, sequences.length + 1);
      sequences.push(...events.map(({ sequence }) => sequence));
      if (bad !== null) {
        assert.equal(bad.index, sequences.length);
        return {
          sequences,
          offset: bad.offset,
          upstream: bad.upstream,
          after: (await surveyDamage(file, bad.offset, size)).events,
        };
      }
    }
    return { sequences, offset: null, upstream: null, after: 0 };
  });
}

const { events } = new Story().whole(1);
const log = logOf(events);
const starts = events.map((_, i) => logOf(events.slice(0, i)).length);
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1);

function changed(place: number, bytes: readonly number[]): Buffer {
  const copy = Buffer.from(log);
  copy.set(bytes, place);
  return copy;
}

function word(value: number): readonly number[] {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return [...bytes];
}

test('Q4 a log that is cut after any byte gives all records before the cut, and says where and what', async () => {
  for (let cut = 0; cut <= log.length; cut++) {
    const whole = starts.filter((_, i) => (starts[i + 1] ?? log.length) <= cut).length;
    const rest = cut - (starts[whole] ?? log.length);
    const { sequences, offset, upstream, after: more } = await read(log.subarray(0, cut));
    assert.deepEqual(sequences, upTo(whole));
    assert.deepEqual(
      [offset, upstream, more],
      rest === 0 ? [null, null, 0] : [starts[whole], rest < 12 ? 'incomplete_header' : 'incomplete_payload', 0],
      `cut at ${cut}`,
    );
  }
});

test('Q4 Q5 whichever bit is turned, the records before it are read, and those after it are found', async () => {
  const third = starts[2]!;
  for (let place = third; place < starts[3]!; place++) {
    for (let bit = 0; bit < 8; bit++) {
      const bytes = changed(place, [log[place]! ^ (1 << bit)]);
      const { sequences, offset, after: more } = await read(bytes);
      assert.deepEqual([sequences, offset, more], [[1, 2], third, events.length - 3], `bit ${bit} of byte ${place}`);
    }
  }
});

const last = starts.at(-1)!;
const middle = starts[4]!;
const damages: readonly { readonly what: string; readonly bytes: Buffer; readonly expected: Read }[] = [
  {
    what: 'another version',
    bytes: changed(middle, word(4)),
    expected: { sequences: upTo(4), offset: middle, upstream: 'unsupported_version', after: 5 },
  },
  {
    what: 'another version with an absurd length',
    bytes: changed(middle, [...word(6), ...word(2 ** 31)]),
    expected: { sequences: upTo(4), offset: middle, upstream: 'unsupported_version', after: 5 },
  },
  {
    what: 'an absurd length',
    bytes: changed(last, [...word(5), ...word(2 ** 31)]),
    expected: { sequences: upTo(9), offset: last, upstream: 'decode_failure', after: 0 },
  },
  {
    what: 'a length just above what is allowed',
    bytes: changed(last + 4, word(2 ** 28 + 1)),
    expected: { sequences: upTo(9), offset: last, upstream: 'decode_failure', after: 0 },
  },
  {
    what: 'the greatest length allowed',
    bytes: changed(last + 4, word(2 ** 28)),
    expected: { sequences: upTo(9), offset: last, upstream: 'incomplete_payload', after: 0 },
  },
  {
    what: 'a length of nothing',
    bytes: changed(middle + 4, word(0)),
    expected: { sequences: upTo(4), offset: middle, upstream: 'decode_failure', after: 5 },
  },
  {
    what: 'a length one too small',
    bytes: changed(middle + 4, word(log.readUInt32LE(middle + 4) - 1)),
    expected: { sequences: upTo(4), offset: middle, upstream: 'crc_mismatch', after: 5 },
  },
  {
    what: 'a length one too great',
    bytes: changed(middle + 4, word(log.readUInt32LE(middle + 4) + 1)),
    expected: { sequences: upTo(4), offset: middle, upstream: 'crc_mismatch', after: 5 },
  },
  {
    what: 'a hole of zeros over two records',
    bytes: changed(middle, [...Buffer.alloc(starts[6]! - middle)]),
    expected: { sequences: upTo(4), offset: middle, upstream: 'unsupported_version', after: 4 },
  },
  {
    what: 'a tail of zeros',
    bytes: Buffer.concat([log, Buffer.alloc(512)]),
    expected: { sequences: upTo(10), offset: log.length, upstream: 'unsupported_version', after: 0 },
  },
  {
    what: 'a false beginning of a record behind the damage',
    bytes: Buffer.concat([
      changed(middle, word(9)).subarray(0, starts[5]),
      Buffer.from([5, 0, 0, 0, 9, 0, 0, 0]),
      log.subarray(starts[5]),
    ]),
    expected: { sequences: upTo(4), offset: middle, upstream: 'unsupported_version', after: 5 },
  },
  {
    what: 'a frame that holds no record',
    bytes: Buffer.concat([log.subarray(0, middle), framed(Buffer.from('not a record'), 5), log.subarray(middle)]),
    expected: { sequences: upTo(4), offset: middle, upstream: 'decode_failure', after: 6 },
  },
  {
    what: 'two breaks',
    bytes: Buffer.concat([
      changed(middle, word(9)).subarray(0, starts[7]),
      Buffer.from('junk'),
      log.subarray(starts[7]),
    ]),
    expected: { sequences: upTo(4), offset: middle, upstream: 'unsupported_version', after: 5 },
  },
  {
    what: 'a text',
    bytes: Buffer.from('this is no log at all, only a text'),
    expected: { sequences: [], offset: 0, upstream: 'unsupported_version', after: 0 },
  },
];

for (const { what, bytes, expected } of damages) {
  test(`Q4 Q5 ${what}`, async () => assert.deepEqual(await read(bytes), expected));
}

test('Q4 a lost record in the middle is no damage of the frames', async () => {
  const { sequences, offset } = await read(Buffer.concat([log.subarray(0, middle), log.subarray(starts[5])]));
  assert.deepEqual([sequences, offset], [[1, 2, 3, 4, 6, 7, 8, 9, 10], null]);
});

test('Q3 records larger than a portion are read whole, and so are those around them', async () => {
  const story = new Story()
    .task(1)
    .task(2, { payload: { bytes: Buffer.alloc(3_000_000, 7), content_type: null } })
    .task(3)
    .task(4, { payload: { bytes: Buffer.alloc(300_000, 9), content_type: null } })
    .task(5);
  const { sequences, offset } = await read(logOf(story.events));
  assert.deepEqual([sequences, offset], [[1, 2, 3, 4, 5], null]);
});

test('Q3 a long log comes in many batches, none larger than a portion, and none beyond the size it had', async () => {
  const story = new Story();
  for (let i = 0; i < 40_000; i++) story.say('EnginePaused', {});
  const bytes = logOf(story.events);
  await withFile(Buffer.concat([bytes, recordOf(story.events[0]!)]), async (file) => {
    let count = 0;
    let batches = 0;
    let end = 0;
    for await (const batch of readLog(file, bytes.length)) {
      assert.ok(batch.bytes.length <= 2 ** 18 && batch.bad === null);
      assert.equal(batch.offset, end);
      end = batch.offset + batch.bounds[batch.count]!;
      count += batch.count;
      batches++;
    }
    assert.deepEqual([count, end], [40_000, bytes.length]);
    assert.ok(batches > 2);
  });
});

test('Q4 the checksum is zlib’s, whatever the length and place', () => {
  assert.equal(checksum(Buffer.from('123456789'), 0, 9), 0xcbf43926);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), fc.nat(20), (bytes, skipped) => {
      const start = Math.min(skipped, bytes.length);
      assert.equal(checksum(Buffer.from(bytes), start, bytes.length), crc32(bytes.subarray(start)));
    }),
  );
});

test('Q5 the search behind the damage ends, however many records seem to begin there', async () => {
  const begins = [
    Buffer.from([5, 0, 0, 0]),
    Buffer.from([5, 0, 0, 0, 0xff, 0xff, 0x07, 0, 1, 2, 3, 4]),
    Buffer.from([5, 0, 0, 0, 0xff, 0xff, 0x0f, 0]),
  ];
  for (const begin of begins) {
    const junk = Buffer.alloc(3_000_000, begin);
    const { offset, sequences } = await read(Buffer.concat([log, Buffer.from('x'), junk]));
    assert.deepEqual([offset, sequences.length], [log.length, 10]);
  }
});
