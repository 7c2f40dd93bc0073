// Values in a form for people: every payload decoded in place, from any period.

import type { Json, JsonObject } from '../../model/json.ts';
import { isArray, isObject, objectOf } from '../../model/json.ts';
import { decodeWrittenEvent } from './before-payloads/decode.ts';
import { shownValue, spellingOf } from './before-payloads/value.ts';
import { isBeforePayloads } from './before-payloads/written-event.ts';
import { answered } from './codec.ts';
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
  const decoded = Object.fromEntries(
    Object.entries(object).map(([key, entry]) => [key, decodeValue((entry ?? null) as Json)]),
  );
  return isPayload(objectOf(object['more'])['encodedAttributes']) ? withHiddenWords(decoded, object) : decoded;
}

/** A failure whose message and stack a codec hid: said in its own words, where a codec server gave them back. */
function withHiddenWords(decoded: JsonObject, { more }: JsonObject): JsonObject {
  const hidden = answered(objectOf(objectOf(more)['encodedAttributes']));
  const { message, stack_trace: stack } = objectOf(decodePayload(hidden).value);
  return {
    ...decoded,
    ...(typeof message === 'string' && { message }),
    ...(typeof stack === 'string' && stack !== '' && { stack }),
  };
}

function shownPayload(payload: JsonObject): Json {
  const spelling = spellingOf(payload);
  if (spelling === undefined) return decodePayload(answered(payload));
  return shownValue(payload['data'] ?? null, spelling);
}
