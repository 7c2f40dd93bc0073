// Payloads that only their owner's codec can read, and what a codec server made of them: held in memory, and used only
// where a value is shown or compared. Format: the remote codec protocol, payloads in protobuf JSON.

import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { RetraceError } from '../../model/errors.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { base64Bytes, decodePayload, isPayload, writtenBytes } from './payload.ts';

/** Encodings of Temporal's own; everything else a codec made. */
const own: ReadonlySet<string> = new Set([
  '',
  'json',
  'json/plain',
  'json/protobuf',
  'binary/plain',
  'binary/null',
  'binary/protobuf',
]);
/** Of all answers together, in bytes of their text. */
const mostBytes = 256 * 2 ** 20;

const answers = new Map<string, JsonObject>();
/** What each answer was given for. */
const asked = new Map<string, JsonObject>();
let held = 0;
const stored = new AsyncLocalStorage<true>();

/** Every payload in the value that a codec server has not answered yet, in the protocol's own form. */
export function undecoded(value: Json): readonly JsonObject[] {
  if (isArray(value)) return value.flatMap(undecoded);
  if (!isObject(value)) return [];
  const object: JsonObject = value;
  if (!isPayload(object)) return Object.values(object).flatMap((entry) => undecoded((entry ?? null) as Json));
  const wire = encodedWire(object);
  return wire === undefined || answers.has(keyOf(wire)) ? [] : [wire];
}

/** `answer`: what the server gave for `payload`. Throws `codec-failed` where it is no payload, or all are too much. */
export function keepAnswer(payload: JsonObject, answer: Json): void {
  if (!isPayload(answer))
    throw new RetraceError(
      'codec-failed',
      'The codec server answered with something that is no payload. Check its address.',
    );
  held += JSON.stringify(answer).length;
  if (held > mostBytes)
    throw new RetraceError(
      'codec-failed',
      'More than 256 MiB were decoded, which are held in memory. Open Retrace anew, and decode less.',
    );
  answers.set(keyOf(payload), answer);
  const wire = wireOf(answer);
  if (wire !== undefined) asked.set(keyOf(wire), payload);
}

/** Runs `work` as if no codec server had been asked. */
export function asStored<T>(work: () => Promise<T>): Promise<T> {
  return stored.run(true, work);
}

/** What a codec server made of the payload; the payload itself where none was asked. */
export function answered(payload: JsonObject): JsonObject {
  if (answers.size === 0 || stored.getStore() === true) return payload;
  const wire = encodedWire(payload);
  return (wire && answers.get(keyOf(wire))) ?? payload;
}

/** The value with what a codec server made of its payloads in their place; the value itself where it made nothing. */
export function withAnswers(value: Json): Json {
  return answers.size === 0 ? value : replaced(value, answered);
}

/** The value with the payloads for which the answers in it were given; the value itself where there are none. */
export function withoutAnswers(value: Json): Json {
  return asked.size === 0 ? value : replaced(value, encoded);
}

function encoded(payload: JsonObject): JsonObject {
  const wire = wireOf(payload);
  return (wire && asked.get(keyOf(wire))) ?? payload;
}

function replaced(value: Json, instead: (payload: JsonObject) => JsonObject): Json {
  if (isArray(value)) {
    const all = value.map((entry) => replaced(entry, instead));
    return all.some((entry, i) => entry !== value[i]) ? all : value;
  }
  if (!isObject(value)) return value;
  const object: JsonObject = value;
  if (isPayload(object)) return instead(object);
  const entries = Object.entries(object).map(
    ([key, entry]) => [key, replaced((entry ?? null) as Json, instead)] as const,
  );
  return entries.some(([key, entry]) => entry !== (object[key] ?? null)) ? Object.fromEntries(entries) : value;
}

function encodedWire(payload: JsonObject): JsonObject | undefined {
  return own.has(decodePayload(payload).encoding) ? undefined : wireOf(payload);
}

function keyOf(wire: JsonObject): string {
  return createHash('sha256').update(JSON.stringify(wire)).digest('base64');
}

/** The payload with all bytes in base64, however its file spells them; undefined for one whose bytes are not there. */
function wireOf({ metadata, data }: JsonObject): JsonObject | undefined {
  const { encodingDecoded: _, ...written } = metadata as JsonObject;
  const isPlain = typeof written['encoding'] === 'string' && written['encoding'].includes('/');
  const named = Object.entries(written).map(
    ([name, value]) => [name, base64Of(value, isPlain, written['encoding'])] as const,
  );
  const bytes = base64Of(data, false, written['encoding']);
  return bytes === undefined || named.some(([, value]) => value === undefined)
    ? undefined
    : { metadata: Object.fromEntries(named), data: bytes };
}

function base64Of(value: Json | undefined, isPlain: boolean, encoding: Json | undefined): string | undefined {
  const spelled = writtenBytes(value, encoding);
  if (spelled !== undefined) return spelled.toString('base64');
  if (typeof value !== 'string') return undefined;
  if (isPlain) return Buffer.from(value).toString('base64');
  return base64Bytes(value)?.toString('base64');
}
