// The state of each command: one machine per command, and the queue of commands whose events are still to come. The
// tables are those of the state machines in Temporal's core.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import type { Command } from '../../sandbox/guest.ts';

type EventType = HistoryEvent['type'];

export type Family =
  | 'activity'
  | 'timer'
  | 'child'
  | 'signalExternal'
  | 'cancelExternal'
  | 'patch'
  | 'upsert'
  | 'modify'
  | 'update'
  | 'nexus'
  | 'complete'
  | 'fail'
  | 'cancel'
  | 'continueAsNew';

/**
 * `unsent`: the command's event has not come. `recorded`: it has. `cancelling`: a cancellation is requested and not yet
 * confirmed.
 */
export type MachineState = 'unsent' | 'recorded' | 'started' | 'cancelling' | 'cancelled' | 'closed';

export type Machine = {
  readonly family: Family;
  /** The command that began the machine; a command of the core itself has no sequence number in the code. */
  readonly command: Command;
  readonly isOfCore: boolean;
  state: MachineState;
  /** The command that asks for its cancellation, as long as that has no event. */
  cancel: Command | undefined;
  hasStarted: boolean;
  /** True for a command removed from the queue. */
  isCancelledBeforeSent: boolean;
  /** True where the code was told the result, whatever follows. */
  isResolved: boolean;
};

/** A command that waits for its event. */
export type Entry = {
  readonly machine: Machine;
  readonly command: Command;
  readonly expects: EventType;
};

type Table = {
  /** Beginning of the core's message about an event of another family. */
  readonly refuses: string;
  /** True where the core prints that event in full. */
  readonly inFull?: true;
  readonly name: string;
  /** Event types of the family: an early event of these types breaks the machine instead. */
  readonly events: readonly EventType[];
};

const end = (word: string, name: string, event: EventType): Table => ({
  refuses: `${word} workflow machine does not handle this event: `,
  name,
  events: [event],
});

export const families: Readonly<Record<Family, Table>> = {
  activity: {
    refuses: 'Activity machine does not handle this event: ',
    name: 'ActivityMachine',
    events: ['ActivityTaskScheduled', 'ActivityTaskCancelRequested'],
  },
  timer: {
    refuses: 'Timer machine does not handle this event: ',
    name: 'TimerMachine',
    events: ['TimerStarted', 'TimerCanceled'],
  },
  child: {
    refuses: 'Child workflow machine does not handle this event: ',
    inFull: true,
    name: 'ChildWorkflowMachine',
    events: ['StartChildWorkflowExecutionInitiated'],
  },
  signalExternal: {
    refuses: 'Signal external WF machine does not handle this event: ',
    name: 'SignalExternalMachine',
    events: ['SignalExternalWorkflowExecutionInitiated'],
  },
  cancelExternal: {
    refuses: 'Cancel external WF machine does not handle this event: ',
    name: 'CancelExternalMachine',
    events: ['RequestCancelExternalWorkflowExecutionInitiated'],
  },
  patch: { refuses: 'Change machine does not handle this event: ', name: 'PatchMachine', events: ['MarkerRecorded'] },
  upsert: {
    refuses: 'UpsertWorkflowSearchAttributesMachine does not handle ',
    name: 'UpsertSearchAttributesMachine',
    events: ['UpsertWorkflowSearchAttributes'],
  },
  modify: {
    refuses: 'ModifyWorkflowPropertiesMachine does not handle ',
    name: 'ModifyWorkflowPropertiesMachine',
    events: ['WorkflowPropertiesModified'],
  },
  update: {
    refuses: 'Update machine does not handle this event: ',
    name: 'UpdateMachine',
    events: ['WorkflowExecutionUpdateAccepted', 'WorkflowExecutionUpdateCompleted'],
  },
  nexus: {
    refuses: 'Nexus operation machine does not handle this event: ',
    inFull: true,
    name: 'NexusOperationMachine',
    events: ['NexusOperationScheduled', 'NexusOperationCancelRequested'],
  },
  complete: end('Complete', 'CompleteWorkflowMachine', 'WorkflowExecutionCompleted'),
  fail: end('Fail', 'FailWorkflowMachine', 'WorkflowExecutionFailed'),
  cancel: end('Cancel', 'CancelWorkflowMachine', 'WorkflowExecutionCanceled'),
  continueAsNew: end('Continue as new', 'ContinueAsNewWorkflowMachine', 'WorkflowExecutionContinuedAsNew'),
};

export function newMachine(family: Family, command: Command, isOfCore = false): Machine {
  return {
    family,
    command,
    isOfCore,
    state: 'unsent',
    cancel: undefined,
    hasStarted: false,
    isCancelledBeforeSent: false,
    isResolved: false,
  };
}

/** True where no remaining command acts on the machine. */
export function isClosed({ state }: Machine): boolean {
  return state === 'closed' || state === 'cancelled';
}
