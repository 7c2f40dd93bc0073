import { ChevronsRightLeft, Maximize2, Route, Shapes, ZoomIn, ZoomOut } from 'lucide-react';
import type { CriticalTimes } from '../../engine/model/critical-times.ts';
import { countText, durationText } from '../../engine/model/duration.ts';
import type { Graph } from '../../engine/model/graph/graph.ts';
import { criticalTimesOf, partText } from '../session/critical.ts';
import { toggleCritical, useSession } from '../session/session.ts';
import { keysOf } from '../ui/commands.ts';
import { IconButton } from '../ui/icon-button.tsx';
import styles from '../ui/pane-toolbar.module.css';
import { fitGraph, zoomGraph } from './fit.ts';
import { closeAllFolds, toggleLegend, useGraph } from './graph-state.ts';
import { passingInAll, passingOf } from './passing.ts';

export function GraphToolbar() {
  const critical = useSession((session) => session.critical);
  const legend = useGraph((graph) => graph.legend);
  const opened = useGraph((graph) => graph.opened.size > 0);
  const facts = useFacts();
  const path = useSession(({ open }) => (critical && open !== null ? pathText(criticalTimesOf(open.outline)) : ''));
  return (
    <div className={styles.bar} role="toolbar" aria-label="Graph">
      <span className={styles.facts}>
        {facts}
        {path === '' ? '' : ` · critical path: ${path}`}
      </span>
      <span className={styles.space} />
      <IconButton
        size="small"
        icon={Route}
        label="Critical path: the waits that explain how long it took"
        keys={keysOf('critical-path')}
        pressed={critical}
        onClick={toggleCritical}
      />
      <IconButton
        size="small"
        icon={Shapes}
        label="Legend"
        keys={keysOf('legend')}
        pressed={legend}
        onClick={toggleLegend}
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

/** What is written on no node: the run, and how much of it were workflow tasks. */
function pathText({ totalMs, codeMs }: CriticalTimes): string {
  if (totalMs === null) return 'times are missing in this run';
  const code = partText(codeMs, totalMs);
  return `${durationText(totalMs)}${code === '' ? '' : `, of that workflow tasks ${code}`}`;
}

/** How much is drawn, and how much of it a filter leaves. */
function useFacts(): string {
  const passing = useSession(passingOf);
  return useGraph(({ laid }) => {
    if (laid === null) return '';
    const all = factsOf(laid.graph);
    if (passing === null) return all;
    const left = passingInAll(laid, passing);
    return left === 0 ? 'No operation is left by the filter.' : `${countText(left)} of ${all} left by the filter`;
  });
}

/** The degree of folding, so that nobody mistakes a fold for the whole. */
function factsOf({ nodes }: Graph): string {
  const drawn = nodes.filter(({ type }) => type === 'operations');
  const members = drawn.reduce((sum, node) => sum + node.members.length, 0);
  const operations = members + nodes.reduce((sum, { badges }) => sum + badges.length, 0);
  const all = `${countText(operations)} ${operations === 1 ? 'operation' : 'operations'}`;
  return drawn.length === members
    ? all
    : `${all} in ${countText(drawn.length)} ${drawn.length === 1 ? 'node' : 'nodes'}`;
}
