// What goes into a history: JSON, as a copy of what it was when it was given.

import type { Json } from '../../../model/json.ts';

/** undefined stays undefined. Throws a sentence that begins with `what`. */
export function plainValue(value: unknown, what: string): Json | undefined {
  if (value === undefined) return undefined;
  // What is its own copy.
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value))
    return value === 0 ? 0 : (value as Json);
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  } catch (error) {
    throw new TypeError(`${what} is no JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** `{ [key]: value }` where there is one. */
export function given<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]: V });
}
