// An event of the time before payloads in Temporal's present form, so that Temporal's rules, inherited from Cadence
// with the model, explain both. The differences: attempts from 0, a reason and details instead of a failure, values
// without an encoding, words of enums.

import type { Json, JsonObject } from '../../../model/json.ts';
import { entryOf, isObject, numberOf, objectOf } from '../../../model/json.ts';
import { readDuration, type TemporalEvent } from '../event.ts';
import * as enums from './enum-words.ts';
import { temporalFailure } from './failure.ts';
import { temporalMarker } from './marker.ts';
import { type Spelling, textOf, wrapped } from './value.ts';
import type { WrittenEvent } from './written-event.ts';

type Field = readonly [string, Json | undefined];
type Fields = { readonly [field: string]: Json | undefined };

export function temporalEvent(event: WrittenEvent): TemporalEvent {
  const { id, type, atMs, envelope } = event;
  return { id, type, atMs, envelope, attributes: attributesOf(event), isBeforePayloads: true };
}

/** Fields that the type's rule does not write are converted as in every type. */
function attributesOf(event: WrittenEvent): JsonObject {
  const own = entryOf(rules, event.type)?.(event.attributes, event) ?? {};
  const fields: Field[] = [];
  for (const key in event.attributes) {
    const value = event.attributes[key];
    if (value !== undefined && value !== null && !Object.hasOwn(own, key)) fields.push(inEveryType(key, value, event));
  }
  for (const key in own) fields.push([key, own[key]]);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined && value !== null));
}

/** Fields that hold a value of the workflow. */
export const valueFields: ReadonlySet<string> = new Set([
  'input',
  'result',
  'details',
  'lastCompletionResult',
  'control',
  'executionContext',
]);
/** Fields that hold named values, and the key of those values. */
export const valueMaps: Readonly<Record<string, string>> = {
  memo: 'fields',
  header: 'fields',
  searchAttributes: 'indexedFields',
};

function inEveryType(key: string, value: Json, { spelling, firstEnum, firstAttempt }: WrittenEvent): Field {
  const named = entryOf(valueMaps, key);
  if (named !== undefined) return [key, { [named]: wrappedAll(objectOf(objectOf(value)[named]), spelling) }];
  if (valueFields.has(key)) return [key, wrapped(value, spelling)];
  if (key === 'attempt') return [key, (numberOf(value) ?? 0) + 1 - firstAttempt];
  if (key === 'decisionTaskCompletedEventId') return ['workflowTaskCompletedEventId', value];
  const words = entryOf(enumFields, key);
  if (words !== undefined) return [key, enums.wordOf(value, words, firstEnum)];
  return durations.has(key) ? [`${key}Seconds`, (readDuration(value) ?? 0) / 1000] : [key, value];
}

function wrappedAll(fields: JsonObject, spelling: Spelling): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, wrapped(value, spelling) ?? null]));
}

const enumFields: Readonly<Record<string, enums.Enum>> = {
  timeoutType: enums.timeoutType,
  initiator: enums.initiator,
  parentClosePolicy: enums.parentClosePolicy,
  childPolicy: enums.childPolicy,
  workflowIdReusePolicy: enums.reusePolicy,
};

/** Protobuf uses durations where Thrift uses seconds. */
const durations = new Set([
  'executionStartToCloseTimeout',
  'taskStartToCloseTimeout',
  'scheduleToCloseTimeout',
  'scheduleToStartTimeout',
  'startToCloseTimeout',
  'heartbeatTimeout',
  'startToFireTimeout',
  'firstDecisionTaskBackoff',
]);

/** The fields that a rule writes; undefined removes a field. */
type Rule = (attributes: JsonObject, event: WrittenEvent) => Fields;

/**
 * Thrift writes `…Reason` and `…Details` where protobuf writes one message `…` or `…Failure`; `to` is Temporal's name.
 */
function failing(reason: string, details: string, message: string, to: string): Rule {
  return (attributes, { spelling }) => {
    const written = objectOf(attributes[message]);
    if (typeof written['message'] === 'string') return {};
    const failure = temporalFailure(
      attributes[reason] ?? written['reason'],
      attributes[details] ?? written['details'],
      spelling,
    );
    return { [reason]: undefined, [details]: undefined, [message]: undefined, [to]: failure };
  };
}

const failed = failing('reason', 'details', 'failure', 'failure');
const lastFailed = failing('lastFailureReason', 'lastFailureDetails', 'lastFailure', 'lastFailure');
const continuedFailed = failing(
  'continuedFailureReason',
  'continuedFailureDetails',
  'continuedFailure',
  'continuedFailure',
);

/** The message of an earlier attempt follows the timeout. */
const timedOut: Rule = (attributes, event) => {
  const { lastFailure: cause, ...rest } = lastFailed(attributes, event);
  const type = `${enums.wordOf(attributes['timeoutType'], enums.timeoutType, event.firstEnum)}Timeout`;
  const details = wrapped(attributes['details'], event.spelling);
  return {
    ...rest,
    lastFailure: undefined,
    details: undefined,
    failure: { message: '', applicationFailureInfo: { type, details }, cause },
  };
};

const cancelled: Rule = ({ details }, { spelling }) => {
  const failure = temporalFailure(undefined, details, spelling);
  return {
    details: undefined,
    failure: failure && {
      ...failure,
      applicationFailureInfo: { ...objectOf(failure['applicationFailureInfo']), type: 'Cancelled' },
    },
  };
};

const causedBy =
  (words: enums.Enum): Rule =>
  ({ cause }, { firstEnum }) => ({ cause: enums.wordOf(cause, words, firstEnum) });

const rules: Readonly<Record<string, Rule>> = {
  WorkflowExecutionStarted: (attributes, event) => {
    const parent = objectOf(attributes['parentExecutionInfo'])['workflowExecution'];
    return {
      ...continuedFailed(attributes, event),
      ...(isObject(parent) && { parentExecutionInfo: undefined, parentWorkflowExecution: parent }),
    };
  },
  WorkflowExecutionFailed: failed,
  WorkflowExecutionContinuedAsNew: failing('failureReason', 'failureDetails', 'failure', 'failure'),
  /** Protobuf has a separate message for the sender. */
  WorkflowExecutionCancelRequested: ({ cause, externalExecutionInfo: sender }, { spelling }) => ({
    ...(cause !== undefined && { cause: typeof cause === 'string' ? cause : textOf(cause, spelling) }),
    ...(isObject(sender) && {
      externalExecutionInfo: undefined,
      externalWorkflowExecution: sender['workflowExecution'],
    }),
  }),
  WorkflowTaskFailed: (attributes, event) => ({
    ...failed(attributes, event),
    ...causedBy(enums.decisionFailedCause)(attributes, event),
  }),
  WorkflowTaskTimedOut: causedBy(enums.decisionTimedOutCause),
  ActivityTaskStarted: lastFailed,
  ActivityTaskFailed: failed,
  ActivityTaskTimedOut: timedOut,
  ActivityTaskCanceled: cancelled,
  MarkerRecorded: (attributes, { spelling }) => temporalMarker(attributes, spelling),
  StartChildWorkflowExecutionFailed: causedBy(enums.childFailedCause),
  RequestCancelExternalWorkflowExecutionFailed: causedBy(enums.cancelFailedCause),
  SignalExternalWorkflowExecutionFailed: causedBy(enums.signalFailedCause),
  ChildWorkflowExecutionFailed: failed,
  ChildWorkflowExecutionTimedOut: timedOut,
  ChildWorkflowExecutionCanceled: cancelled,
};
