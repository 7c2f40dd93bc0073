import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { RetraceError } from '../model/errors.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { isObject } from '../model/json.ts';
import { collections, ownHistories, ownHistory, textOf } from '../testing/corpus.ts';
import { scanJson } from './json-scan.ts';

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

function eventTexts(text: string): readonly string[] {
  const { bytes, groups } = scanJson(bytesOf(text));
  return groups.flatMap(({ events }) => events.map(({ start, end }) => bytes.toString('utf8', start, end)));
}

function refused(code: string, message: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof RetraceError && error.code === code && message.test(error.message);
}

/** Objects and arrays, as a file must begin with one. */
const container = fc.oneof(fc.array(fc.json().map((text) => JSON.parse(text) as Json)), fc.dictionary(fc.string({ unit: 'binary' }), fc.json().map((text) => JSON.parse(text) as Json)));

test('E2 compacting drops the white space between tokens and nothing else', () => {
  fc.assert(
    fc.property(container, fc.constantFrom(0, 1, 4, '\t', '\r\n  '), (value, indent) => {
      const pretty = typeof indent === 'string' && indent.startsWith('\r') ? JSON.stringify(value, null, 2).replaceAll('\n', indent) : JSON.stringify(value, null, indent);
      assert.equal(scanJson(bytesOf(pretty)).bytes.toString('utf8'), JSON.stringify(value));
    }),
    { numRuns: 300 },
  );
});

test('E2 digits, escapes, repeated keys and their order stay as they are', () => {
  const text = '{"a":12345678901234567890.000,"b":1E+2,"a":"\\u00e9\\/\\ud83d\\ude00","c":-0,"\\u0061":""}';
  assert.equal(scanJson(bytesOf(`\uFEFF ${text.replaceAll(',', ' ,\r\n\t')}\r\n`)).bytes.toString('utf8'), text);
});

test('I1 finds the events that a walk of the parsed value finds, wherever they lie', () => {
  const event = fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<Json>, { maxKeys: 3 }).map((extra) => ({ ...extra, eventId: '1', eventType: 'TimerFired' }));
  const tree = fc.letrec<{ node: Json }>((tie) => ({
    node: fc.oneof({ maxDepth: 4, withCrossShrink: true }, fc.constantFrom<Json>(1, 'eventId', null, {}), event, fc.array(tie('node'), { maxLength: 4 }), fc.dictionary(fc.constantFrom('events', 'history', 'x', 'eventList', '"'), tie('node'), { maxKeys: 3 })),
  })).node;
  fc.assert(
    fc.property(fc.array(tree, { maxLength: 5 }), (value) => {
      assert.deepEqual(eventTexts(JSON.stringify(value, null, 1)).toSorted(), eventsIn(value, true).map((found) => JSON.stringify(found)).toSorted());
    }),
    { numRuns: 500 },
  );
});

/** Objects in arrays that name themselves; of nested ones the outermost. */
function eventsIn(value: Json | undefined, inArray: boolean): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap((entry: Json) => eventsIn(entry, true));
  if (!isObject(value)) return [];
  if (inArray && ('eventId' in value || 'eventType' in value)) return [value];
  return Object.values(value).flatMap((entry) => eventsIn(entry, false));
}

test('I1 objects in payloads that look like events are part of their event, whichever key comes first', () => {
  const inner = '{"input":[{"eventId":"7","eventType":"TimerFired"}],"events":[{"eventType":"TimerFired"}]}';
  for (const event of [`{"eventId":"1","a":${inner}}`, `{"a":${inner},"eventId":"1"}`, `{"type":"x","a":[{"type":"y"}],"eventType":"TimerFired"}`]) {
    assert.deepEqual(eventTexts(`{"events":[${event},${event}]}`), [event, event]);
  }
});

test('I1 keys and brackets in texts are texts', () => {
  assert.deepEqual(eventTexts('{"note":"[{\\"eventId\\":1}]","events":[{"eventId":"1","text":"}]\\\\"}]}'), ['{"eventId":"1","text":"}]\\\\"}']);
});

test('I1 events of JSON Lines stand alone, with LF, CRLF, BOM, empty lines and no last line end', () => {
  for (const end of ['\n', '\r\n', '\n\n \n']) {
    const { bytes, groups } = scanJson(bytesOf(`\uFEFF{"type":"a"}${end}{"type" : "b"}${end}`));
    assert.equal(bytes.toString('utf8'), '{"type":"a"}\n{"type":"b"}');
    assert.equal(groups[0]?.events.length, 2);
  }
});

test('I1 arrays of histories are histories of their own, batches and event groups are one', () => {
  const counts = (text: string): readonly number[] => scanJson(bytesOf(text)).groups.map(({ events }) => events.length);
  const [a, b] = ['{"eventId":1,"eventType":1}', '{"eventId":2,"eventType":5}'];
  assert.deepEqual(counts(`[{"events":[${a},${b}]},{"events":[${a}]}]`), [2, 1]);
  assert.deepEqual(counts(`{"events":[${a}]}\n{"events":[${a},${b}]}`), [1, 2]);
  assert.deepEqual(counts(`{"name":[[${a}],[${b}]]}`), [2]);
  assert.deepEqual(counts(`[{"eventList":[${a}]},{"eventList":[${b}]}]`), [2]);
});

test('I1 an event knows the line it began in', () => {
  const { groups } = scanJson(bytesOf('{\n "events": [\n {"eventId":1},\n\n {\n"eventId":2}]}'));
  assert.deepEqual(groups[0]?.events.map(({ line }) => line), [3, 5]);
});

test('B1 what is no JSON is refused with its line', () => {
  assert.throws(() => scanJson(bytesOf('\n\nhello')), refused('not-json', /^Line 3 is not JSON: it begins with no/));
  assert.throws(() => scanJson(bytesOf('{"a":\n[1}')), refused('not-json', /^Line 2 .*brackets do not match/));
  assert.throws(() => scanJson(bytesOf('{}]')), refused('not-json', /^Line 1 .*brackets do not match/));
});

test('B1 a quote too many is no cut', () => {
  assert.throws(() => scanJson(bytesOf('{"events":[\n{"eventId":"1","a":"b"c"},\n{"eventId":"2"}\n]}')), refused('not-json', /^Line [23] is not JSON: a quote is missing/));
});

test('B7 nesting of 100,000 levels is refused with its line, and costs no stack', () => {
  assert.throws(() => scanJson(bytesOf(`{"events":[{"eventId":1,\n"a":${'['.repeat(100_000)}`)), refused('too-deep', /^Line 2 /));
  assert.throws(() => scanJson(bytesOf('{"a":'.repeat(100_000))), refused('too-deep', /^Line 1 /));
});

test('I1 nesting of hundreds of levels is read', () => {
  const deep = `{"eventId":1,"a":${'['.repeat(900)}${']'.repeat(900)}}`;
  assert.deepEqual(eventTexts(`[${deep}]`), [deep]);
});

test('B2 cut anywhere, a file says how many whole events come before the cut', () => {
  for (const name of ['stuck-ledger.json', 'ui-readable.json', 'raw-server-view.json', 'events.jsonl', 'cadence-naming.json']) {
    const whole = ownHistory(name);
    const ends = endsOfEvents(textOf(whole), name);
    for (let cut = 1; cut < whole.length; cut += 37) {
      const { groups, missing } = scanJson(whole.slice(0, cut));
      const found = groups.reduce((sum, { events }) => sum + events.length, 0);
      assert.equal(found, ends.filter((end) => end <= cut).length, `${name} cut at ${cut}`);
      if (!name.endsWith('.jsonl')) assert.notEqual(missing, null);
    }
  }
});

/** Where each event of a file ends, in bytes, found by parsing it whole. */
function endsOfEvents(text: string, name: string): readonly number[] {
  if (name.endsWith('.jsonl')) return [...text.matchAll(/\}\n/g)].map(({ index }) => Buffer.byteLength(text.slice(0, index)) + 1);
  const value = JSON.parse(text) as JsonObject | readonly Json[];
  const count = (Array.isArray(value) ? (value as readonly Json[]) : (value as JsonObject)['events'] as readonly Json[]).length;
  const ends: number[] = [];
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    if (token === '}' && depth === (Array.isArray(value) ? 1 : 2)) ends.push(Buffer.byteLength(text.slice(0, index)) + 1);
  }
  assert.equal(ends.length, count);
  return ends;
}

test('B2 cut anywhere, any of the recorded histories is scanned without our own bug', () => {
  fc.assert(
    fc.property(fc.constantFrom(...(collections()[0]?.files ?? []).filter(({ name }) => !name.endsWith('.gz'))), fc.double({ min: 0, max: 1, noNaN: true }), ({ name }, part) => {
      const whole = new Uint8Array(readFileSync(join(ownHistories, name)));
      assert.ok(scanJson(whole.slice(0, Math.floor(whole.length * part))).groups.length <= 1);
    }),
    { numRuns: 150 },
  );
});
