// A record, or a part of a projection, as JSON: bytes as numbers 0 to 255, numbers above 2^53 as decimal text.

import type { Json } from '../../model/json.ts';
import type { AqEvent } from './event.ts';

export function readable(value: unknown): Json {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value as Json;
  if (value instanceof Uint8Array) return [...value];
  if (Array.isArray(value)) return value.map(readable);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, readable(part)]));
}

/** The fields of a record under their own names. */
export function fieldsOf(event: AqEvent): { readonly [field: string]: Json } {
  const { type: _, sequence: __, ...fields } = event;
  return readable(fields) as { readonly [field: string]: Json };
}
