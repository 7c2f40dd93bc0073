import { ChevronsRightLeft, Maximize2, Route, ZoomIn, ZoomOut } from 'lucide-react';
import { countText } from '../../engine/model/duration.ts';
import type { Graph } from '../../engine/model/graph/graph.ts';
import { keysOf } from '../ui/commands.ts';
import { IconButton } from '../ui/icon-button.tsx';
import styles from '../ui/pane-toolbar.module.css';
import { fitGraph, zoomGraph } from './fit.ts';
import { closeAllFolds, toggleCritical, useGraph } from './graph-state.ts';

export function GraphToolbar() {
  const critical = useGraph((graph) => graph.critical);
  const opened = useGraph((graph) => graph.opened.size > 0);
  const facts = useGraph(({ laid }) => (laid === null ? '' : factsOf(laid.graph)));
  return (
    <div className={styles.bar} role="toolbar" aria-label="Graph">
      <span className={styles.facts}>{facts}</span>
      <span className={styles.space} />
      <IconButton
        size="small"
        icon={Route}
        label="Critical path: the waits that explain how long it took"
        pressed={critical}
        onClick={toggleCritical}
      />
      <IconButton
        size="small"
        icon={ChevronsRightLeft}
        label="Fold all that is open"
        disabled={!opened}
        onClick={closeAllFolds}
      />
      <IconButton size="small" icon={ZoomOut} label="Zoom out" onClick={() => zoomGraph(1 / 1.25)} />
      <IconButton size="small" icon={ZoomIn} label="Zoom in" onClick={() => zoomGraph(1.25)} />
      <IconButton
        size="small"
        icon={Maximize2}
        label="Fit all, then the selected operation"
        keys={keysOf('fit')}
        onClick={fitGraph}
      />
    </div>
  );
}

/** The degree of folding, so that nobody mistakes a fold for the whole. */
function factsOf({ nodes }: Graph): string {
  const drawn = nodes.filter(({ type }) => type === 'operations');
  const operations = drawn.reduce((sum, { members }) => sum + members.length, 0);
  const all = `${countText(operations)} ${operations === 1 ? 'operation' : 'operations'}`;
  return drawn.length === operations
    ? all
    : `${all} in ${countText(drawn.length)} ${drawn.length === 1 ? 'node' : 'nodes'}`;
}
