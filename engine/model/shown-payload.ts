// A payload in the form for the screen: decoded as far as its encoding is known. Replaces the encoded payload.

import type { Json, JsonObject } from './json.ts';
import { isArray, isObject, objectOf } from './json.ts';

export type ShownPayload = {
  /** The payload's encoding in its own term: `json/plain`, `binary/encrypted` and so on; '' without one. */
  readonly encoding: string;
  /** A protobuf message type or a search attribute's type. */
  readonly type?: string;
  readonly value?: Json;
  readonly text?: string;
  /** Size in bytes of a payload that has neither value nor text. */
  readonly bytes?: number;
  /** The first bytes, in hexadecimal. */
  readonly head?: string;
  /** Digest of all bytes, in hexadecimal, where `head` is incomplete: it detects equal bytes without showing them. */
  readonly sha256?: string;
  readonly encrypted?: true;
  /** Why the payload is not decoded, for a person. */
  readonly note?: string;
};

export function shownPayloadOf(value: Json | undefined): ShownPayload | undefined {
  if (!isObject(value) || Object.keys(value).length !== 1) return undefined;
  const shown = value['$payload'];
  return isObject(shown) && typeof shown['encoding'] === 'string' ? (shown as ShownPayload) : undefined;
}

/** The value with every shown payload replaced by its content: for programs, which need no tags. */
export function plainValue(value: Json): Json {
  if (isArray(value)) return value.map(plainValue);
  if (!isObject(value) || isNumberAsWritten(value)) return value;
  const content = contentOf(value);
  if (content !== value) return content;
  const object: JsonObject = value;
  return Object.fromEntries(Object.entries(object).map(([key, entry]) => [key, plainValue(entry ?? null)]));
}

/** ECMAScript 2025: a number that `JSON.stringify` writes with all its digits. */
function isNumberAsWritten(value: JsonObject): boolean {
  return (JSON as { readonly isRawJSON?: (value: unknown) => boolean }).isRawJSON?.(value) === true;
}

/** The content of a shown payload; any other value is itself. */
export function contentOf(value: Json): Json {
  const payload = shownPayloadOf(value);
  if (payload === undefined) return value;
  return payload.value ?? payload.text ?? (payload.bytes === undefined ? null : (objectOf(value)['$payload'] ?? null));
}
