// The job that an event, other than a command's own, gives to the code: about the command that the event names. T8 of
// SPEC.md.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import type { Command, Job } from '../../sandbox/guest.ts';
import type { Machine } from './machine.ts';
import { Mismatch, saidInFull } from './mismatch.ts';
import { activityResult, cancelRefused, childResult, nexusResult, signalRefused } from './results.ts';

type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;

/** The id of the command event that an event is about; undefined without one. */
export function initialEvent(event: HistoryEvent): number | undefined {
  switch (event.type) {
    case 'ActivityTaskStarted':
    case 'ActivityTaskCompleted':
    case 'ActivityTaskFailed':
    case 'ActivityTaskTimedOut':
    case 'ActivityTaskCanceled':
    case 'NexusOperationStarted':
    case 'NexusOperationCompleted':
    case 'NexusOperationFailed':
    case 'NexusOperationCanceled':
    case 'NexusOperationTimedOut':
    case 'NexusOperationCancelRequestCompleted':
    case 'NexusOperationCancelRequestFailed':
      return event.attributes.scheduledEventId ?? 0;
    case 'TimerFired':
      return event.attributes.startedEventId ?? 0;
    case 'StartChildWorkflowExecutionFailed':
    case 'ChildWorkflowExecutionStarted':
    case 'ChildWorkflowExecutionCompleted':
    case 'ChildWorkflowExecutionFailed':
    case 'ChildWorkflowExecutionCanceled':
    case 'ChildWorkflowExecutionTimedOut':
    case 'ChildWorkflowExecutionTerminated':
    case 'ExternalWorkflowExecutionSignaled':
    case 'SignalExternalWorkflowExecutionFailed':
    case 'ExternalWorkflowExecutionCancelRequested':
    case 'RequestCancelExternalWorkflowExecutionFailed':
      return event.attributes.initiatedEventId ?? 0;
    default:
      return undefined;
  }
}

export type Answered = {
  readonly jobs: readonly Job[];
  /** True where no later event is about the command. */
  readonly isOver: boolean;
};

const over = (...jobs: readonly Job[]): Answered => ({ jobs, isOver: true });
const goesOn = (...jobs: readonly Job[]): Answered => ({ jobs, isOver: false });

/** Advances the machine. Throws a Mismatch where the machine is missing or of another kind. */
export function answered(event: HistoryEvent, machine: Machine | undefined): Answered {
  switch (machine?.family) {
    case 'activity':
      return activityAnswered(event, machine);
    case 'timer':
      return timerAnswered(event, machine);
    case 'child':
      return childAnswered(event, machine);
    case 'signalExternal':
    case 'cancelExternal':
      return externalAnswered(event, machine);
    case 'nexus':
      return nexusAnswered(event, machine);
    default:
      throw new Mismatch(
        'nondeterminism',
        `During event handling, this event had an initial command ID but we could not find a matching command for it: ${saidInFull(event)}`,
        event,
      );
  }
}

function activityAnswered(event: HistoryEvent, machine: Machine): Answered {
  const activity = machine.command as CommandOf<'scheduleActivity'>;
  if (event.type === 'ActivityTaskStarted') {
    if (machine.state === 'recorded') machine.state = 'started';
    machine.hasStarted = true;
    return goesOn();
  }
  const result = activityResult(event, activity);
  if (result === undefined) return goesOn();
  // An abandoned activity ends by itself; its later events are skipped.
  if (machine.state === 'cancelled') return goesOn();
  machine.state = 'closed';
  return machine.isResolved ? over() : over({ type: 'resolveActivity', seq: activity.seq, isLocal: false, result });
}

function timerAnswered(event: HistoryEvent, machine: Machine): Answered {
  const { seq } = machine.command as CommandOf<'startTimer'>;
  if (event.type !== 'TimerFired') return goesOn();
  const { timerId = '' } = event.attributes;
  if (timerId !== String(seq)) {
    const text = `Timer fired event did not have expected timer id ${seq}, it was ${timerId}!`;
    throw new Mismatch('nondeterminism', text, event, machine.command);
  }
  machine.state = 'closed';
  return over({ type: 'fireTimer', seq });
}

function childAnswered(event: HistoryEvent, machine: Machine): Answered {
  const child = machine.command as CommandOf<'startChildWorkflowExecution'>;
  const { seq, workflowId, workflowType } = child;
  if (event.type === 'ChildWorkflowExecutionStarted') {
    if (machine.state === 'recorded') machine.state = 'started';
    const runId = event.attributes.workflowExecution?.runId ?? '';
    return goesOn({ type: 'resolveChildWorkflowExecutionStart', seq, succeeded: { runId } });
  }
  if (event.type === 'StartChildWorkflowExecutionFailed') {
    machine.state = 'closed';
    const failed = { workflowId, workflowType, cause: event.attributes.cause ?? 0 };
    return over({ type: 'resolveChildWorkflowExecutionStart', seq, failed });
  }
  const result = childResult(event, child);
  if (result === undefined) return goesOn();
  machine.state = 'closed';
  return machine.isResolved ? over() : over({ type: 'resolveChildWorkflowExecution', seq, result });
}

function externalAnswered(event: HistoryEvent, machine: Machine): Answered {
  machine.state = 'closed';
  // The cancellation of a child is the core's own command: the code does not learn its result.
  if (machine.isOfCore) return over();
  const { seq } = machine.command as CommandOf<'signalExternalWorkflowExecution'>;
  const type =
    machine.family === 'signalExternal' ? 'resolveSignalExternalWorkflow' : 'resolveRequestCancelExternalWorkflow';
  if (event.type === 'SignalExternalWorkflowExecutionFailed')
    return over({ type, seq, failure: signalRefused(event.attributes.cause) });
  if (event.type === 'RequestCancelExternalWorkflowExecutionFailed')
    return over({ type, seq, failure: cancelRefused(event.attributes.cause) });
  return over({ type, seq });
}

/** The code's wait ends when its cancellation was passed on. */
const waitRequested = 3;

function nexusAnswered(event: HistoryEvent, machine: Machine): Answered {
  const { seq, cancellationType } = machine.command as CommandOf<'scheduleNexusOperation'>;
  const hasStarted = machine.state === 'started';
  if (event.type === 'NexusOperationStarted') {
    machine.state = 'started';
    const operationToken = event.attributes.operationToken ?? event.attributes.operationId ?? '';
    return goesOn({ type: 'resolveNexusOperationStart', seq, operationToken });
  }
  if (event.type === 'NexusOperationCancelRequestCompleted' || event.type === 'NexusOperationCancelRequestFailed') {
    if (cancellationType !== waitRequested || machine.isResolved) return goesOn();
    machine.isResolved = true;
    const failure =
      event.type === 'NexusOperationCancelRequestFailed' ? event.attributes.failure : { canceledFailureInfo: {} };
    return goesOn({ type: 'resolveNexusOperation', seq, result: { cancelled: failure ?? {} } });
  }
  const result = nexusResult(event);
  if (result === undefined) return goesOn();
  machine.state = 'closed';
  if (machine.isResolved) return over();
  const failed = result.failed ?? result.cancelled ?? result.timedOut;
  if (hasStarted) return over({ type: 'resolveNexusOperation', seq, result });
  if (failed !== undefined) return over({ type: 'resolveNexusOperationStart', seq, failed });
  return over(
    { type: 'resolveNexusOperationStart', seq, startedSync: true },
    { type: 'resolveNexusOperation', seq, result },
  );
}
