// Total times of a folded node's members, in words. Computed once for each drawn node.

import type { GraphNode } from '../../engine/model/graph/graph.ts';
import { countText, durationText } from '../../engine/model/duration.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { type FoldSums, foldSums } from '../../engine/model/tracks/fold-sums.ts';

const known = new WeakMap<GraphNode, FoldSums>();

function sumsOf(outline: Outline, node: GraphNode): FoldSums {
  const sums = known.get(node) ?? foldSums(outline, node.members);
  known.set(node, sums);
  return sums;
}

/**
 * `p50 4 ms · max 1 s`; '' where no member takes time. For a closed fold only: earlier the text would reveal the
 * future.
 */
export function spentText(outline: Outline, node: GraphNode): string {
  const { p50, max } = sumsOf(outline, node);
  return max === 0 ? '' : `p50 ${durationText(p50)} · max ${durationText(max)}`;
}

/** The full text, about the whole run. */
export function foldText(outline: Outline, node: GraphNode): string {
  const { p50, p95, max, retried, failed } = sumsOf(outline, node);
  const took = max === 0 ? [] : [`p50 ${durationText(p50)}`, `p95 ${durationText(p95)}`, `max ${durationText(max)}`];
  const counts = [
    ...(retried === 0 ? [] : [`${countText(retried)} retried`]),
    ...(failed === 0 ? [] : [`${countText(failed)} failed`]),
  ];
  return [...took, ...counts].join(' · ');
}
