// Conductor and Orkes: transitions of an execution's tasks, derived from their final states.

import type { ComparedParts } from '../../model/compare/parts.ts';
import {
  type ClosedStatus,
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
import { otherFields, type ReplacedFields, replaceFields } from '../event-fields.ts';
import { oddTime } from '../event-time.ts';
import { parseJsonLegibly } from '../json-payload.ts';

/** Task types that the engine runs by itself; all other types are work. */
const control: ReadonlySet<string> = new Set([
  'FORK',
  'FORK_JOIN',
  'FORK_JOIN_DYNAMIC',
  'JOIN',
  'EXCLUSIVE_JOIN',
  'SWITCH',
  'DECISION',
  'DO_WHILE',
  'SET_VARIABLE',
  'TERMINATE',
  'DYNAMIC',
]);

function kindOf(type: string): OperationKind {
  if (type === 'SUB_WORKFLOW' || type === 'START_WORKFLOW') return 'childWorkflow';
  return control.has(type) ? 'node' : 'activity';
}

/** One kind of key for all tasks: an end does not state the type of its task. */
function keyOf(event: JsonObject): OperationKey {
  return `node:${stringOf(event['operation']) ?? '?'}`;
}

const runEnds: Readonly<Record<string, RunStatus>> = {
  COMPLETED: 'completed',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  TERMINATED: 'terminated',
};
const taskEnds: Readonly<Record<string, ClosedStatus>> = {
  COMPLETED: 'completed',
  COMPLETED_WITH_ERRORS: 'completed',
  FAILED: 'failed',
  FAILED_WITH_TERMINAL_ERROR: 'failed',
  TIMED_OUT: 'timedOut',
  CANCELED: 'canceled',
  SKIPPED: 'skipped',
};

function explain(event: JsonObject): Explanation {
  switch (event['transition']) {
    case 'WorkflowStarted':
      return started(objectOf(event['workflow']), event['withoutTasks'] === true);
    case 'WorkflowPaused':
      return { effects: [{ type: 'run', status: 'paused' }], summary: 'workflow paused' };
    case 'WorkflowEnded': {
      const status = runEnds[stringOf(event['status']) ?? ''] ?? 'unknown';
      const why = failing(event, status !== 'completed');
      return {
        effects: [{ type: 'run', status, ...given('result', event['output']), ...why }],
        summary: `workflow ${status}${text(why)}`,
      };
    }
    case 'TaskScheduled':
      return scheduled(event);
    case 'TaskStarted': {
      const worker = stringOf(event['workerId']);
      return {
        effects: [{ type: 'advance', key: keyOf(event), status: 'started', ...(worker !== undefined && { worker }) }],
        summary: 'started',
      };
    }
    case 'TaskEnded':
      return over(event);
    default:
      return { effects: [], summary: 'unknown event type' };
  }
}

function started(workflow: JsonObject, isWithoutTasks: boolean): Explanation {
  const parent = stringOf(workflow['parentWorkflowId']);
  const rerun = stringOf(workflow['reRunFromWorkflowId']);
  const effects: Effect[] = [
    {
      type: 'run',
      status: 'running',
      awaits: isWithoutTasks
        ? 'its first task, or for tasks that are not in the file'
        : 'the next task to be scheduled',
      ...given('input', workflow['input']),
    },
    ...Object.entries(objectOf(workflow['variables'])).map(([name, value]): Effect => ({
      type: 'set',
      name: `variables.${name}`,
      value: value ?? null,
    })),
    ...(parent === undefined ? [] : [{ type: 'link', relation: 'parent', workflowId: parent, runId: parent } as const]),
    ...(rerun === undefined ? [] : [{ type: 'link', relation: 'resetFrom', runId: rerun } as const]),
  ];
  return { effects, summary: `${typeOf(workflow) ?? 'workflow'} started`, wakes: true };
}

function scheduled(event: JsonObject): Explanation {
  const task = objectOf(event['task']);
  const type = stringOf(task['taskType']) ?? '';
  const child = stringOf(task['subWorkflowId']);
  const key = keyOf(event);
  const effects: Effect[] = [
    {
      type: 'open',
      key,
      kind: kindOf(type),
      name: stringOf(task['referenceTaskName']) ?? type,
      label: type,
      ...given('input', task['inputData']),
    },
    ...(child === undefined
      ? []
      : [{ type: 'link', relation: 'child', workflowId: child, runId: child, key } as const]),
  ];
  const attempt = numberOf(task['retryCount']) ?? 0;
  return { effects, summary: attempt > 0 ? `scheduled, retry ${attempt}` : 'scheduled' };
}

function over(event: JsonObject): Explanation {
  const task = objectOf(event['task']);
  const word = stringOf(task['status']) ?? '';
  const status = taskEnds[word] ?? 'completed';
  const why = failing(task, status === 'failed' || status === 'timedOut');
  return {
    effects: [{ type: 'close', key: keyOf(event), status, ...given('result', task['outputData']), ...why }],
    summary: `${word.toLowerCase().replaceAll('_', ' ')}${text(why)}`,
    wakes: true,
  };
}

function given(name: 'input' | 'result', value: Json | undefined): { readonly input?: Json; readonly result?: Json } {
  return value === undefined || value === null ? {} : { [name]: value };
}

function failing({ reasonForIncompletion }: JsonObject, isBad: boolean): { readonly failure?: Failure } {
  const message = stringOf(reasonForIncompletion);
  return isBad && message !== undefined ? { failure: { message } } : {};
}

function text({ failure }: { readonly failure?: Failure }): string {
  return failure === undefined ? '' : `: ${failureLine(failure)}`;
}

export function typeOf(workflow: JsonObject): string | undefined {
  return (
    stringOf(workflow['workflowName']) ??
    stringOf(workflow['workflowType']) ??
    stringOf(objectOf(workflow['workflowDefinition'])['name'])
  );
}

function read(raw: Json): ReadEvent {
  const event = objectOf(raw);
  const at = event['at'];
  const atMs = typeof at === 'number' ? finiteMs(at) : null;
  return {
    atMs,
    type: stringOf(event['transition']) ?? 'unknown',
    explanation: explain(event),
    odd: oddTime(event['unread'] ?? at, atMs),
  };
}

function identify(identity: Identity, raw: Json): Identity {
  const workflow = objectOf(objectOf(raw)['workflow']);
  const [id, type] = [stringOf(workflow['workflowId']), typeOf(workflow)];
  if (id === undefined) return identity;
  return { runId: id, workflowId: id, ...(type !== undefined && { workflowType: type }), ...identity };
}

/** Fields left out: times, ids, workers, and the effects' own facts. */
const left =
  /^(.*Time|.*InSeconds|.*Id|.*Ids|operation|transition|at|seq|pollCount|status|taskStatus|retried|executed|callbackFromWorker|retryCount|inputData|outputData|input|output|variables|reasonForIncompletion|referenceTaskName|taskType|taskDefName|workflowType|workflowName|createdBy|updatedBy|ownerApp|logs|loopOverTask|subworkflowChanged|rateLimit.*|.*StoragePath)$/;

function compared(raw: Json): ComparedParts {
  const event = objectOf(raw);
  const others = otherFields({ ...objectOf(event['task']), ...objectOf(event['workflow']) }, (key) => left.test(key));
  return others === undefined ? {} : { details: others };
}

const replaced: ReplacedFields = {
  values: new Set(['inputData', 'outputData', 'input', 'output', 'variables']),
  texts: new Set(['reasonForIncompletion']),
  names: new Set(['workflowId', 'referenceTaskName', 'workerId', 'workflowName', 'workflowType']),
  read: (value) => value,
  write: (value) => value,
};

export const conductor: Dialect = {
  id: 'conductor',
  // Documents contain no events: the container makes them.
  ...madeEvents,
  describe: () => 'Conductor execution',
  parse: parseJsonLegibly,
  read,
  identify,
  isStart: (type) => type === 'WorkflowStarted',
  recordsLate: () => true,
  decode: (value) => value,
  compared,
  replaceValues: (event, replacer) => replaceFields(event, replaced, replacer),
};
