// Of every fold that is open, the node that took longest.

import type { Graph } from '../../engine/model/graph/graph.ts';
import { NONE, type Outline } from '../../engine/model/outline.ts';
import { foldSums } from '../../engine/model/tracks/fold-sums.ts';

/** Ids. Of a fold that takes no time none is marked, nor where members that are not shown one by one took longer. */
export function slowestNodes(outline: Outline, { nodes, frames, nodeOf }: Graph): readonly string[] {
  return frames.flatMap(({ closes }, frame) => {
    if (closes === null || !closes.startsWith('fold:')) return [];
    const members = nodes.filter((node) => node.frame === frame).flatMap((node) => [...node.members]);
    const { slowest, max } = foldSums(outline, Uint32Array.from(members));
    const node = max === 0 ? undefined : nodes[nodeOf[slowest] ?? NONE];
    return node === undefined || node.members.length > 1 ? [] : [node.id];
  });
}
