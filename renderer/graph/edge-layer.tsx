import { memo, useCallback } from 'react';
import { ViewportPortal } from '@xyflow/react';
import type { Session } from '../session/session.ts';
import { useLive } from '../ui/live.ts';
import { useGraph } from './graph-state.ts';
import { hoverItem, unhover } from './item-keys.ts';
import type { Laid } from './laid.ts';
import type { PlacedEdge } from './layout.ts';
import { isLit } from './lit.ts';
import { beginnings } from './beginnings.ts';
import styles from './edge.module.css';

/** All edges in one picture below the nodes. React Flow's own edges would need handles in every node's DOM. */
export const EdgeLayer = memo(function EdgeLayer({ laid }: { readonly laid: Laid }) {
  const began = beginnings(laid.graph);
  return (
    <ViewportPortal>
      <svg className={styles.layer} width={1} height={1} aria-hidden>
        {laid.layout.edges.map((edge) => (
          <Line key={edge.id} edge={edge} reachedAt={began.get(edge.to) ?? 0} />
        ))}
      </svg>
    </ViewportPortal>
  );
});

/** The area that reacts to the pointer is wider than the line. */
const Line = memo(function Line({ edge, reachedAt }: { readonly edge: PlacedEdge; readonly reachedAt: number }) {
  const line = useLive(
    useCallback(
      (path: SVGPathElement, { cursor }: Session) => void path.toggleAttribute('data-future', cursor < reachedAt),
      [reachedAt],
    ),
  );
  const lit = useGraph((graph) => isLit(graph, edge.id));
  const hovered = useGraph(
    ({ hover }) => hover !== null && (hover.id === edge.id || hover.id === edge.to || hover.id === edge.from),
  );
  return (
    <>
      <path
        ref={line}
        d={edge.path}
        className={styles.line}
        data-type={edge.type}
        data-lit={lit ?? undefined}
        data-hovered={hovered || undefined}
      />
      <path
        d={edge.path}
        className={styles.reach}
        onMouseEnter={(event) => hoverItem(event, edge.id)}
        onMouseLeave={unhover}
      />
    </>
  );
});
