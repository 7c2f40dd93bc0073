// JSON values one after the other, with white space between.

import type { Json } from '../../../model/json.ts';
import { parseLegibly } from '../../exact-json.ts';

type Parse = (text: string) => Json | undefined;

/** The values in order; undefined for any other text. An empty text has no values. */
export function jsonValues(text: string, parse: Parse = parseJson): readonly Json[] | undefined {
  const whole = parse(text);
  if (whole !== undefined) return [whole];
  const values: Json[] = [];
  for (const part of partsOf(text)) {
    const value = parse(part);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

/** Splits the text at white space outside texts, lists and objects. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  let depth = 0;
  for (let i = 0; i <= text.length; i++) {
    const letter = text[i];
    if (letter === '"') i = endOfString(text, i);
    else if (letter === '[' || letter === '{') depth++;
    else if (letter === ']' || letter === '}') depth--;
    else if (letter === undefined || (depth === 0 && /\s/.test(letter))) {
      if (i > start) parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  return parts;
}

function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i;
  }
  return text.length - 1;
}

function parseJson(text: string): Json | undefined {
  try {
    return parseLegibly(text);
  } catch {
    return undefined;
  }
}
