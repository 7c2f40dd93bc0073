// The event that a command leads to, as a server writes it in JSON: for the history of code that decides for itself.
// Source: temporal.api.history.v1.

import { type Json, type JsonObject, objectOf } from '../../model/json.ts';
import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import type { Command, GuestFailure, Payload } from '../../sandbox/guest.ts';
import { sdkJson, writtenPayload } from './sdk-json.ts';

const forms = { payload: writtenPayload, duration: (ms: number): string => `${ms / 1000}s` };

/** What stands beside the attributes: a summary, and details. */
export function commandEnvelope({ userMetadata }: Command): JsonObject {
  return set({ userMetadata: sdkJson(userMetadata, forms) });
}

/** A local activity's marker that has its result. */
export function withResult(marker: JsonObject, result: Payload | undefined): JsonObject {
  if (result === undefined) return marker;
  return { ...marker, details: { ...objectOf(marker['details']), result: { payloads: [writtenPayload(result)] } } };
}

export function failureJson(failure: GuestFailure | undefined): JsonObject {
  return set({ failure: sdkJson(failure, forms) });
}

/** The command's own facts; what the server fills in is left out. */
export function commandAttributes(command: Command): JsonObject {
  const said = objectOf(sdkJson(command, forms));
  switch (command.type) {
    case 'scheduleActivity':
      return set({
        ...kept(said, ['activityId', ...activityTimeouts, 'retryPolicy', 'priority']),
        activityType: { name: command.activityType },
        taskQueue: queue(said['taskQueue']),
        header: fields(said['headers']),
        input: list(said['arguments']),
      });
    case 'startTimer':
      return set({ timerId: String(command.seq), startToFireTimeout: said['startToFireTimeout'] });
    case 'cancelTimer':
      return { timerId: String(command.seq) };
    case 'startChildWorkflowExecution':
      return set({
        ...kept(said, ['namespace', 'workflowId', ...workflowTimeouts, ...childPolicies]),
        workflowType: { name: command.workflowType },
        taskQueue: queue(said['taskQueue']),
        input: list(said['input']),
        header: fields(said['headers']),
        memo: fields(said['memo']),
        searchAttributes: indexed(said['searchAttributes']),
      });
    case 'cancelChildWorkflowExecution':
      return set({ childWorkflowOnly: true, reason: said['reason'] });
    case 'signalExternalWorkflowExecution':
      return set({
        signalName: said['signalName'],
        workflowExecution: said['workflowExecution'] ?? { workflowId: said['childWorkflowId'] ?? '' },
        childWorkflowOnly: said['childWorkflowId'] === undefined ? undefined : true,
        input: list(said['args']),
        header: fields(said['headers']),
      });
    case 'requestCancelExternalWorkflowExecution':
      return kept(said, ['workflowExecution', 'reason']);
    case 'scheduleNexusOperation':
      return kept(said, ['endpoint', 'service', 'operation', 'input', 'scheduleToCloseTimeout', 'nexusHeader']);
    case 'setPatchMarker': {
      const data = jsonPayload({ id: command.patchId, deprecated: command.deprecated });
      return { markerName: 'core_patch', details: { 'patch-data': { payloads: [data] } } };
    }
    case 'scheduleLocalActivity': {
      const { seq, attempt, activityId, activityType } = command;
      const times = { complete_time: null, backoff: null, original_schedule_time: null };
      const data = jsonPayload({ seq, attempt, activity_id: activityId, activity_type: activityType, ...times });
      return { markerName: 'core_local_activity', details: { data: { payloads: [data] } } };
    }
    case 'upsertWorkflowSearchAttributes':
      return set({ searchAttributes: indexed(said['searchAttributes']) });
    case 'modifyWorkflowProperties':
      return set({ upsertedMemo: fields(said['upsertedMemo']) });
    case 'updateResponse':
      return set({
        outcome:
          command.completed === undefined
            ? said['rejected'] && { failure: said['rejected'] }
            : { success: { payloads: [said['completed'] ?? null] } },
      });
    case 'completeWorkflowExecution':
      return set({ result: said['result'] && { payloads: [said['result']] } });
    case 'failWorkflowExecution':
      return kept(said, ['failure']);
    case 'continueAsNewWorkflowExecution':
      return set({
        ...kept(said, workflowTimeouts),
        workflowType: named(said['workflowType']),
        taskQueue: queue(said['taskQueue']),
        input: list(said['arguments']),
        header: fields(said['headers']),
        memo: fields(said['memo']),
        searchAttributes: indexed(said['searchAttributes']),
      });
    default:
      return {};
  }
}

const activityTimeouts = [
  'scheduleToCloseTimeout',
  'scheduleToStartTimeout',
  'startToCloseTimeout',
  'heartbeatTimeout',
];
const workflowTimeouts = ['workflowExecutionTimeout', 'workflowRunTimeout', 'workflowTaskTimeout'];
const childPolicies = ['parentClosePolicy', 'workflowIdReusePolicy', 'retryPolicy', 'cronSchedule', 'priority'];

export function attributesKey(type: HistoryEvent['type']): string {
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventAttributes`;
}

export function writtenType(type: HistoryEvent['type']): string {
  return `EVENT_TYPE_${type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()}`;
}

type Facts = Readonly<Record<string, Json | undefined>>;

function set(facts: Facts): JsonObject {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined && value !== null));
}

function kept(said: JsonObject, names: readonly string[]): JsonObject {
  return set(Object.fromEntries(names.map((name) => [name, said[name]])));
}

function named(name: Json | undefined): Json | undefined {
  return typeof name === 'string' && name !== '' ? { name } : undefined;
}

function queue(name: Json | undefined): Json | undefined {
  return typeof name === 'string' && name !== '' ? { name, kind: 'TASK_QUEUE_KIND_NORMAL' } : undefined;
}

function list(values: Json | undefined): Json | undefined {
  return Array.isArray(values) && values.length > 0 ? { payloads: values } : undefined;
}

function mapIn(map: Json | undefined): Json | undefined {
  const { fields: own, indexedFields, ...bare } = objectOf(map);
  const found = own ?? indexedFields ?? bare;
  return Object.keys(objectOf(found)).length === 0 ? undefined : found;
}

function fields(map: Json | undefined): Json | undefined {
  const found = mapIn(map);
  return found && { fields: found };
}

function indexed(map: Json | undefined): Json | undefined {
  const found = mapIn(map);
  return found && { indexedFields: found };
}

function jsonPayload(value: Json): Json {
  const data = Buffer.from(JSON.stringify(value)).toString('base64');
  return { metadata: { encoding: Buffer.from('json/plain').toString('base64') }, data };
}
