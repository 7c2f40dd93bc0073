import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import fc from 'fast-check';
import { RetraceError } from '../../model/errors.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { isObject } from '../../model/json.ts';
import { collections, ownHistories, ownHistory, textOf } from '../../testing/corpus.ts';
import { type Scan, scanJson } from './json-scan.ts';

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

function eventTexts(text: string): readonly string[] {
  const { bytes, groups } = scanJson(bytesOf(text));
  return groups.flatMap(({ events }) => events.map(({ start, end }) => bytes.toString('utf8', start, end)));
}

function refused(code: string, message: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof RetraceError && error.code === code && message.test(error.message);
}

/** Objects and arrays, because a file must begin with one. */
const container = fc.oneof(
  fc.array(fc.json().map((text) => JSON.parse(text) as Json)),
  fc.dictionary(
    fc.string({ unit: 'binary' }),
    fc.json().map((text) => JSON.parse(text) as Json),
  ),
);

test('E2 compacting drops the white space between tokens and nothing else', () => {
  fc.assert(
    fc.property(container, fc.constantFrom(0, 1, 4, '\t', '\r\n  '), (value, indent) => {
      const pretty =
        typeof indent === 'string' && indent.startsWith('\r')
          ? JSON.stringify(value, null, 2).replaceAll('\n', indent)
          : JSON.stringify(value, null, indent);
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
  const event = fc
    .dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<Json>, { maxKeys: 3 })
    .map((extra) => ({ ...extra, eventId: '1', eventType: 'TimerFired' }));
  const tree = fc.letrec<{ node: Json }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom<Json>(1, 'eventId', null, {}),
      event,
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom('events', 'history', 'x', 'eventList', '"'), tie('node'), { maxKeys: 3 }),
    ),
  })).node;
  fc.assert(
    fc.property(fc.array(tree, { maxLength: 5 }), (value) => {
      assert.deepEqual(
        eventTexts(JSON.stringify(value, null, 1)).toSorted(),
        eventsIn(value, true)
          .map((found) => JSON.stringify(found))
          .toSorted(),
      );
    }),
    { numRuns: 500 },
  );
});

/** Objects in arrays that have a marker key; of nested ones the outermost. */
function eventsIn(value: Json | undefined, inArray: boolean): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap((entry: Json) => eventsIn(entry, true));
  if (!isObject(value)) return [];
  if (inArray && ('eventId' in value || 'eventType' in value)) return [value];
  return Object.values(value).flatMap((entry) => eventsIn(entry, false));
}

test('I1 objects in payloads that look like events are part of their event, whichever key comes first', () => {
  const inner = '{"input":[{"eventId":"7","eventType":"TimerFired"}],"events":[{"eventType":"TimerFired"}]}';
  for (const event of [
    `{"eventId":"1","a":${inner}}`,
    `{"a":${inner},"eventId":"1"}`,
    `{"type":"x","a":[{"type":"y"}],"eventType":"TimerFired"}`,
  ]) {
    assert.deepEqual(eventTexts(`{"events":[${event},${event}]}`), [event, event]);
  }
});

test('I1 keys and brackets in texts are texts', () => {
  assert.deepEqual(eventTexts('{"note":"[{\\"eventId\\":1}]","events":[{"eventId":"1","text":"}]\\\\"}]}'), [
    '{"eventId":"1","text":"}]\\\\"}',
  ]);
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

test('B1 what is no JSON is refused with its line', () => {
  assert.throws(
    () => scanJson(bytesOf('\n\nhello')),
    refused('not-json', /^Line 3, column 1 is not JSON: "h" stands where \{ or \[ should\./),
  );
  assert.throws(
    () => scanJson(bytesOf('{"a":\n[1}')),
    refused('not-json', /^Line 2, column 3 is not JSON: "\}" stands where a comma or \] should\./),
  );
  assert.throws(
    () => scanJson(bytesOf('{}]')),
    refused('not-json', /^Line 1, column 3 .* where the end of the line should\./),
  );
});

/** Almost valid JSON: JSON texts with a few characters inserted, removed or replaced. */
const nearJson = fc
  .tuple(
    container,
    fc.constantFrom(undefined, 1, '\t'),
    fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        cut: fc.nat(2),
        put: fc.constantFrom(
          '',
          ',',
          ':',
          '"',
          '\\',
          '\\u00',
          '{',
          '}',
          '[',
          ']',
          '0',
          '-',
          '.',
          'e',
          'E+',
          '1',
          'null',
          'tru',
          'x',
          ' ',
          '\n',
          '\r',
          '\v',
          '\u0000',
          '\u00a0',
          '\u2028',
          '\uFEFF',
          '//',
          "'",
          'é',
          '😀',
          '/',
        ),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([value, indent, edits]) => {
    const edited = edits.reduce(
      (text, { at, cut, put }) => {
        const place = 1 + Math.floor(at * (text.length - 1));
        return `${text.slice(0, place)}${put}${text.slice(place + cut)}`;
      },
      JSON.stringify([1.5, value, 'é\\'], null, indent),
    );
    return edited.toWellFormed();
  });

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('B35 a text is JSON for the scanner exactly where it is for JSON.parse, or where each of its lines is', () => {
  let [good, bad, cut] = [0, 0, 0];
  fc.assert(
    fc.property(nearJson, (text) => {
      let scan: Scan;
      try {
        scan = scanJson(bytesOf(text));
      } catch (error) {
        assert.ok(error instanceof RetraceError && error.code === 'not-json', String(error));
        assert.ok(!parses(text), text);
        bad++;
        return;
      }
      if (scan.isCut) {
        assert.ok(!parses(text), text);
        cut++;
        return;
      }
      assert.ok(scan.bytes.toString('utf8').split('\n').every(parses), text);
      good++;
    }),
    { numRuns: 4000 },
  );
  assert.ok(good > 300 && bad > 300 && cut > 10, `${good} good, ${bad} bad, ${cut} cut`);
});

test('B35 the place is that of the first character no JSON can go on with, in lines and characters of the file', () => {
  let told = 0;
  fc.assert(
    fc.property(nearJson, (text) => {
      const place = placeOf(text);
      if (place === undefined) return;
      told++;
      const lines = text.split('\n');
      const before = [
        ...lines.slice(0, place.line - 1).map((line) => `${line}\n`),
        Array.from(lines[place.line - 1]!)
          .slice(0, place.column - 1)
          .join(''),
      ].join('');
      const wrong = String.fromCodePoint(text.codePointAt(before.length)!);
      // The text before the reported place can begin valid JSON; with the next character it cannot.
      assert.equal(placeOf(before), undefined, `${JSON.stringify(text)}: ${JSON.stringify(before)}`);
      if (!place.message.includes('backslash')) assert.deepEqual(placeOf(before + wrong), place);
    }),
    { numRuns: 3000 },
  );
  assert.ok(told > 500, String(told));
});

function placeOf(text: string): { line: number; column: number; message: string } | undefined {
  try {
    scanJson(bytesOf(text));
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    const [, line, column] = /^Line (\d+), column (\d+) is not JSON/.exec(message) ?? assert.fail(message);
    return { line: Number(line), column: Number(column), message };
  }
}

test('B35 faults of every kind are said with what should stand there, and quote nothing but a character of the file', () => {
  const faults: Readonly<Record<string, RegExp>> = {
    '{"a":1,}': /column 8 .*: "}" stands where a key in quotes should\./,
    '[1,2,]': /column 6 .*: "]" stands where a value should\./,
    "{'a':1}": /column 2 .*: "'" stands where a key in quotes or } should\./,
    '{"a" 1}': /column 6 .*: "1" stands where a colon should\./,
    '[1 2]': /column 4 .*: "2" stands where a comma or ] should\./,
    '[01]': /column 3 .*: "1" stands where a comma or ] should\./,
    '[+1]': /column 2 .*: "\+" stands where a value or ] should\./,
    '[nul]': /column 5 .*: "]" stands where a value or ] should\./,
    '[NaN]': /column 2 .*: "N" stands where a value or ] should\./,
    '["é😀", “x”]': /column 8 .*: the character U\+201C stands where a value should\./,
    '["a\tb"]': /column 4 .*: the character U\+0009 stands in a text without an escape\./,
    '["\\x"]': /column 3 .*: a backslash in a text begins no escape\./,
    '["\\u12g4"]': /column 3 .*: a backslash in a text begins no escape\./,
    '["a\n"]': /^Line 1, column 4 .*: a text goes over the end of its line/,
    '{"a":1} {"a":2}': /column 9 .*: "{" stands where the end of the line should\./,
    '[1] // done': /column 5 .*: "\/" stands where the end of the line should\./,
    '[\u001b[31m]': /column 2 .*: the character U\+001B stands where a value or ] should\./,
  };
  for (const [text, says] of Object.entries(faults))
    assert.throws(() => scanJson(bytesOf(text)), refused('not-json', says), text);
});

test('B35 the events that come before a fault are counted, not the objects in them', () => {
  const event = '{"eventId":"1","eventType":"TimerFired","input":[{"type":"a"},{"eventId":"x"}]}';
  const after = (text: string): string | undefined =>
    /, after event (\d+) of the file\./.exec(placeOf(text)?.message ?? '')?.[1];
  assert.deepEqual(
    [
      `[${event},${event} ${event}]`,
      `[${event},{"eventId":"2","a":[{"type":"b"},{"eventId":"y"},x]}]`,
      '[x',
      '{"type":"node_started"}\n{"type":"node_completed","list":[{"type":"c"},x]}',
    ].map(after),
    ['2', '1', undefined, '1'],
  );
});

test('B37 an event longer than a text may be is refused with its line', () => {
  const text = '[\n{"eventId":"1"},\n{"eventId":"2","a":"1234567890"}]';
  assert.throws(
    () => scanJson(bytesOf(text), 30),
    refused('file-too-large', /^An event that ends in line 3 is larger than 512 MiB, after event 1 of the file\./),
  );
  assert.equal(scanJson(bytesOf(text), 40).groups[0]?.events.length, 2);
});

test('B1 a quote too many is no cut', () => {
  assert.throws(
    () => scanJson(bytesOf('{"events":[\n{"eventId":"1","a":"b"c"},\n{"eventId":"2"}\n]}')),
    refused('not-json', /^Line 2, column 23 is not JSON: "c" stands where a comma or \} should\./),
  );
});

test('B7 nesting of 100,000 levels is refused with its line, and costs no stack', () => {
  assert.throws(
    () => scanJson(bytesOf(`{"events":[{"eventId":1,\n"a":${'['.repeat(100_000)}`)),
    refused('too-deep', /^Line 2 /),
  );
  assert.throws(() => scanJson(bytesOf('{"a":'.repeat(100_000))), refused('too-deep', /^Line 1 /));
});

test('I1 nesting of hundreds of levels is read', () => {
  const deep = `{"eventId":1,"a":${'['.repeat(900)}${']'.repeat(900)}}`;
  assert.deepEqual(eventTexts(`[${deep}]`), [deep]);
});

test('B2 cut anywhere, a file says how many whole events come before the cut', () => {
  for (const name of [
    'stuck-ledger.json',
    'ui-readable.json',
    'raw-server-view.json',
    'events.jsonl',
    'cadence-naming.json',
  ]) {
    const whole = ownHistory(name);
    const ends = endsOfEvents(textOf(whole), name);
    for (let cut = 1; cut < whole.length; cut += 37) {
      const { groups, isCut } = scanJson(whole.slice(0, cut));
      const found = groups.reduce((sum, { events }) => sum + events.length, 0);
      assert.equal(found, ends.filter((end) => end <= cut).length, `${name} cut at ${cut}`);
      if (!name.endsWith('.jsonl')) assert.ok(isCut);
    }
  }
});

/** End offset of each event in bytes, found by parsing the whole file. */
function endsOfEvents(text: string, name: string): readonly number[] {
  if (name.endsWith('.jsonl'))
    return [...text.matchAll(/\}\n/g)].map(({ index }) => Buffer.byteLength(text.slice(0, index)) + 1);
  const value = JSON.parse(text) as JsonObject | readonly Json[];
  const count = (
    Array.isArray(value) ? (value as readonly Json[]) : ((value as JsonObject)['events'] as readonly Json[])
  ).length;
  const ends: number[] = [];
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    if (token === '}' && depth === (Array.isArray(value) ? 1 : 2))
      ends.push(Buffer.byteLength(text.slice(0, index)) + 1);
  }
  assert.equal(ends.length, count);
  return ends;
}

test('B2 cut anywhere, any of the recorded histories is scanned without our own bug', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...(collections()[0]?.files ?? []).filter(({ name }) => !name.endsWith('.gz'))),
      fc.double({ min: 0, max: 1, noNaN: true }),
      ({ name }, part) => {
        const whole = new Uint8Array(readFileSync(join(ownHistories, name)));
        assert.ok(scanJson(whole.slice(0, Math.floor(whole.length * part))).groups.length <= 1);
      },
    ),
    { numRuns: 150 },
  );
});
