// The meaning of the events of operations that the code starts: activities, timers, markers, children, other runs,
// nexus.

import { type OperationKey, type OperationKind, unnamed } from '../../model/effect.ts';
import { durationText } from '../../model/duration.ts';
import { type Json, type JsonObject, isObject, objectOf, stringOf } from '../../model/json.ts';
import type { TemporalEvent } from './event.ts';
import { explainMarker } from './marker.ts';
import { failing, given, scheduledBy, reasonText } from './meaning.ts';
import { idText } from './number.ts';
import { enumWord, reachFailedCauses, startFailedCauses } from './vocabulary.ts';
import {
  type Rule,
  type Rules,
  refer,
  moved,
  closedBy,
  completedBy,
  executionOf,
  typeName,
  workerOf,
  attemptOf,
  durationOf,
} from './rule.ts';

/** A failure to reach another workflow has a cause instead of a failure message. */
function refused(kind: OperationKind, prefix: string, causes: readonly string[]): Rule {
  return (_, attributes) => {
    const type = enumWord(attributes['cause'], prefix, causes) || 'Failed';
    return moved(refer(kind, attributes['initiatedEventId']), `failed: ${type}`, {
      type: 'close',
      status: 'failed',
      failure: { message: type, type },
    });
  };
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
        ...scheduledBy(event),
      },
    ],
    summary: 'started',
  };
};

/**
 * With a retry policy, which Temporal gives every activity by default, the start is recorded only at the end of the
 * attempt. In earlier versions, and where a writer states that there is no policy, the start is recorded at once.
 */
function startsUnseen(
  { isBeforePayloads }: TemporalEvent,
  { retryPolicy, decisionTaskCompletedEventId }: JsonObject,
): { startsUnseen?: true } {
  const isToday = isBeforePayloads !== true && decisionTaskCompletedEventId === undefined;
  return isObject(retryPolicy) || (retryPolicy === undefined && isToday) ? { startsUnseen: true } : {};
}

/** Before payloads, a cancel request names an activity by the code's id. */
function takenName({ isBeforePayloads }: TemporalEvent, { activityId }: JsonObject): { takes?: OperationKey } {
  const id = isBeforePayloads === true ? idText(activityId) : undefined;
  return takenBy(id === undefined ? undefined : `activity:?=${id}`);
}

/** A child is asked to cancel as any other run: under its workflow id. */
function childOf(workflowId: Json | undefined): OperationKey | undefined {
  const id = stringOf(workflowId);
  return id === undefined || id === '' ? undefined : `childWorkflow:?=${id}`;
}

function takenBy(name: OperationKey | undefined): { takes?: OperationKey } {
  return name === undefined ? {} : { takes: name };
}

function aboutWorkflow(workflowId: Json | undefined): { about?: string } {
  const about = stringOf(workflowId);
  return about === undefined || about === '' ? {} : { about };
}

const signalExternalName = (attributes: JsonObject): string => stringOf(attributes['signalName']) ?? 'signal';

export const operationRules = {
  ActivityTaskScheduled: (event, attributes) => {
    const { input, header: _, workflowTaskCompletedEventId: __, ...options } = attributes;
    return {
      effects: [
        {
          type: 'open',
          key: refer('activity', event.id),
          ...takenName(event, attributes),
          kind: 'activity',
          name: typeName(attributes['activityType'], unnamed('activity')),
          ...startsUnseen(event, attributes),
          ...given('input', input),
          options,
          ...scheduledBy(event),
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
  ActivityTaskCanceled: closedBy('activity', 'scheduledEventId', 'canceled', 'canceled'),
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
    moved(refer('timer', attributes['startedEventId']), 'canceled', { type: 'close', status: 'canceled' }, false),
  MarkerRecorded: explainMarker,
  StartChildWorkflowExecutionInitiated: (event, attributes) => {
    const { input, header: _, workflowTaskCompletedEventId: __, ...options } = attributes;
    return {
      effects: [
        {
          type: 'open',
          key: refer('childWorkflow', event.id),
          kind: 'childWorkflow',
          name: typeName(attributes['workflowType'], unnamed('childWorkflow')),
          ...aboutWorkflow(attributes['workflowId']),
          ...takenBy(childOf(attributes['workflowId'])),
          ...given('input', input),
          options,
          ...scheduledBy(event),
        },
      ],
      summary: 'initiated',
    };
  },
  StartChildWorkflowExecutionFailed: refused(
    'childWorkflow',
    'START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_',
    startFailedCauses,
  ),
  ChildWorkflowExecutionStarted: (_, attributes) => {
    const key = refer('childWorkflow', attributes['initiatedEventId']);
    return {
      effects: [
        { type: 'advance', key, status: 'started' },
        {
          type: 'link',
          relation: 'child',
          ...executionOf(attributes['workflowExecution']),
          workflowType: typeName(attributes['workflowType'], unnamed('childWorkflow')),
          key,
        },
      ],
      summary: 'started',
      wakes: true,
    };
  },
  ChildWorkflowExecutionCompleted: completedBy('childWorkflow', 'initiatedEventId'),
  ChildWorkflowExecutionFailed: closedBy('childWorkflow', 'initiatedEventId', 'failed', 'failed'),
  ChildWorkflowExecutionCanceled: closedBy('childWorkflow', 'initiatedEventId', 'canceled', 'canceled'),
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
        ...scheduledBy(event),
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
  SignalExternalWorkflowExecutionFailed: refused(
    'signalExternal',
    'SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_',
    reachFailedCauses,
  ),
  ExternalWorkflowExecutionSignaled: (_, attributes) =>
    moved(refer('signalExternal', attributes['initiatedEventId']), 'delivered', { type: 'close', status: 'completed' }),
  RequestCancelExternalWorkflowExecutionInitiated: (event, attributes) => {
    const target = executionOf(attributes['workflowExecution']);
    const key = refer('cancelExternal', event.id);
    const child = childOf(target.workflowId);
    return {
      effects: [
        {
          type: 'open',
          key,
          kind: 'cancelExternal',
          name: `cancel ${target.workflowId ?? 'another workflow'}`,
          ...scheduledBy(event),
        },
        { type: 'link', relation: 'external', ...target, key },
        ...(child === undefined ? [] : [{ type: 'advance', key: child, status: 'cancelRequested' } as const]),
      ],
      summary: 'requested',
    };
  },
  RequestCancelExternalWorkflowExecutionFailed: refused(
    'cancelExternal',
    'CANCEL_EXTERNAL_WORKFLOW_EXECUTION_FAILED_CAUSE_',
    reachFailedCauses,
  ),
  ExternalWorkflowExecutionCancelRequested: (_, attributes) =>
    moved(refer('cancelExternal', attributes['initiatedEventId']), 'delivered', { type: 'close', status: 'completed' }),
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
          ...scheduledBy(event),
        },
      ],
      summary: `scheduled at ${stringOf(attributes['endpoint']) ?? 'an endpoint'}`,
    };
  },
  NexusOperationStarted: (_, attributes) =>
    moved(refer('nexus', attributes['scheduledEventId']), 'started', { type: 'advance', status: 'started' }),
  NexusOperationCompleted: completedBy('nexus', 'scheduledEventId'),
  NexusOperationFailed: closedBy('nexus', 'scheduledEventId', 'failed', 'failed'),
  NexusOperationCanceled: closedBy('nexus', 'scheduledEventId', 'canceled', 'canceled'),
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
} satisfies Rules;
