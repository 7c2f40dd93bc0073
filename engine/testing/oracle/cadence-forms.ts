// Converts a history of Cadence's command line (thrift as JSON) to its other export formats. Sources: cadence-idl
// `history.proto` with the JSON of protobuf, and the exports of the web, whose events have decoded attributes at top
// level.

import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { textAt } from './raw-event.ts';
import { valuesOf } from './raw-value.ts';

const bytes = new Set(['input', 'result', 'details', 'lastCompletionResult']);
const failures: readonly (readonly [reason: string, details: string, failure: string])[] = [
  ['reason', 'details', 'failure'],
  ['lastFailureReason', 'lastFailureDetails', 'lastFailure'],
  ['failureReason', 'failureDetails', 'failure'],
  ['continuedFailureReason', 'continuedFailureDetails', 'continuedFailure'],
];
const withReason = /(ActivityTask|WorkflowExecution|DecisionTask)Failed$/;
/** Prefixes of the enums in protobuf's JSON. */
const prefixes: Readonly<Record<string, string>> = {
  timeoutType: 'TIMEOUT_TYPE_',
  cause: 'DECISION_TASK_FAILED_CAUSE_',
};

/** Ids as text, time as seconds and nanoseconds, no event type, payloads in `{data}`, failures as objects, enums with their prefix. */
export function asGrpc(events: readonly Json[]): readonly Json[] {
  return events.map((event) => {
    const { key, attributes, type } = partsOf(event as JsonObject);
    const nanos = BigInt(Math.round(Number((event as JsonObject)['timestamp'] ?? 0) / 1000)) * 1000n;
    const eventTime = { seconds: String(nanos / 1_000_000_000n), nanos: Number(nanos % 1_000_000_000n) };
    return {
      eventId: textAt(event, 'eventId'),
      eventTime,
      version: '0',
      taskId: '1',
      [key]: grpcAttributes(attributes, type),
      attributes: key,
    };
  });
}

function grpcAttributes(attributes: JsonObject, type: string): JsonObject {
  const joined = { ...attributes };
  for (const [reason, details, failure] of failures) {
    if (reason === 'reason' ? !withReason.test(type) : !joined[reason]) continue;
    if (joined[reason] !== undefined || joined[details] !== undefined)
      joined[failure] = { reason: joined[reason] ?? '', details: joined[details] ?? '' };
    delete joined[reason];
    delete joined[details];
  }
  return Object.fromEntries(Object.entries(joined).map(([name, value]) => [name, grpcValue(name, value ?? null)]));
}

function grpcValue(name: string, value: Json): Json {
  if (bytes.has(name)) return typeof value === 'string' && value !== '' ? { data: value } : null;
  const prefix = prefixes[name];
  if (prefix !== undefined && typeof value === 'string' && /^[A-Z_]+$/.test(value)) return prefix + value;
  return name.endsWith('EventId') ? textAt(value) : value;
}

/** Attributes on the event itself, with decoded values. */
export function asWebExport(events: readonly Json[]): readonly Json[] {
  return events.map((event) => {
    const { attributes } = partsOf(event as JsonObject);
    const { eventId, eventType, timestamp } = event as { eventId: number; eventType: string; timestamp?: number };
    const decoded = Object.entries(attributes).map(([name, value]) => [name, decodedValue(name, value ?? null)]);
    return {
      eventId,
      eventType: eventType.replace('EventType', ''),
      ...(timestamp === undefined ? {} : { timestamp: new Date(timestamp / 1e6).toISOString() }),
      ...Object.fromEntries(decoded),
    } as JsonObject;
  });
}

function decodedValue(name: string, value: Json): Json {
  if (name === 'input') return typeof value === 'string' && value !== '' ? valuesOf(value) : null;
  if (!bytes.has(name) && !name.endsWith('Details')) return value;
  const values = valuesOf(value);
  return values.length > 1 ? values : (values[0] ?? null);
}

function partsOf(event: JsonObject): { readonly key: string; readonly attributes: JsonObject; readonly type: string } {
  const key = Object.keys(event).find((name) => name.endsWith('EventAttributes')) ?? '';
  const attributes = event[key];
  return { key, attributes: isObject(attributes) ? attributes : {}, type: textAt(event, 'eventType') };
}
