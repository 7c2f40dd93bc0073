// Real histories in a format that no engine writes: other gaps between events, and content of events that resembles
// gaps and events.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { alikeEvents } from '../sources/json/alike-events.ts';
import { collections, textOf } from './corpus.ts';

/** `gap`: text between events; `begin`: text at the start of each event. */
type Written = {
  readonly head: string;
  readonly events: readonly string[];
  readonly gap: string;
  readonly begin: string;
  readonly tail: string;
};

const mostEvents = 16;
const largest = 400_000;

function written(): readonly Written[] {
  const files = collections().flatMap(({ files: all }) => all.filter(({ events }) => events > 3).slice(0, 60));
  return files.flatMap(({ path }) => {
    const bytes = Buffer.from(textOf(readFileSync(path)));
    const alike = bytes.length > largest ? undefined : alikeEvents(bytes);
    if (alike === undefined) return [];
    const events = alike.events.slice(0, mostEvents).map(({ start, end }) => bytes.toString('utf8', start, end));
    const gap = bytes.toString('utf8', alike.events[0]!.end, alike.events[1]!.start);
    return [
      { head: alike.head, events, gap, begin: /^\{\s*"\w+"\s*:\s*/.exec(events[0]!)?.[0] ?? '', tail: alike.tail },
    ];
  });
}

const otherGaps = [',', ' ,', ', ', ',\n', ',\r\n  ', '\t,\n\n    '];
/** Texts that are not JSON, or not events. */
const strays = [
  ',,',
  ',null,',
  ',{"a":1},',
  ',/* here */',
  ',\v',
  ',\u00a0',
  '],[',
  ' ',
  ',"",',
  ',[],',
  ',{"type":"x"},',
];

/** An extra field, at the end of the event or right after its first key. */
type Field = { readonly atEnd: boolean; readonly text: string };

function field({ events, gap, begin }: Written): fc.Arbitrary<Field> {
  const gaps = fc.constantFrom(gap, gap, ...otherGaps);
  const alike = fc
    .tuple(gaps, fc.constantFrom('"x"', '7', '{}'))
    .map(([between, id]) => `{"a":1}${between}${begin}${id},"b":1}`);
  const whole = fc
    .tuple(gaps, fc.constantFrom(...events), fc.constantFrom(...events))
    .map(([between, one, other]) => `${one}${between}${other}`);
  const rows = fc.oneof(alike, whole);
  const value = fc.oneof(
    rows.map((row) => `[${row}]`),
    rows.map((row) => `[[${row}]]`),
    rows.map((row) => `{"events":[${row}],"eventList":[]}`),
    fc
      .constantFrom(`}${gap}${begin}`, `"}${gap}${begin}`, `]}${gap}`, `\\"}${gap}${begin}"`)
      .map((text) => JSON.stringify(text)),
    fc.constantFrom('1', '{ }', '[ 1 , 2 ]', '"\\u0041\\ud83d"', '-0.0e+1'),
  );
  const key = fc.constantFrom('x', 'eventId', 'eventTime', 'input', '__proto__', '\\u0065ventId');
  return fc.record({ atEnd: fc.boolean(), text: fc.tuple(key, value).map(([name, text]) => `"${name}":${text}`) });
}

function withField(event: string, added: Field | undefined): string {
  if (added === undefined) return event;
  if (added.atEnd) return `${event.slice(0, event.lastIndexOf('}'))},${added.text}}`;
  const colon = event.indexOf(':');
  return `${event.slice(0, event.indexOf(',', colon) + 1)}${added.text},${event.slice(event.indexOf(',', colon) + 1)}`;
}

/** The file's text: usually JSON, and usually still the same events. */
export function respacedHistory(): fc.Arbitrary<string> {
  return fc.constantFrom(...written()).chain((history) => {
    const { events, gap } = history;
    const place = fc.nat(events.length - 1);
    const changed = fc.record({
      gaps: fc.array(fc.tuple(place, fc.constantFrom(...otherGaps)), { maxLength: 2 }),
      fields: fc.array(fc.tuple(place, field(history)), { maxLength: 4 }),
      strays: fc.oneof(
        { weight: 6, arbitrary: fc.constant([]) },
        fc.array(fc.tuple(place, fc.constantFrom(...strays)), { maxLength: 1 }),
      ),
      before: seldom('\uFEFF', '\r\n'),
      after: seldom('\n', ' \r\n\t', ' x', '\u0000'),
    });
    return changed.map((change) => {
      const [gaps, fields] = [new Map([...change.gaps, ...change.strays]), new Map(change.fields)];
      const row = events.map((event, i) => `${i === 0 ? '' : (gaps.get(i) ?? gap)}${withField(event, fields.get(i))}`);
      return `${change.before}${history.head}${row.join('')}${history.tail}${change.after}`;
    });
  });
}

function seldom(...texts: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof({ weight: 8, arbitrary: fc.constant('') }, fc.constantFrom(...texts));
}
