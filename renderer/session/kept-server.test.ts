import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keptOf, placeIn } from './kept-server.ts';

test('F63 V316 of a server address, namespace and TLS are remembered, neither API key nor certificates', () => {
  const place = { address: 'cloud:7233', namespace: 'shop', tls: true };
  const kept = keptOf({ ...place, apiKey: 'sesame', certificates: { ca: 'ca', cert: 'cert', key: 'key' } });
  assert.deepEqual(JSON.parse(kept), place);
  assert.deepEqual(placeIn(kept), place);
});

test('V316 what is odd in what is remembered is left out', () => {
  for (const odd of [null, '', '{', 'null', '[]', '{"address":7,"namespace":"","tls":"yes"}'])
    assert.deepEqual(placeIn(odd), {});
  assert.deepEqual(placeIn('{"address":"a:1","apiKey":"sesame"}'), { address: 'a:1' });
});
