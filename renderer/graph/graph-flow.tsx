import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Background, BackgroundVariant, ReactFlow, type ReactFlowInstance } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { LRUCache } from 'lru-cache';
import type { Outline } from '../../engine/model/outline.ts';
import { isArriving, type Session, useSession } from '../session/session.ts';
import { cursorBox, followCursor, holdView, inView, isViewChosen, setStage } from './fit.ts';
import { coveredIn, hasMap, writeDetail } from './detail.ts';
import { EdgeLayer } from './edge-layer.tsx';
import { flowItems, type FlowNode } from './flow-items.ts';
import { FrameNode } from './frame-node.tsx';
import { GraphMap } from './graph-map.tsx';
import type { Laid } from './laid.ts';
import { paintComing } from './node-painter.ts';
import { OperationNode } from './operation-node.tsx';
import { PlainNode } from './plain-node.tsx';
import { StatusStock } from './status-stock.tsx';
import { setGlyphs } from './write-node.ts';
import { type Anchor, anchorBetween } from './anchor.ts';
import type { Size } from './sizes.ts';
import { anchored, firstView, LEAST_ZOOM, MOST_ZOOM, seesAny, type Viewport } from './viewport.ts';
import { stillFlow } from '../ui/still-flow.ts';
import styles from './graph-pane.module.css';

const nodeTypes = { operation: OperationNode, plain: PlainNode, frame: FrameNode };
/** Above this number of items only the visible ones are drawn. */
const ALL_DRAWN = 200;

type GraphFlowProps = { readonly outline: Outline; readonly laid: Laid };

/** The view of a run is kept when a person leaves it and returns. */
const views = new LRUCache<string, Viewport>({ max: 50 });

export function GraphFlow({ outline, laid }: GraphFlowProps) {
  const pane = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<Viewport | null>(null);
  useLayoutEffect(() => {
    const element = pane.current;
    if (element === null) return;
    const size = { width: element.clientWidth, height: element.clientHeight };
    setView(views.get(outline.run) ?? viewAtFirst(outline, laid, size));
    // Only the first layout of a run sets the view: later layouts keep it.
  }, [outline.run]); // eslint-disable-line react/exhaustive-deps
  return (
    <div ref={pane} className={styles.flow}>
      {view === null ? null : <Flow key={outline.run} outline={outline} laid={laid} firstView={view} pane={pane} />}
    </div>
  );
}

function viewAtFirst(outline: Outline, laid: Laid, pane: Size): Viewport {
  const at = cursorBox(outline, laid, useSession.getState().cursor);
  return firstView(laid.layout, at, pane, coveredIn(laid.graph));
}

type FlowProps = GraphFlowProps & {
  readonly firstView: Viewport;
  readonly pane: React.RefObject<HTMLDivElement | null>;
};

function Flow({ outline, laid, firstView: first, pane }: FlowProps) {
  const items = flowItems(laid);
  const flow = useRef<ReactFlowInstance<FlowNode> | null>(null);
  useLayoutEffect(() => {
    if (pane.current !== null) writeDetail(pane.current, first.zoom);
  }, [pane, first]);
  useStage(flow, pane);
  useAnchor(flow, pane, outline, laid);
  useFollow(laid);
  const keepInstance = useCallback((instance: ReactFlowInstance<FlowNode>) => {
    flow.current = instance;
  }, []);
  return (
    <>
      <StatusStock ref={setGlyphs} />
      <ReactFlow<FlowNode>
        nodes={items}
        nodeTypes={nodeTypes}
        defaultViewport={first}
        onInit={keepInstance}
        onMoveStart={onMoveStart}
        onMove={(_, { zoom }) => {
          if (pane.current !== null) writeDetail(pane.current, zoom);
          paintComing();
        }}
        onMoveEnd={(event, view) => {
          if (event !== null) holdView(false);
          views.set(outline.run, view);
        }}
        onlyRenderVisibleElements={items.length > ALL_DRAWN}
        minZoom={LEAST_ZOOM}
        maxZoom={MOST_ZOOM}
        {...stillFlow}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1} />
        <EdgeLayer laid={laid} />
        {hasMap(laid.graph) ? <GraphMap /> : null}
      </ReactFlow>
    </>
  );
}

/**
 * Brings the node at the cursor into view whenever the cursor moves; where a growing run has no node for it yet, after
 * the next layout.
 */
function useFollow(laid: Laid): void {
  const followed = useRef(-1);
  useEffect(() => {
    const follow = ({ open, cursor }: Session): void => {
      if (open === null || followed.current === cursor || !followCursor(open.outline, laid, cursor)) return;
      followed.current = cursor;
    };
    follow(useSession.getState());
    return useSession.subscribe(follow);
  }, [laid]);
}

function onMoveStart(event: MouseEvent | TouchEvent | null): void {
  if (event !== null) holdView(true);
}

/** The node of the cursor, where it was in view. */
function lookedAt(outline: Outline, before: Laid, after: Laid): Anchor | null {
  const { cursor } = useSession.getState();
  const [was, is] = [cursorBox(outline, before, cursor), cursorBox(outline, after, cursor)];
  return was !== null && is !== null && inView(was) ? { before: was, after: is } : null;
}

type FlowRef = React.RefObject<ReactFlowInstance<FlowNode> | null>;

/** The pane's size is noted when it changes: reading it during a move would force a layout. */
function useStage(flow: FlowRef, pane: FlowProps['pane']): void {
  useEffect(() => {
    const element = pane.current;
    if (element === null) return undefined;
    let size = { width: element.clientWidth, height: element.clientHeight };
    const sizes = new ResizeObserver(() => {
      size = { width: element.clientWidth, height: element.clientHeight };
    });
    sizes.observe(element);
    setStage({
      view: () => flow.current?.getViewport() ?? { x: 0, y: 0, zoom: 1 },
      size: () => size,
      show: (view, ms) => void flow.current?.setViewport(view, { duration: ms }),
    });
    return () => {
      sizes.disconnect();
      setStage(null);
    };
  }, [flow, pane]);
}

/**
 * When folds open or close, the box in focus stays in place, and the view never becomes empty. A run shown while it was
 * read gets the view of a run opened whole at the end, unless a person has chosen another view.
 */
function useAnchor(flow: FlowRef, pane: FlowProps['pane'], outline: Outline, laid: Laid): void {
  const before = useRef(laid);
  const wasBeingRead = useRef(false);
  useLayoutEffect(() => {
    const last = before.current;
    before.current = laid;
    const isBeingRead = isArriving();
    wasBeingRead.current ||= isBeingRead;
    const isWhole = !isBeingRead && laid.graph.nodeOf.length >= outline.operations.count;
    const isFirstSeen = wasBeingRead.current && isWhole && last !== laid;
    if (isFirstSeen) wasBeingRead.current = false;
    const moves = last === laid ? null : anchorBetween(last, laid, lookedAt(outline, last, laid));
    const instance = flow.current;
    const element = pane.current;
    if (instance === null || element === null || moves === null) return;
    const size = { width: element.clientWidth, height: element.clientHeight };
    const kept = anchored(instance.getViewport(), moves.before, moves.after);
    const stays = seesAny(laid.layout.nodes, kept, size) && (isViewChosen() || !isFirstSeen);
    void instance.setViewport(stays ? kept : viewAtFirst(outline, laid, size));
  }, [flow, pane, outline, laid]);
}
