// Versions that the code asked for are no steps of their own: each stands as a badge on what its workflow task opened next.

import type { GraphNode } from './graph.ts';
import type { Outline } from '../outline.ts';
import { kindIndex, NONE } from '../outline.ts';
import type { StepOperations } from '../step-operations.ts';
import type { Steps } from '../steps.ts';

/** The nodes with their badges; notes in `nodeOf` where each version stands. One whose task opened nothing stands on what came before it, at least on the start. */
export function withBadges(
  { operations: { count, kind } }: Outline,
  steps: Steps,
  operations: StepOperations,
  nodes: readonly GraphNode[],
  nodeOf: Int32Array,
): GraphNode[] {
  const badges = new Map<number, number[]>();
  let before = 0;
  for (let i = 0; i < count; i++) {
    if (kind[i] !== kindIndex.version || !operations.isWanted(i)) {
      if (nodeOf[i] !== NONE) before = nodeOf[i]!;
      continue;
    }
    const next = operations
      .of(steps.ofOperation[i]!)
      .find((operation) => operation > i && steps.inbound[operation] === 0);
    const node = next === undefined ? before : nodeOf[next]!;
    nodeOf[i] = node;
    const there = badges.get(node);
    if (there === undefined) badges.set(node, [i]);
    else there.push(i);
  }
  return nodes.map((node, i) => (badges.has(i) ? { ...node, badges: Uint32Array.from(badges.get(i)!) } : node));
}
