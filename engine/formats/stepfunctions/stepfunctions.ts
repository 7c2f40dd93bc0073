// AWS Step Functions: the history of an execution. Values are JSON texts.

import type { ComparedParts } from '../../model/compare/parts.ts';
import { isObject, type Json, type JsonObject, numberOf, objectOf } from '../../model/json.ts';
import type { Dialect, Odd, ReadEvent } from '../dialect.ts';
import { otherFields, type ReplacedFields, replaceFields } from '../event-fields.ts';
import { oddTime } from '../event-time.ts';
import { parseJsonLegibly } from '../json-payload.ts';
import { exactJsonText, mapped, readJsonText, unwrapped } from '../written-value.ts';
import { hidden, isKnown, isStepEvent, lowerFirst, scopeKey, stepEvent } from './event.ts';
import { explain } from './explain.ts';

function read(raw: Json): ReadEvent {
  const event = stepEvent(objectOf(raw));
  const { type, atMs, time } = event;
  return {
    atMs,
    type,
    explanation: explain(event),
    odd: [...oddType(type), ...oddTime(time, atMs)],
  };
}

function oddType(type: string): readonly Odd[] {
  if (isKnown(type) || type === hidden) return [];
  const text = `The event type ${type.slice(0, 80)} is not known here: what it did is not in the state.`;
  return [{ code: 'unknown-type', text }];
}

const values: ReadonlySet<string> = new Set(['input', 'output', 'parameters', 'assignedVariables']);
const left: ReadonlySet<string> = new Set([
  ...values,
  'name',
  'index',
  'resource',
  'resourceType',
  'region',
  'timeoutInSeconds',
  'heartbeatInSeconds',
  'error',
  'cause',
  'workerName',
  'inputDetails',
  'outputDetails',
  'assignedVariablesDetails',
  'mapRunArn',
  'roleArn',
]);

function compared(raw: Json): ComparedParts {
  const { details } = stepEvent(objectOf(raw));
  const { assignedVariables } = details;
  const others = {
    ...otherFields(details, (key) => left.has(key)),
    ...(assignedVariables !== undefined && { assignedVariables }),
  };
  return Object.keys(others).length === 0 ? {} : { details: others };
}

function decode(value: Json): Json {
  return isObject(value) && isStepEvent(value) ? shown(value) : unwrapped(value, readJsonText);
}

/** The original event, without the container's additions. */
function shown(event: JsonObject): JsonObject {
  const { [scopeKey]: _, ...own } = event;
  return mapped(own, (part, name) =>
    name.endsWith('EventDetails') && isObject(part)
      ? mapped(part, (value, key) => (values.has(lowerFirst(key)) ? readJsonText(value) : value))
      : part,
  );
}

const replaced: ReplacedFields = {
  values,
  texts: new Set(['cause', 'error']),
  names: new Set(['name', 'resource', 'workerName', 'roleArn', 'mapRunArn']),
  spelled: lowerFirst,
  read: exactJsonText,
  write: (value, before) => (typeof before === 'string' ? JSON.stringify(value) : value),
};

export const stepfunctions: Dialect = {
  id: 'stepfunctions',
  // Only all events together show which state an event is about: the container adds it.
  recognises: () => false,
  describe: () => 'AWS Step Functions history',
  parse: parseJsonLegibly,
  read,
  position: (event) => numberOf(objectOf(event)['id']),
  identify: (identity) => identity,
  identifyHolder: () => ({}),
  checkHolder: () => [],
  isStart: (type) => type === 'ExecutionStarted',
  // Branches run in parallel.
  recordsLate: () => true,
  decode,
  compared,
  replaceValues: (event, replacer) => replaceFields(event, replaced, replacer),
};
