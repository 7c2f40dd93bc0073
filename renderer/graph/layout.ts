// Positions for a whole graph: innermost frames first; each frame is then an item of the surrounding frame.

import type { Graph, GraphEdge } from '../../engine/model/graph/graph.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { NONE } from '../../engine/model/outline.ts';
import type { Box, Level, LevelStanding } from './level.ts';
import type { Shape } from './layers.ts';
import { layLevel } from './level.ts';
import type { Point } from './route.ts';
import type { Size } from './sizes.ts';
import { FRAME, sizeOf } from './sizes.ts';

export type PlacedEdge = GraphEdge & { readonly path: string };

/** Boxes have the same index as the nodes and frames of the graph; the origin is the top left of the layout. */
export type Layout = Size & {
  readonly nodes: readonly Box[];
  readonly frames: readonly Box[];
  readonly edges: readonly PlacedEdge[];
};

export function layoutOf(outline: Outline, graph: Graph): Layout {
  return layOut(outline, graph).layout;
}

/** Positions by id of the surrounding frame; '' = top level. */
export type Standing = ReadonlyMap<string, LevelStanding>;

/** `before`: items of that layout, of the same shape, keep their positions, as far as they still exist. */
export function layOut(
  outline: Outline,
  graph: Graph,
  before?: Standing,
  shape: Shape = 'wide',
): { readonly layout: Layout; readonly standing: Standing } {
  const laying = new GraphLayout(outline, graph, shape, before);
  return { layout: laying.lay(), standing: laying.standing };
}

/** The content of one frame: `items` are nodes (their index) and frames (number of nodes + index). */
type Inside = { readonly items: number[]; readonly edges: GraphEdge[]; level?: Level };

class GraphLayout {
  readonly #outline: Outline;
  readonly #graph: Graph;
  readonly #shape: Shape;
  readonly #before: Standing;
  readonly #inside = new Map<number, Inside>();
  readonly #itemOf = new Map<string, number>();
  readonly #box: Box[] = [];
  readonly #edges: PlacedEdge[] = [];

  readonly standing = new Map<string, LevelStanding>();

  constructor(outline: Outline, graph: Graph, shape: Shape, before: Standing = new Map()) {
    this.#outline = outline;
    this.#graph = graph;
    this.#shape = shape;
    this.#before = before;
  }

  lay(): Layout {
    this.#sort();
    const size = this.#measure(NONE);
    this.#put(NONE, { x: 0, y: 0 });
    const count = this.#graph.nodes.length;
    return { ...size, nodes: this.#box.slice(0, count), frames: this.#box.slice(count), edges: this.#edges };
  }

  #sort(): void {
    const { nodes, frames, edges } = this.#graph;
    const parents = [...nodes, ...frames].map(({ id, frame }, item) => {
      this.#itemOf.set(id, item);
      return frame;
    });
    // In order of occurrence: a frame is at the place of its first node.
    const seen = new Set<number>();
    const add = (item: number): void => {
      if (seen.has(item)) return;
      seen.add(item);
      const frame = parents[item] ?? NONE;
      if (frame !== NONE) add(nodes.length + frame);
      this.#in(frame).items.push(item);
    };
    nodes.forEach((_, item) => add(item));
    for (const edge of edges) this.#in(parents[this.#itemOf.get(edge.from) ?? 0] ?? NONE).edges.push(edge);
  }

  #in(frame: number): Inside {
    const known = this.#inside.get(frame);
    if (known !== undefined) return known;
    const made: Inside = { items: [], edges: [] };
    this.#inside.set(frame, made);
    return made;
  }

  #measure(frame: number): Size {
    const inside = this.#in(frame);
    const place = new Map(inside.items.map((item, i) => [item, i]));
    const end = (id: string): number => place.get(this.#itemOf.get(id) ?? NONE) ?? 0;
    const sizes = inside.items.map((item) => this.#sizeOf(item));
    const ids = inside.items.map((item) => this.#idsOf(item));
    const edges = inside.edges.map(({ from, to }) => ({ from: end(from), to: end(to) }));
    const id = this.#graph.frames[frame]?.id ?? '';
    const { standing, ...level } = layLevel({ sizes, ids, edges, shape: this.#shape }, this.#before.get(id));
    inside.level = level;
    this.standing.set(id, standing);
    return { width: inside.level.width, height: inside.level.height };
  }

  /** Ids of an item and of the nodes in it. */
  #idsOf(item: number): readonly string[] {
    const { nodes, frames } = this.#graph;
    const node = nodes[item];
    if (node !== undefined) return [node.id];
    return [
      frames[item - nodes.length]?.id ?? '',
      ...this.#in(item - nodes.length).items.flatMap((each) => this.#idsOf(each)),
    ];
  }

  #sizeOf(item: number): Size {
    const { nodes } = this.#graph;
    const node = nodes[item];
    if (node !== undefined) return sizeOf(this.#outline, node);
    const { width, height } = this.#measure(item - nodes.length);
    return {
      width: Math.max(FRAME.minWidth, width + FRAME.left + FRAME.right),
      height: height + FRAME.top + FRAME.bottom,
    };
  }

  #put(frame: number, origin: Point): void {
    const { items, edges, level } = this.#in(frame);
    if (level === undefined) return;
    items.forEach((item, i) => {
      const at = level.at[i] ?? { x: 0, y: 0 };
      const corner = { x: origin.x + at.x, y: origin.y + at.y };
      this.#box[item] = { ...corner, ...this.#sizeNow(item) };
      const { nodes } = this.#graph;
      if (item >= nodes.length) this.#put(item - nodes.length, { x: corner.x + FRAME.left, y: corner.y + FRAME.top });
    });
    edges.forEach((edge, i) => this.#edges.push({ ...edge, path: level.path[i]?.(origin) ?? '' }));
  }

  #sizeNow(item: number): Size {
    const { nodes } = this.#graph;
    const node = nodes[item];
    if (node !== undefined) return sizeOf(this.#outline, node);
    const { width, height } = this.#in(item - nodes.length).level ?? { width: 0, height: 0 };
    return {
      width: Math.max(FRAME.minWidth, width + FRAME.left + FRAME.right),
      height: height + FRAME.top + FRAME.bottom,
    };
  }
}
