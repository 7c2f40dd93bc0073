// Converts snake_case histories (Python's preserving field names, the self-hosted raw view) to the camelCase of all
// others.

import type { Json } from '../../model/json.ts';
import { isArray, isObject } from '../../model/json.ts';

/** Keys below these are user-defined names: they stay unchanged. */
const namedByPeople = new Set([
  'fields',
  'indexed_fields',
  'indexedFields',
  'details',
  'metadata',
  'nexus_header',
  'data',
]);

export function camelKeys(value: Json): Json {
  if (isArray(value)) return value.map(camelKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      camel(key),
      namedByPeople.has(key) ? keepNames(entry ?? null) : camelKeys(entry ?? null),
    ]),
  );
}

function keepNames(value: Json): Json {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, camelKeys(entry ?? null)]));
}

function camel(key: string): string {
  return key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
