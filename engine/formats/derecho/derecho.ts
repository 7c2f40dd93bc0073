// Derecho's logs: a JSON array of flat events, bytes in base64, durations in ns. Keys unknown to Derecho are kept.

import type { ComparedParts } from '../../model/compare/parts.ts';
import { isObject, type Json, type JsonObject, numberOf, objectOf, stringOf } from '../../model/json.ts';
import type { Dialect, Identity, Odd, ReadEvent } from '../dialect.ts';
import { chosenId } from '../chosen-id.ts';
import { otherFields, type ReplacedFields, replaceFields } from '../event-fields.ts';
import { oddTime } from '../event-time.ts';
import { mapped, readBase64, unwrapped } from '../written-value.ts';
import { derechoEvent, isDerechos, isKnown, parseEvent, spelled, timeOf, writtenTime } from './event.ts';
import { explain } from './explain.ts';

function read(raw: Json): ReadEvent {
  const event = derechoEvent(raw);
  const type = stringOf(event['type']) ?? 'unknown';
  const odd: readonly Odd[] = isKnown(type)
    ? []
    : [
        {
          code: 'unknown-type',
          text: `The event type ${type.slice(0, 80)} is not known here: what it did is not in the state.`,
        },
      ];
  const atMs = timeOf(event);
  return { atMs, type, explanation: explain(event), odd: [...odd, ...oddTime(writtenTime(event), atMs)] };
}

/**
 * A log names neither its workflow nor its run; the identity comes from fields that other writers add to the start, or
 * that the parent adds to a child.
 */
function identify(identity: Identity, raw: Json, { type }: ReadEvent): Identity {
  const event = derechoEvent(raw);
  if (type === 'child_workflow_scheduled') return named(identity, event, 'parent_run_id', 'parent_workflow_id');
  if (type !== 'workflow_started') return identity;
  const workflowType = stringOf(event['workflow_type']);
  const known = named(identity, event, 'run_id', 'workflow_id');
  return workflowType === undefined || identity.workflowType !== undefined ? known : { ...known, workflowType };
}

function named(identity: Identity, event: JsonObject, run: string, workflow: string): Identity {
  const [runId, workflowId] = [
    identity.runId ?? stringOf(event[run]),
    identity.workflowId ?? stringOf(event[workflow]),
  ];
  if (runId === identity.runId && workflowId === identity.workflowId) return identity;
  return { ...identity, ...(runId !== undefined && { runId }), ...(workflowId !== undefined && { workflowId }) };
}

const payloads: ReadonlySet<string> = new Set(['args', 'result', 'input', 'payload', 'new_input']);

/** Fields left out: those that the effects state, and bookkeeping (event numbers, times, run ids, workers). */
const left: ReadonlySet<string> = new Set([
  ...payloads,
  'id',
  'type',
  'scheduled_by_id',
  'task_id',
  'ts',
  'started_at',
  'requested_at',
  'scheduled_at',
  'fired_at',
  'fire_at',
  'sent_at',
  'worker_id',
  'run_id',
  'workflow_id',
  'child_run_id',
  'child_workflow_id',
  'target_workflow_id',
  'parent_run_id',
  'parent_workflow_id',
  'parent_close_policy',
  'workflow_type',
  'name',
  'signal_name',
  'error',
  'reason',
  'duration',
  'retry_policy',
  'timeout_policy',
]);

function compared(raw: Json, workflowId: string | null): ComparedParts {
  const event = derechoEvent(raw);
  const other = otherFields(event, (key) => left.has(key));
  const id = stringOf(
    event['type'] === 'workflow_started' ? undefined : (event['workflow_id'] ?? event['target_workflow_id']),
  );
  const chosen = id === undefined ? undefined : chosenId(id, workflowId);
  const details = { ...other, ...(chosen !== undefined && { workflow_id: chosen }) };
  return Object.keys(details).length === 0 ? {} : { details };
}

function isEvent(value: Json): value is JsonObject {
  return isObject(value) && isKnown(value['type']) && value['id'] !== undefined;
}

function decode(value: Json): Json {
  return isEvent(value)
    ? mapped(value, (part, key) => (payloads.has(spelled(key)) ? readBase64(part) : part))
    : unwrapped(value, readBase64);
}

const replaced: ReplacedFields = {
  values: new Set([...payloads, 'details']),
  texts: new Set(['message', 'reason']),
  names: new Set([
    'workflow_type',
    'name',
    'signal_name',
    'worker_id',
    'workflow_id',
    'child_workflow_id',
    'target_workflow_id',
    'parent_workflow_id',
  ]),
  spelled,
  read: readBase64,
  write: (value, before) =>
    typeof before === 'string' ? Buffer.from(JSON.stringify(value)).toString('base64') : value,
};

export const derecho: Dialect = {
  id: 'derecho',
  guest: 'native',
  inTasks: true,
  recognises: (event, sample = [event]) => isKnown(event['type']) && sample.some(isDerechos),
  describe: () => 'Derecho log',
  parse: parseEvent,
  read,
  position: (event) => numberOf(objectOf(event)['id']),
  identify,
  identifyHolder: () => ({}),
  checkHolder: () => [],
  isStart: (type) => type === 'workflow_started',
  // Times come from several clocks: the store's, the worker's and the task's.
  recordsLate: () => false,
  decode,
  compared,
  replaceValues: (event, replacer) => replaceFields(event, replaced, replacer),
};
