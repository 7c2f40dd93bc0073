// DBOS: rows of its system database as events. A step is one row, written at its end; a sleep is written at its
// beginning.
// Source: dbos-transact-py and dbos-transact-ts, system database schema 2 to 125.

import type { ComparedParts } from '../../model/compare/parts.ts';
import { durationText } from '../../model/duration.ts';
import {
  type Effect,
  type Failure,
  failureLine,
  type OperationKey,
  type OperationKind,
  type RunStatus,
} from '../../model/effect.ts';
import type { Explanation } from '../../model/explanation.ts';
import { type Json, type JsonObject, numberOf, objectOf, stringOf } from '../../model/json.ts';
import { finiteMs } from '../../model/moment.ts';
import type { Dialect, Identity, ReadEvent } from '../dialect.ts';
import { madeEvents } from '../made-events.ts';
import { type ReplacedFields, replaceFields } from '../event-fields.ts';
import { oddTime } from '../event-time.ts';
import { parseJson } from '../json-payload.ts';
import { unwrapped, wrapped } from '../written-value.ts';
import { failureOf, readValue } from './value.ts';

const statuses: Readonly<Record<string, RunStatus>> = {
  SUCCESS: 'completed',
  ERROR: 'failed',
  CANCELLED: 'canceled',
  MAX_RECOVERY_ATTEMPTS_EXCEEDED: 'failed',
  RETRIES_EXCEEDED: 'failed',
};

export function endOf(status: string | undefined): RunStatus | undefined {
  return status !== undefined && Object.hasOwn(statuses, status) ? statuses[status] : undefined;
}

const kinds: Readonly<Record<string, OperationKind>> = {
  'DBOS.recv': 'signal',
  'DBOS.send': 'signalExternal',
  'DBOS.sleep': 'timer',
  'DBOS.setEvent': 'sideEffect',
  'DBOS.writeStream': 'sideEffect',
  'DBOS.closeStream': 'sideEffect',
  'DBOS.now': 'sideEffect',
  'DBOS.randomUUID': 'sideEffect',
};

function kindOf(name: string): OperationKind {
  if (name.startsWith('DBOS.patch-')) return 'version';
  return (Object.hasOwn(kinds, name) ? kinds[name] : undefined) ?? (name.startsWith('DBOS.') ? 'other' : 'activity');
}

function explain(event: JsonObject): Explanation {
  switch (event['event']) {
    case 'WorkflowStarted':
      return started(event);
    case 'Step':
      return step(event);
    case 'SleepEnded':
      return {
        effects: [
          { type: 'close', key: keyOf('timer', event), status: event['cut'] === true ? 'canceled' : 'completed' },
        ],
        summary: event['cut'] === true ? 'not waited for any longer' : 'fired',
        wakes: true,
      };
    case 'WorkflowEnded': {
      const failure = failureOf(event['error']) ?? gaveUp(stringOf(event['status']));
      const status = endOf(stringOf(event['status'])) ?? 'unknown';
      return {
        effects: [{ type: 'run', status, ...given('result', event['output']), ...(failure && { failure }) }],
        summary: `workflow ${status}${failure === undefined ? '' : `: ${failureLine(failure)}`}`,
      };
    }
    default:
      return { effects: [], summary: 'unknown event type' };
  }
}

/** Such a workflow has no error of its own. */
function gaveUp(status: string | undefined): Failure | undefined {
  return status === 'MAX_RECOVERY_ATTEMPTS_EXCEEDED' || status === 'RETRIES_EXCEEDED'
    ? { message: 'it was recovered as often as it may be', type: status }
    : undefined;
}

function keyOf(kind: OperationKind, event: JsonObject): OperationKey {
  return `${kind}:${String(numberOf(event['function_id']) ?? '?')}`;
}

function given(name: 'input' | 'result', value: Json | undefined): { readonly input?: Json; readonly result?: Json } {
  return value === undefined || value === null ? {} : { [name]: wrapped(value) };
}

function started(event: JsonObject): Explanation {
  const row = objectOf(event['workflow']);
  const [parent, forked] = [stringOf(row['parent_workflow_id']), stringOf(row['forked_from'])];
  const status = stringOf(row['status']);
  const effects: Effect[] = [
    { type: 'run', status: 'running', ...given('input', event['inputs']), ...waitOf(status, row) },
    ...(['queue_name', 'application_version'] as const).flatMap((name): readonly Effect[] =>
      stringOf(row[name]) === undefined ? [] : [{ type: 'set', name, value: row[name]! }],
    ),
    ...(parent === undefined ? [] : [{ type: 'link', relation: 'parent', workflowId: parent, runId: parent } as const]),
    ...(forked === undefined
      ? []
      : [{ type: 'link', relation: 'resetFrom', workflowId: forked, runId: forked } as const]),
  ];
  const isWaiting = status === 'ENQUEUED' || status === 'DELAYED';
  return {
    effects,
    summary: `${stringOf(row['name']) ?? 'workflow'} ${isWaiting ? status.toLowerCase() : 'started'}`,
    wakes: true,
  };
}

/** A step is written at its end: one that runs, or ran when its process died, is not there. */
function waitOf(
  status: string | undefined,
  row: JsonObject,
): { readonly awaits: string; readonly beginsAtMs?: number } {
  const queue = stringOf(row['queue_name']);
  const until = numberOf(row['delay_until_epoch_ms']);
  if (status === 'ENQUEUED') return { awaits: `its turn${queue === undefined ? '' : ` in queue ${queue}`}` };
  if (status === 'DELAYED') return { awaits: 'its start', ...(until !== undefined && { beginsAtMs: until }) };
  return { awaits: 'its own code, or a step, which is written when it is over' };
}

function step(event: JsonObject): Explanation {
  const name = stringOf(event['function_name']) ?? 'step';
  const child = stringOf(event['child_workflow_id']);
  if (child !== undefined) return ofChild(event, name, child);
  const kind = kindOf(name);
  const key = keyOf(kind, event);
  if (kind === 'timer') return sleep(event, key);
  const failure = failureOf(event['error']);
  return {
    effects: [
      { type: 'open', key, kind, name: name.replace(/^DBOS\.(patch-)?/, '') },
      { type: 'advance', key, status: 'started' },
      {
        type: 'close',
        key,
        status: failure === undefined ? 'completed' : 'failed',
        ...given('result', event['output']),
        ...(failure && { failure }),
      },
    ],
    summary: failure === undefined ? 'completed' : `failed: ${failureLine(failure)}`,
    wakes: true,
  };
}

/** A sleep's row states its end time; only later rows prove that it ended. */
function sleep(event: JsonObject, key: OperationKey): Explanation {
  const until = numberOf(event['until_ms']);
  const from = numberOf(event['started_at_epoch_ms']);
  const length = until === undefined || from === undefined ? '' : ` ${durationText(Math.max(0, until - from))}`;
  return {
    effects: [
      { type: 'open', key, kind: 'timer', name: `sleep${length}`, ...(until !== undefined && { untilMs: until }) },
    ],
    summary: 'started',
  };
}

/** The start of a child and the wait for it are two rows. */
function ofChild(event: JsonObject, name: string, child: string): Explanation {
  const key: OperationKey = `childWorkflow:${child}`;
  const failure = failureOf(event['error']);
  if (name !== 'DBOS.getResult')
    return {
      effects: [
        { type: 'open', key, kind: 'childWorkflow', name, about: child },
        { type: 'advance', key, status: 'started' },
        { type: 'link', relation: 'child', workflowId: child, runId: child, workflowType: name, key },
      ],
      summary: 'started',
    };
  return {
    effects: [
      {
        type: 'close',
        key,
        status: failure === undefined ? 'completed' : 'failed',
        ...given('result', event['output']),
        ...(failure && { failure }),
      },
    ],
    summary: failure === undefined ? 'result received' : `failed: ${failureLine(failure)}`,
    wakes: true,
  };
}

function read(raw: Json): ReadEvent {
  const event = objectOf(raw);
  const at = event['at'];
  const atMs = typeof at === 'number' ? finiteMs(at) : null;
  return { atMs, type: stringOf(event['event']) ?? 'unknown', explanation: explain(event), odd: oddTime(at, atMs) };
}

function identify(identity: Identity, raw: Json): Identity {
  const row = objectOf(objectOf(raw)['workflow']);
  const [id, name] = [stringOf(row['workflow_uuid']), stringOf(row['name'])];
  if (id === undefined) return identity;
  return { runId: id, workflowId: id, ...(name !== undefined && { workflowType: name }), ...identity };
}

const written: ReadonlySet<string> = new Set(['inputs', 'output', 'error']);

function compared(raw: Json): ComparedParts {
  const event = objectOf(raw);
  const { class_name: className, config_name: configName, workflow_timeout_ms: timeout } = objectOf(event['workflow']);
  const details = Object.fromEntries(
    Object.entries({ className, configName, timeout }).filter(([, value]) => value !== undefined && value !== null),
  );
  return Object.keys(details).length === 0 ? {} : { details };
}

function decode(value: Json): Json {
  const event = objectOf(value);
  if (stringOf(event['event']) === undefined || !('at' in event)) return unwrapped(value, readValue);
  return Object.fromEntries(
    Object.entries(event).map(([key, part]) => [key, written.has(key) ? readValue(part ?? null) : (part ?? null)]),
  );
}

const replaced: ReplacedFields = {
  values: written,
  texts: new Set(),
  names: new Set(['workflow_uuid', 'child_workflow_id', 'parent_workflow_id', 'forked_from', 'name', 'function_name']),
  read: readValue,
  write: (value) => JSON.stringify(value),
};

export const dbos: Dialect = {
  id: 'dbos',
  // Events come from rows of several tables: the container joins them.
  ...madeEvents,
  describe: () => 'DBOS system database',
  parse: parseJson,
  read,
  identify,
  isStart: (type) => type === 'WorkflowStarted',
  // Steps run in parallel, and rows are in the order of the calls.
  recordsLate: () => true,
  decode,
  compared,
  replaceValues: (event, replacer) => replaceFields(event, replaced, replacer),
};
