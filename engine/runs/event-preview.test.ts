import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Effect } from '../model/effect.ts';
import { previewOf } from './event-preview.ts';

const close = { type: 'close', key: 'activity:5', status: 'completed' } as const;

test('V291 an event in short: what it carries, readable, and nothing where it carries nothing', () => {
  const json = { $payload: { encoding: 'json/plain', value: { total: 3 } } };
  const secret = { $payload: { encoding: 'binary/encrypted', encrypted: true, bytes: 9 } } as const;
  for (const [effects, text] of [
    [[], ''],
    [[close], ''],
    [[{ ...close, result: { payloads: [json] } }], '{total: 3}'],
    [[{ ...close, result: [json, { deep: secret }] }], '[{total: 3}, {deep: "encrypted (binary/encrypted)"}]'],
    [[{ ...close, result: { $payload: { encoding: 'binary/plain', bytes: 12 } } }], '"12 bytes"'],
    [[{ type: 'set', name: 'stage', value: 'paid' }], 'stage: "paid"'],
    [
      [{ ...close, status: 'failed', failure: { message: 'outer', cause: { type: 'CardDeclined', message: 'no' } } }],
      'CardDeclined: no',
    ],
    [
      [
        { type: 'run', status: 'running', input: ['a'] },
        { type: 'open', key: 'node:1', kind: 'node', name: 'n', input: ['a'] },
      ],
      '"a"',
    ],
  ] as readonly (readonly [readonly Effect[], string])[])
    assert.equal(previewOf(effects).replaceAll(/"(\w+)":/g, '$1:'), text);
});

test('V291 it is short, however much the event carries', () => {
  const much = Array.from({ length: 2000 }, (_, i) => `item ${i}`);
  assert.ok(previewOf([{ ...close, result: much }]).length <= 160);
  assert.ok(previewOf(much.map((value, i) => ({ type: 'set', name: `n${i}`, value }))).length <= 320);
});
