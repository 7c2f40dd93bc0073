// What became of each command so far: one machine a command, and the queue of those whose events are still to come. The tables are those of
// the state machines in Temporal's core.

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

/** `unsent`: its event has not come. `recorded`: it has. `cancelling`: to be cancelled, and nobody said yet that it was. */
export type MachineState = 'unsent' | 'recorded' | 'started' | 'cancelling' | 'cancelled' | 'closed';

export type Machine = {
  readonly family: Family;
  /** The command that began it; a command of the core's own has no sequence number in the code. */
  readonly command: Command;
  readonly isOfCore: boolean;
  state: MachineState;
  /** Vanishes from the queue. */
  isCancelledBeforeSent: boolean;
  /** The code was told how it ended, whatever comes. */
  isResolved: boolean;
};

/** One command that is to meet its event. */
export type Entry = {
  readonly machine: Machine;
  readonly command: Command;
  readonly expects: EventType;
};

type Table = {
  /** As the core begins the sentence that it has met an event of another family. */
  readonly refuses: string;
  /** Whether it prints that event in full. */
  readonly inFull?: true;
  readonly name: string;
  /** Event types of the family: met too early, they break the machine instead. */
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
  return { family, command, isOfCore, state: 'unsent', isCancelledBeforeSent: false, isResolved: false };
}

/** Where no command is left that acts on it. */
export function isClosed({ state }: Machine): boolean {
  return state === 'closed' || state === 'cancelled';
}
