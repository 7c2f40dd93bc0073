// Assigns the events of a history to workflow tasks. Pure. Rules: T2 to T5 of SPEC.md; source: `history_update.rs` of
// Temporal's core.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';

const commandEvents: ReadonlySet<HistoryEvent['type']> = new Set([
  'ActivityTaskScheduled',
  'ActivityTaskCancelRequested',
  'MarkerRecorded',
  'RequestCancelExternalWorkflowExecutionInitiated',
  'SignalExternalWorkflowExecutionInitiated',
  'StartChildWorkflowExecutionInitiated',
  'TimerStarted',
  'TimerCanceled',
  'UpsertWorkflowSearchAttributes',
  'WorkflowPropertiesModified',
  'NexusOperationScheduled',
  'NexusOperationCancelRequested',
  'WorkflowExecutionCompleted',
  'WorkflowExecutionFailed',
  'WorkflowExecutionCanceled',
  'WorkflowExecutionContinuedAsNew',
  'WorkflowExecutionUpdateAccepted',
  'WorkflowExecutionUpdateRejected',
  'WorkflowExecutionUpdateCompleted',
]);

const endings: ReadonlySet<HistoryEvent['type']> = new Set([
  'WorkflowExecutionCompleted',
  'WorkflowExecutionFailed',
  'WorkflowExecutionCanceled',
  'WorkflowExecutionTimedOut',
  'WorkflowExecutionContinuedAsNew',
  'WorkflowExecutionTerminated',
]);

/** After the start of a task, these events mean that the attempt never happened. */
const attemptEnds: ReadonlySet<HistoryEvent['type']> = new Set([
  'WorkflowTaskFailed',
  'WorkflowTaskTimedOut',
  'WorkflowExecutionTimedOut',
  'WorkflowExecutionTerminated',
  'WorkflowExecutionCanceled',
]);

/** True for events that a command of the code led to. */
export function isCommandEvent({ type }: HistoryEvent): boolean {
  return commandEvents.has(type);
}

export function isEnding({ type }: HistoryEvent): boolean {
  return endings.has(type);
}

/** Id of the start of the last completed task before the one that runs now or has ended; 0 without one. */
export function previousStarted(events: readonly HistoryEvent[]): number {
  let counted = 0;
  for (const [i, event] of events.entries()) {
    if (event.type !== 'WorkflowTaskStarted') continue;
    const next = events[i + 1];
    if (next === undefined) return counted;
    if (next.type === 'WorkflowTaskCompleted') counted = event.id;
  }
  return counted;
}

/** Events `from` … `end` − 1. `isWhole`: false where the history ends within the sequence. */
export type Sequence = { readonly end: number; readonly isWhole: boolean };

/** The sequence that begins with `events[from]`. */
export function sequenceFrom(events: readonly HistoryEvent[], from: number): Sequence {
  const started: number[] = [];
  let sawCommand = false;
  let sawAny = false;
  for (let i = from; i < events.length; i++) {
    const event = events[i] as HistoryEvent;
    if (commandEvents.has(event.type)) sawCommand = sawAny = true;
    if (event.type === 'WorkflowExecutionStarted') sawAny = true;
    if (endings.has(event.type)) return whole(i);
    if (event.type !== 'WorkflowTaskStarted') continue;
    const next = events[i + 1];
    if (next !== undefined && attemptEnds.has(next.type)) continue;
    started.push(i);
    const behind = next?.type === 'WorkflowTaskCompleted' ? events[i + 2] : undefined;
    if (behind !== undefined) {
      // A task without commands is merged with the next.
      if (!sawCommand && behind.type === 'WorkflowTaskScheduled') continue;
      return whole(taskOfUpdate(events, started, behind) ?? i);
    }
    if (sawAny) return whole(i);
  }
  return { end: events.length, isWhole: false };
}

function whole(last: number): Sequence {
  return { end: last + 1, isWhole: true };
}

/** An accepted update may have been sent with an earlier task that did nothing else. */
function taskOfUpdate(
  events: readonly HistoryEvent[],
  started: readonly number[],
  behind: HistoryEvent,
): number | undefined {
  if (behind.type !== 'WorkflowExecutionUpdateAccepted') return undefined;
  const sent = behind.attributes.acceptedRequestSequencingEventId ?? 0;
  return started.findLast((index) => (events[index]?.id ?? 0) < sent);
}

/** False where no task ever ran: nothing can be replayed. */
export function isStarted(events: readonly HistoryEvent[]): boolean {
  return events.some(({ type }) => type === 'WorkflowTaskStarted');
}
