// The events of a request in canonical form.

import { type HistoryEvent, historyEvent } from '../../formats/temporal/canonical/history-event.ts';
import type { Json } from '../../model/json.ts';
import type { ReplayRequest } from '../replay-request.ts';

/** Throws a SyntaxError for an event that is not JSON. */
export function readHistory({ bytes, lengths, workflowType }: ReplayRequest): readonly HistoryEvent[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  return lengths.map((length, index) => {
    const event = historyEvent(JSON.parse(buffer.toString('utf8', at, at + length)) as Json);
    at += length;
    return index === 0 && workflowType !== undefined ? withType(event, workflowType) : event;
  });
}

function withType(event: HistoryEvent, workflowType: string): HistoryEvent {
  return event.type === 'WorkflowExecutionStarted'
    ? { ...event, attributes: { ...event.attributes, workflowType } }
    : event;
}
