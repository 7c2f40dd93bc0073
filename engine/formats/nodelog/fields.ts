// Where a node log's event says what: the names under which writers put the same thing, on the event itself or one level down.

import type { Json, JsonObject } from '../../model/json.ts';
import { isArray, isObject, stringOf } from '../../model/json.ts';
import { type TimeUnit, writtenTimeMs } from '../../model/written-time.ts';

/** The first that is there counts. */
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
  /** A name that stands for the node where no id does. */
  namedNode: ['node_name', 'nodeName', 'step_name', 'stepName', 'name'],
  nodeName: ['node_name', 'nodeName', 'step_name', 'stepName', 'name', 'title'],
  /** What a node does: its name where it has neither name nor id. */
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
  /** How often it was tried before. */
  retries: ['retry_count', 'retryCount', 'retry_index', 'retryIndex', 'retry_attempt', 'retryAttempt'],
  willRetry: ['will_retry', 'willRetry'],
  input: ['input', 'inputs', 'args', 'input_data', 'inputData'],
  output: ['output', 'outputs', 'result', 'output_data', 'outputData'],
  reason: ['reason', 'message', 'cause'],
  status: ['status', 'outcome', 'state', 'exit_status', 'exitStatus', 'success', 'ok'],
  /** Of a program: 0 is good. */
  exit: ['exit_code', 'exitCode', 'exit_status', 'exitStatus', 'returncode', 'return_code'],
} as const;

export const bodies = ['data', 'payload', 'attributes', 'event_data', 'details', 'metadata', 'extra'] as const;
/** Fields that name the nodes an event's own came from. */
export const origins = ['parent_node', 'parent', 'depends_on', 'dependsOn', 'dependencies', 'upstream'];

/** An event is asked for many fields, one after the other. */
let latest: { readonly event: JsonObject; readonly holders: readonly JsonObject[] } | undefined;

/** The event, and the objects one level down that may hold its fields. */
export function holdersOf(event: JsonObject): readonly JsonObject[] {
  if (latest?.event !== event)
    latest = { event, holders: [event, ...bodies.map((body) => event[body]).filter(isObject)] };
  return latest.holders;
}

/** The field by any of its names, and the name. */
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

/** An id, written as text, number or `{id}`. */
export function idText(raw: Json | undefined): string | undefined {
  if (typeof raw === 'number') return String(raw);
  if (!isObject(raw)) return stringOf(raw);
  return idText(raw['id'] ?? raw['key'] ?? raw['name']);
}

/** The one node that the event names as where its own came from. */
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

/** The field that says when it happened; of several that its end knows, the end's. */
export function timeField(event: JsonObject, isEnd: boolean): readonly [name: string, value: Json] | undefined {
  return found(event, isEnd ? ending : beginning);
}

/** ms since 1970, or null; as in SPEC.md L41. Nobody's events are of 1970: there 0 is no time, but where its unit is said. */
export function readTime([name, value]: readonly [string, Json]): number | null {
  const unit: TimeUnit | undefined = /ms$/i.test(name) ? 'ms' : undefined;
  const ms = writtenTimeMs(value, unit);
  return ms === 0 && unit === undefined ? null : ms;
}

/** What the event says of how it went, in a word or as true and false. */
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
