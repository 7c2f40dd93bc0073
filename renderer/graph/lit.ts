// The items and edges on the critical path.

import { NONE } from '../../engine/model/outline.ts';
import type { GraphState } from './graph-state.ts';
import type { Laid } from './laid.ts';

const known = new WeakMap<Laid, ReadonlySet<string>>();

/** Ids of nodes, frames and edges. */
export function litBy(laid: Laid): ReadonlySet<string> {
  const made = known.get(laid) ?? light(laid);
  known.set(laid, made);
  return made;
}

function light({ graph, path }: Laid): Set<string> {
  const lit = new Set<string>(['start', 'end']);
  for (const operation of path) {
    const node = graph.nodes[graph.nodeOf[operation] ?? NONE];
    if (node === undefined) continue;
    lit.add(node.id);
    for (let frame = graph.frames[node.frame]; frame !== undefined; frame = graph.frames[frame.frame])
      lit.add(frame.id);
  }
  lightJoints(graph, lit);
  for (const { id, from, to } of graph.edges) if (lit.has(from) && lit.has(to)) lit.add(id);
  return lit;
}

/** A joint is highlighted where the path enters and leaves it. */
function lightJoints({ nodes, edges }: Laid['graph'], lit: Set<string>): void {
  const joints = new Set(nodes.filter(({ type }) => type === 'joint').map(({ id }) => id));
  const entered = new Set(edges.filter(({ from, to }) => joints.has(to) && lit.has(from)).map(({ to }) => to));
  for (const { from, to } of edges) if (entered.has(from) && lit.has(to)) lit.add(from);
}

/** null while the critical path is hidden. */
export function isLit({ critical, laid }: GraphState, id: string): boolean | null {
  return critical && laid !== null ? litBy(laid).has(id) : null;
}
