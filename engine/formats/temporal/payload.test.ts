import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Json, JsonObject } from '../../model/json.ts';
import { decodeValue } from './decode.ts';
import { base64Bytes, decodePayload, payloadValue } from './payload.ts';

const b64 = (text: string): string => Buffer.from(text).toString('base64');
const raw = (encoding: string, data: string | Buffer, more: JsonObject = {}): JsonObject => ({
  metadata: { encoding: b64(encoding), ...more },
  data: Buffer.from(data).toString('base64'),
});

test('E7 canonical payloads are decoded by the encoding they name', () => {
  assert.deepEqual(decodePayload(raw('json/plain', '{"a":[1]}')), { encoding: 'json/plain', value: { a: [1] } });
  assert.deepEqual(decodePayload(raw('json/protobuf', '{"x":1}', { messageType: b64('a.B') })), {
    encoding: 'json/protobuf',
    type: 'a.B',
    value: { x: 1 },
  });
  assert.deepEqual(decodePayload(raw('json/plain', '["C-1"]', { type: b64('Keyword') })), {
    encoding: 'json/plain',
    type: 'Keyword',
    value: ['C-1'],
  });
  assert.deepEqual(decodePayload(raw('json', '7')), { encoding: 'json', value: 7 });
  assert.deepEqual(decodePayload(raw('binary/null', '')), { encoding: 'binary/null', value: null });
  assert.deepEqual(decodePayload({ metadata: { encoding: b64('binary/null\n') } }), {
    encoding: 'binary/null',
    value: null,
  });
  assert.deepEqual(decodePayload(raw('binary/plain', 'héllo')), { encoding: 'binary/plain', text: 'héllo' });
});

test('E7 bytes that are no text are shown as size and head', () => {
  assert.deepEqual(decodePayload(raw('binary/plain', Buffer.from([0, 255, 1]))), {
    encoding: 'binary/plain',
    bytes: 3,
    head: '00ff01',
  });
  assert.deepEqual(decodePayload(raw('binary/protobuf', Buffer.from([10, 1, 65]), { messageType: b64('a.B') })), {
    encoding: 'binary/protobuf',
    type: 'a.B',
    bytes: 3,
    head: '0a0141',
  });
  assert.equal(decodePayload(raw('binary/plain', Buffer.alloc(5000))).head?.length, 128);
});

test('E7 an encrypted payload says so', () => {
  assert.deepEqual(decodePayload(raw('binary/encrypted', Buffer.from([1, 2]), { 'encryption-key-id': b64('k') })), {
    encoding: 'binary/encrypted',
    encrypted: true,
    bytes: 2,
    head: '0102',
  });
  assert.deepEqual(decodePayload({ metadata: { encoding: b64('binary/encrypted') } }), {
    encoding: 'binary/encrypted',
    encrypted: true,
  });
});

test('E7 what a Web UI has decoded already is taken as it is', () => {
  assert.deepEqual(
    decodePayload({ metadata: { encoding: b64('json/plain'), encodingDecoded: 'json/plain' }, data: { a: 1 } }),
    { encoding: 'json/plain', value: { a: 1 } },
  );
  assert.deepEqual(decodePayload({ metadata: { encoding: 'json/plain', type: 'Keyword' }, data: ['x'] }), {
    encoding: 'json/plain',
    type: 'Keyword',
    value: ['x'],
  });
  assert.deepEqual(
    decodePayload({ metadata: { encoding: b64('json/plain') }, data: { a: 1 } }),
    { encoding: 'json/plain', value: { a: 1 } },
    'early 2025: base64 metadata, decoded data',
  );
  assert.deepEqual(decodePayload({ metadata: { encoding: 'json/plain' }, data: 'plain words' }), {
    encoding: 'json/plain',
    value: 'plain words',
  });
  assert.deepEqual(
    decodePayload({ metadata: { encoding: 'json/plain' }, data: 'word' }),
    { encoding: 'json/plain', value: 'word' },
    'text that happens to be base64',
  );
  assert.deepEqual(decodePayload({ metadata: { encoding: 'json/plain' }, data: '' }), {
    encoding: 'json/plain',
    value: '',
  });
});

test('E7 B26 what is wrong is shown as written, with a note', () => {
  assert.deepEqual(decodePayload({ metadata: { encoding: b64('json/plain') }, data: 'not base64!' }), {
    encoding: 'json/plain',
    value: 'not base64!',
    note: 'not base64: shown as written',
  });
  assert.deepEqual(decodePayload(raw('json/plain', '{"a":')), {
    encoding: 'json/plain',
    text: '{"a":',
    note: 'says it is JSON, but is not',
  });
  assert.deepEqual(decodePayload({ metadata: { encoding: 7 }, data: null }), { encoding: '', value: null });
});

test('E7 each payload of an event is judged by itself', () => {
  const mixed = {
    input: { payloads: [raw('json/plain', '1'), { metadata: { encoding: 'json/plain' }, data: 2 }] },
    header: { fields: { h: raw('json/plain', '"x"') } },
    other: [null, 'a'],
  };
  assert.deepEqual(decodeValue(mixed), {
    input: {
      payloads: [
        { $payload: { encoding: 'json/plain', value: 1 } },
        { $payload: { encoding: 'json/plain', value: 2 } },
      ],
    },
    header: { fields: { h: { $payload: { encoding: 'json/plain', value: 'x' } } } },
    other: [null, 'a'],
  });
});

test('E7 the value behind any spelling of a payload', () => {
  const one = raw('json/plain', '{"id":"x"}');
  for (const spelled of [one, { payloads: [one] }, [one], { payloads: [{ id: 'x' }] }, [{ id: 'x' }], { id: 'x' }])
    assert.deepEqual(payloadValue(spelled), { id: 'x' });
  assert.equal(payloadValue(raw('binary/plain', 'text')), 'text');
  for (const none of [undefined, null, { payloads: [] }, []])
    assert.ok(
      payloadValue(none) === undefined || payloadValue(none) === null || typeof payloadValue(none) === 'object',
    );
});

test('E7 decoding never throws, and leaves what is no payload alone', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (made) => {
      // The value as read from a file: JSON text has no negative zero.
      const plain = JSON.parse(JSON.stringify(made)) as Json;
      assert.deepEqual(decodeValue({ plain }), { plain });
    }),
  );
  const wild = fc.record({
    metadata: fc.dictionary(fc.constantFrom('encoding', 'encodingDecoded', 'type', 'messageType'), fc.jsonValue()),
    data: fc.jsonValue(),
  });
  fc.assert(fc.property(wild, (value) => void decodeValue([value as unknown as Json])));
});

test('E7 any JSON comes back from its canonical payload', () => {
  fc.assert(
    fc.property(fc.json(), (json) => assert.deepEqual(decodePayload(raw('json/plain', json)).value, JSON.parse(json))),
  );
});

test('E7 base64 is told from text', () => {
  for (const good of ['', 'YQ==', 'YQ', 'YWI=', 'YWJj', '-_-_']) assert.notEqual(base64Bytes(good), undefined, good);
  for (const bad of ['a', 'YQ=a', 'Y Q=', 'é', 'YWJj=']) assert.equal(base64Bytes(bad), undefined, bad);
});

test('E7 bytes that were written as numbers are bytes, of the encoding as of the data', () => {
  const buffer = (text: string): JsonObject => ({ type: 'Buffer', data: [...Buffer.from(text)] });
  const indexed = (text: string): JsonObject => Object.fromEntries(Object.entries(Buffer.from(text)));
  const listed = (text: string): readonly number[] => [...Buffer.from(text)];
  for (const bytes of [buffer, indexed, listed]) {
    const payload = (encoding: string, data: string): JsonObject => ({
      metadata: { encoding: bytes(encoding), messageType: bytes('a.B') },
      data: bytes(data),
    });
    assert.deepEqual(decodePayload(payload('json/plain', '{"a":1}')), {
      encoding: 'json/plain',
      type: 'a.B',
      value: { a: 1 },
    });
    assert.deepEqual(decodePayload(payload('binary/plain', 'text')), {
      encoding: 'binary/plain',
      type: 'a.B',
      text: 'text',
    });
    assert.equal(decodePayload(payload('binary/encrypted', 'secret')).encrypted, true);
    assert.equal(payloadValue({ payloads: [payload('json/plain', '"x"')] }), 'x');
  }
});

test('E7 a decoded list of numbers is no bytes where the encoding is a text', () => {
  for (const encoding of ['json/plain', 'anNvbi9wbGFpbg=='])
    assert.deepEqual(decodePayload({ metadata: { encoding }, data: [1, 2] }).value, [1, 2]);
});
