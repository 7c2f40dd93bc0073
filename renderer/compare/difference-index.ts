// Positions of the differences of a comparison, and operation counts by kind: computed in one pass per pair and cached.

import { rowTypes } from '../../engine/model/compare/comparison.ts';
import { countUpTo } from '../../engine/model/cursor.ts';
import { type OperationKind, operationKinds } from '../../engine/model/effect.ts';
import type { Pair } from '../session/compare/pair.ts';
import { kindOfRow } from '../session/compare/row-facts.ts';

type Index = { readonly differences: Int32Array; readonly kinds: readonly (readonly [OperationKind, number])[] };

const made = new WeakMap<Pair, Index>();
const same = rowTypes.indexOf('same');

function indexOf(pair: Pair): Index {
  const known = made.get(pair);
  if (known !== undefined) return known;
  const { rows } = pair.comparison;
  const differences = new Int32Array(rows.count);
  const kinds = new Map<OperationKind, number>();
  let count = 0;
  for (let row = 0; row < rows.count; row++) {
    if (rows.type[row] !== same) differences[count++] = row;
    const kind = kindOfRow(pair, row);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const index = {
    differences: differences.slice(0, count),
    kinds: operationKinds.flatMap((kind) => (kinds.has(kind) ? [[kind, kinds.get(kind) ?? 0] as const] : [])),
  };
  made.set(pair, index);
  return index;
}

/** Number of rows that differ, counting both halves of a moved pair: in total, and up to a row. */
export function differenceAt(pair: Pair, row: number): { readonly passed: number; readonly all: number } {
  const { differences } = indexOf(pair);
  return { passed: countUpTo(differences, row), all: differences.length };
}

/** Number of rows by kind, in the order of the vocabulary. */
export function kindsIn(pair: Pair): Index['kinds'] {
  return indexOf(pair).kinds;
}
