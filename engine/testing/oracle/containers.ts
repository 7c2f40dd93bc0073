// Finds the histories in a JSON file by walking down to lists of events, whatever surrounds them.

import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { numberIn } from './raw-event.ts';

/**
 * Each history with its oldest event first. A JSON Lines file has one value per line: an event of a log, or a whole
 * history.
 */
export function rawHistories(text: string): readonly (readonly Json[])[] {
  const values = jsonValues(text.replace('\uFEFF', ''));
  if (values.length > 1 && values.every((value) => isEvent(value) || (isObject(value) && !holdsEvents(value))))
    return [values];
  return values.flatMap(listsIn).map(oldestFirst);
}

function jsonValues(text: string): readonly Json[] {
  try {
    return [JSON.parse(text) as Json];
  } catch {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as Json);
  }
}

function isEvent(value: Json): value is JsonObject {
  return isObject(value) && (value['eventId'] !== undefined || value['event_id'] !== undefined);
}

function holdsEvents(value: JsonObject): boolean {
  return listsIn(value).length > 0;
}

/** Batches of one history are joined into one list. */
function listsIn(value: Json): readonly (readonly Json[])[] {
  if (isArray(value)) {
    if (value.length > 0 && value.every(isEvent)) return [value];
    if (value.length > 0 && value.every((inner) => isArray(inner) && inner.length > 0 && inner.every(isEvent)))
      return [(value as readonly (readonly Json[])[]).flat()];
    return value.flatMap(listsIn);
  }
  return isObject(value) ? Object.values(value).flatMap((inner) => listsIn(inner ?? null)) : [];
}

function oldestFirst(events: readonly Json[]): readonly Json[] {
  const idOf = (event: Json | undefined): number =>
    numberIn((event as JsonObject)['eventId'] ?? (event as JsonObject)['event_id']) ?? 0;
  return idOf(events[0]) > idOf(events.at(-1)) ? events.toReversed() : events;
}
