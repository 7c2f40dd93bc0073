// What an event states about an operation, from the tables of the format: the operation is identified by an id in the
// event, or by the event itself.

import type { Json } from '../../model/json.ts';
import { enumWord } from './event-names.ts';
import { markerWords } from './marker-words.ts';
import { at, idText, numberIn, type PlainEvent, textAt } from './raw-event.ts';
import { cadenceChain, type Chain, failureChain, timeoutWord, unsaid } from './raw-failure.ts';
import { valuesOf } from './raw-value.ts';

export type Says = 'opens' | 'started' | 'accepted' | 'cancelRequested' | 'retrying' | Closing;
export type Closing = 'completed' | 'failed' | 'timedOut' | 'canceled' | 'terminated' | 'rejected' | 'skipped';

export type Word = {
  readonly kind: string;
  /** Id of the operation, unique within its kind. */
  readonly id: string;
  readonly says: Says;
  readonly seq: number;
  /** Attempt number; 0 = not stated. */
  readonly attempt: number;
  readonly name?: string;
  /** undefined where the event has no field for an input. */
  readonly input?: readonly Json[];
  readonly result?: readonly Json[];
  readonly failure?: Chain;
  /** Failure of an earlier attempt. */
  readonly lastFailure?: Chain;
};

type Entry = readonly [kind: string, link: string, ...says: Says[]];

/** Event name: kind, attribute that names the opening event (absent: the event itself opens), and statement. */
const table: Readonly<Record<string, Entry>> = {
  WorkflowTaskScheduled: ['workflowTask', '', 'opens'],
  WorkflowTaskStarted: ['workflowTask', 'scheduledEventId', 'started'],
  WorkflowTaskCompleted: ['workflowTask', 'scheduledEventId', 'completed'],
  WorkflowTaskTimedOut: ['workflowTask', 'scheduledEventId', 'timedOut'],
  WorkflowTaskFailed: ['workflowTask', 'scheduledEventId', 'failed'],
  ActivityTaskScheduled: ['activity', '', 'opens'],
  ActivityTaskStarted: ['activity', 'scheduledEventId', 'started'],
  ActivityTaskCompleted: ['activity', 'scheduledEventId', 'completed'],
  ActivityTaskFailed: ['activity', 'scheduledEventId', 'failed'],
  ActivityTaskTimedOut: ['activity', 'scheduledEventId', 'timedOut'],
  ActivityTaskCancelRequested: ['activity', 'scheduledEventId', 'cancelRequested'],
  ActivityTaskCanceled: ['activity', 'scheduledEventId', 'canceled'],
  TimerStarted: ['timer', '', 'opens'],
  TimerFired: ['timer', 'startedEventId', 'completed'],
  TimerCanceled: ['timer', 'startedEventId', 'canceled'],
  WorkflowExecutionCancelRequested: ['cancelRequest', '', 'opens', 'completed'],
  WorkflowExecutionSignaled: ['signal', '', 'opens', 'completed'],
  WorkflowExecutionPaused: ['pause', '', 'opens', 'completed'],
  WorkflowExecutionUnpaused: ['pause', '', 'opens', 'completed'],
  RequestCancelExternalWorkflowExecutionInitiated: ['cancelExternal', '', 'opens'],
  RequestCancelExternalWorkflowExecutionFailed: ['cancelExternal', 'initiatedEventId', 'failed'],
  ExternalWorkflowExecutionCancelRequested: ['cancelExternal', 'initiatedEventId', 'completed'],
  SignalExternalWorkflowExecutionInitiated: ['signalExternal', '', 'opens'],
  SignalExternalWorkflowExecutionFailed: ['signalExternal', 'initiatedEventId', 'failed'],
  ExternalWorkflowExecutionSignaled: ['signalExternal', 'initiatedEventId', 'completed'],
  StartChildWorkflowExecutionInitiated: ['childWorkflow', '', 'opens'],
  StartChildWorkflowExecutionFailed: ['childWorkflow', 'initiatedEventId', 'failed'],
  ChildWorkflowExecutionStarted: ['childWorkflow', 'initiatedEventId', 'started'],
  ChildWorkflowExecutionCompleted: ['childWorkflow', 'initiatedEventId', 'completed'],
  ChildWorkflowExecutionFailed: ['childWorkflow', 'initiatedEventId', 'failed'],
  ChildWorkflowExecutionCanceled: ['childWorkflow', 'initiatedEventId', 'canceled'],
  ChildWorkflowExecutionTimedOut: ['childWorkflow', 'initiatedEventId', 'timedOut'],
  ChildWorkflowExecutionTerminated: ['childWorkflow', 'initiatedEventId', 'terminated'],
  NexusOperationScheduled: ['nexus', '', 'opens'],
  NexusOperationStarted: ['nexus', 'scheduledEventId', 'started'],
  NexusOperationCompleted: ['nexus', 'scheduledEventId', 'completed'],
  NexusOperationFailed: ['nexus', 'scheduledEventId', 'failed'],
  NexusOperationCanceled: ['nexus', 'scheduledEventId', 'canceled'],
  NexusOperationTimedOut: ['nexus', 'scheduledEventId', 'timedOut'],
  NexusOperationCancelRequested: ['nexus', 'scheduledEventId', 'cancelRequested'],
  NexusOperationCancelRequestCompleted: ['nexus', 'scheduledEventId', 'cancelRequested'],
  NexusOperationCancelRequestFailed: ['nexus', 'scheduledEventId', 'cancelRequested'],
};

const withInput =
  /^(ActivityTaskScheduled|NexusOperationScheduled|StartChild|SignalExternal|WorkflowExecutionSignaled)/;

const namedBy: Readonly<Record<string, readonly string[]>> = {
  ActivityTaskScheduled: ['activityType', 'name'],
  StartChild: ['workflowType', 'name'],
  SignalExternal: ['signalName'],
  WorkflowExecutionSignaled: ['signalName'],
  NexusOperationScheduled: ['operation'],
};

const updates: Readonly<Record<string, readonly Says[]>> = {
  WorkflowExecutionUpdateAdmitted: ['opens'],
  WorkflowExecutionUpdateAccepted: ['opens', 'accepted'],
  WorkflowExecutionUpdateRejected: ['opens', 'rejected'],
  WorkflowExecutionUpdateCompleted: ['completed'],
};

/** `past`: the events up to this one, in which an id may be looked up. */
export function wordsOf(event: PlainEvent, past: readonly PlainEvent[]): readonly Word[] {
  if (event.name === 'MarkerRecorded') return markerWords(event);
  if (Object.hasOwn(updates, event.name)) return updateWords(event, past);
  const entry = Object.hasOwn(table, event.name) ? table[event.name] : undefined;
  if (entry === undefined) return [];
  return [...ownWords(event, entry, past), ...childWords(event, past)];
}

/** A child is asked to cancel by its workflow id: the last one that was initiated under it. */
function childWords({ name, seq, attributes }: PlainEvent, past: readonly PlainEvent[]): readonly Word[] {
  if (name !== 'RequestCancelExternalWorkflowExecutionInitiated') return [];
  const asked = at(attributes, 'workflowExecution', 'workflowId');
  const child = past.findLast(
    (earlier) =>
      earlier.name === 'StartChildWorkflowExecutionInitiated' && at(earlier.attributes, 'workflowId') === asked,
  );
  if (asked === undefined || child === undefined) return [];
  return [{ kind: 'childWorkflow', id: child.id ?? alone(child), says: 'cancelRequested', seq, attempt: 0 }];
}

function ownWords(event: PlainEvent, entry: Entry, past: readonly PlainEvent[]): readonly Word[] {
  const [kind, link, ...says] = entry;
  const id = link === '' ? event.id : (idText(event.attributes[link]) ?? byOwnName(event, past));
  return says.map((word) => ({
    kind,
    id: id ?? alone(event),
    says: word,
    seq: event.seq,
    attempt: attemptOf(event, word),
    ...valuesIn(event, word),
  }));
}

/** A unique id for an operation without one. */
export function alone(event: PlainEvent): string {
  return `?${event.seq}`;
}

/** Cadence's cancel request names an activity by the code's id: it means the last activity scheduled under it. */
function byOwnName({ name, attributes }: PlainEvent, past: readonly PlainEvent[]): string | undefined {
  const activityId = name === 'ActivityTaskCancelRequested' ? at(attributes, 'activityId') : undefined;
  if (activityId === undefined) return undefined;
  return past.findLast(
    (earlier) => earlier.name === 'ActivityTaskScheduled' && at(earlier.attributes, 'activityId') === activityId,
  )?.id;
}

/** Before Temporal 1.0 attempts were counted from 0. */
function attemptOf({ name, attributes, fromZero }: PlainEvent, says: Says): number {
  const attempt = numberIn(attributes['attempt']);
  if (name === 'ActivityTaskStarted') return Math.max(1, (attempt ?? 0) + (fromZero ? 1 : 0));
  if (name === 'WorkflowTaskScheduled') return attempt === undefined ? 0 : Math.max(1, attempt + (fromZero ? 1 : 0));
  return says === 'started' ? 1 : 0;
}

function valuesIn(event: PlainEvent, says: Says): Partial<Word> {
  if (says === 'opens')
    return { ...nameOf(event), ...(withInput.test(event.name) ? { input: valuesOf(event.attributes['input']) } : {}) };
  if (event.name === 'ActivityTaskStarted') return lastFailureOf(event);
  if (says === 'completed') return { result: valuesOf(event.attributes['result']) };
  return ['failed', 'timedOut', 'canceled'].includes(says) ? failureOf(event) : {};
}

/** An operation's name is its type. */
function nameOf({ attributes, name }: PlainEvent): Partial<Word> {
  const path = Object.entries(namedBy).find(([event]) => name.startsWith(event))?.[1];
  const named = path === undefined ? undefined : at(attributes, ...path);
  return typeof named === 'string' && named !== '' ? { name: named } : {};
}

function lastFailureOf({ attributes }: PlainEvent): Partial<Word> {
  const old =
    at(attributes, 'lastFailureReason') === undefined || attributes['lastFailureReason'] === ''
      ? undefined
      : cadenceChain(attributes['lastFailureReason'], attributes['lastFailureDetails']);
  const lastFailure = failureChain(attributes['lastFailure']) ?? old;
  return lastFailure === undefined ? {} : { lastFailure };
}

function failureOf(event: PlainEvent): Partial<Word> {
  const { attributes, name } = event;
  const cause = at(attributes, 'cause');
  const failure = failureChain(attributes['failure']);
  if (name.endsWith('Canceled')) return failure === undefined ? {} : { failure };
  const told =
    failure ??
    (at(attributes, 'reason') !== undefined || at(attributes, 'details') !== undefined
      ? cadenceChain(attributes['reason'], attributes['details'])
      : undefined);
  if (name === 'WorkflowTaskFailed')
    return { failure: [{ message: told?.[0]?.message ?? '', type: enumWord(cause) }, ...(told?.slice(1) ?? [])] };
  const timeout = at(attributes, 'timeoutType');
  if (timeout !== undefined)
    return {
      failure: [{ message: told?.[0]?.message ?? '', type: `${timeoutWord(timeout)}Timeout` }],
      ...lastFailureOf(event),
    };
  if (told === undefined && cause !== undefined) return { failure: [{ message: '', type: enumWord(cause) }] };
  return { failure: told ?? unsaid };
}

/** An update has one acceptance, which its completion names. An earlier admission has the same client id. */
function updateWords(event: PlainEvent, past: readonly PlainEvent[]): readonly Word[] {
  const { attributes } = event;
  const accepted = idText(attributes['acceptedEventId']);
  const acceptance =
    accepted === undefined
      ? undefined
      : past.find(({ id, name }) => id === accepted && name === 'WorkflowExecutionUpdateAccepted');
  const id =
    (acceptance === undefined ? undefined : updateId(acceptance)) ??
    updateId(event) ??
    (accepted === undefined ? undefined : `accepted ${accepted}`);
  const failure = failureChain(at(attributes, 'outcome', 'failure')) ?? failureChain(attributes['failure']);
  const request =
    at(attributes, 'acceptedRequest', 'input') ??
    at(attributes, 'request', 'input') ??
    at(attributes, 'rejectedRequest', 'input');
  return (updates[event.name] ?? []).map((says) => ({
    kind: 'update',
    id: id ?? alone(event),
    says: failure !== undefined && says === 'completed' ? 'failed' : says,
    seq: event.seq,
    attempt: 0,
    ...(says === 'opens' ? { name: textAt(request, 'name'), input: valuesOf(at(request, 'args')) } : {}),
    ...(says === 'completed' && failure === undefined
      ? { result: valuesOf(at(attributes, 'outcome', 'success')) }
      : {}),
    ...(failure !== undefined && says !== 'opens' ? { failure } : {}),
  }));
}

function updateId({ attributes }: PlainEvent): string | undefined {
  const requests = ['acceptedRequest', 'rejectedRequest', 'request'].map((name) =>
    at(attributes, name, 'meta', 'updateId'),
  );
  const id =
    requests.find((found) => found !== undefined) ??
    at(attributes, 'meta', 'updateId') ??
    at(attributes, 'protocolInstanceId');
  return typeof id === 'string' && id !== '' ? id : undefined;
}
