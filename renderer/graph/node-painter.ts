// Updates the texts of nodes to the cursor: visible nodes at once, the others a moment later, so that a held key does
// not pay for hidden nodes. One listener for all nodes, as most have no change at a step.

import type { GraphNode } from '../../engine/model/graph/graph.ts';
import { busy } from '../session/idle.ts';
import { useSession } from '../session/session.ts';
import { paintOnce } from '../ui/paint-once.ts';
import { inView } from './fit.ts';
import type { Box } from './level.ts';
import { shownNode } from './shown-node.ts';
import { writeNode } from './write-node.ts';

export type NodeElement = {
  readonly element: HTMLElement;
  readonly box: Box;
  readonly node: GraphNode;
};

const LATER_MS = 120;
/** Number of nodes painted at once: a long graph must not block the thread. */
const AT_ONCE = 60;

const all = new Set<NodeElement>();
/** Hidden nodes that still need an update. */
const late = new Set<NodeElement>();
const painter = paintOnce(paint);
let stop: (() => void) | undefined;
let waiting = false;

/** Writes into the node now and on every change; returns a function that stops it. */
export function paintNode(node: NodeElement): () => void {
  if (all.size === 0) {
    stop = useSession.subscribe((now, before) => {
      if (now.cursor !== before.cursor) painter.ask();
    });
  }
  all.add(node);
  write(node);
  return () => {
    all.delete(node);
    late.delete(node);
    if (all.size === 0) stop?.();
  };
}

function write(each: NodeElement): void {
  const { element, node } = each;
  const { open, cursor } = useSession.getState();
  late.delete(each);
  if (open !== null) writeNode(element, open.outline, node, shownNode(open.outline, node, cursor));
}

function paint(): void {
  for (const node of all) {
    if (inView(node.box)) write(node);
    else late.add(node);
  }
  if (late.size > 0 && !waiting) writeLater();
}

/** Updates nodes that have come into view. */
export function paintComing(): void {
  for (const node of late) if (inView(node.box)) write(node);
}

function writeLater(): void {
  const done = busy();
  waiting = true;
  setTimeout(() => {
    waiting = false;
    for (const node of [...late].slice(0, AT_ONCE)) write(node);
    if (late.size > 0) writeLater();
    done();
  }, LATER_MS);
}
