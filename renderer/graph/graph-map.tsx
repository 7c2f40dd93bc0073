import { memo } from 'react';
import { MiniMap } from '@xyflow/react';
import { isBad } from '../../engine/model/effect.ts';
import { finalStatusOf } from '../../engine/model/outline.ts';
import { useRun } from '../session/session.ts';
import { kindLook } from '../ui/kinds.ts';
import type { FlowNode } from './flow-items.ts';
import styles from './graph-map.module.css';

/** The whole graph, small: what is in view, and what ended badly. It can be dragged and zoomed. */
export const GraphMap = memo(function GraphMap() {
  const { outline } = useRun();
  const colour = ({ data }: FlowNode): string => {
    if ('frame' in data) return 'transparent';
    const { members, kind, type } = data.node;
    if (members.some((operation) => isBad(finalStatusOf(outline, operation)))) return 'var(--bad)';
    return type === 'operations' ? `var(--${kindLook(kind).role})` : 'var(--dim)';
  };
  return (
    <MiniMap<FlowNode>
      className={styles.map}
      position="bottom-right"
      ariaLabel="Map of the graph"
      nodeColor={colour}
      nodeStrokeColor={({ type }) => (type === 'frame' ? 'var(--line-strong)' : 'transparent')}
      nodeBorderRadius={6}
      nodeStrokeWidth={8}
      bgColor="var(--pane)"
      maskColor="color-mix(in srgb, var(--bg) 70%, transparent)"
      maskStrokeColor="var(--accent)"
      maskStrokeWidth={1.5}
      pannable
      zoomable
    />
  );
});
