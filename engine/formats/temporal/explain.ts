// What each of Temporal's event types means, as effects. Pure and context-free: every event is explained by itself.
// Source of links between events: temporal.api.history.v1; operations are keyed by the id of the event that opened them.

import type { Effect, OperationKey, OperationKind } from '../../model/effect.ts';
import { durationText } from '../../model/duration.ts';
import type { Explanation } from '../../model/explanation.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { isObject, objectOf, stringOf } from '../../model/json.ts';
import { briefJson } from '../../model/compare/json-brief.ts';
import type { TemporalEvent } from './event.ts';
import { readDuration } from './event.ts';
import { readFailure } from './failure.ts';
import { explainMarker } from './marker.ts';
import { payloadValue } from './payload.ts';
import { failing, given, issued, type Meaning, reasonText } from './meaning.ts';
import { countOf, idText } from './number.ts';
import { groupValues, optionValues, startValues } from './values.ts';
import { linksOf } from './links.ts';
import { enumWord, isKnownType, type TemporalEventType, timeoutTypes } from './vocabulary.ts';

type Rule = (event: TemporalEvent, attributes: JsonObject) => Meaning;

export function explainEvent(event: TemporalEvent): Explanation {
  const known: Meaning = isKnownType(event.type)
    ? rules[event.type](event, event.attributes)
    : { effects: [], summary: 'unknown event type' };
  const links = linksOf(event, known.effects.map((effect) => ('key' in effect ? effect.key : undefined))[0]);
  const meaning = links.length === 0 ? known : { ...known, effects: [...known.effects, ...links] };
  return {
    ...(event.id !== undefined && { id: event.id }),
    ...meaning,
    ...(isCommand(event, meaning) && { commands: true }),
  };
}

/** Answers to commands that could not be carried out name the workflow task too, but are news to the code. */
function isCommand({ type, attributes }: TemporalEvent, { wakes }: Meaning): boolean {
  if (type === 'WorkflowExecutionUpdateAccepted' || type === 'WorkflowExecutionUpdateCompleted') return true;
  return (
    wakes !== true &&
    idText(attributes['workflowTaskCompletedEventId'] ?? attributes['decisionTaskCompletedEventId']) !== undefined
  );
}

/** An id of another event, or of this one; '?' where it is missing: such an operation stands alone. */
function refer(kind: OperationKind, id: Json | undefined): OperationKey {
  return `${kind}:${idText(id) ?? '?'}`;
}

function attemptOf(attributes: JsonObject): { attempt?: number } {
  const attempt = countOf(attributes['attempt']);
  return attempt === undefined ? {} : { attempt: Math.max(1, attempt) };
}

function workerOf({ identity }: JsonObject): { worker?: string } {
  return typeof identity === 'string' && identity !== '' ? { worker: identity } : {};
}

const moved = (key: OperationKey, summary: string, change: object, wakes = true): Meaning => ({
  effects: [{ key, ...change } as Effect],
  summary,
  wakes,
});

function closedBy(
  kind: OperationKind,
  link: string,
  status: 'failed' | 'timedOut' | 'cancelled' | 'terminated',
  word: string,
): Rule {
  return (_, attributes) => {
    const failure = attributes['failure'] ?? (status === 'timedOut' ? timeoutOf(attributes) : undefined);
    return moved(refer(kind, attributes[link]), word + reasonText(failure), {
      type: 'close',
      status,
      ...failing(failure),
    });
  };
}

function timeoutOf({ timeoutType }: JsonObject): Json {
  return { message: '', timeoutFailureInfo: { timeoutType } };
}

function completedBy(kind: OperationKind, link: string): Rule {
  return (_, attributes) =>
    moved(refer(kind, attributes[link]), 'completed', {
      type: 'close',
      status: 'completed',
      ...given('result', attributes['result']),
    });
}

/** Something sent to the run: one event is all of it. */
function received(
  event: TemporalEvent,
  kind: OperationKind,
  name: string,
  input: Json | undefined,
  summary: string,
): Meaning {
  const key = refer(kind, event.id);
  return {
    effects: [
      { type: 'open', key, kind, name, ...given('input', input) },
      { type: 'close', key, status: 'completed' },
    ],
    summary,
    wakes: true,
  };
}

/** With a link to the run that sent it, where one did. */
function fromOutside({ attributes }: TemporalEvent, meaning: Meaning): Meaning {
  const sender = executionOf(attributes['externalWorkflowExecution']);
  const [opened] = meaning.effects;
  if (Object.keys(sender).length === 0 || opened?.type !== 'open') return meaning;
  return {
    ...meaning,
    effects: [...meaning.effects, { type: 'link', relation: 'external', ...sender, key: opened.key }],
  };
}

/** Failing to reach another workflow carries a cause instead of a failure. */
function refused(kind: OperationKind, prefix: string): Rule {
  return (_, attributes) => {
    const type = enumWord(attributes['cause'], prefix) || 'Failed';
    return moved(refer(kind, attributes['initiatedEventId']), `failed: ${type}`, {
      type: 'close',
      status: 'failed',
      failure: { message: type, type },
    });
  };
}

function ended(status: 'completed' | 'failed' | 'timedOut' | 'cancelled', word: string): Rule {
  return (_, attributes) => {
    const failure =
      attributes['failure'] ??
      (status === 'timedOut' && attributes['timeoutType'] !== undefined ? timeoutOf(attributes) : undefined);
    const next = stringOf(attributes['newExecutionRunId']);
    return {
      effects: [
        { type: 'run', status, ...given('result', attributes['result'] ?? attributes['details']), ...failing(failure) },
        ...(next === undefined ? [] : [{ type: 'link', relation: 'continuedAs', runId: next } as const]),
      ],
      summary: `workflow ${word}${reasonText(failure)}`,
    };
  };
}

function executionOf(raw: Json | undefined): { workflowId?: string; runId?: string } {
  const execution = objectOf(raw);
  const workflowId = stringOf(execution['workflowId']);
  const runId = stringOf(execution['runId']);
  return { ...(workflowId === undefined ? {} : { workflowId }), ...(runId === undefined ? {} : { runId }) };
}

function typeName(raw: Json | undefined): string {
  return stringOf(objectOf(raw)['name']) ?? '(unnamed)';
}

const taskRule =
  (rule: Rule): Rule =>
  (event, attributes) => ({ ...rule(event, attributes), bookkeeping: true, wakes: false });

const started: Rule = ({ atMs }, attributes) => {
  const delayMs = durationOf(attributes, 'firstWorkflowTaskBackoff', 'firstDecisionTaskBackoff');
  const previous = stringOf(attributes['continuedExecutionRunId']);
  const parent = executionOf(attributes['parentWorkflowExecution']);
  return {
    effects: [
      {
        type: 'run',
        status: 'running',
        ...(delayMs !== undefined && atMs !== null && { beginsAtMs: atMs + delayMs }),
        ...given('input', attributes['input']),
      },
      ...groupValues(attributes['memo'], 'memo'),
      ...groupValues(attributes['searchAttributes'], 'searchAttributes'),
      ...startValues(attributes),
      ...(previous === undefined ? [] : [{ type: 'link', relation: 'continuedFrom', runId: previous } as const]),
      ...(Object.keys(parent).length === 0 ? [] : [{ type: 'link', relation: 'parent', ...parent } as const]),
    ],
    summary: `${typeName(attributes['workflowType'])} started`,
    wakes: true,
  };
};

/** In ms, under any of its names; before 2020 a number of seconds. Undefined where there is none or it is zero. */
function durationOf(attributes: JsonObject, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const seconds = countOf(attributes[`${name}Seconds`]);
    const ms = readDuration(attributes[name]) ?? (seconds === undefined ? undefined : seconds * 1000);
    if (ms !== undefined) return ms || undefined;
  }
  return undefined;
}

const timerStarted: Rule = (event, attributes) => {
  const ms = durationOf(attributes, 'startToFireTimeout');
  const name = ms === undefined ? 'timer' : `timer ${durationText(ms)}`;
  const due = ms === undefined || event.atMs === null ? {} : { untilMs: event.atMs + ms };
  return {
    effects: [
      {
        type: 'open',
        key: refer('timer', event.id),
        kind: 'timer',
        name,
        ...due,
        ...given('options', { timerId: attributes['timerId'] }),
        ...issued(event),
      },
    ],
    summary: 'started',
  };
};

const taskFailed: Rule = (_, attributes) => {
  const type = enumWord(attributes['cause'], 'WORKFLOW_TASK_FAILED_CAUSE_', taskFailedCauses) || 'Failed';
  const failure = readFailure(attributes['failure']);
  const base = type === 'ResetWorkflow' ? stringOf(attributes['baseRunId']) : undefined;
  return {
    effects: [
      {
        type: 'close',
        key: refer('workflowTask', attributes['scheduledEventId']),
        status: 'failed',
        failure: { message: type, ...failure, type },
      },
      ...(base === undefined ? [] : [{ type: 'link', relation: 'resetFrom', runId: base } as const]),
    ],
    summary: base === undefined ? `failed: ${type}${reasonText(attributes['failure'])}` : 'reset here',
  };
};
/** Only those that Go's JSON writes as numbers and a person needs by name. */
const taskFailedCauses: readonly string[] = Object.assign([], {
  20: 'ResetWorkflow',
  23: 'ForceCloseCommand',
  24: 'NonDeterministicError',
});

/**
 * With a retry policy the start is written with the end of the attempt, and Temporal gives every activity one. Before it, and where
 * a writer says that there is none, the start is written at once.
 */
function startsUnseen(
  { isBeforePayloads }: TemporalEvent,
  { retryPolicy, decisionTaskCompletedEventId }: JsonObject,
): { startsUnseen?: true } {
  const isToday = isBeforePayloads !== true && decisionTaskCompletedEventId === undefined;
  return isObject(retryPolicy) || (retryPolicy === undefined && isToday) ? { startsUnseen: true } : {};
}

/** The first argument of an update, where it can be read. */
function firstArgument(args: Json | undefined): { about?: string } {
  const value = payloadValue(args) ?? null;
  return value === null || value === ''
    ? {}
    : { about: typeof value === 'string' && value.length <= 40 ? value : briefJson(value, 40) };
}

function aboutWorkflow(workflowId: Json | undefined): { about?: string } {
  const about = stringOf(workflowId);
  return about === undefined || about === '' ? {} : { about };
}

type UpdateName = { readonly key: OperationKey; readonly also?: readonly OperationKey[] };

/**
 * An update is known by its id. Where an event does not say that, by the id of the protocol instance or, as its completion says it always,
 * by the event that accepted it: `update:@5`.
 */
function updateName(attributes: JsonObject, request: JsonObject, acceptedBy: Json | undefined): UpdateName {
  const id = idText(objectOf(request['meta'])['updateId']) ?? idText(objectOf(attributes['meta'])['updateId']);
  const instance = idText(attributes['protocolInstanceId']);
  const accepted = idText(acceptedBy);
  const names = [id, instance, accepted === undefined ? undefined : `@${accepted}`].flatMap((name): OperationKey[] =>
    name === undefined ? [] : [`update:${name}`],
  );
  // It is called by its id; the event is the surer name.
  const [key] = names;
  return key === undefined ? { key: 'update:?' } : { key, also: names.toReversed() };
}

function updateOpened(
  attributes: JsonObject,
  written: Json | undefined,
  acceptedBy?: Json,
): { name: UpdateName; open: Effect } {
  const request = objectOf(written);
  const name = updateName(attributes, request, acceptedBy);
  const input = objectOf(request['input']);
  return {
    name,
    open: {
      type: 'open',
      ...name,
      kind: 'update',
      name: stringOf(input['name']) ?? 'update',
      ...firstArgument(input['args']),
      ...given('input', input['args']),
    },
  };
}

const signalExternalName = (attributes: JsonObject): string => stringOf(attributes['signalName']) ?? 'signal';

const rules: { readonly [T in TemporalEventType]: Rule } = {
  WorkflowExecutionStarted: started,
  WorkflowExecutionCompleted: ended('completed', 'completed'),
  WorkflowExecutionFailed: ended('failed', 'failed'),
  WorkflowExecutionTimedOut: ended('timedOut', 'timed out'),
  WorkflowExecutionCanceled: ended('cancelled', 'cancelled'),
  WorkflowExecutionTerminated: (_, attributes) => {
    const reason = stringOf(attributes['reason']);
    return {
      effects: [
        {
          type: 'run',
          status: 'terminated',
          ...given('result', attributes['details']),
          ...(reason === undefined ? {} : { reason }),
        },
      ],
      summary: `workflow terminated${reason === undefined ? '' : `: ${reason}`}`,
    };
  },
  WorkflowExecutionContinuedAsNew: (_, attributes) => {
    const runId = stringOf(attributes['newExecutionRunId']);
    return {
      effects: [
        {
          type: 'run',
          status: 'continuedAsNew',
          ...given('result', attributes['input']),
          ...failing(attributes['failure']),
        },
        {
          type: 'link',
          relation: 'continuedAs',
          ...(runId === undefined ? {} : { runId }),
          workflowType: typeName(attributes['workflowType']),
        },
      ],
      summary: 'workflow continued as new',
    };
  },

  WorkflowTaskScheduled: taskRule((event, attributes) => ({
    effects: [
      {
        type: 'open',
        key: refer('workflowTask', event.id),
        kind: 'workflowTask',
        name: 'workflow task',
        ...attemptOf(attributes),
      },
    ],
    summary: 'scheduled',
  })),
  WorkflowTaskStarted: taskRule((_, attributes) =>
    moved(refer('workflowTask', attributes['scheduledEventId']), 'started', {
      type: 'advance',
      status: 'started',
      ...workerOf(attributes),
    }),
  ),
  WorkflowTaskCompleted: taskRule((_, attributes) =>
    moved(refer('workflowTask', attributes['scheduledEventId']), 'completed', { type: 'close', status: 'completed' }),
  ),
  WorkflowTaskTimedOut: taskRule((_, attributes) => {
    const type = `${enumWord(attributes['timeoutType'], 'TIMEOUT_TYPE_', timeoutTypes)}Timeout`;
    return moved(refer('workflowTask', attributes['scheduledEventId']), `timed out: ${type}`, {
      type: 'close',
      status: 'timedOut',
      failure: { message: type, type },
    });
  }),
  WorkflowTaskFailed: taskRule(taskFailed),

  ActivityTaskScheduled: (event, attributes) => {
    const { input, header: _, workflowTaskCompletedEventId: __, ...options } = attributes;
    return {
      effects: [
        {
          type: 'open',
          key: refer('activity', event.id),
          kind: 'activity',
          name: typeName(attributes['activityType']),
          ...startsUnseen(event, attributes),
          ...given('input', input),
          options,
          ...issued(event),
        },
      ],
      summary: 'scheduled',
    };
  },
  ActivityTaskStarted: (_, attributes) => {
    const attempt = attemptOf(attributes).attempt ?? 1;
    return moved(
      refer('activity', attributes['scheduledEventId']),
      attempt > 1 ? `started, attempt ${attempt}` : 'started',
      { type: 'advance', status: 'started', attempt, ...failing(attributes['lastFailure']), ...workerOf(attributes) },
      false,
    );
  },
  ActivityTaskCompleted: completedBy('activity', 'scheduledEventId'),
  ActivityTaskFailed: closedBy('activity', 'scheduledEventId', 'failed', 'failed'),
  ActivityTaskTimedOut: closedBy('activity', 'scheduledEventId', 'timedOut', 'timed out'),
  ActivityTaskCanceled: closedBy('activity', 'scheduledEventId', 'cancelled', 'cancelled'),
  ActivityTaskCancelRequested: (_, attributes) =>
    moved(
      refer('activity', attributes['scheduledEventId']),
      'asked to cancel',
      { type: 'advance', status: 'cancelRequested' },
      false,
    ),
  ActivityPropertiesModifiedExternally: () => ({ effects: [], summary: 'activity options changed from outside' }),

  TimerStarted: timerStarted,
  TimerFired: (_, attributes) =>
    moved(refer('timer', attributes['startedEventId']), 'fired', { type: 'close', status: 'completed' }),
  TimerCanceled: (_, attributes) =>
    moved(refer('timer', attributes['startedEventId']), 'cancelled', { type: 'close', status: 'cancelled' }, false),

  WorkflowExecutionSignaled: (event, attributes) =>
    fromOutside(
      event,
      received(event, 'signal', stringOf(attributes['signalName']) ?? 'signal', attributes['input'], 'received'),
    ),
  WorkflowExecutionCancelRequested: (event, attributes) =>
    fromOutside(
      event,
      received(event, 'cancelRequest', 'cancel request', given('cause', attributes['cause']), 'received'),
    ),
  WorkflowExecutionPaused: (event, attributes) => pausing(event, attributes, 'paused'),
  WorkflowExecutionUnpaused: (event, attributes) => pausing(event, attributes, 'running'),

  MarkerRecorded: explainMarker,

  StartChildWorkflowExecutionInitiated: (event, attributes) => {
    const { input, header: _, workflowTaskCompletedEventId: __, ...options } = attributes;
    return {
      effects: [
        {
          type: 'open',
          key: refer('childWorkflow', event.id),
          kind: 'childWorkflow',
          name: typeName(attributes['workflowType']),
          ...aboutWorkflow(attributes['workflowId']),
          ...given('input', input),
          options,
          ...issued(event),
        },
      ],
      summary: 'initiated',
    };
  },
  StartChildWorkflowExecutionFailed: refused('childWorkflow', 'START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_'),
  ChildWorkflowExecutionStarted: (_, attributes) => {
    const key = refer('childWorkflow', attributes['initiatedEventId']);
    return {
      effects: [
        { type: 'advance', key, status: 'started' },
        {
          type: 'link',
          relation: 'child',
          ...executionOf(attributes['workflowExecution']),
          workflowType: typeName(attributes['workflowType']),
          key,
        },
      ],
      summary: 'started',
      wakes: true,
    };
  },
  ChildWorkflowExecutionCompleted: completedBy('childWorkflow', 'initiatedEventId'),
  ChildWorkflowExecutionFailed: closedBy('childWorkflow', 'initiatedEventId', 'failed', 'failed'),
  ChildWorkflowExecutionCanceled: closedBy('childWorkflow', 'initiatedEventId', 'cancelled', 'cancelled'),
  ChildWorkflowExecutionTimedOut: closedBy('childWorkflow', 'initiatedEventId', 'timedOut', 'timed out'),
  ChildWorkflowExecutionTerminated: closedBy('childWorkflow', 'initiatedEventId', 'terminated', 'terminated'),

  SignalExternalWorkflowExecutionInitiated: (event, attributes) => ({
    effects: [
      {
        type: 'open',
        key: refer('signalExternal', event.id),
        kind: 'signalExternal',
        name: signalExternalName(attributes),
        ...aboutWorkflow(objectOf(attributes['workflowExecution'])['workflowId']),
        ...given('input', attributes['input']),
        ...issued(event),
      },
      {
        type: 'link',
        relation: 'external',
        ...executionOf(attributes['workflowExecution']),
        key: refer('signalExternal', event.id),
      },
    ],
    summary: 'sent',
  }),
  SignalExternalWorkflowExecutionFailed: refused('signalExternal', 'SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_'),
  ExternalWorkflowExecutionSignaled: (_, attributes) =>
    moved(refer('signalExternal', attributes['initiatedEventId']), 'delivered', { type: 'close', status: 'completed' }),

  RequestCancelExternalWorkflowExecutionInitiated: (event, attributes) => {
    const target = executionOf(attributes['workflowExecution']);
    const key = refer('cancelExternal', event.id);
    return {
      effects: [
        {
          type: 'open',
          key,
          kind: 'cancelExternal',
          name: `cancel ${target.workflowId ?? 'another workflow'}`,
          ...issued(event),
        },
        { type: 'link', relation: 'external', ...target, key },
      ],
      summary: 'requested',
    };
  },
  RequestCancelExternalWorkflowExecutionFailed: refused(
    'cancelExternal',
    'CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_',
  ),
  ExternalWorkflowExecutionCancelRequested: (_, attributes) =>
    moved(refer('cancelExternal', attributes['initiatedEventId']), 'delivered', { type: 'close', status: 'completed' }),

  UpsertWorkflowSearchAttributes: (_, attributes) => {
    const effects = groupValues(attributes['searchAttributes'], 'searchAttributes');
    return {
      effects,
      summary: `search attributes set: ${Object.keys(objectOf(objectOf(attributes['searchAttributes'])['indexedFields'])).join(', ')}`,
    };
  },
  WorkflowPropertiesModified: (_, attributes) => ({
    effects: groupValues(attributes['upsertedMemo'], 'memo'),
    summary: `memo set: ${Object.keys(objectOf(objectOf(attributes['upsertedMemo'])['fields'])).join(', ')}`,
  }),
  WorkflowPropertiesModifiedExternally: (_, attributes) => ({
    effects: groupValues(attributes['upsertedMemo'], 'memo'),
    summary: 'workflow properties changed from outside',
  }),
  WorkflowExecutionOptionsUpdated: (_, attributes) => ({
    effects: optionValues(attributes),
    summary: 'workflow options updated',
  }),
  WorkflowExecutionTimeSkippingTransitioned: () => ({ effects: [], summary: 'virtual time moved on' }),

  WorkflowExecutionUpdateAdmitted: (_, attributes) => {
    const { open } = updateOpened(attributes, attributes['request']);
    return { effects: [open], summary: 'admitted', wakes: true };
  },
  WorkflowExecutionUpdateAccepted: (event, attributes) => {
    const { name, open } = updateOpened(attributes, attributes['acceptedRequest'], event.id);
    return { effects: [open, { type: 'advance', ...name, status: 'accepted' }], summary: 'accepted', wakes: true };
  },
  WorkflowExecutionUpdateRejected: (_, attributes) => {
    const { name, open } = updateOpened(attributes, attributes['rejectedRequest']);
    return {
      effects: [open, { type: 'close', ...name, status: 'rejected', ...failing(attributes['failure']) }],
      summary: `rejected${reasonText(attributes['failure'])}`,
    };
  },
  WorkflowExecutionUpdateCompleted: (_, attributes) => {
    const { key, also } = updateName({ meta: attributes['meta'] ?? null }, {}, attributes['acceptedEventId']);
    const others = also === undefined ? {} : { also };
    const outcome = objectOf(attributes['outcome']);
    const failure = outcome['failure'] ?? objectOf(outcome['Value'])['Failure'];
    return failure === undefined || failure === null
      ? moved(
          key,
          'completed',
          { type: 'close', ...others, status: 'completed', ...given('result', outcome['success']) },
          false,
        )
      : moved(
          key,
          `failed${reasonText(failure)}`,
          { type: 'close', ...others, status: 'failed', ...failing(failure) },
          false,
        );
  },

  NexusOperationScheduled: (event, attributes) => {
    const name = [attributes['service'], attributes['operation']].filter((part) => typeof part === 'string').join('.');
    const { input, ...options } = attributes;
    return {
      effects: [
        {
          type: 'open',
          key: refer('nexus', event.id),
          kind: 'nexus',
          name: name || 'nexus operation',
          ...given('input', input),
          options,
          ...issued(event),
        },
      ],
      summary: `scheduled at ${stringOf(attributes['endpoint']) ?? 'an endpoint'}`,
    };
  },
  NexusOperationStarted: (_, attributes) =>
    moved(refer('nexus', attributes['scheduledEventId']), 'started', { type: 'advance', status: 'started' }),
  NexusOperationCompleted: completedBy('nexus', 'scheduledEventId'),
  NexusOperationFailed: closedBy('nexus', 'scheduledEventId', 'failed', 'failed'),
  NexusOperationCanceled: closedBy('nexus', 'scheduledEventId', 'cancelled', 'cancelled'),
  NexusOperationTimedOut: closedBy('nexus', 'scheduledEventId', 'timedOut', 'timed out'),
  NexusOperationCancelRequested: (_, attributes) =>
    moved(
      refer('nexus', attributes['scheduledEventId']),
      'asked to cancel',
      { type: 'advance', status: 'cancelRequested' },
      false,
    ),
  NexusOperationCancelRequestCompleted: (_, attributes) =>
    moved(refer('nexus', attributes['scheduledEventId']), 'cancel request delivered', {
      type: 'advance',
      status: 'cancelRequested',
    }),
  NexusOperationCancelRequestFailed: (_, attributes) =>
    moved(refer('nexus', attributes['scheduledEventId']), `cancel request failed${reasonText(attributes['failure'])}`, {
      type: 'advance',
      status: 'cancelRequested',
    }),
};

function pausing(event: TemporalEvent, attributes: JsonObject, status: 'paused' | 'running'): Meaning {
  const reason = stringOf(attributes['reason']);
  const word = status === 'paused' ? 'paused' : 'resumed';
  const meaning = received(event, 'pause', word, given('reason', reason), reason === undefined ? '' : `: ${reason}`);
  return { ...meaning, effects: [...meaning.effects, { type: 'run', status }] };
}
