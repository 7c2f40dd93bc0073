// Payloads that are JSON text: most dialects' are.

import type { Json } from '../model/json.ts';

/** Throws as `JSON.parse`. */
export function parseJson(payload: Uint8Array): Json {
  return JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8')) as Json;
}
