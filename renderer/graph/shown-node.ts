// The state of a node at the cursor: every node is queried at every step, and few have changed.

import { lookOf, type NodeLook } from '../../engine/model/graph/graph-look.ts';
import type { GraphNode } from '../../engine/model/graph/graph.ts';
import type { Seq } from '../../engine/model/event.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { textCursor } from './node-text.ts';

/** `cursor`: the cursor as far as the node's words depend on it. */
export type ShownNode = { readonly look: NodeLook; readonly cursor: Seq };

const known = new WeakMap<GraphNode, ShownNode & { readonly at: Seq }>();

/** Returns the same object while the node's state is unchanged. */
export function shownNode(outline: Outline, node: GraphNode, cursor: Seq): ShownNode {
  const before = known.get(node);
  if (before?.at === cursor) return before;
  const look = lookOf(outline, node, cursor);
  const now = { look, cursor: textCursor(outline, look, cursor) };
  if (before !== undefined && sameShown(before, now)) return before;
  const made = { ...now, at: cursor };
  known.set(node, made);
  return made;
}

function sameShown(a: ShownNode, b: ShownNode): boolean {
  return (
    a.cursor === b.cursor && (Object.keys(a.look) as (keyof NodeLook)[]).every((name) => a.look[name] === b.look[name])
  );
}
