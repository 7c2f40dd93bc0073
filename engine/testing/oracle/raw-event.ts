// One raw event of Temporal or Cadence, in any spelling, as one plain shape: name, id, time, attributes by today's
// names.

import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { eventName } from './event-names.ts';

export type PlainEvent = {
  readonly seq: number;
  /** undefined for an event without an id. */
  readonly id: string | undefined;
  readonly name: string;
  readonly atMs: number | null;
  readonly attributes: JsonObject;
  /** The writer counts attempts from 0, as Cadence does and Temporal before 1.0 did. */
  readonly fromZero: boolean;
};

const envelope = new Set([
  'eventId',
  'eventTime',
  'timestamp',
  'eventType',
  'version',
  'taskId',
  'workerMayIgnore',
  'userMetadata',
  'links',
  'principal',
  'eventGroupMarkers',
  'attributes',
  'Attributes',
]);
/** Keys below these names are the user's own. */
const userMaps = new Set([
  'fields',
  'indexedFields',
  'metadata',
  'details',
  'nexusHeader',
  'data',
  'payloads',
  'headers',
]);

export function plainEvents(raws: readonly Json[]): readonly PlainEvent[] {
  const events = raws.map((raw, i) => plainEvent(raw, i + 1));
  const fromZero =
    events.some(({ cadence }) => cadence) ||
    (raws.some(hasTimestamp) &&
      numberIn(events.find(({ name }) => name === 'WorkflowTaskScheduled')?.attributes['attempt']) === undefined);
  return events.map((event) => ({ ...event, fromZero }));
}

type Unjudged = Omit<PlainEvent, 'fromZero'> & { readonly cadence: boolean };

function plainEvent(raw: Json, seq: number): Unjudged {
  const event = camelKeys(raw) as JsonObject;
  const attributesKey = Object.keys(event).find((key) => key.endsWith('EventAttributes') && isObject(event[key]));
  const named = typeof event['attributes'] === 'string' ? event['attributes'] : attributesKey;
  const name = eventName(
    event['eventType'] ??
      event['type'] ??
      named?.replace('EventAttributes', '') ??
      goKey(event)?.replace('EventAttributes', ''),
  );
  return {
    seq,
    id: idText(event['eventId']),
    name,
    atMs: timeOf(event['eventTime'] ?? event['timestamp']),
    attributes: attributesOf(event, attributesKey),
    cadence: isCadence(event, named),
  };
}

function attributesOf(event: JsonObject, attributesKey: string | undefined): JsonObject {
  if (attributesKey !== undefined) return event[attributesKey] as JsonObject;
  const go = goKey(event);
  if (go !== undefined) return camelKeys((event['Attributes'] as JsonObject)[go] ?? {}) as JsonObject;
  if (isObject(event['attributes'])) return event['attributes'];
  return Object.fromEntries(Object.entries(event).filter(([key]) => !envelope.has(key)));
}

function goKey(event: JsonObject): string | undefined {
  return isObject(event['Attributes'])
    ? Object.keys(event['Attributes']).find((key) => key.endsWith('EventAttributes'))
    : undefined;
}

/** True also for interim builds of 2020, which had no `eventTime` yet. */
function hasTimestamp(raw: Json): boolean {
  return isObject(raw) && raw['timestamp'] !== undefined && raw['eventTime'] === undefined;
}

function isCadence(event: JsonObject, named: string | undefined): boolean {
  if (/decision/i.test(`${named ?? ''} ${textAt(event['eventType'])}`)) return true;
  const inner = named === undefined ? event : event[named];
  return (
    isObject(inner) &&
    Object.keys(inner).some((key) => key === 'taskList' || key.startsWith('decision') || key === 'lastFailureReason')
  );
}

function camelKeys(value: Json | undefined): Json {
  if (isArray(value)) return value.map(camelKeys);
  if (!isObject(value)) return value ?? null;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const camel = /^[a-z]+[0-9]*(_[a-z0-9]+)+$/.test(key)
        ? key.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
        : key;
      return [camel, userMaps.has(camel) ? (inner ?? null) : camelKeys(inner)];
    }),
  );
}

/** A number written as a number, as text, or in two halves; undefined for an absent value and for 0. */
export function idText(value: Json | undefined): string | undefined {
  const number = numberIn(value);
  return number === undefined || number === 0 ? undefined : String(number);
}

export function numberIn(value: Json | undefined): number | undefined {
  if (isObject(value) && typeof value['low'] === 'number')
    return Number(value['high'] ?? 0) * 2 ** 32 + (value['low'] >>> 0);
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return undefined;
  return Number.isFinite(Number(value)) ? Number(value) : undefined;
}

/** ISO 8601, `{seconds, nanos}`, or nanoseconds since 1970. */
function timeOf(value: Json | undefined): number | null {
  if (isObject(value) && !('low' in value))
    return (numberIn(value['seconds']) ?? 0) * 1000 + (numberIn(value['nanos']) ?? 0) / 1e6;
  const nanos = numberIn(value);
  if (nanos !== undefined) return nanos / 1e6;
  const [, whole = '', fraction = '', zone = 'Z'] =
    typeof value === 'string' ? (/^([\dT:-]+?)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?$/.exec(value) ?? []) : [];
  const parsed = Date.parse(whole + zone);
  return Number.isNaN(parsed) ? null : parsed + Number(`0.${fraction || 0}`) * 1000;
}

export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let inner = value;
  for (const name of path) inner = isObject(inner) ? inner[name] : isArray(inner) ? inner[Number(name)] : undefined;
  return inner ?? undefined;
}

/** The value as text; empty for an absent value, an object or a list. */
export function textAt(value: Json | undefined, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === 'object' ? '' : String(found ?? '');
}
