// A payload as the screen gets it: decoded as far as its encoding says. Stands where the encoded one stood.

import type { Json, JsonObject } from './json.ts';
import { isArray, isObject } from './json.ts';

export type ShownPayload = {
  /** The payload's own word: `json/plain`, `binary/encrypted` …; '' where it names none. */
  readonly encoding: string;
  /** A protobuf message type or a search attribute's type. */
  readonly type?: string;
  readonly value?: Json;
  readonly text?: string;
  /** Size of what could not be shown as value or text. */
  readonly bytes?: number;
  /** Its first bytes, in hexadecimal. */
  readonly head?: string;
  /** Of all its bytes, in hexadecimal, where `head` is not all of them: equal bytes are known without being shown. */
  readonly sha256?: string;
  readonly encrypted?: true;
  /** What a person should know: why it is not decoded. */
  readonly note?: string;
};

export function shownPayloadOf(value: Json | undefined): ShownPayload | undefined {
  if (!isObject(value) || Object.keys(value).length !== 1) return undefined;
  const shown = value['$payload'];
  return isObject(shown) && typeof shown['encoding'] === 'string' ? (shown as ShownPayload) : undefined;
}

/** The value with every shown payload in it replaced by what it holds: for programs, which want no tags. */
export function plainValue(value: Json): Json {
  if (isArray(value)) return value.map(plainValue);
  if (!isObject(value)) return value;
  const payload = shownPayloadOf(value);
  if (payload !== undefined)
    return payload.value ?? payload.text ?? (payload.bytes === undefined ? null : (value['$payload'] ?? null));
  const object: JsonObject = value;
  return Object.fromEntries(Object.entries(object).map(([key, entry]) => [key, plainValue(entry ?? null)]));
}
