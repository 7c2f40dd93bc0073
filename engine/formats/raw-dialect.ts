// The placeholder for an unknown dialect: its events are kept, shown raw, and have no known meaning.

import { isUtf8 } from 'node:buffer';
import type { DialectId } from '../model/event.ts';
import { type Json, objectOf, stringOf } from '../model/json.ts';
import type { Dialect } from './dialect.ts';
import { parseModest } from './exact-json.ts';
import { parseJson } from './json-payload.ts';

export function rawDialect(id: DialectId): Dialect {
  return {
    id,
    isRaw: true,
    recognises: () => false,
    describe: () => id,
    parse: (payload) => parsedAsFar(payload),
    read: (event, said) => {
      const type =
        said?.type ?? stringOf(objectOf(event)['eventType']) ?? stringOf(objectOf(event)['type']) ?? 'unknown';
      return {
        atMs: said?.atMs ?? null,
        type,
        explanation: { effects: [], summary: `not explained: its dialect (${id}) is not known here` },
        odd: [],
      };
    },
    position: () => undefined,
    identify: (identity) => identity,
    identifyHolder: () => ({}),
    checkHolder: () => [],
    isStart: () => true,
    recordsLate: () => false,
    decode: (value) => value,
    // Bookkeeping in an unknown dialect is unknown.
    compared: (event) => ({ details: { event } }),
    replaceValues: (event, replacer) => replacer.value(event, null),
  };
}

/** Longer payloads are shown by their length. */
const mostBytes = 2 ** 28;

/** The payload as JSON, as text, or as base64 bytes: the writer may not have written JSON. */
function parsedAsFar(payload: Uint8Array): Json {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  if (bytes.length > mostBytes) return { bytes: bytes.length };
  if (!isUtf8(bytes)) return { base64: bytes.toString('base64') };
  const text = bytes.toString('utf8');
  return parseModest(text) === undefined ? text : parseJson(payload);
}
