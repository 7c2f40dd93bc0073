// Bytes in a form for people: `{bytes: […]}` as JSON or as text, where they are valid.

import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { legibly } from '../exact-json.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The value with all readable bytes decoded; other bytes stay. Never throws. */
export function readBytes(value: Json): Json {
  if (isArray(value)) return value.map(readBytes);
  if (!isObject(value)) return value;
  const bytes = bytesIn(value);
  if (bytes !== undefined) return textOf(bytes) ?? value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, part === undefined ? null : readBytes(part)]),
  );
}

function bytesIn(value: JsonObject): readonly number[] | undefined {
  const { bytes } = value;
  const others = Object.keys(value).filter((key) => key !== 'bytes' && key !== 'content_type');
  return others.length === 0 && isArray(bytes) && bytes.every((byte) => typeof byte === 'number') ? bytes : undefined;
}

function textOf(bytes: readonly number[]): Json | undefined {
  try {
    const text = utf8.decode(Uint8Array.from(bytes));
    return legibly(text) ?? text;
  } catch {
    return undefined;
  }
}
