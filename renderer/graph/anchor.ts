// The box that stays in place between two layouts: the fold just opened or closed, else the node at the cursor.

import type { Laid } from './laid.ts';
import type { Box } from './level.ts';

export type Anchor = { readonly before: Box; readonly after: Box };

/** `looked`: the node at the cursor in both layouts, where it was in view. */
export function anchorBetween(before: Laid, after: Laid, looked: Anchor | null): Anchor | null {
  const [was, is] = [boxes(before), boxes(after)];
  const changed = [...is.frames.keys()].find((id) => !was.frames.has(id) && id.startsWith('open:'));
  const gone = [...was.frames.keys()].find((id) => !is.frames.has(id) && id.startsWith('open:'));
  const opened =
    changed === undefined ? undefined : pair(folded(before, changed.slice(5), was), is.frames.get(changed));
  const closed = gone === undefined ? undefined : pair(was.frames.get(gone), folded(after, gone.slice(5), is));
  return opened ?? closed ?? looked ?? pair(was.nodes.get('start'), is.nodes.get('start')) ?? null;
}

type Boxes = { readonly nodes: ReadonlyMap<string, Box>; readonly frames: ReadonlyMap<string, Box> };

function boxes({ graph, layout }: Laid): Boxes {
  const nodes = new Map<string, Box>();
  const frames = new Map<string, Box>();
  graph.nodes.forEach(({ id }, i) => keep(nodes, id, layout.nodes[i]));
  graph.frames.forEach(({ id }, i) => keep(frames, id, layout.frames[i]));
  return { nodes, frames };
}

function keep(into: Map<string, Box>, id: string, box: Box | undefined): void {
  if (box !== undefined) into.set(id, box);
}

/** The box that opens a fold: a loop's frame, else a node. */
function folded({ graph }: Laid, fold: string, { nodes, frames }: Boxes): Box | undefined {
  const frame = graph.frames.find(({ opens }) => opens === fold);
  if (frame !== undefined) return frames.get(frame.id);
  const node = graph.nodes.find(({ opens }) => opens === fold);
  return node === undefined ? undefined : nodes.get(node.id);
}

function pair(before: Box | undefined, after: Box | undefined): Anchor | undefined {
  return before === undefined || after === undefined ? undefined : { before, after };
}
