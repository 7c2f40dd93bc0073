// What a click, Enter or a double click on a node does: selecting stands still in time, going there is an act of its own.

import { countUpTo } from '../../engine/model/cursor.ts';
import { memberAt } from '../../engine/model/graph/graph-look.ts';
import type { GraphFrame, GraphNode } from '../../engine/model/graph/graph.ts';
import type { Seq } from '../../engine/model/event.ts';
import { NONE } from '../../engine/model/outline.ts';
import { latestOfOperation } from '../../engine/model/stepping.ts';
import { moveTo, select, selectGroup, type SelectedGroup, useSession } from '../session/session.ts';
import { membersIn, nodesIn } from './frame-members.ts';
import { closeFold, openFold, useGraph } from './graph-state.ts';
import type { Laid } from './laid.ts';

/** Selects a node's operation; of a fold the member nearest the cursor, and it is looked at as a fold. */
export function selectNode(node: GraphNode): void {
  const member = memberOf(node);
  if (member === NONE) return;
  if (node.members.length > 1) selectGroup(groupOf(node));
  select(member);
}

function groupOf({ name, kind, members, iterationsBegan }: GraphNode): SelectedGroup {
  return { title: name, kind, members, began: iterationsBegan, byIteration: false };
}

/** A loop is looked at by its iterations, with the operations of all its nodes. */
function selectLoop(laid: Laid, frame: GraphFrame): void {
  const { id, iterationsBegan } = frame;
  const nodes = nodesIn(laid.graph, frame);
  const title = nodes.map(({ name }) => name).join(', ');
  const members = membersIn(laid, id);
  selectGroup({ title, kind: nodes[0]?.kind ?? 'other', members, began: iterationsBegan, byIteration: true });
}

/** Selects it, and goes to where it leads. */
export function goToNode(node: GraphNode): void {
  const target = targetOf(node);
  selectNode(node);
  moveTo(target);
}

/** Selects a member of a fold, and goes to it. */
export function goToMember(node: GraphNode, member: number): void {
  selectGroup(groupOf(node));
  select(member);
  moveTo(targetOf(node));
}

/** The last event about it up to the cursor; while it has not begun, its first. */
export function targetOf(node: GraphNode): Seq {
  const { open, cursor } = useSession.getState();
  const member = memberOf(node);
  if (open === null || member === NONE) return node.from;
  return latestOfOperation(open.outline, member, cursor) ?? node.from;
}

/** Of a fold what is selected, where it is in it. */
function memberOf(node: GraphNode): number {
  if (node.type !== 'operations') return NONE;
  const { cursor, selected } = useSession.getState();
  const own = selected !== null && node.members[countUpTo(node.members, selected) - 1] === selected;
  return own ? selected : memberAt(node, cursor);
}

/** Opens a fold or closes an open one; goes to any other item. */
export function openOrClose(id: string): void {
  const { laid } = useGraph.getState();
  const frame = laid?.graph.frames.find((one) => one.id === id);
  const node = laid?.graph.nodes.find((one) => one.id === id);
  const opens = frame?.opens ?? node?.opens ?? null;
  if (frame !== undefined && frame.closes !== null) closeFold(frame.closes);
  else if (opens !== null) {
    if (frame !== undefined && laid !== null && frame.iterationsBegan !== null) selectLoop(laid, frame);
    else if (node !== undefined) selectGroup(groupOf(node));
    openFold(opens);
  } else if (node !== undefined) goToNode(node);
}
