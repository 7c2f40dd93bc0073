// Parts in which two runs of different vocabularies differ and that are not compared, as each vocabulary has terms of
// its own for them.

import { kindOf, NONE } from '../outline.ts';
import { type Rows, rowTypeAt, type Side } from './comparison.ts';
import { isAcrossDialects, operationParts, runParts, type UncomparedPart } from './parts.ts';

export function uncomparedIn(rows: Rows, left: Side, right: Side): readonly UncomparedPart[] {
  if (left.vocabulary === right.vocabulary) return [];
  const found = new Set<UncomparedPart>();
  for (let row = 0; row < rows.count; row++) {
    const [a, b] = [rows.left[row]!, partnerAt(rows, row)];
    if (a === NONE || b === NONE) continue;
    for (const part of operationParts) if (left.prints[part][a] !== right.prints[part][b]) found.add(part);
    if (kindOf(left.outline, a) !== kindOf(right.outline, b)) found.add('kind');
  }
  for (const [i, part] of runParts.entries()) if (left.prints.run[i] !== right.prints.run[i]) found.add(part);
  return all.filter((part) => found.has(part));
}

const all: readonly UncomparedPart[] = [...new Set([...runParts, ...operationParts, 'kind' as const])].filter(
  (part) => part === 'kind' || !isAcrossDialects(part),
);

/** The right operation of the pair whose left operation is in the row; in a moved pair it is in another row. */
function partnerAt(rows: Rows, row: number): number {
  return rowTypeAt(rows, row) === 'movedFrom' ? rows.right[rows.other[row]!]! : rows.right[row]!;
}
