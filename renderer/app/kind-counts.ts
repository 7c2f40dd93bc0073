// How many operations of each kind and status a run has: what the filter menus offer. One pass per outline, kept with it.

import { type OperationKind, operationKinds } from '../../engine/model/effect.ts';
import { groupOf, type StatusGroup, statusGroups } from '../../engine/model/filter.ts';
import { finalStatusOf, kindOf, type Outline } from '../../engine/model/outline.ts';

export type Counts = {
  readonly kinds: readonly (readonly [OperationKind, number])[];
  readonly statuses: readonly (readonly [StatusGroup, number])[];
};

/** In the order of the vocabulary; kinds that do not occur are left out. */
export function countsOf(outline: Outline): Counts {
  const known = counted.get(outline) ?? count(outline);
  counted.set(outline, known);
  return known;
}

const counted = new WeakMap<Outline, Counts>();

function count(outline: Outline): Counts {
  const kinds = new Map<OperationKind, number>();
  const statuses = new Map<StatusGroup, number>();
  for (let i = 0; i < outline.operations.count; i++) {
    const kind = kindOf(outline, i);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (kind === 'workflowTask') continue;
    const status = groupOf(finalStatusOf(outline, i));
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  return {
    kinds: operationKinds.filter((kind) => kinds.has(kind)).map((kind) => [kind, kinds.get(kind) ?? 0] as const),
    statuses: statusGroups.map((status) => [status, statuses.get(status) ?? 0] as const),
  };
}
