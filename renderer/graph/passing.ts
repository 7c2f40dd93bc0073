// What a filter or a search leaves of the graph: the rest is dimmed in place.

import { isFiltered } from '../../engine/model/filter.ts';
import type { GraphNode } from '../../engine/model/graph/graph.ts';
import { NONE } from '../../engine/model/outline.ts';
import type { Session } from '../session/session.ts';
import type { Laid } from './laid.ts';
import { alight } from './alight.ts';

/** Operations that pass, rising; null while nothing is filtered. */
export function passingOf({ filter, visible }: Session): Uint32Array | null {
  return isFiltered(filter) ? visible.operations : null;
}

type Passed<T> = { readonly operations: Uint32Array; readonly what: T };

const ids = new WeakMap<Laid, Passed<ReadonlySet<string>>>();
const counts = new WeakMap<GraphNode, Passed<number>>();

/** Ids of the nodes, frames and edges that have something that passes. */
export function passingIds(laid: Laid, operations: Uint32Array): ReadonlySet<string> {
  const known = ids.get(laid);
  if (known?.operations === operations) return known.what;
  const what = alight(laid.graph, operations);
  ids.set(laid, { operations, what });
  return what;
}

/** How many members of the node pass. */
export function passingCount(node: GraphNode, operations: Uint32Array): number {
  const known = counts.get(node);
  if (known?.operations === operations) return known.what;
  const passing = new Set(operations);
  const what = node.members.reduce((sum, member) => sum + (passing.has(member) ? 1 : 0), 0);
  counts.set(node, { operations, what });
  return what;
}

/** How many of the operations are in the graph. */
export function passingInAll({ graph: { nodeOf } }: Laid, operations: Uint32Array): number {
  return operations.reduce((sum, operation) => sum + ((nodeOf[operation] ?? NONE) === NONE ? 0 : 1), 0);
}
