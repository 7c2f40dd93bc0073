// Values for a history: JSON, as a copy of the value when it was given.

import type { Json } from '../../../model/json.ts';

/** undefined stays undefined. Throws a message that begins with `what`. */
export function plainValue(value: unknown, what: string): Json | undefined {
  if (value === undefined) return undefined;
  // Primitive values need no copy.
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value))
    return value === 0 ? 0 : (value as Json);
  if (isPromise(value))
    throw new TypeError(`${what} is a promise. Await it first; what takes time belongs into an activity.`);
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  } catch (error) {
    throw new TypeError(`${what} is no JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** `{ [key]: value }` where the value is defined. */
export function given<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]: V });
}
