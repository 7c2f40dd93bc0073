// The node log: JSON Lines of exactly eight event types, as graph runners write them. Field names vary; meaning does not.

import type { ClosedStatus, Effect, Failure, OperationKey } from '../../model/effect.ts';
import type { Explanation } from '../../model/explanation.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { isArray, isObject, numberOf, objectOf, stringOf } from '../../model/json.ts';
import type { Dialect, Identity, Odd, ReadEvent } from '../dialect.ts';
import { type ComparableFields, comparedFields } from './compared.ts';
import { type NodeLogFields, replaceNodeLogValues } from './replace-values.ts';
import { type RunWords, tellRunsApart } from './tell-runs-apart.ts';

const types = [
  'workflow_started',
  'workflow_completed',
  'workflow_failed',
  'workflow_cancelled',
  'node_started',
  'node_completed',
  'node_failed',
  'node_skipped',
] as const;
type NodeLogType = (typeof types)[number];

/** Names under which writers put the same thing; the first that is there counts. */
const fields = {
  type: ['type', 'event_type', 'eventType', 'event', 'kind'],
  time: ['timestamp', 'ts', 'time', 'at', 'atMs', 'at_ms', 'timestamp_ms', 'timestampMs', 'occurred_at', 'occurredAt', 'created_at', 'createdAt'],
  position: ['seq', 'sequence', 'sequence_number', 'event_id', 'eventId'],
  run: ['run_id', 'runId', 'execution_id', 'executionId'],
  workflow: ['workflow_id', 'workflowId', 'dag_id', 'dagId'],
  workflowType: ['workflow_type', 'workflowType', 'workflow_name', 'workflowName', 'workflow', 'name'],
  node: ['node_id', 'nodeId', 'node', 'step_id', 'stepId', 'step'],
  nodeName: ['node_name', 'nodeName', 'name', 'title'],
  attempt: ['attempt', 'attempt_number', 'attemptNumber'],
  input: ['input', 'inputs', 'args'],
  output: ['output', 'outputs', 'result'],
  error: ['error', 'failure', 'exception', 'message'],
  reason: ['reason', 'message', 'cause'],
} as const;
const bodies = ['data', 'payload', 'attributes', 'event_data'] as const;
/** Fields that name the nodes an event's own came from. */
const origins = ['parent_node', 'parent', 'depends_on', 'dependsOn', 'dependencies', 'upstream'];

const replaceable: NodeLogFields = {
  types: fields.type,
  structure: [...fields.time, ...fields.position, ...fields.run, ...fields.attempt],
  names: [...fields.workflow, ...fields.workflowType, ...fields.node, ...fields.nodeName, ...origins],
  bodies,
  errors: [...fields.error, ...fields.reason],
};

const comparable: ComparableFields = {
  bookkeeping: [...fields.type, ...fields.time, ...fields.position, ...fields.run, ...fields.workflow, ...fields.node, ...fields.attempt],
  said: [...fields.workflowType, ...fields.nodeName, ...fields.input, ...fields.output, ...fields.error, ...fields.reason],
  bodies,
};

/** The field by any of its names, on the event itself or one level down. */
function field(event: JsonObject, name: keyof typeof fields): Json | undefined {
  for (const holder of [event, ...bodies.map((body) => objectOf(event[body]))]) {
    for (const key of fields[name]) {
      const value = holder[key];
      if (value !== undefined && value !== null) return value;
    }
  }
  return undefined;
}

function typeOf(event: JsonObject): NodeLogType | undefined {
  for (const key of fields.type) {
    const value = event[key];
    if (typeof value === 'string' && (types as readonly string[]).includes(value)) return value as NodeLogType;
  }
  return undefined;
}

/** ISO 8601 text, or a number of s, ms, µs or ns since 1970, told apart by size. */
function readTime(raw: Json | undefined): number | null {
  if (typeof raw === 'string' && numberOf(raw) === undefined) {
    const parsed = Date.parse(raw);
    return Number.isNaN(parsed) ? null : parsed;
  }
  const number = numberOf(raw);
  if (number === undefined || number <= 0) return null;
  if (number > 1e17) return number / 1e6;
  if (number > 1e14) return number / 1e3;
  return number > 1e11 ? number : number * 1000;
}

function read(raw: Json): ReadEvent {
  const event = objectOf(raw);
  const type = typeOf(event);
  const atMs = readTime(field(event, 'time'));
  const written = type ?? stringOf(field(event, 'type')) ?? 'unknown';
  return { atMs, type: written, explanation: explain(event, type), odd: check(event, written, atMs) };
}

function explain(event: JsonObject, type: NodeLogType | undefined): Explanation {
  switch (type) {
    case 'workflow_started': {
      const input = field(event, 'input');
      return { effects: [{ type: 'run', status: 'running', ...(input === undefined ? {} : { input }) }], summary: 'workflow started', wakes: true };
    }
    case 'workflow_completed': {
      const result = field(event, 'output');
      return { effects: [{ type: 'run', status: 'completed', ...(result === undefined ? {} : { result }) }], summary: 'workflow completed' };
    }
    case 'workflow_failed': {
      const failure = failureOf(field(event, 'error'));
      return { effects: [{ type: 'run', status: 'failed', ...(failure === undefined ? {} : { failure }) }], summary: `workflow failed${colon(failure?.message)}` };
    }
    case 'workflow_cancelled': {
      const reason = stringOf(field(event, 'reason'));
      return { effects: [{ type: 'run', status: 'cancelled', ...(reason === undefined ? {} : { reason }) }], summary: `workflow cancelled${colon(reason)}` };
    }
    case 'node_started':
      return { effects: opening(event, true), summary: 'started' };
    case 'node_completed':
      return closing(event, 'completed', 'completed');
    case 'node_failed':
      return closing(event, 'failed', 'failed');
    case 'node_skipped':
      return closing(event, 'skipped', 'skipped');
    case undefined:
      return { effects: [], summary: 'unknown event type' };
  }
}

function keyOf(event: JsonObject): OperationKey {
  const node = field(event, 'node');
  return `node:${typeof node === 'string' || typeof node === 'number' ? String(node) : '?'}`;
}

function opening(event: JsonObject, starts: boolean): Effect[] {
  const key = keyOf(event);
  const attempt = numberOf(field(event, 'attempt'));
  const input = field(event, 'input');
  const cause = causeOf(event);
  const open: Effect = {
    type: 'open',
    key,
    kind: 'node',
    name: stringOf(field(event, 'nodeName')) ?? key.slice(5),
    ...(input === undefined ? {} : { input }),
    ...(cause === undefined ? {} : { cause }),
  };
  return starts ? [open, { type: 'advance', key, status: 'started', ...(attempt === undefined ? {} : { attempt }) }] : [open];
}

/** The node it came from, where the log names exactly one. */
function causeOf(event: JsonObject): OperationKey | undefined {
  for (const name of origins) {
    const value = event[name];
    const one = isArray(value) && value.length === 1 ? value[0] : value;
    if (typeof one === 'string' && one !== '') return `node:${one}`;
  }
  return undefined;
}

function closing(event: JsonObject, status: ClosedStatus, word: string): Explanation {
  const key = keyOf(event);
  const result = status === 'completed' ? field(event, 'output') : undefined;
  const failure = status === 'failed' ? failureOf(field(event, 'error')) : undefined;
  const reason = status === 'skipped' ? stringOf(field(event, 'reason')) : failure?.message;
  const close: Effect = { type: 'close', key, status, ...(result === undefined ? {} : { result }), ...(failure === undefined ? {} : { failure }) };
  // A skipped node was never started: this event is all there is of it.
  const effects: Effect[] = status === 'skipped' ? [...opening(event, false), close] : [close];
  return { effects, summary: `${word}${colon(reason)}`, wakes: true };
}

function failureOf(raw: Json | undefined): Failure | undefined {
  if (raw === undefined || raw === null) return undefined;
  if (!isObject(raw)) return { message: typeof raw === 'string' ? raw : JSON.stringify(raw) };
  const type = stringOf(raw['type']) ?? stringOf(raw['name']) ?? stringOf(raw['code']);
  const stack = stringOf(raw['stack']) ?? stringOf(raw['stackTrace']) ?? stringOf(raw['traceback']);
  const cause = failureOf(raw['cause']);
  return {
    message: stringOf(raw['message']) ?? stringOf(raw['error']) ?? '',
    ...(type === undefined ? {} : { type }),
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined ? {} : { cause }),
  };
}

function colon(text: string | undefined): string {
  return text === undefined || text === '' ? '' : `: ${text}`;
}

function identify(identity: Identity, raw: Json): Identity {
  const event = objectOf(raw);
  const idOf = (name: 'run' | 'workflow' | 'workflowType'): string | undefined => stringOf(field(event, name));
  const started = typeOf(event) === 'workflow_started';
  const runId = identity.runId ?? idOf('run');
  const workflowId = identity.workflowId ?? idOf('workflow');
  const workflowType = identity.workflowType ?? (started ? idOf('workflowType') : undefined);
  if (runId === identity.runId && workflowId === identity.workflowId && workflowType === identity.workflowType) return identity;
  return {
    ...(runId === undefined ? {} : { runId }),
    ...(workflowId === undefined ? {} : { workflowId }),
    ...(workflowType === undefined ? {} : { workflowType }),
  };
}

function check(event: JsonObject, type: string, atMs: number | null): readonly Odd[] {
  const odd: Odd[] = [];
  if (typeOf(event) === undefined) odd.push({ code: 'unknown-type', text: `The event type ${type.slice(0, 80)} is none of the eight; it is shown as it is.` });
  else if (type.startsWith('node_') && keyOf(event) === 'node:?') odd.push({ code: 'odd-shape', text: `${type} does not say which node it is about.` });
  if (atMs === null && field(event, 'time') !== undefined) odd.push({ code: 'odd-shape', text: 'The time of the event cannot be read.' });
  return odd;
}

function runWords(raw: Json): RunWords {
  const event = objectOf(raw);
  const idOf = (name: 'run' | 'workflow'): string | undefined => idText(field(event, name));
  const word = explain(event, typeOf(event)).effects.find((effect) => effect.type === 'run');
  return { run: idOf('run'), workflow: idOf('workflow'), status: word?.status };
}

function idText(value: Json | undefined): string | undefined {
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value) : undefined;
}

export const nodelog: Dialect = {
  id: 'nodelog',
  recognises: (event) => typeOf(event) !== undefined,
  describe: () => 'Node log',
  read,
  tellRunsApart: () => tellRunsApart(runWords),
  position: (event) => numberOf(field(objectOf(event), 'position')),
  identify,
  identifyHolder: () => ({}),
  checkHolder: () => [],
  isStart: (type) => type === 'workflow_started',
  decode: (value) => value,
  compared: (event) => comparedFields(objectOf(event), read(event).explanation.effects, comparable, typeOf(objectOf(event)) === 'workflow_started' ? field(objectOf(event), 'workflowType') : undefined),
  replaceValues: (event, replacer) => replaceNodeLogValues(event, replaceable, replacer),
};
