// The rows of a payload tree that match a search by value, or by name and value together. Pure.

import type { Json } from '../../../engine/model/json.ts';
import { type Entries, entriesOf, look, pointerPart } from './tree-rows.ts';

export type Matches = (text: string) => boolean;

/** Maximum number of marked rows. */
const most = 200;

/** Ids of rows (see `TreeRow`), from top to bottom. */
export function placesIn(entries: Entries, matches: Matches): readonly string[] {
  const found: string[] = [];
  add(found, entries, '', matches);
  return found;
}

/** Ids of the rows that must be open for the row to exist. */
export function above(id: string): readonly string[] {
  const parts = id.split('/').slice(1, -1);
  return parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`);
}

function add(found: string[], entries: Entries, under: string, matches: Matches): void {
  for (const [key, value] of entries) {
    if (found.length >= most) return;
    const { held } = look(value);
    const id = `${under}/${pointerPart(key)}`;
    const inside = entriesOf(held);
    if (inside.length > 0) {
      if (matches(String(key))) found.push(id);
      add(found, inside, id, matches);
    } else if (matches(textOf(held)) || matches(`${key}: ${textOf(held)}`)) found.push(id);
  }
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
