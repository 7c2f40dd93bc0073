// One event of the time before payloads in its known forms, not yet interpreted.
//
// Thrift's JSON (`cadence workflow show --output_filename`, the first web, Temporal's first year): `timestamp` in ns,
// enums by name or from 0.
// Protobuf's JSON (gRPC): no `eventType`, `eventTime`, enums with a prefix or from 1, bytes under `data`.
// The web's exports: attributes on the event itself (since 2024) or in its `details` (before), with decoded values.

import type { Json, JsonObject } from '../../../model/json.ts';
import { isObject, objectOf } from '../../../model/json.ts';
import { isRawNumber } from '../../exact-json.ts';
import { readTime } from '../event.ts';
import { idText } from '../number.ts';
import { camelKeys } from '../spelling.ts';
import { eventTypeName } from '../vocabulary.ts';
import type { Spelling } from './value.ts';

export type WrittenEvent = {
  readonly id: string | undefined;
  /** Event type in Temporal's present spelling: `WorkflowTask…` for Cadence's `DecisionTask…`. */
  readonly type: string;
  readonly atMs: number | null;
  /** Keys in camelCase. */
  readonly attributes: JsonObject;
  readonly envelope: JsonObject;
  /** The spelling of the event's values. */
  readonly spelling: Spelling;
  /** Number of the first word of an enum. */
  readonly firstEnum: 0 | 1;
  /** Number of the first attempt. */
  readonly firstAttempt: 0 | 1;
};

export function readWrittenEvent(raw: Json, firstAttempt: 0 | 1 = 0): WrittenEvent {
  const event = objectOf(raw);
  const key = attributesKey(event);
  const time = event['eventTime'] ?? event['event_time'];
  return {
    id: idText(event['eventId'] ?? event['event_id']),
    type: key === undefined ? writtenType(event) : typeOfKey(key),
    atMs: readTime(time ?? event['timestamp']),
    attributes:
      key === undefined
        ? (attributesInDetails(event) ?? withoutEnvelope(event))
        : objectOf(key.includes('_') ? camelKeys(event[key] ?? null) : event[key]),
    envelope: event,
    spelling: key === undefined ? 'value' : 'bytes',
    firstEnum: time === undefined ? 0 : 1,
    firstAttempt,
  };
}

/** undefined: the attributes are on the event itself. */
export function attributesKey(event: JsonObject): string | undefined {
  for (const key in event)
    if ((key.endsWith('EventAttributes') || key.endsWith('_event_attributes')) && isObject(event[key])) return key;
  return undefined;
}

/**
 * The first web puts the attributes of every event under one name, `details`, which is also an attribute of some
 * events.
 */
export function attributesInDetails(event: JsonObject): JsonObject | undefined {
  const { details } = event;
  if (!isObject(details) || !Object.keys(details).some((key) => ofAttributes.has(key))) return undefined;
  return Object.keys(event).every((key) => key === 'details' || envelopeFields.has(key)) ? details : undefined;
}

const ofAttributes = new Set([
  'workflowType',
  'workflowExecution',
  'activityType',
  'activityId',
  'timerId',
  'signalName',
  'markerName',
  'taskList',
  'identity',
  'scheduledEventId',
  'initiatedEventId',
  'decisionTaskCompletedEventId',
]);

/** `decisionTaskFailedEventAttributes`, `decision_task_failed_event_attributes` → `WorkflowTaskFailed`. */
function typeOfKey(key: string): string {
  let type = types.get(key);
  if (type === undefined) {
    type = readTypeOfKey(key);
    if (types.size < 1000) types.set(key, type);
  }
  return type;
}

const types = new Map<string, string>();

function readTypeOfKey(key: string): string {
  const name = key.includes('_')
    ? `EVENT_TYPE_${key.slice(0, -'_event_attributes'.length).toUpperCase()}`
    : key.charAt(0).toUpperCase() + key.slice(1, -'EventAttributes'.length);
  return eventTypeName(name);
}

/** An event without attributes of its own may still name them: protobuf.js writes the name of the field that is set. */
function writtenType(event: JsonObject): string {
  const type = event['eventType'] ?? event['event_type'];
  if (typeof type === 'string' && type !== '') return eventTypeName(type);
  const named = event['attributes'];
  if (typeof named === 'string' && named.endsWith('EventAttributes')) return typeOfKey(named);
  return typeof type === 'number' ? `EventType${type}` : 'Unknown';
}

/** Fields of the event itself, for events with attributes beside them. */
const envelopeFields = new Set([
  'eventId',
  'event_id',
  'eventType',
  'event_type',
  'eventTime',
  'event_time',
  'timestamp',
  'version',
  'taskId',
  'task_id',
  'attributes',
]);

function withoutEnvelope(event: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(event).filter(([key]) => !envelopeFields.has(key)));
}

/** True for events of Temporal's first months: numbers as in Thrift's JSON. */
export function isBeforePayloads(event: JsonObject): boolean {
  const time = event['timestamp'];
  return (typeof time === 'number' || isRawNumber(time)) && attributesKey(event) !== undefined;
}
