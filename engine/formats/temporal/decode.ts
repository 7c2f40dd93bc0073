// Values in a form for people: every payload decoded in place, from any period.

import type { Json, JsonObject } from '../../model/json.ts';
import { isArray, isObject } from '../../model/json.ts';
import { decodeWrittenEvent } from './before-payloads/decode.ts';
import { shownValue, spellingOf } from './before-payloads/value.ts';
import { isBeforePayloads } from './before-payloads/written-event.ts';
import { isPlainLong, longText } from './number.ts';
import { decodePayload, isPayload } from './payload.ts';

/** The value with every payload in it decoded, for the payload tree. */
export function decodeValue(value: Json): Json {
  if (isArray(value)) return value.map(decodeValue);
  if (!isObject(value)) return value;
  const object: JsonObject = value;
  if (isPlainLong(object)) return longText(object);
  if (isPayload(object)) return { $payload: shownPayload(object) };
  if (isBeforePayloads(object)) return decodeWrittenEvent(object, decodeValue);
  return Object.fromEntries(Object.entries(object).map(([key, entry]) => [key, decodeValue((entry ?? null) as Json)]));
}

function shownPayload(payload: JsonObject): Json {
  const spelling = spellingOf(payload);
  if (spelling === undefined) return decodePayload(payload);
  return shownValue(payload['data'] ?? null, spelling);
}
