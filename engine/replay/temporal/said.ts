// The recorded event's facts about its operation and those of the present command, in the history's terms, with the
// server's defaults filled in. Only facts that count as differences; undefined where neither side has one. Pure.

import type { EventOf, HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import { patchMarker } from '../../formats/temporal/canonical/marker.ts';
import type { Json } from '../../model/json.ts';
import type { Command } from '../../sandbox/guest.ts';
import type { BothSay } from '../drift-list.ts';
import { failureSaid, mapsSaid, onlySaid, payloadsSaid, type Pair } from './said-values.ts';
import { msOf } from './sdk-json.ts';

type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;

/** Limits of the run that determine what the server makes of a command. In ms; 0 = unlimited. */
export type RunLimits = { readonly runTimeout: number };

/** undefined where there is nothing to compare. `command` must be the one that led to `event`. */
export function bothSay(event: HistoryEvent, command: Command, limits: RunLimits): BothSay | undefined {
  switch (event.type) {
    case 'ActivityTaskScheduled':
      return command.type === 'scheduleActivity' ? activitySaid(event, command, limits) : undefined;
    case 'TimerStarted':
      return command.type === 'startTimer' ? timerSaid(event, command) : undefined;
    case 'StartChildWorkflowExecutionInitiated':
      return command.type === 'startChildWorkflowExecution' ? childSaid(event, command) : undefined;
    case 'SignalExternalWorkflowExecutionInitiated':
      return command.type === 'signalExternalWorkflowExecution' ? signalSaid(event, command) : undefined;
    case 'RequestCancelExternalWorkflowExecutionInitiated':
      return command.type === 'requestCancelExternalWorkflowExecution' ? cancelSaid(event, command) : undefined;
    case 'UpsertWorkflowSearchAttributes':
      return command.type === 'upsertWorkflowSearchAttributes'
        ? said('search attributes', {
            searchAttributes: mapsSaid(event.attributes.searchAttributes, command['searchAttributes']),
          })
        : undefined;
    case 'WorkflowPropertiesModified':
      return said('memo', { memo: mapsSaid(event.attributes.upsertedMemo, command['upsertedMemo']) });
    case 'MarkerRecorded':
      return command.type === 'setPatchMarker' ? patchSaid(event, command) : undefined;
    case 'NexusOperationScheduled':
      return command.type === 'scheduleNexusOperation' ? nexusSaid(event, command) : undefined;
    case 'WorkflowExecutionUpdateCompleted':
      return command.type === 'updateResponse' ? updateSaid(event, command) : undefined;
    default:
      return endSaid(event, command);
  }
}

function endSaid(event: HistoryEvent, command: Command): BothSay | undefined {
  switch (event.type) {
    case 'WorkflowExecutionCompleted':
      return said('workflow', { result: onlySaid(payloadsSaid(event.attributes.result, listOf(command['result']))) });
    case 'WorkflowExecutionFailed':
      return said('workflow', { failure: failureSaid(event.attributes.failure, command['failure']) });
    case 'WorkflowExecutionContinuedAsNew': {
      const { attributes } = event;
      return said('workflow', {
        workflowType: [attributes.workflowType, textOf(command['workflowType']) ?? attributes.workflowType],
        input: payloadsSaid(attributes.input, command['arguments']),
        // Without a memo from the code, the next run gets this run's memo.
        memo: isEmpty(command['memo']) ? [undefined, undefined] : mapsSaid(attributes.memo, command['memo']),
      });
    }
    default:
      return undefined;
  }
}

function activitySaid(
  { attributes }: EventOf<'ActivityTaskScheduled'>,
  command: CommandOf<'scheduleActivity'>,
  limits: RunLimits,
): BothSay {
  const asked = timeoutsOf(command, attributes, limits);
  return said(attributes.activityType ?? '', {
    activityType: [attributes.activityType, command.activityType],
    activityId: [attributes.activityId, command.activityId],
    input: payloadsSaid(attributes.input, command['arguments']),
    taskQueue: queueSaid(attributes.taskQueue, command),
    scheduleToCloseTimeout: [attributes.scheduleToCloseTimeout, asked.scheduleToClose],
    scheduleToStartTimeout: [attributes.scheduleToStartTimeout, asked.scheduleToStart],
    startToCloseTimeout: [attributes.startToCloseTimeout, asked.startToClose],
    heartbeatTimeout: [attributes.heartbeatTimeout, asked.heartbeat],
    retryPolicy: retriesSaid(attributes.retryPolicy, command['retryPolicy'], true),
    header: mapsSaid(attributes.header, command['headers']),
    priority: prioritySaid(attributes.priority, command['priority']),
  });
}

function timerSaid({ attributes }: EventOf<'TimerStarted'>, command: CommandOf<'startTimer'>): BothSay {
  return said(`timer ${attributes.timerId ?? ''}`, {
    startToFireTimeout: [attributes.startToFireTimeout, durationOf(command['startToFireTimeout'])],
  });
}

const terminate = 1;
const allowDuplicate = 1;

function childSaid(
  { attributes }: EventOf<'StartChildWorkflowExecutionInitiated'>,
  command: CommandOf<'startChildWorkflowExecution'>,
): BothSay {
  /** The server fills in values that the code omits. */
  const timeout = (name: 'workflowExecutionTimeout' | 'workflowRunTimeout' | 'workflowTaskTimeout'): Pair => {
    const asked = durationOf(command[name]);
    return [attributes[name], asked ?? attributes[name]];
  };
  return said(attributes.workflowType ?? '', {
    workflowType: [attributes.workflowType, command.workflowType],
    workflowId: [attributes.workflowId, command.workflowId],
    input: payloadsSaid(attributes.input, command['input']),
    taskQueue: queueSaid(attributes.taskQueue, command),
    workflowExecutionTimeout: timeout('workflowExecutionTimeout'),
    workflowRunTimeout: timeout('workflowRunTimeout'),
    workflowTaskTimeout: timeout('workflowTaskTimeout'),
    parentClosePolicy: [attributes.parentClosePolicy ?? terminate, numberOf(command['parentClosePolicy']) ?? terminate],
    workflowIdReusePolicy: [
      attributes.workflowIdReusePolicy ?? allowDuplicate,
      numberOf(command['workflowIdReusePolicy']) ?? allowDuplicate,
    ],
    cronSchedule: [attributes.cronSchedule, textOf(command['cronSchedule'])],
    retryPolicy: retriesSaid(attributes.retryPolicy, command['retryPolicy'], false),
    memo: mapsSaid(attributes.memo, command['memo']),
    searchAttributes: mapsSaid(attributes.searchAttributes, command['searchAttributes']),
    header: mapsSaid(attributes.header, command['headers']),
    priority: prioritySaid(attributes.priority, command['priority']),
  });
}

function signalSaid(
  { attributes }: EventOf<'SignalExternalWorkflowExecutionInitiated'>,
  command: CommandOf<'signalExternalWorkflowExecution'>,
): BothSay {
  const target = textOf(command['childWorkflowId']) ?? workflowIdOf(command['workflowExecution']);
  return said(attributes.signalName ?? '', {
    signalName: [attributes.signalName, textOf(command['signalName'])],
    workflowId: [attributes.workflowExecution?.workflowId, target],
    input: payloadsSaid(attributes.input, command['args']),
    header: mapsSaid(attributes.header, command['headers']),
  });
}

function cancelSaid(
  { attributes }: EventOf<'RequestCancelExternalWorkflowExecutionInitiated'>,
  command: CommandOf<'requestCancelExternalWorkflowExecution'>,
): BothSay {
  const { workflowId } = attributes.workflowExecution ?? {};
  return said(workflowId ?? '', { workflowId: [workflowId, workflowIdOf(command['workflowExecution'])] });
}

function patchSaid(event: EventOf<'MarkerRecorded'>, { patchId, deprecated }: CommandOf<'setPatchMarker'>): BothSay {
  return said(patchId, { deprecated: [patchMarker(event)?.isDeprecated, deprecated] });
}

function nexusSaid(
  { attributes }: EventOf<'NexusOperationScheduled'>,
  command: CommandOf<'scheduleNexusOperation'>,
): BothSay {
  const timeout = durationOf(command['scheduleToCloseTimeout']);
  return said(attributes.operation ?? '', {
    endpoint: [attributes.endpoint, textOf(command['endpoint'])],
    service: [attributes.service, textOf(command['service'])],
    operation: [attributes.operation, textOf(command['operation'])],
    input: onlySaid(payloadsSaid(attributes.input && [attributes.input], listOf(command['input']))),
    scheduleToCloseTimeout: [attributes.scheduleToCloseTimeout, timeout ?? attributes.scheduleToCloseTimeout],
  });
}

function updateSaid(
  { attributes }: EventOf<'WorkflowExecutionUpdateCompleted'>,
  command: CommandOf<'updateResponse'>,
): BothSay {
  return said('update', {
    result: onlySaid(payloadsSaid(attributes.outcome?.success, listOf(command.completed))),
    failure: failureSaid(attributes.outcome?.failure, command.rejected),
  });
}

function said(operation: string, pairs: Readonly<Record<string, Pair>>): BothSay {
  const [from, to]: [Record<string, Json | undefined>, Record<string, Json | undefined>] = [{}, {}];
  for (const name in pairs) [from[name], to[name]] = pairs[name]!;
  return { operation, from, to };
}

type Timeouts = Readonly<
  Record<'scheduleToClose' | 'scheduleToStart' | 'startToClose' | 'heartbeat', number | undefined>
>;

/**
 * Timeouts as the server writes them: an omitted timeout equals its limit. A history without any timeouts cannot be
 * compared.
 */
function timeoutsOf(
  command: Command,
  recorded: EventOf<'ActivityTaskScheduled'>['attributes'],
  { runTimeout }: RunLimits,
): Timeouts {
  const { scheduleToCloseTimeout, scheduleToStartTimeout, startToCloseTimeout } = recorded;
  if (scheduleToCloseTimeout === undefined && startToCloseTimeout === undefined)
    return {
      scheduleToClose: undefined,
      scheduleToStart: scheduleToStartTimeout,
      startToClose: undefined,
      heartbeat: recorded.heartbeatTimeout,
    };
  const asked = (name: string): number => durationOf(command[name]) ?? 0;
  const least = (...limits: readonly number[]): number | undefined => {
    const set = limits.filter((ms) => ms > 0);
    return set.length === 0 ? undefined : Math.min(...set);
  };
  const [toClose, toStart] = [asked('scheduleToCloseTimeout'), asked('scheduleToStartTimeout')];
  const startToClose = least(asked('startToCloseTimeout'), toClose, runTimeout);
  const heartbeat = asked('heartbeatTimeout');
  return {
    scheduleToClose: least(toClose, runTimeout),
    scheduleToStart: least(toStart, toClose, runTimeout),
    startToClose,
    heartbeat: heartbeat === 0 ? undefined : least(heartbeat, startToClose ?? 0),
  };
}

type Retries = EventOf<'ActivityTaskScheduled'>['attributes']['retryPolicy'];

/** `hasDefault`: an activity without a policy is retried all the same. */
function retriesSaid(recorded: Retries, asked: unknown, hasDefault: boolean): Pair {
  if ((asked === undefined || asked === null) && !hasDefault) return [retriesJson(recorded), undefined];
  const policy = (asked ?? {}) as Readonly<Record<string, unknown>>;
  const initial = durationOf(policy['initialInterval']) ?? 1000;
  const normal: Retries = {
    initialInterval: initial,
    backoffCoefficient: numberOf(policy['backoffCoefficient']) ?? 2,
    maximumInterval: durationOf(policy['maximumInterval']) ?? initial * 100,
    maximumAttempts: numberOf(policy['maximumAttempts']) ?? 0,
    nonRetryableErrorTypes: (policy['nonRetryableErrorTypes'] ?? []) as readonly string[],
  };
  // Old servers fill in nothing, and neither do others where nothing is retried.
  const defaults = { initialInterval: 1000, backoffCoefficient: 2, maximumInterval: 100_000 };
  const unsaid = normal.maximumAttempts === 1 ? normal : defaults;
  return [retriesJson({ ...unsaid, ...recorded }), retriesJson(normal)];
}

function retriesJson(policy: Retries): Json | undefined {
  if (policy === undefined) return undefined;
  const { maximumAttempts = 0, nonRetryableErrorTypes = [], ...intervals } = policy;
  return { ...intervals, maximumAttempts, nonRetryableErrorTypes };
}

type Priority = EventOf<'ActivityTaskScheduled'>['attributes']['priority'];

function prioritySaid(recorded: Priority, asked: unknown): Pair {
  const policy = (asked ?? {}) as NonNullable<Priority>;
  const plain = ({ priorityKey, fairnessKey, fairnessWeight }: NonNullable<Priority>): Json | undefined => {
    const set = {
      ...(priorityKey && { priorityKey }),
      ...(fairnessKey && { fairnessKey }),
      ...(fairnessWeight && { fairnessWeight }),
    };
    return Object.keys(set).length === 0 ? undefined : set;
  };
  return [plain(recorded ?? {}), plain(policy)];
}

function durationOf(value: unknown): number | undefined {
  return (typeof value === 'object' && value !== null ? msOf(value) : undefined) || undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** 0 means unset. */
function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && value !== 0 ? value : undefined;
}

function workflowIdOf(execution: unknown): string | undefined {
  return textOf((execution as { workflowId?: unknown } | undefined)?.workflowId);
}

/** Every server writes the queue: a history without it was truncated. */
function queueSaid(recorded: string | undefined, command: Command): Pair {
  return recorded === undefined ? [undefined, undefined] : [recorded, textOf(command['taskQueue'])];
}

function isEmpty(map: unknown): boolean {
  return map === undefined || map === null || Object.keys(map).length === 0;
}

function listOf(payload: unknown): unknown {
  return payload === undefined || payload === null ? undefined : [payload];
}
