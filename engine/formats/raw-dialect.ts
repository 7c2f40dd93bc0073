// Stands for a dialect that this Retrace does not know: its events are kept, shown raw, and mean nothing here.

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
    // What is bookkeeping in it nobody knows here.
    compared: (event) => ({ details: { event } }),
    replaceValues: (event, replacer) => replacer.value(event, null),
  };
}

/** Longer ones are told by their length. */
const mostBytes = 2 ** 28;

/** As JSON, as text, or as its bytes in base64: whoever wrote it need not have written JSON. */
function parsedAsFar(payload: Uint8Array): Json {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  if (bytes.length > mostBytes) return { bytes: bytes.length };
  if (!isUtf8(bytes)) return { base64: bytes.toString('base64') };
  const text = bytes.toString('utf8');
  return parseModest(text) === undefined ? text : parseJson(payload);
}
