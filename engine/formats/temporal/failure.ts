// Temporal's failure messages as one chain. Format: temporal.api.failure.v1.Failure.

import type { Failure } from '../../model/effect.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { isObject, objectOf, stringOf } from '../../model/json.ts';
import { idText } from './number.ts';
import { payloadValue } from './payload.ts';
import { isUnset } from './unset.ts';
import { enumWord, timeoutTypes } from './vocabulary.ts';

const maxCauses = 100;

export function readFailure(raw: Json | undefined, depth = 0): Failure | undefined {
  if (!isObject(raw) || depth > maxCauses) return undefined;
  const written = unwrapped(raw);
  const encoded = encodedAttributes(written);
  const cause = readFailure(written['cause'], depth + 1);
  const stack = stringOf(encoded['stack_trace']) ?? stringOf(written['stackTrace']);
  const source = stringOf(written['source']);
  const more = moreOf(written, Object.keys(encoded).length === 0);
  return {
    message: stringOf(encoded['message']) ?? stringOf(written['message']) ?? '',
    ...infoOf(written),
    ...(stack === undefined ? {} : { stack }),
    ...(source === undefined ? {} : { source }),
    ...(more === undefined ? {} : { more }),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** Unwraps Go's JSON, where the info is one level deeper: `FailureInfo: {ApplicationFailureInfo: {…}}`. */
export function unwrapped(raw: JsonObject): JsonObject {
  const wrapped = Object.entries(objectOf(raw['failureInfo'] ?? raw['FailureInfo']))[0];
  if (wrapped === undefined) return raw;
  const [name, info] = wrapped;
  return { ...raw, [name.charAt(0).toLowerCase() + name.slice(1)]: info ?? null };
}

/** A data converter may hide message and stack in a payload. */
function encodedAttributes(raw: JsonObject): JsonObject {
  const encoded = raw['encodedAttributes'];
  return isObject(encoded) ? objectOf(payloadValue(encoded)) : {};
}

/** Fields already read, and event ids, worker names and operation names. */
const notMore = new Set([
  'type',
  'nonRetryable',
  'timeoutType',
  'scheduledEventId',
  'startedEventId',
  'initiatedEventId',
  'identity',
  'activityId',
  'activityType',
  'workflowType',
  'workflowExecution',
  'namespace',
  'domain',
  'operationId',
  'operationToken',
  'endpoint',
  'service',
  'operation',
  'requestId',
]);

/** The other fields of the infos; `unreadable`: a message that a data converter hides. */
function moreOf(raw: JsonObject, unreadable: boolean): JsonObject | undefined {
  const said = Object.entries(raw).flatMap(([name, info]) =>
    /.FailureInfo$/.test(name) && isObject(info)
      ? Object.entries(info).filter(
          ([key]) => !notMore.has(key) && !(key === 'details' && name === 'applicationFailureInfo'),
        )
      : [],
  );
  const hidden = unreadable ? raw['encodedAttributes'] : undefined;
  const more = [...said, ...(isObject(hidden) ? ([['encodedAttributes', hidden]] as const) : [])].filter(
    ([, value]) => !isUnset(value),
  );
  return more.length === 0 ? undefined : Object.fromEntries(more);
}

function infoOf(raw: JsonObject): Partial<Failure> {
  const application = raw['applicationFailureInfo'];
  if (isObject(application)) {
    const type = stringOf(application['type']);
    const details = application['details'];
    return {
      ...(type === undefined ? {} : { type }),
      ...(application['nonRetryable'] === true ? { nonRetryable: true } : {}),
      ...(details === undefined || details === null ? {} : { details }),
    };
  }
  const timeout = raw['timeoutFailureInfo'];
  if (isObject(timeout)) return { type: `${enumWord(timeout['timeoutType'], 'TIMEOUT_TYPE_', timeoutTypes)}Timeout` };
  if (isObject(raw['canceledFailureInfo'])) return { type: 'Cancelled' };
  if (isObject(raw['terminatedFailureInfo'])) return { type: 'Terminated' };
  if (isObject(raw['serverFailureInfo'])) return { type: 'ServerFailure' };
  if (isObject(raw['resetWorkflowFailureInfo'])) return { type: 'ResetWorkflow' };
  if (isObject(raw['nexusHandlerFailureInfo']))
    return { type: stringOf(raw['nexusHandlerFailureInfo']['type']) ?? 'NexusHandlerError' };
  return operationOf(raw);
}

function operationOf(raw: JsonObject): Partial<Failure> {
  const activity = raw['activityFailureInfo'];
  const child = raw['childWorkflowExecutionFailureInfo'];
  const nexus = raw['nexusOperationExecutionFailureInfo'];
  const scheduled = isObject(activity) ? idText(activity['scheduledEventId']) : undefined;
  if (scheduled !== undefined && scheduled !== '0') return { operation: `activity:${scheduled}` };
  const initiated = isObject(child) ? idText(child['initiatedEventId']) : undefined;
  if (initiated !== undefined && initiated !== '0') return { operation: `childWorkflow:${initiated}` };
  const nexusScheduled = isObject(nexus) ? idText(nexus['scheduledEventId']) : undefined;
  if (nexusScheduled !== undefined && nexusScheduled !== '0') return { operation: `nexus:${nexusScheduled}` };
  return isObject(activity) || isObject(child) || isObject(nexus) ? { wraps: true } : {};
}
