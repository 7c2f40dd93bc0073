// Keeps what nodes say up to date with the cursor: those in view at once, the others a moment later, so that a key held down does not pay
// for what nobody sees. One listener for all, as most have nothing new to say at a step.

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
/** So that a long graph is no long task. */
const AT_ONCE = 60;

const all = new Set<NodeElement>();
/** Out of view and not yet written. */
const late = new Set<NodeElement>();
const painter = paintOnce(paint);
let stop: (() => void) | undefined;
let waiting = false;

/** Writes into the node now, and from now on until the function that it returns is called. */
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

/** The view has moved: what has come into it says what it should. */
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
