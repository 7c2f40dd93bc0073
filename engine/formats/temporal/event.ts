// One Temporal event, whatever dialect it is written in, as the explanation wants to read it. The event itself stays untouched.

import type { Json, JsonObject } from '../../model/json.ts';
import { isObject, numberOf, objectOf } from '../../model/json.ts';
import { finiteMs } from '../../model/moment.ts';
import { countOf, idText, isLong } from './number.ts';
import { writtenTimeMs } from '../../model/written-time.ts';
import { camelKeys } from './spelling.ts';
import { eventTypeName } from './vocabulary.ts';

export type TemporalEvent = {
  /** Decimal text, or undefined where the event has none. */
  readonly id: string | undefined;
  readonly type: string;
  readonly atMs: number | null;
  /** The type's own attributes, keys in camelCase. */
  readonly attributes: JsonObject;
  /** The event around them. */
  readonly envelope: JsonObject;
  /** Written as in the time before payloads: Cadence's way, also where its attributes stand here as Temporal writes them today. */
  readonly isBeforePayloads?: true;
};

/** `firstAttempt`: the number from which events are counted whose time is a `timestamp`. */
export function readTemporalEvent(raw: Json, firstAttempt: 0 | 1 = 0): TemporalEvent {
  const event = objectOf(raw);
  const rawType = event['eventType'] ?? event['event_type'];
  const type =
    typeof rawType === 'string' || typeof rawType === 'number' ? eventTypeName(rawType) : typeOfAttributes(event);
  return {
    id: idText(event['eventId'] ?? event['event_id']),
    type,
    atMs: readTime(event['eventTime'] ?? event['event_time'] ?? event['timestamp']),
    attributes:
      firstAttempt === 0 && hasTimestamp(event) ? countedFromOne(attributesOf(event, type)) : attributesOf(event, type),
    envelope: event,
  };
}

/** In ns, until August 2020, when it became `eventTime` and attempts were counted from 1. */
function hasTimestamp(event: JsonObject): boolean {
  const { timestamp } = event;
  return typeof timestamp === 'string' && event['eventTime'] === undefined && nanoseconds(timestamp) !== null;
}

function countedFromOne(attributes: JsonObject): JsonObject {
  const attempt = countOf(attributes['attempt']);
  return attempt === undefined ? attributes : { ...attributes, attempt: attempt + 1 };
}

const attributeKeys = new Map<string, readonly string[]>();

/** The keys under which attributes of a type are found: today's name, and the one of before 2020. */
function keysFor(type: string): readonly string[] {
  let keys = attributeKeys.get(type);
  if (keys === undefined) {
    const camel = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventAttributes`;
    keys = camel.startsWith('workflowTask') ? [camel, `decision${camel.slice(8)}`] : [camel];
    if (attributeKeys.size < 1000) attributeKeys.set(type, keys);
  }
  return keys;
}

function attributesOf(event: JsonObject, type: string): JsonObject {
  for (const key of keysFor(type)) {
    const found = event[key];
    if (found !== undefined) return objectOf(found);
  }
  const wrapped = Object.values(objectOf(event['Attributes']))[0];
  if (wrapped !== undefined) return objectOf(camelKeys(wrapped));
  for (const [key, value] of Object.entries(event)) {
    if (key.endsWith('_event_attributes')) return objectOf(camelKeys(value ?? null));
    if (key.endsWith('EventAttributes') && isObject(value)) return value;
  }
  return objectOf(event['attributes']);
}

/** For an event whose type is missing: what its attributes are called. */
function typeOfAttributes(event: JsonObject): string {
  const key = Object.keys(event).find((name) => name.endsWith('EventAttributes'));
  if (key === undefined) return 'Unknown';
  return eventTypeName(key.charAt(0).toUpperCase() + key.slice(1, -'EventAttributes'.length));
}

/** ISO 8601 with up to nine decimals, a count (of nanoseconds) as number or text, or `{seconds, nanos}`; ms since 1970 with fractions, or null. */
export function readTime(raw: unknown): number | null {
  if (typeof raw === 'string') return isoTime(raw) ?? counted(raw);
  if (typeof raw === 'number') return raw > 0 ? writtenTimeMs(raw, undefined) : null;
  if (isLong(raw)) return readTime(countOf(raw));
  if (!isObject(raw)) return null;
  const seconds = countOf(raw['seconds']);
  return seconds === undefined ? null : finiteMs(seconds * 1000 + (countOf(raw['nanos']) ?? 0) / 1e6);
}

/** Called for every event: digits are read where ISO 8601 has them, anything unusual is left to the platform. */
function isoTime(text: string): number | undefined {
  const end = text.length - 1;
  if (end < 19 || text.charCodeAt(end) !== 90 || text.charCodeAt(10) !== 84) return otherTime(text);
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  // Date.UTC takes a thirteenth month, and the year 1 for 1901.
  if (!(year >= 1970 && month <= 12 && day <= 31 && hour <= 23 && minute <= 59 && second <= 59)) return otherTime(text);
  const whole = Date.UTC(year, month - 1, day, hour, minute, second);
  if (end === 19) return whole;
  const decimals = digits(text, 20, end);
  return text.charCodeAt(19) !== 46 || Number.isNaN(decimals) ? otherTime(text) : whole + decimals / 10 ** (end - 23);
}

/** The whole number there, or NaN. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

const saysZone = /(?:z|[+-]\d\d:?\d\d)$/i;

/** Without a zone it is UTC, on every machine. */
function otherTime(text: string): number | undefined {
  if (!text.includes('-')) return undefined;
  const parsed = writtenTimeMs(text, undefined) ?? (saysZone.test(text) ? Date.parse(text) : Number.NaN);
  return parsed >= 0 ? parsed : undefined;
}

/** In the unit that makes a date of it: Cadence and the first Temporal count nanoseconds. */
function counted(text: string): number | null {
  return /^\d{10,20}$/.test(text) ? writtenTimeMs(text, undefined) : null;
}

function nanoseconds(text: string): number | null {
  return /^\d{16,20}$/.test(text) ? Number(text) / 1e6 : null;
}

/** `"10s"`, `"0.5s"`, `{seconds, nanos}` → ms; undefined where there is none or it is zero. */
export function readDuration(raw: unknown): number | undefined {
  if (typeof raw === 'string' && raw.endsWith('s'))
    return numberOf(raw.slice(0, -1)) === undefined ? undefined : Number(raw.slice(0, -1)) * 1000 || undefined;
  if (!isObject(raw)) return undefined;
  return (countOf(raw['seconds']) ?? 0) * 1000 + (countOf(raw['nanos']) ?? 0) / 1e6 || undefined;
}
