import assert from 'node:assert/strict';
import { test } from 'node:test';
import { above, placesIn } from './tree-matches.ts';
import { entriesOf, treeRows } from './tree-rows.ts';

const value = { order: { to: [{ city: 'Whitby' }, { city: 'York' }], 'a/b': 'whitby' }, note: 'none' };
const whitby = (text: string): boolean => text.toLowerCase().includes('whitby');

test('V247 every place that holds the text is found, from top to bottom, by the id of its row', () => {
  const places = placesIn(entriesOf(value), whitby);
  assert.deepEqual(places, ['/order/to/0/city', '/order/a~1b']);
  const rows = treeRows(entriesOf(value), new Map(), 0);
  assert.ok(places.every((place) => rows.some(({ id }) => id === place)));
});

test('V247 what is above it is what has to be open', () => {
  const closed = treeRows(entriesOf(value), new Map(), 0, true);
  assert.ok(!closed.some(({ id }) => id === '/order/to/0/city'));
  const opened = new Map(above('/order/to/0/city').map((id) => [id, true] as const));
  assert.ok(treeRows(entriesOf(value), opened, 0, true).some(({ id }) => id === '/order/to/0/city'));
});

test('V247 a name counts, alone where it has parts, else with its value', () => {
  assert.deepEqual(
    placesIn(entriesOf(value), (text) => text === 'order'),
    ['/order'],
  );
  assert.deepEqual(
    placesIn(entriesOf(value), (text) => text === 'note: none'),
    ['/note'],
  );
});

test('V247 a decoded payload stands as the value that it holds', () => {
  const payload = { input: { payloads: [{ encoding: 'json/plain', value: { city: 'Whitby' } }] } };
  const rows = treeRows(entriesOf(payload), new Map(), 0);
  for (const place of placesIn(entriesOf(payload), whitby))
    assert.ok(
      rows.some(({ id }) => id === place),
      place,
    );
});
