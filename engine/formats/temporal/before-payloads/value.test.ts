import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../../../model/json.ts';
import { shownValue, textOf, valuesOf, wrapped } from './value.ts';

const base64 = (content: string | Uint8Array): string => Buffer.from(content as string).toString('base64');
const shown = (written: Json): unknown => {
  const { value, text, bytes } = shownValue(written, 'bytes');
  return value ?? text ?? bytes;
};

test('K4 one value in every spelling of bytes', () => {
  const bytes = Buffer.from('"o-1"\n');
  const spellings: readonly Json[] = [
    bytes.toString('base64'),
    [...bytes],
    { type: 'Buffer', data: [...bytes] },
    { data: bytes.toString('base64') },
    { data: [...bytes] },
    '"o-1"\n',
  ];
  for (const written of spellings)
    assert.deepEqual(shownValue(written, 'bytes'), { encoding: 'json', value: 'o-1' }, JSON.stringify(written));
});

test('K4 any JSON value that a client writes is read back', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const plain = JSON.parse(JSON.stringify(value)) as Json;
      assert.deepEqual(shownValue(base64(JSON.stringify(plain)), 'bytes'), { encoding: 'json', value: plain });
    }),
  );
});

test('K4 bytes that are neither JSON nor text are told by size and head', () => {
  assert.deepEqual(
    shownValue(base64(new Uint8Array([0x0a, 0xff, 0x00, 0x80, 0x7f, 0x01, 2, 3, 4, 5, 6, 7, 8])), 'bytes'),
    { encoding: 'binary', bytes: 13, head: '0aff00807f0102030405060708' },
  );
});

test('K5 arguments one after the other are a list, in order; one value stays one value', () => {
  assert.deepEqual(shown(base64('"o-1"\n3\n')), ['o-1', 3]);
  assert.deepEqual(shown(base64('"a b" {"c": [1, 2]}  null')), ['a b', { c: [1, 2] }, null]);
  assert.deepEqual(shown(base64('["o-1", 3]\n')), ['o-1', 3]);
  assert.deepEqual(shown(base64('"say \\"hi\\" "\n')), 'say "hi" ');
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue(), { minLength: 2, maxLength: 5 }),
      fc.constantFrom('\n', ' ', '\n\n'),
      (values, separator) => {
        const written = values.map((value) => JSON.stringify(value));
        assert.deepEqual(
          valuesOf(base64(written.join(separator)), 'bytes'),
          written.map((text) => JSON.parse(text) as Json),
        );
      },
    ),
  );
});

test('K6 texts are texts, whatever they look like', () => {
  for (const text of [
    'card declined',
    'Declined',
    'timeout1',
    'panic: nil map',
    '{"cut":',
    '"cut',
    'a "b c" d',
    '\u001b[31mred\u001b[0m',
  ]) {
    assert.deepEqual(shownValue(text, 'bytes'), { encoding: 'text', text }, text);
    assert.deepEqual(shownValue(base64(text), 'bytes'), { encoding: 'text', text }, text);
  }
  assert.equal(textOf([1, 300], 'bytes'), undefined);
});

test('K6 nothing that stands in place of bytes makes decoding throw', () => {
  fc.assert(
    fc.property(fc.anything({ values: [fc.jsonValue(), fc.base64String(), fc.string()] }), (value) => {
      const written = JSON.parse(JSON.stringify(value) ?? 'null') as Json;
      for (const spelling of ['bytes', 'text', 'value'] as const) {
        shownValue(written, spelling);
        valuesOf(written, spelling);
      }
    }),
  );
});

test('K6 what holds nothing is no value', () => {
  for (const written of [undefined, null, '', [], { data: '' }, { data: null }])
    assert.equal(wrapped(written, 'bytes'), undefined);
  assert.deepEqual(wrapped([], 'value'), { metadata: { encoding: 'untyped/value' }, data: [] });
});
