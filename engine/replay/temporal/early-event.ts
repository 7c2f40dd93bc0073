// Answers that come while the core's state machine cannot take them: Temporal's own replayer gives up there.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import { families, type Machine } from './machine.ts';
import { Mismatch } from './mismatch.ts';

/** Throws a fatal Mismatch. */
export function refuseEarly(event: HistoryEvent, machine: Machine | undefined): void {
  const state = machine && refusingState(event, machine);
  if (machine === undefined || state === undefined) return;
  throw new Mismatch('fatal', invalidTransition(machine, state, event), event, machine.cancel ?? machine.command);
}

/** The core's name of the state that does not take the event. */
function refusingState({ type }: HistoryEvent, machine: Machine): string | undefined {
  const { family, state } = machine;
  if (family !== 'activity' && family !== 'timer') return undefined;
  if (machine.cancel !== undefined) return cancelledState(machine);
  // An abandoned activity may still begin, and be done.
  const isTaken = type === 'ActivityTaskStarted' || type === 'ActivityTaskCompleted';
  return family === 'activity' && state === 'cancelled' && !isTaken ? 'Canceled' : undefined;
}

/** Of a machine whose cancellation is asked for, and has no event. */
export function cancelledState({ family, hasStarted }: Machine): string {
  if (family === 'timer') return 'CancelTimerCommandSent';
  return `${hasStarted ? 'Started' : 'Scheduled'}ActivityCancelCommandCreated`;
}

export function invalidTransition({ family }: Machine, state: string, { id, type }: HistoryEvent): string {
  return `${families[family].name} in state ${state} says the transition is invalid during event EventInfo { event_id: ${id}, event_type: ${type} }`;
}
