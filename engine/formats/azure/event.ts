// One event of Azure Durable Functions or another user of the Durable Task Framework, in any of its spellings: rows of the history table,
// the history of the status request, protobuf as JSON or as `toObject`, durabletask's export.
// Sources: DurableTask.Core History, durabletask-protobuf orchestrator_service.proto, durabletask Python history_export.

import { isObject, type Json, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import { finiteMs } from '../../model/moment.ts';
import { writtenTimeMs } from '../../model/written-time.ts';

/** Event types in the order of their numbers in DurableTask.Core, followed by types without a number. */
const numbered = [
  'ExecutionStarted',
  'ExecutionCompleted',
  'ExecutionFailed',
  'ExecutionTerminated',
  'TaskScheduled',
  'TaskCompleted',
  'TaskFailed',
  'SubOrchestrationInstanceCreated',
  'SubOrchestrationInstanceCompleted',
  'SubOrchestrationInstanceFailed',
  'TimerCreated',
  'TimerFired',
  'OrchestratorStarted',
  'OrchestratorCompleted',
  'EventSent',
  'EventRaised',
  'ContinueAsNew',
  'GenericEvent',
  'HistoryState',
  'ExecutionSuspended',
  'ExecutionResumed',
  'ExecutionRewound',
  'EntityOperationSignaled',
  'EntityOperationCalled',
  'EntityOperationCompleted',
  'EntityOperationFailed',
  'EntityLockRequested',
  'EntityLockGranted',
  'EntityUnlockSent',
] as const;
export type AzureType = (typeof numbered)[number];

const bySpelling: ReadonlyMap<string, AzureType> = new Map(numbered.map((type) => [type.toLowerCase(), type]));

export type AzureEvent = {
  readonly type: AzureType | undefined;
  /** The event type in its writer's spelling. */
  readonly written: string;
  /** Id of an action of the code; undefined for an event about its outcome. */
  readonly id: number | undefined;
  readonly atMs: number | null;
  /** The value written as the event's time; undefined where the value means no time. */
  readonly time: Json | undefined;
  /** The event's fields, with keys in lower case without `_` and values without protobuf's wrappers. */
  readonly fields: JsonObject;
};

/** Normalises a key: `task_scheduled_id`, `taskScheduledId` and `TaskScheduledId` are the same. */
export function spelled(key: string): string {
  return key.replaceAll('_', '').toLowerCase();
}

export function azureEvent(raw: JsonObject): AzureEvent {
  const { written, body } = typeOf(raw);
  const own = fieldsOf(raw);
  const fields = body === undefined ? own : fieldsOf(body);
  const type = typeNamed(written);
  const id = own['eventid'];
  return {
    type,
    written,
    id: typeof id === 'number' && id >= 0 ? id : undefined,
    atMs: timeOf(own['timestamp'], type === 'TimerCreated' ? fields['fireat'] : undefined),
    time: isNone(own['timestamp']) ? undefined : own['timestamp'],
    fields,
  };
}

/** A number counts as a type only beside fields that no other writer uses. */
function typeOf(raw: JsonObject): { readonly written: string; readonly body?: JsonObject } {
  const said = raw['EventType'] ?? raw['event_type'];
  if (typeof said === 'number') return { written: 'IsPlayed' in raw ? (numbered[said] ?? String(said)) : String(said) };
  if (typeof said === 'string') return { written: said };
  for (const key of Object.keys(raw)) {
    const body = raw[key];
    if (bySpelling.has(key.toLowerCase()) && isObject(body)) return { written: key, body };
  }
  return { written: Object.keys(raw).find((key) => isObject(raw[key]) && spelled(key) !== 'timestamp') ?? 'unknown' };
}

function typeNamed(written: string): AzureType | undefined {
  return bySpelling.get(written.toLowerCase()) ?? bySpelling.get(written.toLowerCase().replace(/event$/, ''));
}

/** In a row of the history table `_Timestamp` is the event's time, and `Timestamp` that at which the row was written. */
function fieldsOf(object: JsonObject): JsonObject {
  const fields = Object.fromEntries(Object.entries(object).map(([key, value]) => [spelled(key), bare(value ?? null)]));
  return object['_Timestamp'] === undefined ? fields : { ...fields, timestamp: object['_Timestamp'] };
}

/** Unwraps protobuf's `StringValue` as written by `toObject`. */
export function bare(value: Json): Json {
  return isObject(value) && Object.keys(value).length === 1 && value['value'] !== undefined ? value['value'] : value;
}

function isNone(time: Json | undefined): boolean {
  if (typeof time === 'string') return moment(time) !== null || (writtenTimeMs(time, 'ms') ?? 1) <= 0;
  return isObject(time) && (moment(time) !== null || Number(time['seconds'] ?? 0) <= 0);
}

/** 1970 means no time; the JavaScript backend writes a timer's end in place of its beginning. */
function timeOf(value: Json | undefined, fireAt: Json | undefined): number | null {
  const ms = moment(value);
  return ms === null || (fireAt !== undefined && ms === moment(fireAt)) ? null : ms;
}

export function moment(value: Json | undefined): number | null {
  if (isObject(value)) {
    const { seconds, nanos } = value;
    const ms = Number(seconds) * 1000 + (typeof nanos === 'number' ? nanos / 1e6 : 0);
    return ms > 0 ? finiteMs(ms) : null;
  }
  const ms = typeof value === 'string' ? writtenTimeMs(value, 'ms') : null;
  return ms === null || ms <= 0 ? null : ms;
}

/** Rows of the history table are in order of it, within their instance. */
export function rowOf(raw: JsonObject): number | undefined {
  const key = stringOf(raw['RowKey']);
  return key !== undefined && /^[0-9a-f]{8,16}$/i.test(key) ? Number.parseInt(key, 16) : undefined;
}

/** The instance's rows, one execution of it; '' for an event that is no row. */
export function rowsOf(raw: JsonObject): string {
  return `${stringOf(raw['PartitionKey']) ?? ''} ${stringOf(raw['ExecutionId']) ?? ''}`.trim();
}

/** Fields that prove that an event of a known type is from this framework. */
export function isAzures(raw: JsonObject): boolean {
  const { type, written } = azureEvent(raw);
  if (type === undefined) return false;
  if (typeof raw['event_type'] === 'string') return written.endsWith('Event') && 'event_id' in raw;
  if (raw['EventType'] !== undefined) return true;
  return ('eventid' in raw || 'eventId' in raw) && raw['eventType'] === undefined;
}

/** The instance's id and execution id. */
export function instanceOf(fields: JsonObject): { readonly instance?: string; readonly execution?: string } {
  const holder = objectOf(fields['orchestrationinstance']);
  const within = fieldsOf(holder);
  const instance = stringOf(within['instanceid']) ?? stringOf(fields['partitionkey']);
  const execution = stringOf(within['executionid']) ?? stringOf(fields['executionid']);
  return { ...(instance !== undefined && { instance }), ...(execution !== undefined && { execution }) };
}
