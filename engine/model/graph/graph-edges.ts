// Draws links as edges between neighbours in the same frame. Many-to-many links go through a joint; redundant edges are
// dropped.

import type { Graph, GraphEdge, GraphFrame, GraphNode } from './graph.ts';
import { NODES } from './graph.ts';
import type { NodeLink } from './graph-links.ts';
import { linksOf } from './graph-links.ts';
import { jointNode } from './graph-node.ts';
import type { Folded } from './graph-nodes.ts';
import { stepNumber, whyOf } from './graph-why.ts';
import type { Outline } from '../outline.ts';
import { NONE } from '../outline.ts';
import type { StepOperations } from '../step-operations.ts';
import type { Steps } from '../steps.ts';

/** Both ends are items: a node is its index, frame f is the number of nodes + f. */
type Lifted = { readonly from: number; readonly to: number; readonly link: NodeLink };

/** Maximum number of edges; more edges are unreadable. */
const EDGES = 1500;

export function edgesOf(outline: Outline, steps: Steps, operations: StepOperations, folded: Folded): Graph {
  const links = linksOf(outline, steps, operations, folded);
  const edges = reduced(anchored(limited(lift(links, folded)), folded));
  const { nodes, drawn } = withJoints(edges, outline, steps, folded);
  return { nodes, frames: folded.frames, edges: drawn, nodeOf: folded.nodeOf };
}

/** Lifts links to edges between the frames or nodes that are siblings. */
function lift(links: readonly NodeLink[], { nodes, frames }: Folded): Lifted[] {
  const chain = (node: number): number[] => {
    const chain = [node];
    for (let frame = nodes[node]!.frame; frame !== NONE; frame = frames[frame]!.frame) chain.push(nodes.length + frame);
    return chain.toReversed();
  };
  const lifted = new Map<string, Lifted>();
  for (const link of links) {
    const [a, b] = [chain(link.from), chain(link.to)];
    let depth = 0;
    while (a[depth] === b[depth]) depth++;
    const edge = { from: a[depth]!, to: b[depth]!, link };
    const key = `${edge.from} ${edge.to}`;
    const known = lifted.get(key);
    if (known === undefined || rank(link) > rank(known.link)) lifted.set(key, edge);
  }
  return [...lifted.values()];
}

/** An item without an incoming edge gets an edge from the item before it, so that it is not drawn at the beginning. */
function anchored(edges: readonly Lifted[], { nodes, frames }: Folded): readonly Lifted[] {
  const reached = new Set(edges.map(({ to }) => to));
  const added: Lifted[] = [];
  const before = new Map<number, { readonly item: number; readonly node: number }>();
  nodes.forEach((_, node) => {
    let item = node;
    for (let frame = nodes[node]!.frame; ; frame = frames[frame]!.frame) {
      const last = before.get(frame);
      if (last?.item !== item) {
        const seq = last === undefined ? 0 : nodes[last.node]!.from;
        const operation = nodes[node]!.members[0] ?? NONE;
        if (last !== undefined && !reached.has(item) && isInOrder(frames[frame])) {
          added.push({
            from: last.item,
            to: item,
            link: { from: last.node, to: node, type: 'order', seq, step: 0, operation, exact: false, times: 1 },
          });
        }
        before.set(frame, { item, node });
      }
      if (frame === NONE) return;
      item = nodes.length + frame;
    }
  });
  return [...edges, ...added];
}

/**
 * True for the run itself and for the iterations of an open loop, whose items follow each other; items of other frames may
 * be parallel.
 */
function isInOrder(frame: GraphFrame | undefined): boolean {
  return frame === undefined || (frame.closes?.startsWith('loop:') ?? false);
}

const strengths = { cause: 2, maybe: 1, order: 0 } as const;

function rank(link: NodeLink): number {
  return strengths[link.type];
}

function limited(edges: readonly Lifted[]): readonly Lifted[] {
  if (edges.length <= EDGES) return edges;
  return edges.toSorted((a, b) => rank(b.link) - rank(a.link) || b.link.times - a.link.times).slice(0, EDGES);
}

/** Drops an unproven edge where another path connects the same ends. */
function reduced(edges: readonly Lifted[]): readonly Lifted[] {
  const next = new Map<number, Set<number>>();
  for (const { from, to } of edges) next.set(from, (next.get(from) ?? new Set()).add(to));
  const weakFirst = edges.filter(({ link }) => link.type !== 'cause').toSorted((a, b) => rank(a.link) - rank(b.link));
  const gone = new Set<Lifted>();
  for (const edge of weakFirst) {
    if (!hasDetour(next, edge.from, edge.to)) continue;
    next.get(edge.from)?.delete(edge.to);
    gone.add(edge);
  }
  return edges.filter((edge) => !gone.has(edge));
}

function hasDetour(next: ReadonlyMap<number, ReadonlySet<number>>, from: number, to: number): boolean {
  const seen = new Set([from]);
  const open = [...(next.get(from) ?? [])].filter((item) => item !== to);
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (item === to) return true;
    if (seen.has(item)) continue;
    seen.add(item);
    for (const following of next.get(item) ?? []) open.push(following);
  }
  return false;
}

/** Several sources with the same several targets meet in a joint: n + m edges instead of n × m. */
function withJoints(
  edges: readonly Lifted[],
  outline: Outline,
  steps: Steps,
  folded: Folded,
): { nodes: GraphNode[]; drawn: GraphEdge[] } {
  const { frames } = folded;
  const nodes = [...folded.nodes];
  const itemOf = (item: number): GraphNode | GraphFrame => folded.nodes[item] ?? frames[item - folded.nodes.length]!;
  const joined = new Set<Lifted>();
  const drawn: GraphEdge[] = [];
  const draw = (from: string, to: string, { link }: Lifted): void => {
    drawn.push({ id: `${from}→${to}`, from, to, type: link.type, why: whyOf(outline, steps, folded.nodes, link) });
  };
  for (const crowd of crowdsOf(edges)) {
    if (nodes.length + frames.length >= NODES) break;
    const { link, to } = crowd[0]!;
    const id = `joint:${link.step}:${link.operation}`;
    nodes.push(jointNode(id, stepNumber(outline, steps, link.step), itemOf(to).frame));
    for (const edge of firstOfEach(crowd, 'from')) draw(itemOf(edge.from).id, id, edge);
    for (const edge of firstOfEach(crowd, 'to')) draw(id, itemOf(edge.to).id, edge);
    for (const edge of crowd) joined.add(edge);
  }
  for (const edge of edges) if (!joined.has(edge)) draw(itemOf(edge.from).id, itemOf(edge.to).id, edge);
  return { nodes, drawn };
}

function firstOfEach(edges: readonly Lifted[], end: 'from' | 'to'): Lifted[] {
  const seen = new Map<number, Lifted>();
  for (const edge of edges) if (!seen.has(edge[end])) seen.set(edge[end], edge);
  return [...seen.values()];
}

/**
 * Groups of edges whose targets all have the same several sources, where a joint saves edges. Proven edges come first
 * in each group.
 */
function crowdsOf(edges: readonly Lifted[]): Lifted[][] {
  const byTarget = new Map<number, Lifted[]>();
  for (const edge of edges.toSorted((a, b) => rank(b.link) - rank(a.link))) {
    const incoming = byTarget.get(edge.to);
    if (incoming === undefined) byTarget.set(edge.to, [edge]);
    else incoming.push(edge);
  }
  const crowds = new Map<string, { readonly sources: number; readonly edges: Lifted[] }>();
  for (const incoming of byTarget.values()) {
    const key = incoming
      .map(({ from, link }) => `${from}${link.type}`)
      .sort()
      .join(' ');
    const crowd = crowds.get(key);
    if (crowd === undefined) crowds.set(key, { sources: incoming.length, edges: [...incoming] });
    else for (const edge of incoming) crowd.edges.push(edge);
  }
  return [...crowds.values()]
    .filter(({ sources, edges: crowd }) => crowd.length > sources + crowd.length / sources)
    .map(({ edges: crowd }) => crowd);
}
