// The field names that writers of node logs use for the same fact, on the event itself or one level down.

import type { Json, JsonObject } from '../../model/json.ts';
import { isArray, isObject, stringOf } from '../../model/json.ts';
import { type TimeUnit, writtenTimeMs } from '../../model/written-time.ts';

/** Names by fact; the first one present counts. */
export const fields = {
  type: ['type', 'event_type', 'eventType', 'event', 'kind'],
  time: [
    'timestamp',
    'ts',
    'time',
    'at',
    'atMs',
    'at_ms',
    'timestamp_ms',
    'timestampMs',
    'ts_ms',
    'tsMs',
    'time_ms',
    'occurred_at',
    'occurredAt',
    'datetime',
    '@timestamp',
    'event_time',
    'eventTime',
    'event_timestamp',
    'eventTimestamp',
    'timestamp_utc',
    'timestampUtc',
    'logged_at',
    'loggedAt',
    'recorded_at',
    'recordedAt',
    'emitted_at',
    'emittedAt',
  ],
  endTime: [
    'finished_at',
    'finishedAt',
    'completed_at',
    'completedAt',
    'ended_at',
    'endedAt',
    'failed_at',
    'failedAt',
    'end_time',
    'endTime',
  ],
  startTime: ['started_at', 'startedAt', 'start_time', 'startTime'],
  madeTime: ['created_at', 'createdAt'],
  position: ['seq', 'sequence', 'sequence_number', 'event_id', 'eventId'],
  run: [
    'run_id',
    'runId',
    'execution_id',
    'executionId',
    'workflow_run_id',
    'workflowRunId',
    'flow_run_id',
    'flowRunId',
    'pipeline_run_id',
    'pipelineRunId',
    'dag_run_id',
    'dagRunId',
    'job_run_id',
    'jobRunId',
    'run_uuid',
    'runUuid',
    'invocation_id',
    'invocationId',
    'instance_id',
    'instanceId',
    'job_id',
    'jobId',
    'run',
  ],
  workflow: ['workflow_id', 'workflowId', 'dag_id', 'dagId', 'flow_id', 'flowId'],
  workflowType: ['workflow_type', 'workflowType', 'workflow_name', 'workflowName', 'workflow', 'name'],
  node: ['node_id', 'nodeId', 'node', 'node_key', 'nodeKey', 'step_id', 'stepId', 'step'],
  /** A name that identifies the node where it has no id. */
  namedNode: ['node_name', 'nodeName', 'step_name', 'stepName', 'name'],
  nodeName: ['node_name', 'nodeName', 'step_name', 'stepName', 'name', 'title'],
  /** The node's function, used as its name where it has neither name nor id. */
  nodeType: [
    'node_type',
    'nodeType',
    'step_type',
    'stepType',
    'task_type',
    'taskType',
    'activity_type',
    'activityType',
  ],
  attempt: ['attempt', 'attempt_number', 'attemptNumber', 'attempt_no', 'try_number'],
  /** Number of earlier attempts. */
  retries: ['retry_count', 'retryCount', 'retry_index', 'retryIndex', 'retry_attempt', 'retryAttempt'],
  willRetry: ['will_retry', 'willRetry'],
  input: ['input', 'inputs', 'args', 'input_data', 'inputData'],
  output: ['output', 'outputs', 'result', 'output_data', 'outputData'],
  reason: ['reason', 'message', 'cause'],
  status: ['status', 'outcome', 'state', 'exit_status', 'exitStatus', 'success', 'ok'],
  /** Exit status of a program: 0 means success. */
  exit: ['exit_code', 'exitCode', 'exit_status', 'exitStatus', 'returncode', 'return_code'],
} as const;

export const bodies = ['data', 'payload', 'attributes', 'event_data', 'details', 'metadata', 'extra'] as const;
/** Fields that name the nodes that led to the event's own node. */
export const origins = ['parent_node', 'parent', 'depends_on', 'dependsOn', 'dependencies', 'upstream'];

/** Cached, because several fields of an event are requested in a row. */
let latest: { readonly event: JsonObject; readonly holders: readonly JsonObject[] } | undefined;

/** The event, and the objects one level down that may hold its fields. */
export function holdersOf(event: JsonObject): readonly JsonObject[] {
  if (latest?.event !== event)
    latest = { event, holders: [event, ...bodies.map((body) => event[body]).filter(isObject)] };
  return latest.holders;
}

/** The field under any of its names, with the name found. */
export function found(event: JsonObject, names: readonly string[]): readonly [name: string, value: Json] | undefined {
  for (const holder of holdersOf(event)) {
    for (const name of names) {
      const value = holder[name];
      if (value !== undefined && value !== null) return [name, value];
    }
  }
  return undefined;
}

export function field(event: JsonObject, name: keyof typeof fields): Json | undefined {
  return found(event, fields[name])?.[1];
}

export function wholeNumber(raw: Json | undefined): number | undefined {
  const number = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 ? number : undefined;
}

/** An id from a text, a number or `{id}`. */
export function idText(raw: Json | undefined): string | undefined {
  if (typeof raw === 'number') return String(raw);
  if (!isObject(raw)) return stringOf(raw);
  return idText(raw['id'] ?? raw['key'] ?? raw['name']);
}

/** The only node that the event names as the origin of its own node. */
export function originOf(event: JsonObject): string | undefined {
  for (const name of origins) {
    const value = event[name];
    const one = isArray(value) && value.length === 1 ? value[0] : value;
    if (typeof one === 'string' && one !== '') return one;
  }
  return undefined;
}

const ending = [...fields.time, ...fields.endTime, ...fields.madeTime];
const beginning = [...fields.time, ...fields.startTime, ...fields.madeTime];

/** The field with the event's time; for an end with several times, the end's time. */
export function timeField(event: JsonObject, isEnd: boolean): readonly [name: string, value: Json] | undefined {
  return found(event, isEnd ? ending : beginning);
}

/** ms since 1970, or null; as in SPEC.md L41. No event is from 1970, so 0 means no time unless its unit is stated. */
export function readTime([name, value]: readonly [string, Json]): number | null {
  const unit: TimeUnit | undefined = /ms$/i.test(name) ? 'ms' : undefined;
  const ms = writtenTimeMs(value, unit);
  return ms === 0 && unit === undefined ? null : ms;
}

/** The event's result, as a word or a boolean. */
export function statusOf(event: JsonObject): string | boolean | undefined {
  for (const holder of holdersOf(event)) {
    for (const name of fields.status) {
      const value = holder[name];
      if (typeof value === 'boolean' || (typeof value === 'string' && value !== '')) return value;
    }
  }
  const exit = wholeNumber(field(event, 'exit'));
  return exit === undefined ? undefined : exit === 0;
}
