// How many operations of each kind and status a run has: what the filter menus offer.

import { carried } from '../../engine/model/carried.ts';
import { type OperationKind, operationKinds } from '../../engine/model/effect.ts';
import { type StatusGroup, statusGroups } from '../../engine/model/filter.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { countsAt } from '../inspector/tally.ts';

/** In the order of the vocabulary; kinds that do not occur are left out. */
export function kindsIn(outline: Outline): readonly (readonly [OperationKind, number])[] {
  const counts = kindCounts(outline);
  return operationKinds.flatMap((kind, index) => (counts[index] === 0 ? [] : [[kind, counts[index]!] as const]));
}

/** As operations stand at the end; workflow tasks left out. */
export function statusesIn(outline: Outline): readonly (readonly [StatusGroup, number])[] {
  const counts = countsAt(outline, outline.events);
  return statusGroups.map((status) => [status, counts[status]] as const);
}

/** By index of the kind; taken along where the run grows. */
const kindCounts = carried(
  ({ operations }) => added(new Uint32Array(operationKinds.length), operations.kind),
  (counts, _, { opened }) => added(counts, opened.kind),
);

function added(counts: Uint32Array, kinds: Uint8Array): Uint32Array {
  for (const kind of kinds) counts[kind]! += 1;
  return counts;
}
