// Values in their writer's encoding, between an event and its viewer: effects hold wrapped values, and `decode` of a
// dialect unwraps and reads them.

import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { legibly, parseModest } from './exact-json.ts';

const mark = '$written';

export function wrapped(value: Json): JsonObject {
  return { [mark]: value };
}

/** The value with every wrapped value in it read. Never throws, as `read` does not. */
export function unwrapped(value: Json, read: (written: Json) => Json): Json {
  if (isArray(value)) return value.map((entry) => unwrapped(entry, read));
  if (!isObject(value)) return value;
  const written = value[mark];
  if (written !== undefined && Object.keys(value).length === 1) return read(written);
  return mapped(value, (entry) => unwrapped(entry, read));
}

/** The object with each of its values replaced by `change`; untrusted names such as `__proto__` are ordinary keys. */
export function mapped(object: JsonObject, change: (value: Json, key: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value ?? null, key)]));
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The text parsed as JSON for a person, or the text itself. */
export function readJsonText(text: Json): Json {
  return typeof text === 'string' ? (legibly(text) ?? text) : text;
}

/** The same with every number as it is written, to be written again. */
export function exactJsonText(text: Json): Json {
  return typeof text === 'string' ? (parseModest(text) ?? text) : text;
}

/** Base64 decoded to JSON, or to text; otherwise unchanged. */
export function readBase64(text: Json): Json {
  if (typeof text !== 'string' || text.length % 4 !== 0 || !base64.test(text)) return text;
  return readBytes(Buffer.from(text, 'base64')) ?? text;
}

/** The bytes as JSON, or as text; undefined for other bytes. */
export function readBytes(bytes: Uint8Array): Json | undefined {
  try {
    const text = utf8.decode(bytes);
    return legibly(text) ?? text;
  } catch {
    return undefined;
  }
}
