// What in the graph belongs to some operations. Pure; knows no screen.

import type { Graph } from '../../engine/model/graph/graph.ts';
import { NONE } from '../../engine/model/outline.ts';

/** Ids of the nodes and frames that hold the operations, of the ends, and of the edges between them. */
export function alight(graph: Graph, operations: Uint32Array): Set<string> {
  const lit = new Set<string>(['start', 'end']);
  for (const operation of operations) {
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
function lightJoints({ nodes, edges }: Graph, lit: Set<string>): void {
  const joints = new Set(nodes.filter(({ type }) => type === 'joint').map(({ id }) => id));
  const entered = new Set(edges.filter(({ from, to }) => joints.has(to) && lit.has(from)).map(({ to }) => to));
  for (const { from, to } of edges) if (entered.has(from) && lit.has(to)) lit.add(from);
}
