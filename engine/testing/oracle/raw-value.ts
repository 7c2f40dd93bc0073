// A workflow's values, read from any spelling of a payload: Temporal's `{metadata, data}`, the Web UI's decoded ones,
// shorthand, and Cadence's single base64 text with one JSON value per line.

import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { at, textAt } from './raw-event.ts';

/** Represents bytes that are unreadable without the key. */
export const unreadable = '(unreadable)';

/** All values of a list of payloads, or of its equivalent; empty without values. */
export function valuesOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null || value === '') return [];
  if (isObject(value) && 'payloads' in value) return isArray(value['payloads']) ? value['payloads'].map(payloadOf) : [];
  if (isArray(value)) return value.map(payloadOf);
  if (isObject(value) && isPayload(value))
    return 'metadata' in value ? [payloadOf(value)] : encodedValues(value['data']);
  if (isObject(value)) return Object.keys(value).length === 0 ? [] : [value];
  return encodedValues(value);
}

function isPayload(value: JsonObject): boolean {
  const keys = Object.keys(value);
  return (
    keys.every((key) => key === 'metadata' || key === 'data' || key === 'externalPayloads') &&
    (isObject(value['metadata']) || keys.join() === 'data')
  );
}

/** One payload's value. */
function payloadOf(value: Json): Json {
  if (!isObject(value) || !isPayload(value) || !('metadata' in value)) return value;
  const data = value['data'] ?? null;
  const spelled = at(value, 'metadata', 'encoding');
  const named = typeof spelled === 'string' && !spelled.includes('/') ? base64Text(spelled) : spelled;
  const encoding = textAt(at(value, 'metadata', 'encodingDecoded') ?? named).trim();
  if (encoding === 'binary/null' || (encoding.startsWith('binary/') && (data === null || data === ''))) return null;
  if (encoding.startsWith('binary/') && encoding !== 'binary/plain') return unreadable;
  if (typeof data !== 'string' || at(value, 'metadata', 'encodingDecoded') !== undefined) return data;
  const text = base64Text(data);
  if (text === undefined) return data;
  if (encoding === 'binary/plain') return text;
  const json = jsonOf(text);
  if (json !== undefined) return json;
  return typeof spelled === 'string' && spelled.includes('/') ? data : text;
}

/** Cadence: base64 of JSON values, one per line; or any plain text. */
function encodedValues(value: Json | undefined): readonly Json[] {
  if (typeof value !== 'string') return value === undefined || value === null ? [] : [value];
  const text = base64Text(value);
  return text === undefined ? linesOf(value) : linesOf(text);
}

/** JSON values in sequence, or the text itself where it is not JSON. */
export function linesOf(text: string): readonly Json[] {
  const whole = jsonOf(text);
  if (whole !== undefined) return [whole];
  const lines = text.trimEnd().split('\n').map(jsonOf);
  return lines.length > 1 && lines.every((line) => line !== undefined) ? lines : [text];
}

export function jsonOf(text: string): Json | undefined {
  try {
    return withLongNumbersAsText(text);
  } catch {
    return undefined;
  }
}

/** undefined for text that is not base64 of UTF-8 text. */
export function base64Text(value: string): string | undefined {
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(value) || value.replace(/=+$/, '').length % 4 === 1) return undefined;
  const bytes = Buffer.from(value, 'base64');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return /[\0-\x08\x0e-\x1f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Whole numbers beyond 2^53 as the text of their digits. */
function withLongNumbersAsText(text: string): Json {
  const parse = JSON.parse as (
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ) => unknown;
  return parse(text, (_, value, { source }) =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) && String(value) !== source
      ? source
      : value,
  ) as Json;
}
