// Checks parsed JSON against a shape, as strictly as the crate serde, and returns it typed. Numbers must come from
// `parseNumbers`.

import type { Bytes, Id, U64 } from './event.ts';

export class ShapeFailure extends Error {}

/** The value as its type; throws `ShapeFailure` with the path. */
export type Shape<T> = (value: unknown, path: string) => T;
export type Shaped<S> = S extends Shape<infer T> ? T : never;

function fail(path: string, wanted: string): never {
  throw new ShapeFailure(`${path || 'the snapshot'} is no ${wanted}`);
}

/**
 * Parses JSON with exact whole numbers: numbers up to 2^53, bigints above; other numbers become NaN, since no field
 * takes them. Throws like `JSON.parse`.
 */
export function parseNumbers(text: string): unknown {
  const parse = JSON.parse as (
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ) => unknown;
  return parse(text, (_, value, { source = '' }) => {
    if (typeof value !== 'number') return value;
    if (!/^-?\d+$/.test(source)) return Number.NaN;
    return Math.abs(value) < 2 ** 53 ? value : smallest(BigInt(source));
  });
}

function smallest(value: bigint): U64 {
  return value <= 2n ** 53n && value >= -(2n ** 53n) ? Number(value) : value;
}

function whole(from: bigint, to: bigint, wanted: string): Shape<U64> {
  return (value, path) =>
    ((typeof value === 'number' && Number.isInteger(value)) || typeof value === 'bigint') &&
    value >= from &&
    value <= to
      ? value
      : fail(path, wanted);
}

export const u64: Shape<U64> = whole(0n, 2n ** 64n - 1n, 'number of 64 bits');
export const u32 = whole(0n, 2n ** 32n - 1n, 'number of 32 bits') as Shape<number>;
export const u8 = whole(0n, 255n, 'byte') as Shape<number>;
export const i32 = whole(-(2n ** 31n), 2n ** 31n - 1n, 'number of 32 bits with a sign') as Shape<number>;
export const bool: Shape<boolean> = (value, path) => (typeof value === 'boolean' ? value : fail(path, 'truth value'));
export const text: Shape<string> = (value, path) => (typeof value === 'string' ? value : fail(path, 'text'));

export const id: Shape<Id> = (value, path) => {
  const digits = typeof value === 'string' ? value.toLowerCase().replaceAll('-', '') : '';
  if (!/^[0-9a-f]{32}$/.test(digits)) fail(path, 'id');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value, path) => (value === null || value === undefined ? null : shape(value, path));
}

export function list<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value, path) =>
    Array.isArray(value) ? value.map((each, i) => shape(each, `${path}[${i}]`)) : fail(path, 'list');
}

/** A list that is empty where absent. */
export function absentList<T>(shape: Shape<T>): Shape<readonly T[]> {
  const whole = list(shape);
  return (value, path) => (value === undefined ? [] : whole(value, path));
}

const byteList = list(u8);
export const bytes: Shape<Bytes> = (value, path) => Uint8Array.from(byteList(value, path));

export function one<Name extends string>(names: readonly Name[]): Shape<Name> {
  return (value, path) => names.find((name) => name === value) ?? fail(path, `one of ${names.join(', ')}`);
}

/** A name, or `{"Custom": text}`. */
export function custom<Name extends string>(names: readonly Name[]): Shape<Name | { readonly Custom: string }> {
  const named = one(names);
  const other = object({ Custom: text });
  return (value, path) => (typeof value === 'string' ? named(value, path) : other(value, path));
}

/** Unknown keys are ignored. */
export function object<Fields extends { readonly [key: string]: Shape<unknown> }>(
  fields: Fields,
): Shape<{ [Key in keyof Fields]: Shaped<Fields[Key]> }> {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(path, 'object');
    const held = value as { readonly [key: string]: unknown };
    const entries = Object.entries(fields).map(([key, shape]) => [
      key,
      shape(Object.hasOwn(held, key) ? held[key] : undefined, path === '' ? key : `${path}.${key}`),
    ]);
    return Object.fromEntries(entries) as { [Key in keyof Fields]: Shaped<Fields[Key]> };
  };
}

/** An object of one key that names the variant. */
export function tagged<Variants extends { readonly [key: string]: Shape<unknown> }>(
  variants: Variants,
): Shape<{ [Key in keyof Variants]: { readonly [Name in Key]: Shaped<Variants[Key]> } }[keyof Variants]> {
  return (value, path) => {
    const [[key, content] = ['', undefined], ...more] =
      typeof value === 'object' && value !== null ? Object.entries(value) : [];
    const shape = variants[key];
    if (shape === undefined || more.length > 0) fail(path, `one of ${Object.keys(variants).join(', ')}`);
    return { [key]: shape(content, `${path}.${key}`) } as {
      [Key in keyof Variants]: { readonly [Name in Key]: Shaped<Variants[Key]> };
    }[keyof Variants];
  };
}
