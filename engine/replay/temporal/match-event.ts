// Whether an event of the history is the one that the next command led to. Pure except for the machine that it
// advances. Messages as in the core.

import type { EventOf, HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import { patchMarker } from '../../formats/temporal/canonical/marker.ts';
import type { Command } from '../../sandbox/guest.ts';
import { cancelledState, invalidTransition } from './early-event.ts';
import { type Entry, families, type Machine } from './machine.ts';
import { Mismatch, said, saidInFull } from './mismatch.ts';

/** The effect of a patch on an unrelated event: T11 of SPEC.md. */
export type PatchOutcome = 'match' | 'skip-event' | 'skip-command';

export function patchOutcome(event: HistoryEvent, front: Entry | undefined): PatchOutcome {
  const marker = event.type === 'MarkerRecorded' ? patchMarker(event) : undefined;
  const patch =
    front?.machine.family === 'patch' && front.command.type === 'setPatchMarker' ? front.command : undefined;
  if (marker === undefined) return patch === undefined ? 'match' : 'skip-command';
  if (patch !== undefined) return marker.isDeprecated && patch.patchId !== marker.patchId ? 'skip-event' : 'match';
  if (marker.isDeprecated) return 'skip-event';
  throw new Mismatch(
    'nondeterminism',
    `Non-deprecated patch marker encountered for change ${marker.patchId}, but there is no corresponding change command!`,
    event,
    front?.command,
  );
}

/** Throws a Mismatch. `checksIds`: true where the history comes from a core that compares ids and types. */
export function checkMatch(event: HistoryEvent, { machine, command, expects }: Entry, checksIds: boolean): void {
  const family = families[machine.family];
  const isOther = event.type !== expects;
  if (isOther && !family.events.includes(event.type)) {
    const text = family.refuses + (family.inFull === true ? saidInFull(event) : said(event));
    throw new Mismatch('nondeterminism', text, event, command);
  }
  if (isOther) {
    const text = invalidTransition(machine, stateOf(command, machine), event);
    throw new Mismatch('fatal', text, event, command);
  }
  const text = attributeMismatch(event, command, checksIds);
  if (text !== undefined) throw new Mismatch('nondeterminism', text, event, command);
}

function stateOf(command: Command, machine: Machine): string {
  const { type } = command;
  if (command === machine.cancel) return cancelledState(machine);
  return type === 'scheduleActivity' ? 'ScheduleCommandCreated' : 'StartCommandCreated';
}

function attributeMismatch(event: HistoryEvent, command: Command, checksIds: boolean): string | undefined {
  if (event.type === 'ActivityTaskScheduled' && command.type === 'scheduleActivity' && checksIds)
    return activityMismatch(event, command);
  if (
    event.type === 'StartChildWorkflowExecutionInitiated' &&
    command.type === 'startChildWorkflowExecution' &&
    checksIds
  )
    return childMismatch(event, command);
  if (event.type === 'MarkerRecorded' && command.type === 'setPatchMarker') return patchMismatch(event, command);
  return undefined;
}

function activityMismatch(
  { attributes }: EventOf<'ActivityTaskScheduled'>,
  command: Extract<Command, { type: 'scheduleActivity' }>,
): string | undefined {
  const { activityId = '', activityType = '' } = attributes;
  if (activityId !== command.activityId)
    return `Activity id of scheduled event '${activityId}' does not match activity id of activity command '${command.activityId}'`;
  if (activityType !== command.activityType)
    return `Activity type of scheduled event '${activityType}' does not match activity type of activity command '${command.activityType}'`;
  return undefined;
}

function childMismatch(
  { attributes }: EventOf<'StartChildWorkflowExecutionInitiated'>,
  command: Extract<Command, { type: 'startChildWorkflowExecution' }>,
): string | undefined {
  const { workflowId = '', workflowType = '' } = attributes;
  if (workflowId !== command.workflowId)
    return `Child workflow id of scheduled event '${workflowId}' does not match child workflow id of command '${command.workflowId}'`;
  if (workflowType !== command.workflowType)
    return `Child workflow type of scheduled event '${workflowType}' does not match child workflow type of command '${command.workflowType}'`;
  return undefined;
}

function patchMismatch(
  event: EventOf<'MarkerRecorded'>,
  { patchId }: Extract<Command, { type: 'setPatchMarker' }>,
): string | undefined {
  const marker = patchMarker(event);
  return marker === undefined || marker.patchId === patchId
    ? undefined
    : `Change id ${marker.patchId} does not match expected id ${patchId}`;
}
