// What a thread gets of an outline: all numbers, and the names that they point to.

import type { Outline } from '../../engine/model/outline.ts';

/** Columns are copied without spare capacity; operation keys, values, links and warnings stay behind. */
export function copiedOutline(outline: Outline): Outline {
  const nothing = { types: [], sets: [], links: [], warnings: [] };
  return { ...cut(outline), ...nothing, operations: { ...cut(outline.operations), keys: [] } };
}

function cut<T extends object>(columns: T): T {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [
      name,
      ArrayBuffer.isView(column) ? (column as Uint8Array).slice() : (column as unknown),
    ]),
  ) as T;
}
