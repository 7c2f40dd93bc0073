// The graph as React Flow wants it: sizes given, so that layout waits for no measuring.

import type { Node } from '@xyflow/react';
import type { GraphFrame, GraphNode } from '../../engine/model/graph/graph.ts';
import type { Outline } from '../../engine/model/outline.ts';
import type { Laid } from './laid.ts';
import type { Box } from './level.ts';

export type OperationFlowNode = Node<{ readonly outline: Outline; readonly node: GraphNode }, 'operation'>;
export type PlainFlowNode = Node<{ readonly node: GraphNode }, 'plain'>;
export type FrameFlowNode = Node<{ readonly frame: GraphFrame }, 'frame'>;
export type FlowNode = OperationFlowNode | PlainFlowNode | FrameFlowNode;

const known = new WeakMap<Laid, FlowNode[]>();

/** Frames below lines (which are at 1) below nodes. */
export function flowItems(outline: Outline, laid: Laid): FlowNode[] {
  const made = known.get(laid) ?? makeItems(outline, laid);
  known.set(laid, made);
  return made;
}

function makeItems(outline: Outline, { graph, layout }: Laid): FlowNode[] {
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
      ? { ...placed, type: 'operation', data: { outline, node } }
      : { ...placed, type: 'plain', data: { node } };
  });
  return [...frames, ...nodes];
}

function boxed(
  { x, y, width, height }: Box = { x: 0, y: 0, width: 0, height: 0 },
): Pick<FlowNode, 'position' | 'width' | 'height' | 'measured'> {
  return { position: { x, y }, width, height, measured: { width, height } };
}
