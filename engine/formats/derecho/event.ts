// One Derecho event: its 23 types, with lossless numbers. Source: journal/codec.go of derecho.

import { isObject, type Json, type JsonObject, objectOf } from '../../model/json.ts';
import { writtenTimeMs } from '../../model/written-time.ts';

export const types = [
  'workflow_started',
  'workflow_completed',
  'workflow_failed',
  'workflow_cancel_requested',
  'workflow_cancelled',
  'workflow_continued_as_new',
  'workflow_task_scheduled',
  'workflow_task_started',
  'workflow_task_completed',
  'activity_scheduled',
  'activity_started',
  'activity_completed',
  'activity_failed',
  'timer_scheduled',
  'timer_fired',
  'timer_cancelled',
  'side_effect_recorded',
  'child_workflow_scheduled',
  'child_workflow_started',
  'child_workflow_completed',
  'child_workflow_failed',
  'signal_received',
  'signal_external_scheduled',
] as const;
export type DerechoType = (typeof types)[number];
const known: ReadonlySet<unknown> = new Set(types);

export function isKnown(type: Json | undefined): type is DerechoType {
  return known.has(type);
}

/** Types that no other log uses, where the event's id is a whole number. */
const own: ReadonlySet<unknown> = new Set([
  'workflow_task_scheduled',
  'workflow_task_started',
  'workflow_task_completed',
  'side_effect_recorded',
  'child_workflow_scheduled',
  'signal_external_scheduled',
]);

/** The event in the engine's own spelling: some hand its keys on in camelCase. */
export function derechoEvent(raw: Json): JsonObject {
  const event = objectOf(raw);
  const isCamel = camelKeys.some((key) => event[key] !== undefined) || errorOf(event)?.['nonRetryable'] !== undefined;
  if (!isCamel) return event;
  return inSnakeCase(event, (value, key) => (key === 'error' && isObject(value) ? inSnakeCase(value) : value));
}

function inSnakeCase(object: JsonObject, change = (value: Json, _key: string): Json => value): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [spelled(key), change(value ?? null, spelled(key))]),
  );
}

/** Each event that has a key of several words has one of these. */
const camelKeys = [
  'scheduledById',
  'startedAt',
  'scheduledAt',
  'requestedAt',
  'firedAt',
  'fireAt',
  'sentAt',
  'workflowType',
  'workflowId',
  'workerId',
  'signalName',
  'newInput',
  'childRunId',
] as const;

export function spelled(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** True for an event that proves that the log is Derecho's. */
export function isDerechos(raw: JsonObject): boolean {
  const event = derechoEvent(raw);
  const { id, type } = event;
  if (!Number.isInteger(id)) return false;
  if (own.has(type)) return true;
  if (type === 'workflow_started') return 'args' in event && 'started_at' in event && 'workflow_type' in event;
  if (type === 'activity_scheduled') return 'input' in event && 'scheduled_at' in event;
  return type === 'timer_scheduled' && 'fire_at' in event && 'duration' in event;
}

/** Keys of an event's own time, the most reliable first; `ts` is an extra of other writers. */
const times = ['started_at', 'requested_at', 'scheduled_at', 'fired_at', 'sent_at', 'ts'] as const;

/** ms since 1970; null for an event without a time, as most are. Go's zero time means no time. */
export function timeOf(event: JsonObject): number | null {
  for (const key of times) {
    const ms = moment(event[key]);
    if (ms !== null) return ms;
  }
  return null;
}

/** The value written as the event's time; undefined for Go's zero time, which means no time. */
export function writtenTime(event: JsonObject): Json | undefined {
  return times.map((key) => event[key]).find((time) => time !== undefined && !isZero(time));
}

function isZero(time: Json): boolean {
  return typeof time === 'string' && time.startsWith('0001-01-01');
}

export function moment(value: Json | undefined): number | null {
  if (value === undefined || value === 0 || isZero(value)) return null;
  return writtenTimeMs(value, typeof value === 'number' ? undefined : 'ms');
}

/** ms of a duration in ns, which is a number or its digits. */
export function durationMs(value: Json | undefined): number | undefined {
  return typeof value === 'number' || (typeof value === 'string' && /^-?\d+$/.test(value))
    ? Number(value) / 1e6
    : undefined;
}

type Source = { readonly source?: string };
const parseWithSource = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context: Source) => unknown,
) => unknown;

/**
 * Parses an event; whole numbers too large for a JavaScript number become texts of their digits. Throws like
 * `JSON.parse`.
 */
export function parseEvent(payload: Uint8Array): Json {
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8');
  if (!/\d{16}/.test(text)) return JSON.parse(text) as Json;
  return parseWithSource(text, (_, value, { source }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source)
      ? source
      : value,
  ) as Json;
}

export function errorOf(event: JsonObject): JsonObject | undefined {
  const { error } = event;
  return isObject(error) ? error : undefined;
}
