// The first known time of a run.

import { carried } from '../carried.ts';
import { isDate } from '../moment.ts';
import type { Outline } from '../outline.ts';

/** ms since 1970; null where no event has a time. */
export function firstTimeOf(outline: Outline): number | null {
  return first(outline).atMs;
}

const first = carried<{ readonly atMs: number | null }>(
  ({ atMs }) => ({ atMs: atMs.find(isDate) ?? null }),
  (known, { atMs }, { from }) => (known.atMs === null ? { atMs: atMs.subarray(from).find(isDate) ?? null } : known),
);
