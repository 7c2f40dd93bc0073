// Histories of Azure Durable Functions and the Durable Task Framework. Values are JSON texts.

import type { ComparedParts } from '../../model/compare/parts.ts';
import { isObject, type Json, type JsonObject, objectOf, stringOf } from '../../model/json.ts';
import type { Dialect, Identity, Odd, ReadEvent } from '../dialect.ts';
import { otherFields, type ReplacedFields, replaceFields } from '../event-fields.ts';
import { oddTime } from '../event-time.ts';
import { parseJsonLegibly } from '../json-payload.ts';
import { exactJsonText, mapped, readJsonText, unwrapped } from '../written-value.ts';
import { runNumbers } from '../run-numbers.ts';
import { azureEvent, instanceOf, isAzures, rowOf, rowsOf, spelled } from './event.ts';
import { explain } from './explain.ts';

function read(raw: Json): ReadEvent {
  const event = azureEvent(objectOf(raw));
  const { atMs, time, type, written } = event;
  return {
    atMs,
    type: type ?? written,
    explanation: explain(event),
    odd: [...(type === undefined ? [unknownType(written)] : []), ...oddTime(time, atMs)],
  };
}

function unknownType(type: string): Odd {
  return {
    code: 'unknown-type',
    text: `The event type ${type.slice(0, 80)} is not known here: what it did is not in the state.`,
  };
}

function identify(identity: Identity, raw: Json, { type }: ReadEvent): Identity {
  if (type !== 'ExecutionStarted') return identity;
  const { fields } = azureEvent(objectOf(raw));
  const { instance, execution } = instanceOf(fields);
  const workflowType = stringOf(fields['name']) ?? stringOf(fields['functionname']);
  const runId = execution ?? instance;
  return {
    ...(runId !== undefined && { runId }),
    ...(instance !== undefined && { workflowId: instance }),
    ...(workflowType !== undefined && { workflowType }),
    ...identity,
  };
}

function identifyHolder(holder: JsonObject): Identity {
  const instance = stringOf(holder['instanceId']) ?? stringOf(holder['instance_id']);
  const workflowType = stringOf(holder['name']) ?? stringOf(objectOf(holder['metadata'])['name']);
  return {
    ...(instance !== undefined && { workflowId: instance }),
    ...(workflowType !== undefined && instance !== undefined && { workflowType }),
  };
}

const forms = [
  ['EventType', 'Durable Functions history'],
  ['event_type', 'durabletask export'],
  ['eventid', 'Durable Task protobuf, toObject'],
] as const;

function describe(sample: readonly JsonObject[], holder: JsonObject): string {
  const [first = {}] = sample;
  if (holder['historyEvents'] !== undefined || holder['runtimeStatus'] !== undefined)
    return 'Durable Functions history, status request';
  if (first['PartitionKey'] !== undefined) return 'Durable Functions history, table';
  return forms.find(([key]) => first[key] !== undefined)?.[1] ?? 'Durable Task protobuf as JSON';
}

const values: ReadonlySet<string> = new Set([
  'input',
  'result',
  'data',
  'output',
  'serializedinput',
  'serializedoutput',
  'serializedcustomstatus',
]);

const left: ReadonlySet<string> = new Set([
  ...values,
  'eventid',
  'eventtype',
  'timestamp',
  'isplayed',
  'partitionkey',
  'rowkey',
  'executionid',
  'orchestrationinstance',
  'parentinstance',
  'parenttracecontext',
  'orchestrationspanid',
  'scheduledstarttimestamp',
  'scheduledtime',
  'taskscheduledid',
  'timerid',
  'fireat',
  'finalfireat',
  'instanceid',
  'requestid',
  'criticalsectionid',
  'name',
  'functionname',
  'orchestrationstatus',
  'failuredetails',
  'reason',
  'details',
]);

function compared(raw: Json): ComparedParts {
  const { fields } = azureEvent(objectOf(raw));
  const others = otherFields(fields, (key) => left.has(key) || isEmpty(fields[key]));
  return others === undefined ? {} : { details: others };
}

/** True for defaults, which only some writers write. */
function isEmpty(value: Json | undefined): boolean {
  return (
    value === '' ||
    value === false ||
    value === 0 ||
    (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  );
}

function decode(value: Json): Json {
  return isObject(value) && isAzures(value) ? decodeFields(value, 0) : unwrapped(value, readJsonText);
}

function decodeFields(object: JsonObject, depth: number): JsonObject {
  return mapped(object, (value, key) => {
    if (values.has(spelled(key))) return isObject(value) ? mapped(value, readJsonText) : readJsonText(value);
    return isObject(value) && depth === 0 ? decodeFields(value, 1) : value;
  });
}

const replaced: ReplacedFields = {
  values,
  texts: new Set(['message', 'errormessage', 'stacktrace', 'reason', 'details']),
  names: new Set(['name', 'functionname', 'instanceid', 'partitionkey', 'targetinstanceid', 'operation']),
  spelled,
  read: (written) => exactJsonText(isObject(written) ? (written['value'] ?? null) : written),
  write: (value, before) =>
    isObject(before)
      ? { ...before, value: JSON.stringify(value) }
      : typeof before === 'string'
        ? JSON.stringify(value)
        : value,
};

export const azure: Dialect = {
  id: 'azure',
  recognises: isAzures,
  describe,
  keepsDigits: true,
  parse: parseJsonLegibly,
  read,
  // Only actions have ids; events about their outcome have none.
  position: (event) => rowOf(objectOf(event)),
  tellRunsApart: () => runNumbers((event) => rowsOf(objectOf(event))),
  identify,
  identifyHolder,
  checkHolder: () => [],
  isStart: (type) => type === 'OrchestratorStarted' || type === 'ExecutionStarted',
  // Events between two episodes are written with the second episode, with their own times.
  recordsLate: () => true,
  decode,
  compared,
  replaceValues: (event, replacer) => replaceFields(event, replaced, replacer),
};
