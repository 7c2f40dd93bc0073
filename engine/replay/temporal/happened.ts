// What comes to a run from outside, whatever its code does; and the tasks in which code is told. Pure.

import type { EventOf, HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import { patchMarker } from '../../formats/temporal/canonical/marker.ts';
import type { Job } from '../../sandbox/guest.ts';
import { initialEvent } from './answered.ts';
import { randomnessSeed } from './siphash.ts';
import { startOf } from './start.ts';
import { isCommandEvent, sequenceFrom } from './task-sequences.ts';
import type { Told } from './told-queue.ts';

/** `run`: facts that a history does not contain. */
export function happened(
  event: HistoryEvent,
  run: { readonly workflowId: string; readonly namespace: string },
): readonly Told[] {
  const { id } = event;
  switch (event.type) {
    case 'WorkflowExecutionStarted':
      return [{ id, event, job: { type: 'start', ...startOf(event, run) } }];
    case 'WorkflowExecutionSignaled': {
      const { signalName = '', input = [], header = {}, identity = '' } = event.attributes;
      const signal = { signalName, input, headers: header, identity, originatingEventId: id };
      return [{ id, event, job: { type: 'signalWorkflow', ...signal } }];
    }
    case 'WorkflowExecutionCancelRequested':
      return [{ id, event, job: { type: 'cancelWorkflow', reason: event.attributes.cause ?? '' } }];
    case 'WorkflowTaskFailed': {
      const { cause, newRunId = '' } = event.attributes;
      if (cause !== 'ResetWorkflow') return [];
      return [{ id, event, job: { type: 'updateRandomSeed', randomnessSeed: randomnessSeed(newRunId) } }];
    }
    case 'WorkflowExecutionUpdateAccepted':
      return [updateOf(event)];
    default:
      return isFromOutside(event) ? [{ id, event }] : [];
  }
}

/** The update was sent with the task whose answer accepted it. */
function updateOf({ attributes, id }: EventOf<'WorkflowExecutionUpdateAccepted'>): Told {
  const { acceptedRequest: { meta = {}, input } = {}, protocolInstanceId = '' } = attributes;
  const { acceptedRequestSequencingEventId = id - 3 } = attributes;
  const name = input?.name ?? '';
  const request = { id: meta.updateId ?? '', protocolInstanceId, name, meta, runValidator: false };
  const job: Job = { type: 'doUpdate', ...request, input: input?.args ?? [], headers: input?.header ?? {} };
  return { id: acceptedRequestSequencingEventId, job };
}

/** Neither asked for by the code, nor the answer to a call, nor of a task. */
function isFromOutside(event: HistoryEvent): boolean {
  return !isCommandEvent(event) && initialEvent(event) === undefined && !event.type.startsWith('WorkflowTask');
}

/** The events that begin the tasks, the last of each sequence. */
export function tasksOf(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  const tasks: HistoryEvent[] = [];
  for (let at = 0; at < events.length;) {
    const { end } = sequenceFrom(events, at);
    const last = events[end - 1];
    if (last?.type === 'WorkflowTaskStarted') tasks.push(last);
    at = end;
  }
  return tasks;
}

/** Patches are known from the start: the code takes the history's branches. */
export function patchesOf(events: readonly HistoryEvent[]): readonly string[] {
  const ids = events.flatMap((event) => (event.type === 'MarkerRecorded' ? (patchMarker(event)?.patchId ?? []) : []));
  return [...new Set(ids)];
}
