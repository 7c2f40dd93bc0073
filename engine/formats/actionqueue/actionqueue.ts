// ActionQueue 0.1: a payload is one record of its log (postcard), shown as JSON in the shape of its own crates.

import type { ComparedParts } from '../../model/compare/parts.ts';
import type { Effect } from '../../model/effect.ts';
import type { Explanation } from '../../model/explanation.ts';
import { isArray, isObject, type Json, type JsonObject, objectOf } from '../../model/json.ts';
import type { Dialect, ReadEvent, Said } from '../dialect.ts';
import { madeEvents } from '../made-events.ts';
import { EventDecoder } from './decode-event.ts';
import { type AqEvent, msOf, timeOf } from './event.ts';
import { explain } from './explain.ts';
import { readBytes } from './payload.ts';
import { fieldsOf, readable } from './readable.ts';

const decoder = new EventDecoder();

/** `{sequence, event: {Type: fields}}`. Throws `DecodeFailure`. */
function parse(payload: Uint8Array): JsonObject {
  const event = decoder.decode(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength), 0, payload.length);
  return { sequence: readable(event.sequence), event: { [event.type]: fieldsOf(event) } };
}

/** JSON form: numbers above 2^53 are texts of digits, bytes are lists; the explanation accepts both. */
function eventOf(raw: Json): AqEvent {
  const { sequence, event } = objectOf(raw);
  const [[type, fields] = ['', {}]] = Object.entries(objectOf(event));
  return { type, sequence, ...objectOf(fields) } as unknown as AqEvent;
}

/**
 * The title of a record that the log's own software refuses: a refusal depends on the records before it and is stated
 * by the source.
 */
export function refusedType(type: string): string {
  return `${type} (refused)`;
}

function read(raw: Json, said?: Said): ReadEvent {
  const event = eventOf(raw);
  const explanation = explain(event) as Explanation | undefined;
  // A payload that is not an ActionQueue record, appended by some other writer.
  if (explanation === undefined) return unknown(event);
  const atMs = msOf(timeOf(event));
  const type = refusedType(event.type);
  return said?.type === type
    ? { atMs, type, explanation: { effects: [], summary: 'refused: it changes nothing' }, odd: [] }
    : { atMs, type: event.type, explanation, odd: [] };
}

function unknown({ type }: { readonly type: string }): ReadEvent {
  return {
    atMs: null,
    type: type || 'unknown',
    explanation: { effects: [{ type: 'mentionRun' }], summary: 'unknown event type' },
    odd: [],
  };
}

/** Ids, times and expiries differ in every run. */
const bookkeeping = /(^|_)(id|timestamp|at|expiry)$/;

/** What is set under names that are made of ids counts as details. */
function compared(raw: Json, _workflowId: string | null, effects: readonly Effect[]): ComparedParts {
  const event = eventOf(raw);
  const { type, sequence: _, ...fields } = event;
  const options = effects.find((effect) => effect.type === 'open')?.options;
  return {
    ...(effects.some((effect) => effect.type === 'set') && { values: {} }),
    ...(options !== undefined && { options: { ...objectOf(withoutBookkeeping(options)), ...delayOf(event) } }),
    details: { [type]: withoutBookkeeping(fields as unknown as Json) },
  };
}

/** Two times of two runs are no difference, what lies between two of one run is. */
function delayOf(event: AqEvent): JsonObject {
  if (event.type !== 'RunCreated') return {};
  const { created_at, scheduled_at } = event.run_instance;
  return { delay_secs: String(BigInt(scheduled_at) - BigInt(created_at)) };
}

function withoutBookkeeping(value: Json): Json {
  if (isArray(value)) return value.map(withoutBookkeeping);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) =>
      bookkeeping.test(key) || part === undefined
        ? []
        : [[key, key === 'depends_on' && isArray(part) ? part.length : withoutBookkeeping(part)]],
    ),
  );
}

export const actionqueue: Dialect = {
  id: 'actionqueue',
  // Records are not JSON objects, so a list of JSON objects is never an ActionQueue log.
  ...madeEvents,
  describe: () => 'ActionQueue log, version 5',
  parse,
  text: (payload) => Buffer.from(JSON.stringify(parse(payload))),
  read,
  // The container reports gaps and disorder, with their meaning.
  identify: (identity) => identity,
  isStart: () => true,
  // The clock is the engine's own; a late record states when it was due.
  recordsLate: () => false,
  decode: readBytes,
  compared,
  replaceValues: (event, replacer) => replacer.value(event, null),
};
