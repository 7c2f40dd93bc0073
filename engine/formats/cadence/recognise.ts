// Distinguishes a Cadence history from Temporal's first ones, which share its model and most of its terms.

import { isArray, isObject, type Json, type JsonObject, objectOf } from '../../model/json.ts';
import { attributesInDetails, attributesKey, isBeforePayloads } from '../temporal/before-payloads/written-event.ts';
import { isPayload } from '../temporal/payload.ts';

/** Terms that Temporal replaced in its first releases: no Temporal history contains them. */
const cadenceWords = new Set([
  'taskList',
  'domain',
  'executionStartToCloseTimeoutSeconds',
  'taskStartToCloseTimeoutSeconds',
  'executionStartToCloseTimeout',
  'taskStartToCloseTimeout',
  'decisionTaskCompletedEventId',
  'firstDecisionTaskBackoffSeconds',
]);
/** Terms that Cadence never used. */
const temporalWords = new Set([
  'taskQueue',
  'namespace',
  'workflowTaskCompletedEventId',
  'workflowRunTimeoutSeconds',
  'workflowExecutionTimeoutSeconds',
  'workflowTaskTimeoutSeconds',
  'workflowRunTimeout',
  'workflowExecutionTimeout',
  'workflowTaskTimeout',
  'firstWorkflowTaskBackoff',
  'parentWorkflowNamespace',
  'userMetadata',
  'workerMayIgnore',
  'payloads',
]);
/** Names of Temporal packages and reasons. */
const temporalNames = /^(go\.temporal\.io\/|temporalInternal:)/;

/**
 * One event of the sample in Temporal's terms makes the whole sample Temporal's. `head`: the text before the first
 * event, without white space.
 */
export function isCadence(sample: readonly JsonObject[], head: string): boolean {
  return sample.some(speaksCadence) && !sample.some(speaksTemporal) && !isFirstTemporal(sample, head);
}

/** Temporal's first months wrote the same events, but in an object, where Cadence writes a list. */
function isFirstTemporal([first = {}]: readonly JsonObject[], head: string): boolean {
  return /^\{(?!"history").*"events":\[$/s.test(head) && isBeforePayloads(first);
}

function speaksCadence(event: JsonObject): boolean {
  const key = attributesKey(event);
  const type = event['eventType'];
  if (key === undefined)
    return (
      typeof type === 'string' &&
      (/^DecisionTask[A-Z]/.test(type) || hasKey(attributesInDetails(event) ?? event, cadenceWords))
    );
  const attributes = objectOf(event[key]);
  return /^decision_?task/i.test(key) || hasKey(attributes, cadenceWords) || holdsBytes(attributes);
}

/** True where protobuf's JSON has bytes without an encoding. */
function holdsBytes(attributes: JsonObject): boolean {
  return ['input', 'result', 'details'].some((name) => {
    const value = attributes[name];
    return isObject(value) && typeof value['data'] === 'string' && value['metadata'] === undefined;
  });
}

function speaksTemporal(event: JsonObject): boolean {
  const type = event['eventType'] ?? event['event_type'];
  if (typeof type === 'string' && /^EVENT_TYPE_|^EventType[A-Z]|^WorkflowTask[A-Z]/.test(type)) return true;
  return (
    Object.keys(event).some((key) => /^workflow_?task/i.test(key)) ||
    isObject(event['attributes']) ||
    speaksWithin(event, 0)
  );
}

const deepest = 6;

function speaksWithin(value: Json | undefined, depth: number): boolean {
  if (depth > deepest) return false;
  if (typeof value === 'string') return temporalNames.test(value);
  if (isArray(value)) return value.some((entry) => speaksWithin(entry, depth + 1));
  if (!isObject(value)) return false;
  const object: JsonObject = value;
  return (
    isPayload(object) ||
    hasKey(object, temporalWords) ||
    Object.keys(object).some((key) => speaksWithin(object[key], depth + 1))
  );
}

function hasKey(object: JsonObject, words: ReadonlySet<string>): boolean {
  return Object.keys(object).some(
    (key) => words.has(key) || words.has(key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())),
  );
}
