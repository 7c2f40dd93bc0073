// The meaning of the Durable Task Framework's events, as effects. Actions are keyed by their event id, which their
// outcomes name.

import {
  type Effect,
  type Failure,
  failureLine,
  type OperationKey,
  type OperationKind,
  type RunStatus,
} from '../../model/effect.ts';
import type { Explanation } from '../../model/explanation.ts';
import { isObject, type Json, type JsonObject, stringOf } from '../../model/json.ts';
import { idText } from '../event-fields.ts';
import { readJsonText, wrapped } from '../written-value.ts';
import { type AzureEvent, type AzureType, bare, instanceOf, moment, spelled } from './event.ts';

type Meaning = Omit<Explanation, 'id'>;
type Rule = (event: AzureEvent) => Meaning;

export function explain(event: AzureEvent): Explanation {
  const meaning = event.type === undefined ? unknown(event) : rules[event.type](event);
  return event.id === undefined ? meaning : { ...meaning, id: String(event.id) };
}

const named: readonly OperationKind[] = ['activity', 'timer', 'childWorkflow'];

/** Any operation that the event names may have changed. */
function unknown({ fields }: AzureEvent): Meaning {
  const id = idText(fields['taskscheduledid'] ?? fields['timerid']);
  return {
    effects: id === undefined ? [] : named.map((kind) => ({ type: 'mention', key: `${kind}:${id}` })),
    summary: 'unknown event type',
  };
}

/** An operation without an id stands alone. */
function key(kind: OperationKind, id: Json | undefined): OperationKey {
  return `${kind}:${idText(id) ?? '?'}`;
}

function given<K extends 'input' | 'result' | 'nextInput'>(
  name: K,
  value: Json | undefined,
): { readonly [key in K]?: Json } {
  return value === undefined || value === null ? {} : ({ [name]: wrapped(value) } as { readonly [key in K]?: Json });
}

function nameOf({ fields }: AzureEvent, other: string): string {
  return stringOf(fields['name']) ?? stringOf(fields['functionname']) ?? other;
}

function failing({ fields }: AzureEvent): { readonly failure?: Failure } {
  const failure = failureOf(fields['failuredetails'] ?? null);
  if (failure !== undefined) return { failure };
  const [reason, details] = [stringOf(fields['reason']), stringOf(fields['details'])];
  return reason === undefined && details === undefined
    ? {}
    : {
        failure: {
          message: reason ?? details ?? '',
          ...(reason !== undefined && details !== undefined && { stack: details }),
        },
      };
}

function failureOf(value: Json, depth = 0): Failure | undefined {
  if (!isObject(value) || depth > 100) return undefined;
  const said = Object.fromEntries(Object.entries(value).map(([name, part]) => [spelled(name), bare(part ?? null)]));
  const [type, stack] = [stringOf(said['errortype']), stringOf(said['stacktrace'])];
  const cause = failureOf(said['innerfailure'] ?? null, depth + 1);
  return {
    message: stringOf(said['errormessage']) ?? stringOf(said['message']) ?? '',
    ...(type !== undefined && { type }),
    ...(stack !== undefined && { stack }),
    ...(said['isnonretriable'] === true && { nonRetryable: true }),
    ...(cause !== undefined && { cause }),
  };
}

function why({ failure }: { readonly failure?: Failure }): string {
  return failure === undefined ? '' : `: ${failureLine(failure)}`;
}

const silent =
  (summary: string): Rule =>
  () => ({ effects: [], summary, bookkeeping: true });

/** The status request merges the opening into the end: then only the end exists. */
function opening(event: AzureEvent, kind: OperationKind, own: OperationKey, other: string): readonly Effect[] {
  const isFolded = own.endsWith(':?');
  return isFolded ? [{ type: 'open', key: own, kind, name: nameOf(event, other) }] : [];
}

function closing(kind: OperationKind, link: string, status: 'completed' | 'failed', other: string): Rule {
  return (event) => {
    const own = key(kind, event.fields[link]);
    const failure = status === 'failed' ? failing(event) : {};
    return {
      effects: [
        ...opening(event, kind, own, other),
        { type: 'close', key: own, status, ...given('result', event.fields['result']), ...failure },
      ],
      summary: `${status}${why(failure)}`,
      wakes: true,
    };
  };
}

function instant(kind: OperationKind, other: string, summary: string, wakes: boolean): Rule {
  return (event) => {
    const own = key(kind, event.id);
    const { instance } = instanceOf(event.fields);
    const about = stringOf(event.fields['instanceid']) ?? stringOf(event.fields['targetinstanceid']) ?? instance;
    return {
      effects: [
        {
          type: 'open',
          key: own,
          kind,
          name: nameOf(event, other),
          ...(about !== undefined && kind === 'signalExternal' && { about }),
          ...given('input', event.fields['input'] ?? event.fields['data']),
        },
        { type: 'close', key: own, status: 'completed' },
      ],
      summary,
      wakes,
    };
  };
}

/** The run status from `ORCHESTRATION_STATUS_COMPLETED`, `Completed` or 1. */
const statuses: Readonly<Record<string, RunStatus>> = {
  running: 'running',
  completed: 'completed',
  continuedasnew: 'continuedAsNew',
  failed: 'failed',
  canceled: 'canceled',
  terminated: 'terminated',
  pending: 'running',
  suspended: 'paused',
};

export function statusNamed(value: Json | undefined): RunStatus | undefined {
  const word = typeof value === 'number' ? Object.keys(statuses)[value] : stringOf(value);
  const bareWord =
    word
      ?.replace(/^ORCHESTRATION_STATUS_/, '')
      .replaceAll('_', '')
      .toLowerCase() ?? '';
  return Object.hasOwn(statuses, bareWord) ? statuses[bareWord] : undefined;
}

const words: { readonly [S in RunStatus]?: string } = { continuedAsNew: 'continued as new', timedOut: 'timed out' };

const completed: Rule = (event) => {
  const status = statusNamed(event.fields['orchestrationstatus']) ?? 'unknown';
  const failure = failing(event);
  return {
    effects: [
      {
        type: 'run',
        status,
        ...(event.fields['result'] !== '' &&
          given(status === 'continuedAsNew' ? 'nextInput' : 'result', event.fields['result'])),
        ...failure,
      },
      ...(status === 'continuedAsNew' ? [{ type: 'link', relation: 'continuedAs' } as const] : []),
    ],
    summary: `orchestration ${words[status] ?? status}${why(failure)}`,
  };
};

function run(status: RunStatus, word: string, isReason: boolean): Rule {
  return (event) => {
    const reason = isReason ? reasonOf(event.fields) : undefined;
    const awaits = status === 'running' ? { awaits: awaited(event) } : {};
    return {
      effects: [{ type: 'run', status, ...awaits, ...(reason !== undefined && { reason }) }],
      summary: `orchestration ${word}${reason === undefined ? '' : `: ${reason}`}`,
      wakes: true,
    };
  };
}

/** The reason is a JSON text, like all values. */
function reasonOf(fields: JsonObject): string | undefined {
  const written = readJsonText(fields['input'] ?? fields['reason'] ?? null);
  return written === null ? undefined : typeof written === 'string' ? written : JSON.stringify(written);
}

/** Entities answer with the id of the request. */
function entity(status: 'open' | 'signaled' | 'completed' | 'failed', summary: string, id = 'requestid'): Rule {
  return (event) => {
    const own = key('other', event.fields[id]);
    const target = stringOf(event.fields['targetinstanceid']) ?? stringOf(event.fields['instanceid']);
    const name = [target, stringOf(event.fields['operation'])].filter(Boolean).join(' ') || 'entity';
    const failure = status === 'failed' ? failing(event) : {};
    const end: Effect = {
      type: 'close',
      key: own,
      status: status === 'failed' ? 'failed' : 'completed',
      ...given('result', event.fields['output']),
      ...failure,
    };
    const open: Effect = { type: 'open', key: own, kind: 'other', name, ...given('input', event.fields['input']) };
    const effects = status === 'open' ? [open] : status === 'signaled' ? [open, end] : [end];
    return { effects, summary: `${summary}${why(failure)}`, wakes: status === 'completed' || status === 'failed' };
  };
}

/** A wait for an event from outside leaves nothing in a history; the status request leaves out all that is open. */
function awaited({ fields }: AzureEvent): string {
  return fields['eventid'] === undefined && fields['eventtype'] !== undefined
    ? 'what is open, of which the status request says nothing'
    : 'an event from outside or its own code';
}

const timerCreated: Rule = (event) => {
  const untilMs = moment(event.fields['fireat']);
  return {
    effects: [
      { type: 'open', key: key('timer', event.id), kind: 'timer', name: 'timer', ...(untilMs !== null && { untilMs }) },
    ],
    summary: 'started',
  };
};

const rules: Readonly<Record<AzureType, Rule>> = {
  ExecutionStarted: (event) => {
    const parent = instanceOf(objectFields(event.fields['parentinstance']));
    return {
      effects: [
        { type: 'run', status: 'running', awaits: awaited(event), ...given('input', event.fields['input']) },
        ...(parent.instance === undefined
          ? []
          : [
              {
                type: 'link',
                relation: 'parent',
                workflowId: parent.instance,
                ...(parent.execution !== undefined && { runId: parent.execution }),
              } as const,
            ]),
      ],
      summary: `${nameOf(event, 'orchestration')} started`,
      wakes: true,
    };
  },
  ExecutionCompleted: completed,
  ExecutionFailed: (event) => {
    const failure = failing(event);
    return { effects: [{ type: 'run', status: 'failed', ...failure }], summary: `orchestration failed${why(failure)}` };
  },
  ExecutionTerminated: run('terminated', 'terminated', true),
  ExecutionSuspended: run('paused', 'suspended', true),
  ExecutionResumed: run('running', 'resumed', false),
  ExecutionRewound: run('running', 'rewound', false),
  ContinueAsNew: (event) => ({
    effects: [
      {
        type: 'run',
        status: 'continuedAsNew',
        ...given('nextInput', event.fields['input'] ?? event.fields['result']),
      },
      { type: 'link', relation: 'continuedAs' },
    ],
    summary: 'orchestration continued as new',
  }),
  TaskScheduled: (event) => ({
    effects: [
      {
        type: 'open',
        key: key('activity', event.id),
        kind: 'activity',
        name: nameOf(event, 'activity'),
        ...given('input', event.fields['input']),
      },
    ],
    summary: 'scheduled',
  }),
  TaskCompleted: closing('activity', 'taskscheduledid', 'completed', 'activity'),
  TaskFailed: closing('activity', 'taskscheduledid', 'failed', 'activity'),
  SubOrchestrationInstanceCreated: (event) => {
    const own = key('childWorkflow', event.id);
    const about = stringOf(event.fields['instanceid']);
    const name = nameOf(event, 'sub-orchestration');
    return {
      effects: [
        {
          type: 'open',
          key: own,
          kind: 'childWorkflow',
          name,
          ...(about !== undefined && { about }),
          ...given('input', event.fields['input']),
        },
        {
          type: 'link',
          relation: 'child',
          ...(about !== undefined && { workflowId: about }),
          workflowType: name,
          key: own,
        },
      ],
      summary: 'created',
    };
  },
  SubOrchestrationInstanceCompleted: closing('childWorkflow', 'taskscheduledid', 'completed', 'sub-orchestration'),
  SubOrchestrationInstanceFailed: closing('childWorkflow', 'taskscheduledid', 'failed', 'sub-orchestration'),
  TimerCreated: timerCreated,
  TimerFired: (event) => {
    const own = key('timer', event.fields['timerid']);
    return {
      effects: [...opening(event, 'timer', own, 'timer'), { type: 'close', key: own, status: 'completed' }],
      summary: 'fired',
      wakes: true,
    };
  },
  OrchestratorStarted: silent('episode started'),
  OrchestratorCompleted: silent('episode completed'),
  EventSent: instant('signalExternal', 'event', 'sent', false),
  EventRaised: instant('signal', 'event', 'received', true),
  GenericEvent: silent('generic event'),
  HistoryState: silent('state of the history'),
  EntityOperationSignaled: entity('signaled', 'signalled'),
  EntityOperationCalled: entity('open', 'called'),
  EntityOperationCompleted: entity('completed', 'completed'),
  EntityOperationFailed: entity('failed', 'failed'),
  EntityLockRequested: entity('open', 'lock requested', 'criticalsectionid'),
  EntityLockGranted: entity('completed', 'lock granted', 'criticalsectionid'),
  EntityUnlockSent: silent('unlock sent'),
};

function objectFields(value: Json | undefined): JsonObject {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [spelled(name), bare(part ?? null)]));
}
