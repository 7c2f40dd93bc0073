import assert from 'node:assert/strict';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { RetraceError } from '../../model/errors.ts';
import type { Json } from '../../model/json.ts';
import { collections, ownHistory, textOf } from '../../testing/corpus.ts';
import { holderText, unwrap } from './envelope.ts';
import { CutOffError, type History, parseEvent, readHistories } from './history-file.ts';
import { unpacked } from '../unpack.ts';

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const read = (text: string, partial = false): readonly History[] => readHistories(bytesOf(text), partial);

function exported({ envelope, events, bytes }: History): string {
  return Buffer.concat([
    ...unwrap(envelope, events.length, (seq) => bytes.subarray(events[seq - 1]!.start, events[seq - 1]!.end)),
  ]).toString('utf8');
}

const idsOf = ({ bytes, events }: History): readonly unknown[] =>
  events.map((event) => (parseEvent(bytes, event) as { eventId?: unknown }).eventId);

const [one, two, three] = [
  '{"eventId":"1","eventType":"WorkflowExecutionStarted"}',
  '{"eventId":"2","eventType":"WorkflowTaskScheduled"}',
  '{"eventId":"3","eventType":"WorkflowTaskStarted"}',
];

const containers: Readonly<Record<string, string>> = {
  events: `{"events":[${one},${two},${three}]}`,
  array: `[${one},${two},${three}]`,
  'http answer': `{"history":{"events":[${one},${two},${three}]},"nextPageToken":null}`,
  'sdk fixture': `{"info":{"workflowId":"w"},"history":[${one},${two},${three}],"more":[1,{"a":[]}]}`,
  batches: `{"name":[[${one},${two}],[${three}]]}`,
  'event groups': `[{"name":"a","eventList":[${one}]},{"id":2,"eventList":[${two},${three}]}]`,
  lines: `${one}\n${two}\n${three}`,
  'one line': one,
};

for (const [name, text] of Object.entries(containers)) {
  test(`I1 X1 the container "${name}" is read and given back`, () => {
    const [history, ...more] = read(text);
    assert.ok(history !== undefined && more.length === 0);
    assert.deepEqual(idsOf(history), ['1', '2', '3'].slice(0, history.events.length));
    assert.equal(exported(history), text);
  });
}

test('I2 X1 newest first is turned round to be read and given back newest first', () => {
  for (const text of [
    `{"events":[${three},${two},${one}],"a":1}`,
    `{"b":[[${three}],[${two},${one}]]}`,
    `${three}\n${two}\n${one}`,
  ]) {
    const history = read(text)[0]!;
    assert.deepEqual(idsOf(history), ['1', '2', '3']);
    assert.equal(history.envelope.reversed, true);
    assert.equal(exported(history), text);
  }
});

test('X2 each history of a file is given back with what stood around it', () => {
  const parts = [`{"id":"a","events":[${one}]}`, `{"events":[${two},${three}],"id":"b"}`];
  assert.deepEqual(read(`[${parts.join()}]`).map(exported), parts);
  assert.deepEqual(read(parts.join('\n')).map(exported), parts);
  assert.deepEqual(
    read(`[[${one}],[${two}]]`).map(exported),
    [`[[${one}],[${two}]]`],
    'arrays in an array are batches of one history',
  );
});

test('X1 what stands around the events is kept without them, and is small', () => {
  const history = read(containers['sdk fixture'] ?? '')[0]!;
  assert.equal(holderText(history.envelope), '{"info":{"workflowId":"w"},"history":[null],"more":[1,{"a":[]}]}');
  assert.deepEqual(history.holder, { info: { workflowId: 'w' }, history: [null], more: [1, { a: [] }] });
});

test('X1 any mixture of white space, batches and neighbours comes back as the same JSON value', () => {
  const events = fc
    .array(fc.array(fc.constantFrom(one, two, three), { maxLength: 4 }), { minLength: 1, maxLength: 4 })
    .filter((batches) => batches.flat().length > 0);
  fc.assert(
    fc.property(events, fc.nat(3), fc.boolean(), (batches, indent, wrap) => {
      const list = batches.map((batch) => batch.map((text) => JSON.parse(text) as Json));
      const text = JSON.stringify(wrap ? { before: [], list, after: 'x' } : list, null, indent);
      assert.deepEqual(JSON.parse(exported(read(text)[0]!)), JSON.parse(text));
    }),
  );
});

test('I3 the digest is that of the JSON text: white space, gzip and BOM do not count, everything else does', async () => {
  const value = JSON.parse(containers['events'] ?? '') as Json;
  const digest = async (bytes: Uint8Array): Promise<unknown> => readHistories(await unpacked(bytes), false)[0]?.digest;
  const pretty = JSON.stringify(value, null, 2);
  const plain = await digest(bytesOf(JSON.stringify(value)));
  for (const same of [bytesOf(pretty), bytesOf(`\uFEFF${pretty}\r\n`), new Uint8Array(gzipSync(pretty))])
    assert.equal(await digest(same), plain);
  assert.notEqual(await digest(bytesOf(pretty.replace('"3"', '"4"'))), plain);
});

test('B2 a cut file is refused with line and count; in part it gives exactly the whole events', () => {
  const text = JSON.stringify(
    { history: { events: [one, two, three].map((event) => JSON.parse(event) as Json) } },
    null,
    1,
  );
  const cut = text.slice(0, text.lastIndexOf('3"') - 1);
  assert.throws(
    () => read(cut),
    (error) =>
      error instanceof CutOffError &&
      error.code === 'cut-off' &&
      error.wholeEvents === 2 &&
      /line 13: 2 whole events come before the cut/.test(error.message),
  );
  const history = read(cut, true)[0]!;
  assert.deepEqual(idsOf(history), ['1', '2']);
  assert.deepEqual(
    history.envelope.warnings.map(({ code }) => code),
    ['partial-file'],
  );
  assert.deepEqual(JSON.parse(exported(history)), { history: { events: [JSON.parse(one), JSON.parse(two)] } });
});

test('B2 with no whole event before the cut there is nothing to open, and that is said', () => {
  for (const partial of [false, true])
    assert.throws(
      () => read('{"events":[{"eventId":"1","eve', partial),
      (error) => error instanceof RetraceError && error.code === 'cut-off' && /no whole event/.test(error.message),
    );
});

test('I8 a file of several histories, cut in the last one, gives the whole ones and the part', () => {
  const whole = `{"events":[${one},${two}],"a":1}`;
  const [first, second] = read(`[${whole},{"b":2,"events":[${one},${two},{"eventId"`, true);
  assert.equal(exported(first!), whole);
  assert.deepEqual(first!.envelope.warnings, []);
  assert.deepEqual(JSON.parse(exported(second!)), { b: 2, events: [JSON.parse(one), JSON.parse(two)] });
  assert.deepEqual(
    second!.envelope.warnings.map(({ code }) => code),
    ['partial-file'],
  );
});

test('I8 cut anywhere, a recorded history gives in part exactly its whole events', () => {
  const names = (collections()[0]?.files ?? []).filter(({ name }) => /\.(json|jsonl)$/.test(name));
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.double({ min: 0.01, max: 0.999, noNaN: true }), ({ name }, part) => {
      const bytes = ownHistory(name);
      const whole = readHistories(bytes.slice(), false)[0]!;
      const count = wholeEventsOf(bytes.slice(0, Math.floor(bytes.length * part)));
      if (count === 0) return;
      const history = readHistories(bytes.slice(0, Math.floor(bytes.length * part)), true)[0]!;
      const texts = (of: History): readonly string[] =>
        of.events.map(({ start, end }) => of.bytes.toString('utf8', start, end));
      const expected = texts(whole);
      assert.deepEqual(texts(history), whole.envelope.reversed ? expected.slice(-count) : expected.slice(0, count));
      for (const line of name.endsWith('.jsonl') ? exported(history).split('\n') : [exported(history)])
        JSON.parse(line);
    }),
    { numRuns: 120 },
  );
});

/** The number of whole events in the error about the cut-off file. */
function wholeEventsOf(bytes: Uint8Array): number {
  try {
    return readHistories(bytes, false).reduce((sum, { events }) => sum + events.length, 0);
  } catch (error) {
    return error instanceof CutOffError ? error.wholeEvents : 0;
  }
}

test('B1 a broken event is refused with its number and line', () => {
  const broken = `{"events":[\n${one},\n{"eventId":"2","eventType":tru},\n${three}]}`;
  assert.throws(
    () => read(broken),
    (error) =>
      error instanceof RetraceError &&
      error.code === 'not-json' &&
      /^Line 3, column 31 is not JSON: .*, after event 1 of the file\./.test(error.message),
  );
});

test('B1 broken text between sound events is refused', () => {
  for (const text of [
    `{"events":[${one} ${two}]}`,
    `{"events" [${one}]}`,
    `{events:[${one}]}`,
    `${one}${two}`,
    `${one}\n${two}\n{"a" 1}`,
  ]) {
    assert.throws(
      () => read(text),
      (error) => error instanceof RetraceError && error.code === 'not-json',
      text,
    );
  }
});

test('I1 gzip is opened by content', async () => {
  assert.equal(textOf(gzipSync(one)), one);
  assert.equal(
    readHistories(await unpacked(new Uint8Array(gzipSync(containers['events'] ?? ''))), false)[0]?.events.length,
    3,
  );
});

test('B4 JSON that is one text, number or word is no history, and nothing is wrong with it as JSON', () => {
  for (const text of ['"just a text"', ' 17 ', 'true', 'null', '"{\\"eventId\\":1}"']) {
    assert.throws(
      () => readHistories(Buffer.from(text), false),
      (error) => error instanceof RetraceError && error.code === 'not-a-history',
      text,
    );
  }
  assert.throws(
    () => readHistories(Buffer.from('just a text'), false),
    (error) => error instanceof RetraceError && error.code === 'not-json',
  );
});
