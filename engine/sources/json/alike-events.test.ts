import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import { RetraceError } from '../../model/errors.ts';
import type { Json } from '../../model/json.ts';
import { collections, textOf } from '../../testing/corpus.ts';
import { respacedHistory } from '../../testing/respaced-history.ts';
import { NotAlikeError } from './alike-events.ts';
import { unwrap } from './envelope.ts';
import { eventText, type History, parseEvents, readAlike, readHistories } from './history-file.ts';
import { digestOf } from './text-digest.ts';

const bufferOf = (text: string): Buffer => Buffer.from(text);

/** Everything read from a history; leaves out `escapes`, which may be true too often. */
function told(history: History): unknown {
  const { dialect, form, events, bytes, envelope, holder } = history;
  const text = Buffer.concat([
    ...unwrap(envelope, events.length, (seq) => eventText(bytes, events[seq - 1]!)),
  ]).toString('utf8');
  return {
    dialect: dialect.id,
    form,
    envelope,
    holder,
    text,
    digest: digestOf(history),
    events: parseEvents(bytes, events, 0, events.length),
    texts: events.map((event) => eventText(bytes, event).toString('utf8')),
  };
}

/** The history read without the scanner; undefined if the scanner is needed, before or after parsing the events. */
function toldAlike(bytes: Buffer): unknown {
  const history = readAlike(bytes);
  try {
    return history && told(history);
  } catch (error) {
    if (error instanceof NotAlikeError) return undefined;
    throw error;
  }
}

function agree(text: Uint8Array): boolean {
  const alike = toldAlike(Buffer.from(text));
  if (alike === undefined) return false;
  const [history, ...more] = readHistories(Uint8Array.from(text), false);
  assert.equal(more.length, 0);
  assert.deepEqual(alike, told(history!));
  return true;
}

const eventOf = (id: number, more: object = {}): object => ({
  eventId: String(id),
  eventType: 'EVENT_TYPE_TIMER_FIRED',
  timerFiredEventAttributes: { timerId: `${id}`, ...more },
});
const row = (...events: readonly object[]): { events: readonly object[] } => ({
  events: [eventOf(1), ...events, eventOf(9)],
});

test('I1 events written alike are found without reading every byte, with and without white space', () => {
  for (const indent of [undefined, 2, '\t']) {
    assert.ok(agree(bufferOf(JSON.stringify(row(eventOf(2)), null, indent))));
    assert.ok(agree(bufferOf(JSON.stringify([eventOf(1), eventOf(2)], null, indent))));
    assert.ok(
      agree(
        bufferOf(
          `${JSON.stringify({ info: { workflowId: 'w' }, history: row(eventOf(2)), nextPageToken: null }, null, indent)}\r\n`,
        ),
      ),
    );
  }
});

test('I1 what is written otherwise is left to be read byte by byte', () => {
  const [one, two, three] = [eventOf(1), eventOf(2), eventOf(3)].map((event) => JSON.stringify(event));
  const otherOrder = JSON.stringify({ eventType: 'EVENT_TYPE_TIMER_FIRED', eventId: '2' });
  const texts = {
    'one event': `{"events":[${one}]}`,
    lines: `${one}\n${two}`,
    'newest first': `[${three},${two},${one}]`,
    batches: `[[${one},${two}],[${three}]]`,
    'keys in another order': `[${one},${otherOrder},${three}]`,
    'keys in another order at the end': `[${one},${two},${otherOrder}]`,
    'other white space': `[${one},${two}, ${three}]`,
    'no event between': `[${one},${two},7,${three}]`,
    'events in events': `[${JSON.stringify(eventOf(1, { list: [eventOf(5), eventOf(6)] }))},${two},${three}]`,
    'two histories': `[{"events":[${one},${two}]},{"events":[${one},${two}]}]`,
    'a list of groups': `{"eventList":[${one},${two}],"groups":[{"eventList":[${three},${one}]}]}`,
    'cut off': `{"events":[${one},${two},${three}`,
    'cut in the last event': `{"events":[${one},${two},{"eventId":"3"`,
    'no JSON between': `[${one},${two}x,${three}]`,
    'a byte order mark': `\uFEFF[${one},${two}]`,
    nothing: '',
  };
  for (const [name, text] of Object.entries(texts)) assert.equal(toldAlike(bufferOf(text)), undefined, name);
});

test('B7 nesting of thousands of levels is left to be refused, in events and around them', () => {
  const deep = `{"eventId":"2","a":${'['.repeat(1500)}${']'.repeat(1500)}}`;
  assert.equal(readAlike(bufferOf(`[{"eventId":"1","eventType":"WorkflowExecutionStarted"},${deep}]`)), undefined);
  const [one, two] = [1, 2].map((id) => JSON.stringify(eventOf(id)));
  assert.equal(readAlike(bufferOf(`{"a":${'['.repeat(1500)}${']'.repeat(1500)},"events":[${one},${two}]}`)), undefined);
});

test('I1 whatever the events hold, both ways of reading say the same, or only one speaks', () => {
  const hostile = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<Json>(
      '},{"eventId":',
      '"},\n    {\n "eventId": "',
      [{ eventId: '4' }, { eventId: '5' }],
      '\\"},{\\"eventId\\":',
      '\\',
    ),
  );
  const events = fc.array(fc.record({ id: fc.nat(50), value: hostile }), { minLength: 1, maxLength: 6 });
  let alike = 0;
  fc.assert(
    fc.property(events, fc.constantFrom(undefined, 1, 2, '\t'), fc.nat(3), (list, indent, holder) => {
      const all = list.map(({ id, value }) => eventOf(id, { value }));
      const whole = [
        all,
        { events: all },
        { history: { events: all }, nextPageToken: 'x' },
        { a: [1, { b: 2 }], events: all, c: '}],"' },
      ][holder];
      if (agree(bufferOf(JSON.stringify(whole, null, indent)))) alike++;
    }),
    { numRuns: 2000 },
  );
  assert.ok(alike > 300, `only ${alike} were alike`);
});

/** The events, found by parsing the whole file. */
function eventsOf(text: string): readonly unknown[] {
  const value = JSON.parse(text) as { events: readonly unknown[] };
  return value.events;
}

test('I10 events cut in the wrong places are no events, though as many of them are parsed as were cut', () => {
  const nested = (gap: string): string =>
    JSON.stringify(eventOf(4, { list: [] })).replace('[]', `[{"a":1}${gap}{"eventId":"x","b":1}]`);
  const [one, two, three, five] = [1, 2, 3, 5].map((id) => JSON.stringify(eventOf(id)));
  const texts = {
    'a gap of its own before, a look-alike behind': `{"events":[${one},${two} ,${three},${nested(',')},${five}]}`,
    'a look-alike before, a gap of its own behind': `{"events":[${one},${nested(',')},${three}, ${two},${five}]}`,
    'a look-alike in an array of arrays': `{"events":[${one},${two}\n,${nested(',').replace('[{', '[[{').replace('}]', '}]]')},${five}]}`,
    'events of equal ids': `{"events":[${one},${two} ,${two},${nested(',').replaceAll('"4"', '"2"').replace('"x"', '"2"')},${five}]}`,
    'whole events in an event': `{"events":[${one},${JSON.stringify(eventOf(2, { list: [eventOf(7), eventOf(8)] }))},${three}\t,${five}]}`,
  };
  for (const [name, text] of Object.entries(texts)) {
    const [history] = readHistories(Buffer.from(text), false);
    assert.deepEqual(parseEvents(history!.bytes, history!.events, 0, 9), eventsOf(text), name);
    assert.equal(toldAlike(bufferOf(text)), undefined, name);
  }
});

test('I10 what is no JSON around or between the events is left to be refused', () => {
  const [one = '', two, three] = [1, 2, 3].map((id) => JSON.stringify(eventOf(id)));
  for (const text of [
    `{"a":"x[${one},${two}]"}`,
    `[${one},\v${two},\v${three}]`,
    `[${one},${two},${three}] x`,
    `[${one},${two},${three}]\n{}`,
    `[${one.replace('"1"', '1 2')},${two},${three}]`,
  ]) {
    assert.equal(toldAlike(bufferOf(text)), undefined, text);
  }
  assert.throws(() => readHistories(bufferOf(`{"a":"x[${one},${two}]"}`), false), /is not JSON/);
});

test('I10 recorded histories whose gaps and events are written otherwise are read the same both ways, or only one speaks', () => {
  let [alike, whole, refused] = [0, 0, 0];
  fc.assert(
    fc.property(respacedHistory(), (text) => {
      const quick = toldAlike(bufferOf(text));
      let slow: unknown;
      try {
        const [history, ...more] = readHistories(Buffer.from(text), false);
        slow = more.length > 0 ? undefined : told(history!);
        whole++;
      } catch (error) {
        assert.ok(error instanceof RetraceError, String(error));
        refused++;
      }
      if (quick === undefined) return;
      alike++;
      assert.deepEqual(quick, slow);
    }),
    { numRuns: 3000 },
  );
  assert.ok(alike > 100 && whole > 1000 && refused > 100, `${alike} read quickly, ${whole} read, ${refused} refused`);
});

test('I1 recorded histories are read the same both ways', () => {
  let alike = 0;
  for (const { path } of collections()[0]?.files ?? []) if (agree(Buffer.from(textOf(readFileSync(path))))) alike++;
  assert.ok(alike > 3, `only ${alike} were alike`);
});

test('B27 texts with \\u escapes are noticed', () => {
  const escaped = JSON.stringify([eventOf(1), eventOf(2)]).replace('FIRED', '\\u0046IRED');
  assert.equal(readAlike(bufferOf(escaped))?.escapes, true);
  assert.equal(readAlike(bufferOf(JSON.stringify([eventOf(1), eventOf(2)])))?.escapes, false);
});
