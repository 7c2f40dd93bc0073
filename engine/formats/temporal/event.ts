// One Temporal event of any dialect, in the form for the explanation. The event itself stays unchanged.

import type { Json, JsonObject } from '../../model/json.ts';
import { isObject, numberOf, objectOf } from '../../model/json.ts';
import { finiteMs } from '../../model/moment.ts';
import { countOf, idText, isLong } from './number.ts';
import { writtenTimeMs } from '../../model/written-time.ts';
import { camelKeys } from './spelling.ts';
import { eventTypeName } from './vocabulary.ts';

export type TemporalEvent = {
  /** The event id as decimal text, or undefined without one. */
  readonly id: string | undefined;
  readonly type: string;
  readonly atMs: number | null;
  /** The type's own attributes, keys in camelCase. */
  readonly attributes: JsonObject;
  /** The event around the attributes, keys in camelCase. */
  readonly envelope: JsonObject;
  /**
   * Written as in the time before payloads, like Cadence's, even where its attributes here have Temporal's present
   * form.
   */
  readonly isBeforePayloads?: true;
};

/** `firstAttempt`: number of the first attempt in events with a `timestamp`. */
export function readTemporalEvent(raw: Json, firstAttempt: 0 | 1 = 0): TemporalEvent {
  const event = inCamelCase(objectOf(raw));
  const rawType = event['eventType'];
  const type =
    typeof rawType === 'string' || typeof rawType === 'number' ? eventTypeName(rawType) : typeOfAttributes(event);
  return {
    id: idText(event['eventId']),
    type,
    atMs: readTime(event['eventTime'] ?? event['timestamp']),
    attributes:
      firstAttempt === 0 && hasTimestamp(event) ? countedFromOne(attributesOf(event, type)) : attributesOf(event, type),
    envelope: event,
  };
}

function inCamelCase(event: JsonObject): JsonObject {
  const isSnakeCase = event['event_id'] !== undefined || event['event_type'] !== undefined;
  return isSnakeCase ? objectOf(camelKeys(event)) : event;
}

/** True for a time in ns, as until August 2020; then it became `eventTime`, and attempts are counted from 1. */
function hasTimestamp(event: JsonObject): boolean {
  const { timestamp } = event;
  return typeof timestamp === 'string' && event['eventTime'] === undefined && nanoseconds(timestamp) !== null;
}

function countedFromOne(attributes: JsonObject): JsonObject {
  const attempt = countOf(attributes['attempt']);
  return attempt === undefined ? attributes : { ...attributes, attempt: attempt + 1 };
}

const attributeKeys = new Map<string, readonly string[]>();

/** The keys of a type's attributes: today's name, and the name before 2020. */
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

/** The type of an event without one, from the name of its attributes. */
function typeOfAttributes(event: JsonObject): string {
  const key = Object.keys(event).find((name) => name.endsWith('EventAttributes'));
  if (key === undefined) return 'Unknown';
  return eventTypeName(key.charAt(0).toUpperCase() + key.slice(1, -'EventAttributes'.length));
}

/**
 * Reads ISO 8601 with up to nine decimals, a count (of nanoseconds) as number or text, or `{seconds, nanos}`: ms since
 * 1970 with fractions, or null.
 */
export function readTime(raw: unknown): number | null {
  if (typeof raw === 'string') return isoTime(raw) ?? counted(raw);
  if (typeof raw === 'number') return raw > 0 ? writtenTimeMs(raw, undefined) : null;
  if (isLong(raw)) return readTime(countOf(raw));
  if (!isObject(raw)) return null;
  const seconds = countOf(raw['seconds']);
  return seconds === undefined ? null : finiteMs(seconds * 1000 + (countOf(raw['nanos']) ?? 0) / 1e6);
}

/**
 * Fast, because every event needs it: reads the digits at the places of ISO 8601 and leaves unusual texts to the
 * platform.
 */
function isoTime(text: string): number | undefined {
  const end = text.length - 1;
  if (end < 19 || text.charCodeAt(end) !== 90 || text.charCodeAt(10) !== 84) return otherTime(text);
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  // Date.UTC accepts a thirteenth month, and reads the year 1 as 1901.
  if (!(year >= 1970 && month <= 12 && day <= 31 && hour <= 23 && minute <= 59 && second <= 59)) return otherTime(text);
  const whole = Date.UTC(year, month - 1, day, hour, minute, second);
  if (end === 19) return whole;
  const decimals = digits(text, 20, end);
  return text.charCodeAt(19) !== 46 || Number.isNaN(decimals) ? otherTime(text) : whole + decimals / 10 ** (end - 23);
}

/** The whole number in a range of the text, or NaN. */
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

/** A time without a zone is UTC, on every machine. */
function otherTime(text: string): number | undefined {
  if (!text.includes('-')) return undefined;
  const parsed = writtenTimeMs(text, undefined) ?? (saysZone.test(text) ? Date.parse(text) : Number.NaN);
  return parsed >= 0 ? parsed : undefined;
}

/** Reads a count in the unit that gives a plausible date: Cadence and the first Temporal count nanoseconds. */
function counted(text: string): number | null {
  return /^\d{10,20}$/.test(text) ? writtenTimeMs(text, undefined) : null;
}

function nanoseconds(text: string): number | null {
  return /^\d{16,20}$/.test(text) ? Number(text) / 1e6 : null;
}

/**
 * `"10s"`, `"0.5s"`, `{seconds, nanos}`, a number of nanoseconds (Go's `time.Duration` as JSON) → ms; undefined for an
 * absent or zero duration.
 */
export function readDuration(raw: unknown): number | undefined {
  if (typeof raw === 'number') return raw > 0 ? (finiteMs(raw / 1e6) ?? undefined) : undefined;
  if (typeof raw === 'string' && raw.endsWith('s'))
    return numberOf(raw.slice(0, -1)) === undefined ? undefined : Number(raw.slice(0, -1)) * 1000 || undefined;
  if (!isObject(raw)) return undefined;
  return (countOf(raw['seconds']) ?? 0) * 1000 + (countOf(raw['nanos']) ?? 0) / 1e6 || undefined;
}
