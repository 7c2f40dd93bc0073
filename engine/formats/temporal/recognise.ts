// Is it an event of Temporal or Cadence? Only what names one of their event types is: many other things have ids and types of their own.

import type { JsonObject } from '../../model/json.ts';
import { isObject } from '../../model/json.ts';
import { readTemporalEvent } from './event.ts';
import { idText } from './number.ts';
import { isKnownType } from './vocabulary.ts';

export function isTemporalEvent(event: JsonObject): boolean {
  if (!isKnownType(readTemporalEvent(event).type)) return false;
  // A number may be anybody's.
  return (
    Number.isNaN(Number(event['eventType'] ?? event['event_type'] ?? 0)) ||
    isEventId(event['eventId'] ?? event['event_id'])
  );
}

/** A whole number, as text or as number, or protobuf's `{low, high}`. */
function isEventId(raw: unknown): boolean {
  return isObject(raw) || /^\d+$/.test(idText(raw) ?? '');
}
