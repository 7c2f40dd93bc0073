// The operations in a frame of the graph, in the frames in it too.

import type { Graph, GraphFrame, GraphNode } from '../../engine/model/graph/graph.ts';
import type { Laid } from './laid.ts';

const known = new WeakMap<Laid, Map<string, Uint32Array>>();
const nothing = new Uint32Array(0);

/** Rising; the same list for the same picture. */
export function membersIn(laid: Laid | null, id: string): Uint32Array {
  if (laid === null) return nothing;
  const lists = known.get(laid) ?? new Map<string, Uint32Array>();
  known.set(laid, lists);
  const frame = laid.graph.frames.find((each) => each.id === id);
  const members = lists.get(id) ?? (frame === undefined ? nothing : gathered(nodesIn(laid.graph, frame)));
  lists.set(id, members);
  return members;
}

export function nodesIn({ nodes, frames }: Graph, frame: GraphFrame): readonly GraphNode[] {
  const isWithin = (at: number): boolean => {
    const around = frames[at];
    return around !== undefined && (around === frame || isWithin(around.frame));
  };
  return nodes.filter((node) => isWithin(node.frame));
}

function gathered(nodes: readonly GraphNode[]): Uint32Array {
  const all = new Uint32Array(nodes.reduce((sum, { members }) => sum + members.length, 0));
  let at = 0;
  for (const { members } of nodes) {
    all.set(members, at);
    at += members.length;
  }
  return all.sort();
}
