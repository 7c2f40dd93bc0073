// JSON read and written again without losing a digit. Keys that come twice are one afterwards: the last counts.

import type { Json } from '../model/json.ts';

type Source = { readonly source?: string };
/** ECMAScript 2025, "JSON.parse source text access". */
type ExactJson = {
  parse(text: string, reviver: (key: string, value: unknown, context: Source) => unknown): unknown;
  rawJSON(text: string): object;
  isRawJSON(value: unknown): boolean;
};

const exact = JSON as unknown as ExactJson;
const maxDepth = 1000;

/** Numbers that JavaScript would write otherwise stand as what `isRawNumber` tells; `JSON.stringify` writes them as they were. Throws as `JSON.parse`. */
export function parseExactly(text: string): Json {
  return exact.parse(text, (_, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? exact.rawJSON(source) : value,
  ) as Json;
}

export function isRawNumber(value: unknown): boolean {
  return exact.isRawJSON(value);
}

/** The same, for text of strangers: undefined where it is no JSON, or nested deeper than anything that is written again may be. */
export function parseModest(text: string): Json | undefined {
  try {
    return isTooDeep(text) ? undefined : parseExactly(text);
  } catch {
    return undefined;
  }
}

/** Deeper than any walk over its values may go. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text.charCodeAt(i);
    if (letter === 34) while (++i < text.length && text.charCodeAt(i) !== 34) i += text.charCodeAt(i) === 92 ? 1 : 0;
    else if (letter === 91 || letter === 123) depth++;
    else if (letter === 93 || letter === 125) depth--;
    if (depth > maxDepth) return true;
  }
  return false;
}
