// Payloads of JSON text, as in most dialects.

import type { Json } from '../model/json.ts';

/** Throws like `JSON.parse`. */
export function parseJson(payload: Uint8Array): Json {
  return JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8')) as Json;
}
