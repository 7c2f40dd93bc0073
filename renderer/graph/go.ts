// What a click, Enter or an arrow key on a node does.

import { countUpTo } from '../../engine/model/cursor.ts';
import { memberAt } from '../../engine/model/graph/graph-look.ts';
import type { GraphNode } from '../../engine/model/graph/graph.ts';
import { eventsOf, NONE } from '../../engine/model/outline.ts';
import { moveTo, select, selectGroup, useSession } from '../session/session.ts';
import { closeFold, openFold, useGraph } from './graph-state.ts';

/**
 * Selects a node's operation and goes to its first event or, when that is already so, to its last. For a fold: selects
 * the fold and the member nearest to the cursor.
 */
export function goToNode(node: GraphNode): void {
  const { open, cursor, selected } = useSession.getState();
  if (open === null) return;
  if (node.type !== 'operations') {
    moveTo(node.from);
    return;
  }
  const own = selected !== null && node.members[countUpTo(node.members, selected) - 1] === selected;
  const member =
    own && node.tally !== null && open.outline.operation[cursor - 1] === selected ? selected : memberAt(node, cursor);
  if (member === NONE) return;
  const events = eventsOf(open.outline, member);
  const first = events[0] ?? node.from;
  const last = events.at(-1) ?? first;
  if (node.members.length > 1) selectGroup({ title: node.name, kind: node.kind, members: node.members });
  select(member);
  moveTo(selected === member && cursor === first ? last : first);
}

/** Opens a fold or closes an open one; goes to any other item. */
export function openOrClose(id: string): void {
  const { laid } = useGraph.getState();
  const frame = laid?.graph.frames.find((one) => one.id === id);
  const node = laid?.graph.nodes.find((one) => one.id === id);
  const opens = frame?.opens ?? node?.opens ?? null;
  if (frame !== undefined && frame.closes !== null) closeFold(frame.closes);
  else if (opens !== null) openFold(opens);
  else if (node !== undefined) goToNode(node);
}
