// Sums over a range of time: how much ran and waited, by operation type.

import type { OperationKind } from '../effect.ts';
import { equalityClasses } from '../graph/graph-names.ts';
import { titleOf } from '../graph/graph-node.ts';
import { kindOf, type Outline } from '../outline.ts';
import { timeParts } from '../time-parts.ts';
import type { OperationTimes } from './operation-times.ts';
import { inRange, type Sums, sumsOf } from './sums.ts';

export type TypeSums = Sums & { readonly name: string; readonly kind: OperationKind };

export type RangeSums = Pick<Sums, 'count' | 'total' | 'parts'> & {
  /** Sorted by time within the range, the longest first. */
  readonly types: readonly TypeSums[];
};

const classes = new WeakMap<Outline, Int32Array>();

/** `operations` rise; operations that the columns lack do not count. Both ends of the range are included. */
export function rangeSums(
  outline: Outline,
  times: OperationTimes,
  operations: Uint32Array,
  from: number,
  to: number,
): RangeSums {
  const members = inRange(times, operations, from, to);
  const types = byType(outline, members).map((own) => ({
    ...sumsOf(outline, times, own, from, to),
    name: titleOf(outline, own),
    kind: kindOf(outline, own[0]!),
  }));
  return {
    count: members.length,
    total: types.reduce((sum, { total }) => sum + total, 0),
    parts: partsOf(types),
    types: types.sort((a, b) => b.total - a.total || b.count - a.count),
  };
}

function partsOf(types: readonly TypeSums[]): Sums['parts'] {
  const sums = timeParts.map((part) => [part, types.reduce((sum, { parts }) => sum + parts[part], 0)]);
  return Object.fromEntries(sums) as Sums['parts'];
}

function byType(outline: Outline, members: Uint32Array): Uint32Array[] {
  let known = classes.get(outline);
  if (known === undefined) classes.set(outline, (known = equalityClasses(outline, 'exact')));
  const lists = new Map<number, number[]>();
  for (const operation of members) {
    const list = lists.get(known[operation]!);
    if (list === undefined) lists.set(known[operation]!, [operation]);
    else list.push(operation);
  }
  return [...lists.values()].map((list) => Uint32Array.from(list));
}
