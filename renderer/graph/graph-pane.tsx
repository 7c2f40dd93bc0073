import { useEffect, useState } from 'react';
import type { Outline } from '../../engine/model/outline.ts';
import { clearFilter, useRun } from '../session/session.ts';
import control from '../ui/control.module.css';
import { watchWidth } from '../ui/width-band.ts';
import { GraphFlow } from './graph-flow.tsx';
import { refresh, setShape, useGraph, useVisible } from './graph-state.ts';
import { GraphToolbar } from './graph-toolbar.tsx';
import { Legend } from './legend.tsx';
import { HoverCard } from './hover-card.tsx';
import styles from './graph-pane.module.css';

/** The shape of the open run: which operation led to which. */
export function GraphPane() {
  const { outline, summary } = useRun();
  const isWhole = summary.expected === undefined;
  const visible = useVisible();
  const legend = useGraph((graph) => graph.legend);
  const opened = useGraph((graph) => graph.opened);
  const shape = useGraph((graph) => graph.shape);
  const laid = useGraph((graph) => (graph.run === outline.run ? graph.laid : null));
  const failure = useGraph((graph) => (graph.run === outline.run ? graph.failure : null));
  useEffect(() => refresh(outline, visible), [outline, visible, opened, isWhole, shape]);
  const nothingLeft = visible !== null && visible.length === 0;
  return (
    <section className={styles.pane} aria-label="Graph">
      <GraphToolbar />
      <div className={styles.stage} ref={watchShape}>
        {laid === null ? null : <GraphFlow outline={outline} laid={laid} />}
        {laid === null && failure === null ? <Skeleton /> : null}
        {failure === null ? null : <Failure outline={outline} visible={visible} text={failure} />}
        {legend ? <Legend /> : null}
        {nothingLeft && failure === null ? <FilteredAway /> : null}
      </div>
      <HoverCard />
    </section>
  );
}

const shapes = ['narrow', 'wide', 'broad'] as const;

function watchShape(element: HTMLElement | null): (() => void) | undefined {
  return element === null ? undefined : watchWidth(element, [600, 1500], (band) => setShape(shapes[band] ?? 'wide'));
}

function Failure({
  outline,
  visible,
  text,
}: {
  readonly outline: Outline;
  readonly visible: Uint32Array | null;
  readonly text: string;
}) {
  return (
    <div className={styles.note} role="alert">
      <p>The graph could not be drawn up: {text}</p>
      <button type="button" className={control.bordered} onClick={() => refresh(outline, visible)}>
        Try again
      </button>
    </div>
  );
}

function FilteredAway() {
  return (
    <div className={styles.note} role="status">
      <p>No operation is left by the filter.</p>
      <button type="button" className={control.bordered} onClick={clearFilter}>
        Clear filter
      </button>
    </div>
  );
}

const PATIENCE_MS = 150;

/** Appears after a delay, because most graphs are laid out at once. */
function Skeleton() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <div className={styles.skeleton} role="status" aria-label="The graph is being drawn up">
      <i />
      <i />
      <i />
      <i />
    </div>
  );
}
