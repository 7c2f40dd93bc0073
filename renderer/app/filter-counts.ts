// Number of operations of each kind and status in a run, for the filter menus.

import { carried } from '../../engine/model/carried.ts';
import { type OperationKind, operationKinds } from '../../engine/model/effect.ts';
import { type StatusGroup, statusGroups } from '../../engine/model/filter.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { countsAt } from '../inspector/tally.ts';

/** Counts in the order of the vocabulary; kinds that do not occur are left out. */
export function kindsIn(outline: Outline): readonly (readonly [OperationKind, number])[] {
  const counts = kindCounts(outline);
  return operationKinds.flatMap((kind, index) => (counts[index] === 0 ? [] : [[kind, counts[index]!] as const]));
}

/** Counts by status at the end of the history, without workflow tasks. */
export function statusesIn(outline: Outline): readonly (readonly [StatusGroup, number])[] {
  const counts = countsAt(outline, outline.events);
  return statusGroups.map((status) => [status, counts[status]] as const);
}

/** Counts by kind index; extended when the run grows. */
const kindCounts = carried(
  ({ operations }) => added(new Uint32Array(operationKinds.length), operations.kind),
  (counts, _, { opened }) => added(counts, opened.kind),
);

function added(counts: Uint32Array, kinds: Uint8Array): Uint32Array {
  for (const kind of kinds) counts[kind]! += 1;
  return counts;
}
