import { memo } from 'react';
import { ViewportPortal } from '@xyflow/react';
import type { MergedEdge } from './merged-graph.ts';
import styles from './graph-view.module.css';

/** All edges in one picture below the nodes. */
export const MergedEdges = memo(function MergedEdges({ edges }: { readonly edges: readonly MergedEdge[] }) {
  return (
    <ViewportPortal>
      <svg className={styles.edges} width={1} height={1} aria-hidden>
        {edges.map(({ id, path, way }) => (
          <path key={id} d={path} data-way={way} />
        ))}
      </svg>
    </ViewportPortal>
  );
});
