// The event from which on each item of the graph is no longer in the future.

import type { Seq } from '../../engine/model/event.ts';
import type { Graph } from '../../engine/model/graph/graph.ts';

/** Seqs by id of node or frame; a frame begins with its first item. */
export function beginnings({ nodes, frames }: Graph): ReadonlyMap<string, Seq> {
  const began = new Map<string, Seq>(nodes.map(({ id, from }) => [id, from]));
  for (const { frame, from } of nodes) {
    for (let around = frames[frame]; around !== undefined; around = frames[around.frame]) {
      began.set(around.id, Math.min(began.get(around.id) ?? from, from));
    }
  }
  return began;
}
