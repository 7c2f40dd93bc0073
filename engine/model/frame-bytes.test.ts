import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeFrame, encodeFrame } from './frame-bytes.ts';
import type { Frame } from './pipe.ts';

const array = fc.oneof(
  fc.uint8Array(),
  fc.uint16Array(),
  fc.uint32Array(),
  fc.int32Array(),
  fc.float64Array({ noNaN: true }),
);
const text = fc.string({ unit: 'binary' });
const key = fc.oneof(text, fc.constantFrom('$bytes', 'of', 'length', 'entries', '__proto__', 'constructor', 'toJSON'));
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    array,
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries) as object),
  ),
}));
const id = fc.nat();
const frame: fc.Arbitrary<Frame> = fc.oneof(
  fc.tuple(id, text, value).map(([id, name, params]) => ({ type: 'call' as const, id, name, params })),
  fc.tuple(id, value).map(([id, ok]) => ({ type: 'reply' as const, id, ok })),
  fc.tuple(text, value).map(([name, body]) => ({ type: 'push' as const, name, body })),
);

test('decoding gives back what was encoded, typed arrays of every kind at any depth included', () => {
  fc.assert(fc.property(frame, (one) => assert.deepEqual(decodeFrame(encodeFrame(one)), one)));
});

const integers = (least: number, most: number) =>
  fc.array(fc.integer({ min: least, max: most }), { minLength: 300, maxLength: 310 });
const long = fc.oneof(
  ...[2 ** 8, 2 ** 16, 2 ** 32].flatMap((end) => [
    integers(0, end - 1).map((values) => Uint32Array.from(values)),
    integers(-end / 2, end / 2 - 1).map((values) => Int32Array.from(values)),
    integers(0, Math.min(end, 2 ** 16) - 1).map((values) => Uint16Array.from(values)),
  ]),
  integers(-300, 300).map((values) => Float64Array.from(values, (value) => value / 2)),
);

test('long arrays keep their kind and their values, and small integers cross in few bytes', () => {
  fc.assert(
    fc.property(long, (column) => {
      const one: Frame = { type: 'push', name: 'x', body: { column, part: column.subarray(1) } };
      assert.deepEqual(decodeFrame(encodeFrame(one)), one);
    }),
    { numRuns: 50 },
  );
  assert.ok(encodeFrame({ type: 'push', name: 'x', body: new Int32Array(1000).fill(-1) }).length < 2200);
});

test('where the bytes lie in their buffer makes no difference', () => {
  fc.assert(
    fc.property(frame, fc.nat(15), (one, offset) => {
      const bytes = encodeFrame(one);
      const moved = Buffer.alloc(offset + bytes.length).subarray(offset);
      moved.set(bytes);
      assert.deepEqual(decodeFrame(moved), one);
    }),
  );
});

test('part of an array crosses as that part, a Buffer as bytes', () => {
  const whole = Uint32Array.of(1, 2, 3, 4);
  const sent: Frame = { type: 'push', name: 'x', body: { part: whole.subarray(1, 3), buffer: Buffer.from('ab') } };
  assert.deepEqual(decodeFrame(encodeFrame(sent)), {
    type: 'push',
    name: 'x',
    body: { part: Uint32Array.of(2, 3), buffer: Uint8Array.of(97, 98) },
  });
});

test('an object that looks like the mark of an array stays an object', () => {
  const forged = { $bytes: 0, of: 'Uint8Array', length: 4, more: { $bytes: null, entries: [['a', 1]] } };
  const one: Frame = { type: 'reply', id: 1, ok: { forged, real: Uint8Array.of(7) } };
  assert.deepEqual(decodeFrame(encodeFrame(one)), one);
});

test('bytes that are no frame throw', () => {
  for (const bytes of ['', '\0\0\0\x09{', '\0\0\0\x05{"a":', 'GET / HTTP/1.1']) {
    assert.throws(() => decodeFrame(new Uint8Array(Buffer.from(bytes, 'latin1'))));
  }
});

test('a mark that points outside the frame throws', () => {
  for (const mark of [
    '{"$bytes":8,"of":"Uint8Array","length":1}',
    '{"$bytes":-8,"of":"Uint8Array","length":4}',
    '{"$bytes":0,"of":"constructor"}',
    '{"$bytes":0,"of":"Uint32Array","length":0,"as":"constructor"}',
  ]) {
    const bytes = new Uint8Array(Math.ceil((4 + mark.length) / 8) * 8);
    new DataView(bytes.buffer).setUint32(0, mark.length);
    bytes.set(Buffer.from(mark), 4);
    assert.throws(() => decodeFrame(bytes), mark);
  }
});
