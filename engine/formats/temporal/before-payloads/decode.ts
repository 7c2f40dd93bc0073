// Decodes the values in an event of the time before payloads, in place.

import type { Json, JsonObject } from '../../../model/json.ts';
import { isArray, isObject, objectOf } from '../../../model/json.ts';
import { valueFields, valueMaps } from './temporal-event.ts';
import { shownValue } from './value.ts';
import { attributesKey } from './written-event.ts';

/** Fields with a reason's details, in addition to the fields of all values. */
const detailFields = new Set(['lastFailureDetails', 'continuedFailureDetails', 'failureDetails']);
const maps = new Set(Object.values(valueMaps).flatMap((name) => [name, snake(name)]));

/**
 * The event with every value as `{$payload}`. An event with its attributes at top level is returned unchanged, as its
 * values are decoded. `decodeTyped` reads payloads that name their encoding.
 */
export function decodeWrittenEvent(event: JsonObject, decodeTyped: (value: Json) => Json): Json {
  return attributesKey(event) === undefined ? event : decodeFields(event, decodeTyped);
}

function decodeFields(value: Json, decodeTyped: (value: Json) => Json): Json {
  if (isArray(value)) return value.map((entry) => decodeFields(entry, decodeTyped));
  if (!isObject(value)) return value;
  const object: JsonObject = value;
  const decoded = (key: string, entry: Json): Json => {
    if (maps.has(key))
      return Object.fromEntries(
        Object.entries(objectOf(entry)).map(([name, one]) => [name, decodeOne(one ?? null, decodeTyped)]),
      );
    return isValueField(key) ? decodeOne(entry, decodeTyped) : decodeFields(entry, decodeTyped);
  };
  return Object.fromEntries(Object.entries(object).map(([key, entry]) => [key, decoded(key, entry ?? null)]));
}

function isValueField(key: string): boolean {
  const camel = key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return valueFields.has(camel) || detailFields.has(camel);
}

function decodeOne(value: Json, decodeTyped: (value: Json) => Json): Json {
  if (value === null || value === '') return value;
  const isTyped = isObject(value) && !('data' in value && value['metadata'] === undefined);
  return isTyped ? decodeTyped(value) : { $payload: shownValue(value, 'bytes') as unknown as Json };
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
