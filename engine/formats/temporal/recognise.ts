// Recognises events of Temporal or Cadence by the names of their event types: many other logs have ids and types too.

import type { JsonObject } from '../../model/json.ts';
import { isObject } from '../../model/json.ts';
import { readTemporalEvent } from './event.ts';
import { idText } from './number.ts';
import { isKnownType } from './vocabulary.ts';

export function isTemporalEvent(event: JsonObject): boolean {
  if (!isKnownType(readTemporalEvent(event).type)) return false;
  // A number may be the type of any writer.
  return (
    Number.isNaN(Number(event['eventType'] ?? event['event_type'] ?? 0)) ||
    isEventId(event['eventId'] ?? event['event_id'])
  );
}

/** A whole number, as text or as number, or protobuf's `{low, high}`. */
function isEventId(raw: unknown): boolean {
  return isObject(raw) || /^\d+$/.test(idText(raw) ?? '');
}
