// Every attribute of an event by its path, and copies of the event with one attribute changed.

import { camelKeys } from '../formats/temporal/spelling.ts';
import { isPayload } from '../formats/temporal/payload.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { JsonStep } from '../model/compare/json-diff-path.ts';

export type Attribute = {
  /** Keys in camelCase; `*` for indices and for user-defined names. */
  readonly path: readonly string[];
  readonly steps: readonly JsonStep[];
  readonly value: Json;
};

/** Maps with user-defined keys. */
const maps = new Set(['fields', 'indexedFields']);

/** Leaves, payloads, and whole values of the workflow under the keys `values`; empty values are left out. */
export function attributesIn(event: Json, values: ReadonlySet<string>): readonly Attribute[] {
  const found: Attribute[] = [];
  const walk = (value: Json, path: readonly string[], steps: readonly JsonStep[]): void => {
    if (isArray(value) && !values.has(path.at(-1) ?? ''))
      value.forEach((entry, i) => walk(entry, [...path, '*'], [...steps, i]));
    else if (isObject(value) && !isPayload(value) && !isBareValue(value, path, values)) {
      for (const [key, entry] of Object.entries<Json | undefined>(value))
        walk(entry ?? null, [...path, maps.has(path.at(-1) ?? '') ? '*' : camel(key)], [...steps, key]);
    } else if (value !== null && !isEmpty(value)) found.push({ path, steps, value });
  };
  walk(event, [], []);
  return found;
}

function isEmpty(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function isBareValue(value: JsonObject, path: readonly string[], values: ReadonlySet<string>): boolean {
  return (
    values.has(path.at(-1) ?? '') &&
    !('payloads' in value) &&
    !('fields' in value) &&
    !('indexedFields' in value) &&
    path.at(-1) !== 'details'
  );
}

function camel(key: string): string {
  return Object.keys(camelKeys({ [key]: null }) as JsonObject)[0] ?? key;
}

export function changed(event: Json, [step, ...rest]: readonly JsonStep[]): Json {
  if (step === undefined) return otherThan(event);
  if (isArray(event)) return event.map((entry, i) => (i === step ? changed(entry, rest) : entry));
  const object = event as JsonObject;
  return { ...object, [step]: changed(object[step] ?? null, rest) };
}

function otherThan(value: Json): Json {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') return /^\d+s$/.test(value) ? `1${value}` : `${value}~`;
  return isObject(value) && isPayload(value)
    ? { metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: 'ImNoYW5nZWQi' }
    : 'changed';
}
