import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Background, BackgroundVariant, ReactFlow, useReactFlow, useStore } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { countText } from '../../engine/model/duration.ts';
import { useCompare } from '../session/compare/compare-state.ts';
import { type MergedGraph, mergedGraph, nodeSize } from './merged-graph.ts';
import { air, type BothWays, extentOf, isReadDownwards, leastRead, type Size } from './merged-way.ts';
import { type MergedFlowNode, MergedNodeView } from './merged-node.tsx';
import { MergedEdges } from './merged-edges.tsx';
import type { Pair } from '../session/compare/pair.ts';
import { stillFlow } from '../ui/still-flow.ts';
import styles from './graph-view.module.css';

const nodeTypes = { merged: MergedNodeView };
/** Above this number of items only the visible ones are drawn. */
const allDrawn = 150;

/** Both runs as one graph; a graph too large to draw shows only the page around the cursor. */
export function GraphView({ pair }: { readonly pair: Pair }) {
  const lines = useCompare((state) => state.lines);
  const ways = useBothWays(pair, lines);
  const { down, watch } = useWay(ways);
  const graph = down ? ways.down : ways.right;
  return (
    <div className={styles.pane} role="region" aria-label="Merged graph">
      <div className={styles.flow} ref={watch}>
        <Flow pair={pair} graph={graph} />
      </div>
      <Legend graph={graph} down={down} />
    </div>
  );
}

/** Recomputes the graph when the cursor leaves the drawn page. */
function useBothWays(pair: Pair, lines: ReturnType<typeof useCompare.getState>['lines']): BothWays {
  const cursor = useCompare((state) => state.cursor);
  const known = useRef<{ readonly lines: unknown; readonly ways: BothWays } | null>(null);
  return useMemo(() => {
    const here = known.current;
    if (here !== null && here.lines === lines && holds(here.ways.right, cursor)) return here.ways;
    const ways = { right: mergedGraph(pair, lines, cursor, false), down: mergedGraph(pair, lines, cursor, true) };
    known.current = { lines, ways };
    return ways;
  }, [pair, lines, cursor]);
}

/** The way that is read in a pane of this size; `watch` is the pane's ref. */
function useWay(ways: BothWays) {
  const [pane, setPane] = useState<Size>({ width: 0, height: 0 });
  const watch = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    const look = (): void => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width > 0) setPane({ width, height });
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { down: useMemo(() => isReadDownwards(ways, pane), [ways, pane]), watch };
}

function holds({ nodes, before, after }: MergedGraph, cursor: number): boolean {
  const [first, last] = [nodes[0], nodes.at(-1)];
  if (first === undefined || last === undefined) return true;
  return (
    (before === 0 || cursor >= first.row) &&
    (after === 0 || cursor < Math.max(...nodes.map(({ row, count }) => row + count)))
  );
}

function Flow({ pair, graph }: { readonly pair: Pair; readonly graph: MergedGraph }) {
  const nodes = useMemo(
    (): MergedFlowNode[] =>
      graph.nodes.map((node) => ({
        id: node.id,
        type: 'merged',
        position: { x: node.x, y: node.y },
        ...nodeSize,
        measured: nodeSize,
        data: { pair, node },
        zIndex: 2,
      })),
    [pair, graph],
  );
  return (
    <ReactFlow<MergedFlowNode>
      nodes={nodes}
      nodeTypes={nodeTypes}
      onlyRenderVisibleElements={nodes.length > allDrawn}
      minZoom={0.1}
      maxZoom={1.6}
      {...stillFlow}
    >
      <Background variant={BackgroundVariant.Dots} gap={20} size={1} />
      <MergedEdges edges={graph.edges} />
      <Follow graph={graph} />
    </ReactFlow>
  );
}

/** Centres the node at the cursor. */
function Follow({ graph }: { readonly graph: MergedGraph }) {
  const { setViewport } = useReactFlow();
  const cursor = useCompare((state) => state.cursor);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  useEffect(() => {
    const node = nodeAt(graph, cursor);
    if (node === undefined || width === 0 || height === 0) return;
    void setViewport(viewAround(graph, node, { width, height }));
  }, [setViewport, graph, cursor, width, height]);
  return null;
}

/** Shows the whole graph where it is readable; else the node in the middle with its surroundings. */
function viewAround(graph: MergedGraph, node: MergedGraph['nodes'][number], { width, height }: Size) {
  const { left, top, right, bottom } = extentOf(graph);
  const fits = Math.min((width - 2 * air) / (right - left), (height - 2 * air) / (bottom - top));
  const fitsOneWay = bottom - top < height - 2 * air || right - left < width - 2 * air;
  const zoom = fits >= leastRead ? Math.min(1, fits) : fitsOneWay ? 1 : leastRead;
  const x = within(left, right, (width / 2 - air) / zoom, node.x + nodeSize.width / 2);
  const y = within(top, bottom, (height / 2 - air) / zoom, node.y + nodeSize.height / 2);
  return { x: width / 2 - x * zoom, y: height / 2 - y * zoom, zoom };
}

/** The middle of a view that sees `half` to either side: at the node, but beyond the ends there is nothing to see. */
function within(from: number, to: number, half: number, wish: number): number {
  const [first, last] = [from + half, to - half];
  return first > last ? (from + to) / 2 : Math.max(first, Math.min(wish, last));
}

function nodeAt({ nodes }: MergedGraph, cursor: number) {
  return nodes
    .filter(({ row }) => row <= cursor)
    .reduce<MergedGraph['nodes'][number] | undefined>(
      (best, node) => (best === undefined || node.row > best.row ? node : best),
      undefined,
    );
}

function Legend({ graph: { before, after }, down }: { readonly graph: MergedGraph; readonly down: boolean }) {
  return (
    <p className={styles.legend}>
      <span>
        <i data-sign="−" /> − only A, {down ? 'left' : 'above'}
      </span>
      <span>
        <i data-sign="+" /> + only B, {down ? 'right' : 'below'}
      </span>
      <span>
        <i data-sign="≠" /> ≠ differs
      </span>
      <span>
        <i data-sign="=" /> = the same
      </span>
      {before + after === 0 ? null : (
        <span>
          part of it: {countText(before)} before, {countText(after)} after
        </span>
      )}
    </p>
  );
}
