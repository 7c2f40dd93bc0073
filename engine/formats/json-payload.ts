// Payloads of JSON text, as in most dialects.

import type { Json } from '../model/json.ts';
import { parseLegibly } from './exact-json.ts';

/** Throws like `JSON.parse`. */
export function parseJson(payload: Uint8Array): Json {
  return JSON.parse(textOf(payload)) as Json;
}

/** The same for events that hold values themselves: no digit of a number is lost. */
export function parseJsonLegibly(payload: Uint8Array): Json {
  return parseLegibly(textOf(payload));
}

/** Parses texts as the dialect parses its payloads. Throws like `JSON.parse`. */
export function textParser({ keepsDigits }: { readonly keepsDigits?: true }): (text: string) => Json {
  return keepsDigits === true ? parseLegibly : (text) => JSON.parse(text) as Json;
}

function textOf(payload: Uint8Array): string {
  return Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8');
}
