// Readers of protobuf fields in every spelling of their JSON: one typed value, or undefined without one.

import type { Json, JsonObject } from '../../../model/json.ts';
import { isArray, isObject } from '../../../model/json.ts';
import { readDuration, readTime } from '../event.ts';
import { countOf, idText } from '../number.ts';
import { enumWord } from '../vocabulary.ts';

/** Never throws: a value of another shape counts as absent. */
export type Field<T> = (value: Json) => T | undefined;
type Fields = Readonly<Record<string, Field<unknown>>>;
export type Message<F extends Fields> = { readonly [K in keyof F]?: F[K] extends Field<infer T> ? T : never };
export type Read<F> = F extends Field<infer T> ? T : never;

/** A message: the set fields, by name. */
export function message<F extends Fields>(fields: F): Field<Message<F>> {
  const readers = Object.entries(fields);
  return (value) => (isObject(value) ? (readFields(readers, value) as Message<F>) : undefined);
}

function readFields(
  readers: readonly (readonly [string, Field<unknown>])[],
  value: JsonObject,
): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const [name, field] of readers) {
    const written = value[name];
    if (written === undefined || written === null) continue;
    const found = field(written);
    if (found !== undefined) read[name] = found;
  }
  return read;
}

/** A message that may contain itself. */
export function later<T>(field: () => Field<T>): Field<T> {
  return (value) => field()(value);
}

/** '' means unset, as everywhere in protobuf. */
export const text: Field<string> = (value) => (typeof value === 'string' && value !== '' ? value : undefined);
export const flag: Field<true> = (value) => (value === true || value === 'true' ? true : undefined);
/** A whole number; a 64-bit number is rounded to the nearest JavaScript number. */
export const count: Field<number> = countOf;
/** An event id or a sequence number, as digits. */
export const digits: Field<string> = idText;
/** A duration in ms. */
export const duration: Field<number> = readDuration;
/** ms since 1970, with fractions. */
export const time: Field<number> = (value) => readTime(value) ?? undefined;
/** `{name}`, or the bare name. */
export const name: Field<string> = (value) => text(isObject(value) ? (value['name'] ?? null) : value);

export function list<T>(field: Field<T>): Field<readonly T[]> {
  return (value) =>
    isArray(value)
      ? value.map(field).filter((entry): entry is Exclude<typeof entry, undefined> => entry !== undefined)
      : undefined;
}

export function map<T>(field: Field<T>): Field<Readonly<Record<string, T>>> {
  return (value) => {
    if (!isObject(value)) return undefined;
    const entries = Object.entries(value).map(([key, entry]) => [key, field(entry ?? null)] as const);
    return Object.fromEntries(entries.filter((entry): entry is [string, T] => entry[1] !== undefined));
  };
}

/** An enum as its number. `words`: names of its values from 1 on, in Pascal case. */
export function choice(prefix: string, ...words: readonly string[]): Field<number> {
  const numbers = new Map(words.map((word, index) => [word, index + 1]));
  const spelled = new Map<string, number | undefined>();
  return (value) => {
    if (typeof value !== 'string') return typeof value === 'number' ? value : undefined;
    if (!spelled.has(value) && spelled.size < 100) spelled.set(value, numbers.get(enumWord(value, prefix)));
    return spelled.get(value);
  };
}
