// 64-bit whole numbers in all their spellings: a number, decimal text, or protobuf.js's `{low, high, unsigned}`.

import type { JsonObject } from '../../model/json.ts';
import { isObject, numberOf, stringOf } from '../../model/json.ts';

export type LongObject = JsonObject & { readonly low: number; readonly high: number; readonly unsigned?: boolean };

export function isLong(value: unknown): value is LongObject {
  return isObject(value) && typeof value['low'] === 'number' && typeof value['high'] === 'number';
}

/** All digits of the number. */
export function longText({ low, high, unsigned }: LongObject): string {
  const bits = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  return String(unsigned === true ? bits : BigInt.asIntN(64, bits));
}

/** undefined for a value that is not a number; beyond 2^53 the nearest number. */
export function countOf(value: unknown): number | undefined {
  return numberOf(isLong(value) ? longText(value) : value);
}

/** An id as decimal text, unchanged. */
export function idText(raw: unknown): string | undefined {
  if (isLong(raw)) return longText(raw);
  return typeof raw === 'number' ? String(raw) : stringOf(raw);
}

/** True for such a number anywhere in an event: a user's own `{low, high}` is not one. */
export function isPlainLong(value: JsonObject): value is LongObject {
  return isLong(value) && typeof value['unsigned'] === 'boolean' && Object.keys(value).length === 3;
}
