// The calls of a history: one for each event that a command of the code led to. Pure.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import { localActivityMarker, patchMarker } from '../../formats/temporal/canonical/marker.ts';
import type { Call } from '../../model/replay/call.ts';

/** Calls by event id. Events that belong to another call, such as the search attribute of a patch, are left out. */
export function recordedCalls(events: readonly HistoryEvent[]): ReadonlyMap<number, Call> {
  const calls = new Map<number, Call>();
  const updates = new Map<number, string>();
  for (const event of events) {
    const call = callOf(event, calls, updates);
    if (call !== undefined) calls.set(event.id, call);
  }
  return calls;
}

function callOf(event: HistoryEvent, calls: ReadonlyMap<number, Call>, updates: Map<number, string>): Call | undefined {
  switch (event.type) {
    case 'ActivityTaskScheduled':
      return { kind: 'activity', name: event.attributes.activityType ?? '' };
    case 'ActivityTaskCancelRequested':
      return { kind: 'cancelActivity', name: calls.get(event.attributes.scheduledEventId ?? 0)?.name ?? '' };
    case 'TimerStarted':
      return { kind: 'timer', name: '' };
    case 'TimerCanceled':
      return { kind: 'cancelTimer', name: '' };
    case 'StartChildWorkflowExecutionInitiated':
      return { kind: 'child', name: event.attributes.workflowType ?? '' };
    case 'SignalExternalWorkflowExecutionInitiated':
      return { kind: 'signalExternal', name: event.attributes.signalName ?? '' };
    case 'RequestCancelExternalWorkflowExecutionInitiated':
      return { kind: 'cancelExternal', name: '' };
    case 'NexusOperationScheduled':
      return { kind: 'nexus', name: event.attributes.operation ?? '' };
    case 'MarkerRecorded':
      return markerCall(event);
    case 'UpsertWorkflowSearchAttributes':
      return Object.hasOwn(event.attributes.searchAttributes ?? {}, 'TemporalChangeVersion')
        ? undefined
        : { kind: 'searchAttributes', name: '' };
    case 'WorkflowPropertiesModified':
      return { kind: 'memo', name: '' };
    case 'WorkflowExecutionUpdateAccepted': {
      const name = event.attributes.acceptedRequest?.input?.name ?? '';
      updates.set(event.id, name);
      return { kind: 'updateAccepted', name };
    }
    case 'WorkflowExecutionUpdateCompleted':
      return { kind: 'updateCompleted', name: updates.get(event.attributes.acceptedEventId ?? 0) ?? '' };
    case 'WorkflowExecutionCompleted':
      return { kind: 'complete', name: '' };
    case 'WorkflowExecutionFailed':
      return { kind: 'fail', name: '' };
    case 'WorkflowExecutionCanceled':
      return { kind: 'cancel', name: '' };
    case 'WorkflowExecutionContinuedAsNew':
      return { kind: 'continueAsNew', name: '' };
    default:
      return undefined;
  }
}

function markerCall(event: Extract<HistoryEvent, { type: 'MarkerRecorded' }>): Call | undefined {
  const patch = patchMarker(event);
  if (patch !== undefined) return { kind: 'patch', name: patch.patchId };
  const local = localActivityMarker(event);
  return local === undefined ? undefined : { kind: 'localActivity', name: local.activityType };
}
