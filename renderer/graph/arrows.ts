// Arrow keys in the graph: they follow an edge in their direction, else go to the nearest item on that side.

import type { Laid } from './laid.ts';
import type { Box } from './level.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

export function boxById({ graph, layout }: Laid, id: string): Box | null {
  const node = graph.nodes.findIndex((one) => one.id === id);
  if (node >= 0) return layout.nodes[node] ?? null;
  return layout.frames[graph.frames.findIndex((one) => one.id === id)] ?? null;
}

/** The item to go to, or null at the edge of the graph. */
export function itemBeside(laid: Laid, from: string, direction: Direction): string | null {
  const here = boxById(laid, from);
  if (here === null) return null;
  return alongEdge(laid, from, here, direction) ?? nearest(laid, from, here, direction);
}

function alongEdge(laid: Laid, from: string, here: Box, direction: Direction): string | null {
  if (direction === 'up' || direction === 'down') return null;
  const ends = laid.graph.edges.flatMap((edge) => {
    if (direction === 'right') return edge.from === from ? [edge.to] : [];
    return edge.to === from ? [edge.from] : [];
  });
  return closest(laid, ends, (box) => Math.abs(middle(box).y - middle(here).y) + Math.abs(box.x - here.x) / 10);
}

function nearest(laid: Laid, from: string, here: Box, direction: Direction): string | null {
  const { nodes, frames } = laid.graph;
  const ids = [...nodes, ...frames].map(({ id }) => id).filter((id) => id !== from);
  const [x, y] = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] }[direction] as [number, number];
  return closest(laid, ids, (box) => {
    const dx = middle(box).x - middle(here).x;
    const dy = middle(box).y - middle(here).y;
    const ahead = dx * x + dy * y;
    return ahead <= 4 ? Number.POSITIVE_INFINITY : ahead + 3 * Math.abs(dx * y + dy * x);
  });
}

function closest(laid: Laid, ids: readonly string[], distance: (box: Box) => number): string | null {
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const id of ids) {
    const box = boxById(laid, id);
    const far = box === null ? least : distance(box);
    if (far >= least) continue;
    best = id;
    least = far;
  }
  return best;
}

/** The reference point of a frame is its heading. */
function middle(box: Box): { readonly x: number; readonly y: number } {
  return { x: box.x + box.width / 2, y: box.y + Math.min(box.height, 68) / 2 };
}
