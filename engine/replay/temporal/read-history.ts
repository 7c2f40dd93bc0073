// The events of a request in canonical form.

import { type HistoryEvent, historyEvent } from '../../formats/temporal/canonical/history-event.ts';
import type { Json } from '../../model/json.ts';
import { listText } from '../list-text.ts';
import type { ReplayRequest } from '../replay-request.ts';

/** Throws a SyntaxError for an event that is not JSON. */
export function readHistory(request: ReplayRequest): readonly HistoryEvent[] {
  const events = (JSON.parse(listText(request)) as readonly Json[]).map(historyEvent);
  const { workflowType } = request;
  const [first, ...others] = events;
  return first === undefined || workflowType === undefined ? events : [withType(first, workflowType), ...others];
}

function withType(event: HistoryEvent, workflowType: string): HistoryEvent {
  return event.type === 'WorkflowExecutionStarted'
    ? { ...event, attributes: { ...event.attributes, workflowType } }
    : event;
}
