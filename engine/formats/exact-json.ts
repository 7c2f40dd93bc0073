// Reads and writes JSON without losing a digit. Duplicate keys are merged: the last one counts.

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

/**
 * Numbers that JavaScript would write differently become objects that `isRawNumber` detects; `JSON.stringify` writes
 * them unchanged. Throws like `JSON.parse`.
 */
export function parseExactly(text: string): Json {
  return exact.parse(text, (_, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? exact.rawJSON(source) : value,
  ) as Json;
}

export function isRawNumber(value: unknown): boolean {
  return exact.isRawJSON(value);
}

/** The same for untrusted text: undefined for text that is not JSON, or nested deeper than can be written again. */
export function parseModest(text: string): Json | undefined {
  try {
    return isTooDeep(text) ? undefined : parseExactly(text);
  } catch {
    return undefined;
  }
}

/**
 * For a person: a number that JavaScript cannot hold (a whole one of many digits, one out of range) becomes the text of
 * its digits, within `withNumbersAsWritten` an object that `JSON.stringify` writes as that number. Throws like
 * `JSON.parse`.
 */
export function parseLegibly(text: string): Json {
  if (!mayLoseDigits.test(text)) return JSON.parse(text) as Json;
  return exact.parse(text, (_, value, { source }) => {
    if (typeof value !== 'number' || source === undefined || !losesDigits(value, source)) return value;
    return areAsWritten ? exact.rawJSON(source) : source;
  }) as Json;
}

let areAsWritten = false;

/** For values that are printed as JSON: what `decode` parses meanwhile has its numbers as they are written. */
export function withNumbersAsWritten(decode: () => Json): Json {
  areAsWritten = true;
  try {
    return decode();
  } finally {
    areAsWritten = false;
  }
}

const mayLoseDigits = /\d{16}|\d[eE]\+?\d{3}/;

function losesDigits(value: number, source: string): boolean {
  return !Number.isFinite(value) || (/^-?\d+$/.test(source) && String(value) !== source);
}

/** The same for untrusted text: undefined for text that is not JSON, or nested too deep. */
export function legibly(text: string): Json | undefined {
  try {
    return isTooDeep(text) ? undefined : parseLegibly(text);
  } catch {
    return undefined;
  }
}

/** True where the nesting is too deep for a recursive walk. */
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
