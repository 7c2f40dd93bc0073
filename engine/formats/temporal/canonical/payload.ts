// Payloads in all their spellings as the bytes given to a workflow. Format: temporal.api.common.v1.Payload.

import type { Json, JsonObject } from '../../../model/json.ts';
import { isArray, isObject, stringOf } from '../../../model/json.ts';
import { base64Bytes, isPayload, writtenBytes } from '../payload.ts';
import type { Field } from './field.ts';
import { map } from './field.ts';

export type Payload = {
  readonly metadata: Readonly<Record<string, Uint8Array>>;
  readonly data: Uint8Array;
};

const nothing = new Uint8Array(0);
const known = new Map<string, Uint8Array>();

/** A payload, or a bare value: the shorthand for a JSON payload. */
export const payload: Field<Payload> = (value) => (isPayload(value) ? spelledPayload(value) : shorthand(value));

/** `{payloads: […]}`, a bare list, or a single payload. */
export const payloads: Field<readonly Payload[]> = (value) => {
  const listed = isObject(value) ? value['payloads'] : undefined;
  if (isArray(listed)) return listed.map((entry) => payload(entry) as Payload);
  if (isArray(value)) return value.map((entry) => payload(entry) as Payload);
  return isObject(value) && Object.keys(value).length === 0 ? [] : [payload(value) as Payload];
};

/** `{fields: {…}}`, `{indexedFields: {…}}`, or the bare map. */
export const payloadMap: Field<Readonly<Record<string, Payload>>> = (value) =>
  isObject(value) ? map(payload)(value['fields'] ?? value['indexedFields'] ?? value) : undefined;

function shorthand(value: Json): Payload {
  if (value === null) return { metadata: { encoding: utf8('binary/null') }, data: nothing };
  return { metadata: { encoding: utf8('json/plain') }, data: Buffer.from(JSON.stringify(value)) };
}

function spelledPayload(value: JsonObject): Payload {
  const written = value['metadata'] as JsonObject;
  const decoded = stringOf(written['encodingDecoded']);
  const isReadable = decoded !== undefined || (stringOf(written['encoding']) ?? '').includes('/');
  const metadata: Record<string, Uint8Array> = {};
  for (const [key, entry] of Object.entries(written)) {
    if (key === 'encodingDecoded' || entry === undefined) continue;
    metadata[key] =
      key === 'encoding' && decoded !== undefined
        ? utf8(decoded)
        : metadataBytes(entry, isReadable, written['encoding']);
  }
  if (decoded !== undefined) metadata['encoding'] ??= utf8(decoded);
  return { metadata, data: dataBytes(value['data'], isReadable, written['encoding']) };
}

/** Cached: the few metadata values occur in every payload. */
function metadataBytes(value: Json, isReadable: boolean, encoding: Json | undefined): Uint8Array {
  if (typeof value !== 'string') return writtenBytes(value, encoding) ?? nothing;
  return isReadable ? utf8(value) : shared(`base64 ${value}`, () => base64Bytes(value) ?? Buffer.from(value));
}

function utf8(value: string): Uint8Array {
  return shared(`utf8 ${value}`, () => Buffer.from(value));
}

function shared(key: string, bytes: () => Uint8Array): Uint8Array {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = bytes();
  if (known.size < 1000) known.set(key, made);
  return made;
}

function dataBytes(data: Json | undefined, isReadable: boolean, encoding: Json | undefined): Uint8Array {
  if (data === undefined || data === null) return nothing;
  if (typeof data !== 'string')
    return (isReadable ? undefined : writtenBytes(data, encoding)) ?? Buffer.from(JSON.stringify(data));
  if (!isReadable) return Buffer.from(data, 'base64');
  const bytes = base64Bytes(data);
  return bytes !== undefined && isJson(bytes) ? bytes : Buffer.from(isJson(data) ? data : JSON.stringify(data));
}

function isJson(text: string | Buffer): boolean {
  try {
    JSON.parse(text.toString());
    return true;
  } catch {
    return false;
  }
}
