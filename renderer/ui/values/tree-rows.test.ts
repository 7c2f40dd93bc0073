import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../../../engine/model/json.ts';
import { copiedText, inlineText, jsonPath, previewText, pathOf, scriptPath, valueText } from './row-text.ts';
import { textBlocks } from './text-blocks.ts';
import { entriesOf, treeRows } from './tree-rows.ts';

const none: ReadonlyMap<string, boolean> = new Map();
const rowsOf = (value: Json, opened = none, events = 100) => treeRows(entriesOf(value), opened, events);
const drawn = (value: Json, opened = none) =>
  rowsOf(value, opened).map(
    (row) =>
      `${'  '.repeat(row.depth)}${row.key ?? '|'} ${row.open === null ? '' : row.open ? '- ' : '+ '}${valueText(row).text}`,
  );

test('a small value is open all the way down', () => {
  assert.deepEqual(drawn({ a: { b: { c: [1, { d: null }] } }, e: true }), [
    'a - {1}',
    '  b - {1}',
    '    c - [2]',
    '      0 1',
    '      1 - {1}',
    '        d null',
    'e true',
  ]);
});

test('a big value is open to depth two, long lists stay closed', () => {
  const rows = drawn({ a: { b: { c: 1 } }, list: Array.from({ length: 1200 }, (_, i) => i) });
  assert.deepEqual(rows, ['a - {1}', '  b - {1}', '    c 1', 'list + [1,200]']);
});

test('what a person opened or closed wins', () => {
  const value = { a: { b: 1 }, list: Array.from({ length: 100 }, (_, i) => i) };
  assert.deepEqual(drawn(value, new Map([['/a', false]])), ['a + {1}', 'list + [100]']);
  assert.equal(drawn(value, new Map([['/list', true]])).length, 103);
});

test('a decoded payload stands as the value it holds, with its encoding beside it', () => {
  const rows = rowsOf({
    plain: { $payload: { encoding: 'json/plain', type: 'Keyword', value: { id: 1 } } },
    text: { $payload: { encoding: 'binary/plain', text: 'hi' } },
    bytes: { $payload: { encoding: 'binary/protobuf', bytes: 1204, head: '0a4f0b' } },
    secret: {
      $payload: { encoding: 'binary/encrypted', encrypted: true, bytes: 9, head: '00', note: 'ask the codec' },
    },
    none: { $payload: { encoding: 'binary/null', value: null } },
  });
  assert.deepEqual(
    rows.map((row) => [row.key, valueText(row).text, row.tag, row.note]),
    [
      ['plain', '{1}', 'json/plain Keyword', null],
      ['id', '1', null, null],
      ['text', '"hi"', 'binary/plain', null],
      ['bytes', '1,204 bytes  0a 4f 0b …', 'binary/protobuf', null],
      ['secret', 'encrypted (binary/encrypted)', null, 'ask the codec'],
      ['none', 'null', 'binary/null', null],
    ],
  );
});

test('a history that imitates a decoded payload with fields of wrong types is shown, not believed', () => {
  const rows = rowsOf({ a: { $payload: { encoding: 'x', type: 7, bytes: 'many', head: {}, note: [] } } });
  assert.deepEqual(
    rows.map((row) => [valueText(row).text, row.tag, row.note]),
    [['0 bytes', 'x', null]],
  );
});

test('ids of events are links, others are not', () => {
  const links = (value: Json) => rowsOf(value).map((row) => row.link);
  assert.deepEqual(links({ scheduledEventId: '11', startedEventId: 28, workflowTaskCompletedEventId: '0' }), [
    11,
    28,
    null,
  ]);
  assert.deepEqual(
    links({ eventId: '5', activityId: '5', initiatedEventId: '101', acceptedEventId: '-1', xEventId: '1e1' }),
    [null, null, null, null, null],
  );
  assert.deepEqual(links({ scheduledEventId: { $payload: { encoding: 'json/plain', value: 3 } } }), [3]);
});

test('long texts and texts of several lines open into blocks', () => {
  const long = 'x'.repeat(12_500);
  const [row] = rowsOf({ long });
  assert.ok(row !== undefined);
  assert.deepEqual(valueText(row), { text: `"${'x'.repeat(100)}`, more: ' … 12,400 more characters' });
  const [lines] = rowsOf({ lines: 'Error: boom\n  at a\n  at b' });
  assert.ok(lines !== undefined);
  assert.deepEqual(valueText(lines), { text: '"Error: boom', more: ' … 2 more lines' });
  const open = rowsOf(
    { long, lines: 'a\nb' },
    new Map([
      ['/long', true],
      ['/lines', true],
    ]),
  );
  assert.deepEqual(
    open.map((each) => each.shape),
    ['string', 'block', 'block', 'block', 'block', 'string', 'block'],
  );
  assert.equal(
    open
      .filter((each) => each.id.startsWith('/long#'))
      .map(copiedText)
      .join(''),
    long,
  );
});

test('blocks put together are the text, and no longer than they may be', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 2, max: 40 }), (text, most) => {
      const blocks = textBlocks(text, most);
      assert.equal(blocks.join(''), text);
      assert.ok(blocks.every((block) => block.length > 0 && block.length <= most));
    }),
  );
});

test('keys named like parts of every object are plain keys', () => {
  const value = JSON.parse('{"__proto__":{"polluted":1},"constructor":2,"toString":"x"}') as Json;
  assert.deepEqual(drawn(value), ['__proto__ - {1}', '  polluted 1', 'constructor 2', 'toString "x"']);
  const [row] = rowsOf({ in: value });
  assert.ok(row !== undefined);
  assert.equal(copiedText(row).includes('"__proto__"'), true);
});

test('paths lead to the value, in both spellings', () => {
  const value: Json = { failure: { 'odd key': [{ "it's": 1 }] } };
  const rows = rowsOf(value);
  const path = pathOf(rows, rows.length - 1);
  assert.deepEqual(path, ['failure', 'odd key', 0, "it's"]);
  assert.equal(jsonPath(path), "$.failure['odd key'][0]['it\\'s']");
  assert.equal(scriptPath('attributes', path), 'attributes.failure["odd key"][0]["it\'s"]');
  assert.deepEqual(pathOf(rows, 0), ['failure']);
});

test('payloads in a list are shown as what they hold, and paths still lead through the list', () => {
  const payload = (value: Json): Json => ({ $payload: { encoding: 'json/plain', value } });
  const rows = rowsOf({
    one: { payloads: [payload({ id: 7 })] },
    two: { payloads: [payload(1), payload('x')] },
    other: { payloads: [1] },
  });
  assert.deepEqual(
    rows.map((row, index) => [valueText(row).text, jsonPath(pathOf(rows, index))]),
    [
      ['{1}', '$.one'],
      ['7', '$.one.payloads[0].id'],
      ['[2]', '$.two'],
      ['1', '$.two.payloads[0]'],
      ['"x"', '$.two.payloads[1]'],
      ['{1}', '$.other'],
      ['[1]', '$.other.payloads'],
      ['1', '$.other.payloads[0]'],
    ],
  );
});

test('the path of every row, followed in JavaScript, gives its value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (any) => {
      const value = { root: any } as Json;
      const rows = treeRows(entriesOf(value), none, 0);
      rows.forEach((row, index) => {
        if (row.shape === 'block') return;
        const found = pathOf(rows, index).reduce<unknown>(
          (at, key) => Object.getOwnPropertyDescriptor(at, key)?.value,
          value,
        );
        assert.deepEqual(found, row.value);
      });
    }),
  );
});

test('rows know their place among their siblings', () => {
  const rows = rowsOf({ a: [7, 8], b: 1 });
  assert.deepEqual(
    rows.map((row) => `${row.position}/${row.siblings}`),
    ['1/2', '1/2', '2/2', '2/2'],
  );
});

test('copying gives a text as it is and everything else as JSON, with payloads as what they hold', () => {
  const [text, object] = rowsOf({ t: 'a"b\n', o: { p: { $payload: { encoding: 'json/plain', value: [1] } } } });
  assert.ok(text !== undefined && object !== undefined);
  assert.equal(copiedText(text), 'a"b\n');
  assert.deepEqual(JSON.parse(copiedText(object)), { p: [1] });
});

test('a closed object or list is known by its first parts', () => {
  const value = { o: { a: 1, b: { c: 2 } }, l: [1, 'x'], long: Array.from({ length: 1000 }, (_, i) => i), empty: {} };
  const previews = treeRows(entriesOf(value), none, 0, true).map(previewText);
  assert.deepEqual(previews.slice(0, 2), ['a: 1, b: {c: 2}', '1, "x"']);
  assert.match(previews[2] ?? '', /^0, 1, 2, .*…$/);
  assert.equal(previews[3], '');
});

test('a value on one line is never longer than asked and is not read to its end', () => {
  assert.equal(
    inlineText({ id: '2041', items: [1, 2], secret: { $payload: { encoding: 'binary/encrypted', encrypted: true } } }),
    '{id: "2041", items: [1, 2], secret: encrypted (binary/encrypted)}',
  );
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 50 }), (value, most) =>
      assert.ok(inlineText(value as Json, most).length <= most + 1),
    ),
  );
});
