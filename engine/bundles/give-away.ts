// Rewrites a history's text for sharing: a disclosure decides about each of the workflow's own values, everything else
// stays.

import { RetraceError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { Disclosure } from './disclosure.ts';
import { type Envelope, unwrap } from '../sources/json/envelope.ts';
import { parseExactly } from '../formats/exact-json.ts';
import { eventText, type History } from '../sources/json/history-file.ts';

/** The rewritten text, without white space. Throws `not-json`, which names the event. */
export function givenAway(history: History, disclosure: Disclosure): Buffer {
  const envelope = rewrittenEnvelope(history, disclosure);
  const texts = history.events.map((_, i) => rewrittenEvent(history, i, disclosure));
  const pieces = [...unwrap(envelope, texts.length, (seq) => texts[seq - 1] ?? Buffer.alloc(0))];
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece)));
}

function rewrittenEvent(history: History, index: number, disclosure: Disclosure): Buffer {
  const text = eventText(history.bytes, history.events[index]!).toString('utf8');
  let event: Json;
  try {
    event = parseExactly(text);
  } catch (error) {
    throw new RetraceError(
      'not-json',
      `Event ${index + 1} is not JSON: ${(error as Error).message}. Nothing was written.`,
      { cause: error },
    );
  }
  return Buffer.from(JSON.stringify(history.dialect.replaceValues(event, disclosure)));
}

/**
 * The rewritten text around the events, if it is one JSON text; otherwise a plain envelope, because the text may hold
 * values too.
 */
function rewrittenEnvelope({ envelope, dialect, events }: History, disclosure: Disclosure): Envelope {
  const { chunks } = envelope;
  if (chunks.every((chunk) => typeof chunk === 'number' || chunk.trim() === '')) return envelope;
  const places = chunks.map((chunk, i) => (typeof chunk === 'number' ? `"\\u0000 events ${i} \\u0000"` : chunk));
  const holder = JSON.stringify(dialect.replaceValues(holderOf(places.join('')), disclosure));
  const rewritten: (string | number)[] = [];
  let rest = holder;
  for (const [i, chunk] of chunks.entries()) {
    if (typeof chunk !== 'number') continue;
    const [before, after, ...more] = rest.split(places[i] ?? '');
    if (before === undefined || after === undefined || more.length > 0) return plainEnvelope(envelope, events.length);
    rewritten.push(before, chunk);
    rest = after;
  }
  return { ...envelope, chunks: [...rewritten, rest] };
}

function holderOf(text: string): Json {
  try {
    return parseExactly(text);
  } catch {
    return null;
  }
}

function plainEnvelope(envelope: Envelope, events: number): Envelope {
  return { ...envelope, chunks: ['{"events":[', events, ']}'], separator: ',', reversed: false };
}
