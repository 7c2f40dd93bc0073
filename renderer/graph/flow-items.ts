// The graph in React Flow's format, with sizes, so that layout needs no measuring.

import type { Node } from '@xyflow/react';
import type { GraphFrame, GraphNode } from '../../engine/model/graph/graph.ts';
import type { Laid } from './laid.ts';
import type { Box } from './level.ts';

export type OperationFlowNode = Node<{ readonly node: GraphNode }, 'operation'>;
export type PlainFlowNode = Node<{ readonly node: GraphNode }, 'plain'>;
export type FrameFlowNode = Node<{ readonly frame: GraphFrame }, 'frame'>;
export type FlowNode = OperationFlowNode | PlainFlowNode | FrameFlowNode;

/** Items of the layout on screen: an item unchanged in the next layout is not redrawn. */
let shown:
  | { readonly laid: Laid; readonly items: FlowNode[]; readonly byId: ReadonlyMap<string, FlowNode> }
  | undefined;

/** Frames are below lines (at 1), which are below nodes. */
export function flowItems(laid: Laid): FlowNode[] {
  if (shown?.laid === laid) return shown.items;
  const before = shown?.byId;
  const items = makeItems(laid).map((item) => {
    const there = before?.get(item.id);
    return there !== undefined && isAlike(there, item) ? there : item;
  });
  shown = { laid, items, byId: new Map(items.map((item) => [item.id, item])) };
  return items;
}

function makeItems({ graph, layout }: Laid): FlowNode[] {
  const frames = graph.frames.map((frame, i): FlowNode => ({
    id: frame.id,
    type: 'frame',
    data: { frame },
    ...boxed(layout.frames[i]),
    zIndex: 0,
  }));
  const nodes = graph.nodes.map((node, i): FlowNode => {
    const placed = { id: node.id, ...boxed(layout.nodes[i]), zIndex: 2 };
    return node.type === 'operations'
      ? { ...placed, type: 'operation', data: { node } }
      : { ...placed, type: 'plain', data: { node } };
  });
  return [...frames, ...nodes];
}

function boxed(
  { x, y, width, height }: Box = { x: 0, y: 0, width: 0, height: 0 },
): Pick<FlowNode, 'position' | 'width' | 'height' | 'measured'> {
  return { position: { x, y }, width, height, measured: { width, height } };
}

/** True where two items show the same. Lists of seqs and operations only grow, so lists of equal length are equal. */
function isAlike(a: FlowNode, b: FlowNode): boolean {
  return (
    a.type === b.type &&
    a.position.x === b.position.x &&
    a.position.y === b.position.y &&
    a.width === b.width &&
    a.height === b.height &&
    summary(a) === summary(b)
  );
}

function summary(item: FlowNode): string {
  return JSON.stringify(item.data, (_, value: unknown) =>
    ArrayBuffer.isView(value) ? lengthAndEnd(value as Uint32Array) : value,
  );
}

function lengthAndEnd(list: Uint32Array): readonly (number | undefined)[] {
  return [list.length, list.at(-1)];
}
