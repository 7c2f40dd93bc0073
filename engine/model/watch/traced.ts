// What a person watches in a run, and at what a run stops. Paths have the syntax of `compare/ignore-rules.ts`, begin at
// the top of the decoded event or of the state's value, and may name a kind and a name of operation before it.

import type { Json } from '../json.ts';
import { ignoresNothing, type IgnoreState } from '../compare/ignore-rules-match.ts';
import { isArray, isObject } from '../json.ts';
import { contentOf, plainValue } from '../shown-payload.ts';

/**
 * A value that becomes another as a run goes on: in the payloads of its events, or among the named values of its state.
 * An empty `path` means the whole named value.
 */
export type Traced =
  | { readonly type: 'payload'; readonly path: string }
  | { readonly type: 'value'; readonly name: string; readonly path: string };

/**
 * The events at which a traced value became another, with the value in short: compact JSON, cut; '' = it is gone.
 * `last`: digest of the last value, to go on from.
 */
export type ValueTrace = { readonly seqs: Uint32Array; readonly texts: readonly string[]; readonly last: string };

export const relations = ['is', 'isNot', 'less', 'greater', 'contains', 'exists'] as const;
export type Relation = (typeof relations)[number];

/** What an event is asked. A failure is asked with all its causes; letters' case makes no difference. */
export type EventCondition =
  | { readonly type: 'failure'; readonly text: string }
  | { readonly type: 'payload'; readonly path: string; readonly relation: Relation; readonly value: string };

/**
 * The values at a path, in order, with the content of payloads in place of them. `state`: of the path, before its first
 * step.
 */
export function* valuesAt(value: Json, state: IgnoreState): Generator<Json> {
  if (state.ignored) yield plainValue(value);
  if (state.ignored || ignoresNothing(state)) return;
  const content = contentOf(value);
  if (isArray(content)) for (const [index, each] of content.entries()) yield* valuesAt(each, state.next(index));
  else if (isObject(content))
    for (const [key, each] of Object.entries(content)) yield* valuesAt(each ?? null, state.next(key));
}

/** Numbers are compared as numbers, everything else as text; a text in quotes is the text. */
export function holds(relation: Relation, value: Json, wanted: string): boolean {
  const said = typeof value === 'string' ? value : JSON.stringify(value);
  const meant = unquoted(wanted.trim());
  switch (relation) {
    case 'exists':
      return true;
    case 'is':
      return isSame(said, meant);
    case 'isNot':
      return !isSame(said, meant);
    case 'contains':
      return said.toLowerCase().includes(meant.toLowerCase());
    case 'less':
      return order(said, meant) < 0;
    case 'greater':
      return order(said, meant) > 0;
  }
}

function isSame(said: string, meant: string): boolean {
  return said === meant || order(said, meant) === 0;
}

/** Negative where `said` comes first. */
function order(said: string, meant: string): number {
  const [left, right] = [numberIn(said), numberIn(meant)];
  if (left !== null && right !== null) return left - right;
  return said === meant ? 0 : said < meant ? -1 : 1;
}

function numberIn(text: string): number | null {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}

function unquoted(text: string): string {
  if (!/^".*"$/s.test(text)) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
