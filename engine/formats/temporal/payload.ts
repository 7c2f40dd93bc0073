// Payloads in all their spellings (raw base64, UI decoded, UI readable, shorthand), decoded for reading. Each payload
// is examined separately: one file may mix spellings. Format: temporal.api.common.v1.Payload.

import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../../model/json.ts';
import { isArray, isObject, stringOf } from '../../model/json.ts';
import type { ShownPayload } from '../../model/shown-payload.ts';
import { isTooDeep, parseLegibly } from '../exact-json.ts';

const headBytes = 64;
export const tooDeep = 'nested more than 1000 levels deep: too deep to print';

export function isPayload(value: unknown): value is JsonObject {
  if (!isObject(value)) return false;
  const metadata = value['metadata'];
  return isObject(metadata) && ('encoding' in metadata || 'encodingDecoded' in metadata);
}

/** Never throws: an undecodable payload has a note with the reason. */
export function decodePayload(payload: JsonObject): ShownPayload {
  const metadata = payload['metadata'] as JsonObject;
  const data = payload['data'];
  const decoded = stringOf(metadata['encodingDecoded']);
  const spelled = writtenBytes(metadata['encoding'], metadata['encoding']);
  if (spelled !== undefined) return decodeSpelled(spelled.toString('utf8').trim(), metadata, data);
  const written = stringOf(metadata['encoding']) ?? '';
  const plain = decoded ?? (written.includes('/') ? written : undefined);
  const encoding = (plain ?? base64Text(written) ?? written).trim();
  const typed = typeOf(metadata, plain !== undefined);
  const base = { encoding, ...(typed === undefined ? {} : { type: typed }) };
  if (encoding === 'binary/null') return { ...base, value: null };
  if (data === undefined || data === null)
    return encoding === 'binary/encrypted' ? { ...base, encrypted: true } : { ...base, value: null };
  if (typeof data !== 'string') return { ...base, value: data };
  const bytes = base64Bytes(data);
  if (bytes === undefined) {
    if (plain !== undefined || data !== '')
      return { ...base, value: data, ...(plain === undefined ? { note: 'not base64: shown as written' } : {}) };
    return { ...base, value: null };
  }
  return { ...base, ...decodeBytes(encoding, bytes, data, plain !== undefined) };
}

/** Decodes data whose bytes `JSON.stringify` wrote, so that base64 is not involved. */
function decodeSpelled(encoding: string, metadata: JsonObject, data: Json | undefined): ShownPayload {
  const bytesOf = (part: Json | undefined): Buffer | undefined => writtenBytes(part, metadata['encoding']);
  const type = (bytesOf(metadata['messageType']) ?? bytesOf(metadata['type']))?.toString('utf8');
  const base = { encoding, ...(type === undefined ? {} : { type }) };
  if (encoding === 'binary/null' || data === undefined || data === null) return { ...base, value: null };
  const bytes = bytesOf(data);
  if (bytes === undefined) return { ...base, value: data };
  return { ...base, ...decodeBytes(encoding, bytes, bytes.toString('base64'), false) };
}

/**
 * Bytes as numbers: `{type: 'Buffer', data: […]}` or `{0: …, 1: …}` of `JSON.stringify`, or, in a payload whose
 * `encoding` is a list of them, a list. undefined for anything else.
 */
export function writtenBytes(value: Json | undefined, encoding: Json | undefined): Buffer | undefined {
  if (isArray(value) && !isArray(encoding)) return undefined;
  const listed: unknown = isObject(value) ? (value['type'] === 'Buffer' ? value['data'] : Object.values(value)) : value;
  return Array.isArray(listed) && listed.every((byte) => typeof byte === 'number') ? Buffer.from(listed) : undefined;
}

function decodeBytes(
  encoding: string,
  bytes: Buffer,
  written: string,
  readable: boolean,
): Omit<ShownPayload, 'encoding'> {
  if (encoding === 'binary/encrypted') return { encrypted: true, ...shownBytes(bytes) };
  if (encoding.startsWith('json') || encoding === '') {
    const text = bytes.toString('utf8');
    if (isTooDeep(text)) return { ...shownBytes(bytes), note: tooDeep };
    const value = parseJson(text);
    if (value !== undefined) return { value };
    if (readable) return { value: written };
    return { text, note: 'says it is JSON, but is not' };
  }
  if (encoding === 'binary/plain' && isText(bytes)) return { text: bytes.toString('utf8') };
  return shownBytes(bytes);
}

/** Unreadable bytes: their number, their beginning, and a digest where the beginning is incomplete. */
export function shownBytes(bytes: Buffer): Pick<ShownPayload, 'bytes' | 'head' | 'sha256'> {
  const head = bytes.subarray(0, headBytes).toString('hex');
  return {
    bytes: bytes.length,
    head,
    ...(bytes.length > headBytes && { sha256: createHash('sha256').update(bytes).digest('hex') }),
  };
}

function typeOf(metadata: JsonObject, plain: boolean): string | undefined {
  const raw = stringOf(metadata['messageType']) ?? stringOf(metadata['type']);
  return raw === undefined || plain ? raw : (base64Text(raw) ?? raw);
}

/** The value of a payload, for programs (a marker's change id); undefined where it is unreadable. */
export function payloadValue(payloads: Json | undefined): Json | undefined {
  const first = firstPayload(payloads);
  if (!isPayload(first)) return first;
  const shown = decodePayload(first);
  return shown.value ?? shown.text;
}

/** `{payloads: […]}`, a bare array (shorthand), a single payload or a bare value (shorthand). */
function firstPayload(payloads: Json | undefined): Json | undefined {
  if (isArray(payloads)) return payloads[0];
  const listed = isObject(payloads) ? payloads['payloads'] : undefined;
  return isArray(listed) ? listed[0] : payloads;
}

function parseJson(text: string): Json | undefined {
  try {
    return parseLegibly(text);
  } catch {
    return undefined;
  }
}

/** Bytes of standard or URL-safe base64; undefined for other text. */
export function base64Bytes(text: string): Buffer | undefined {
  return isBase64(text) ? Buffer.from(text, 'base64') : undefined;
}

export function isBase64(text: string): boolean {
  return text.length % 4 !== 1 && /^[A-Za-z0-9+/_-]*={0,2}$/.test(text);
}

function base64Text(text: string): string | undefined {
  const bytes = base64Bytes(text);
  return bytes !== undefined && isText(bytes) ? bytes.toString('utf8') : undefined;
}

export function isText(bytes: Buffer): boolean {
  const text = bytes.toString('utf8');
  return !/[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text);
}
