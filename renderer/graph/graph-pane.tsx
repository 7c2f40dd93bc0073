import { useEffect, useState } from 'react';
import type { Outline } from '../../engine/model/outline.ts';
import { useRun } from '../session/session.ts';
import control from '../ui/control.module.css';
import { watchWidth } from '../ui/width-band.ts';
import { GraphFlow } from './graph-flow.tsx';
import { refresh, setShape, useGraph } from './graph-state.ts';
import { GraphToolbar } from './graph-toolbar.tsx';
import { Legend } from './legend.tsx';
import { LeftOut } from './left-out.tsx';
import { HoverCard } from './hover-card.tsx';
import styles from './graph-pane.module.css';

/** The shape of the open run: which operation led to which. */
export function GraphPane() {
  const { outline, summary } = useRun();
  const isWhole = summary.expected === undefined;
  const legend = useGraph((graph) => graph.legend);
  const opened = useGraph((graph) => graph.opened);
  const shape = useGraph((graph) => graph.shape);
  const laid = useGraph((graph) => (graph.run === outline.run ? graph.laid : null));
  const failure = useGraph((graph) => (graph.run === outline.run ? graph.failure : null));
  useEffect(() => refresh(outline), [outline, opened, isWhole, shape]);
  return (
    <section className={styles.pane} aria-label="Graph">
      <GraphToolbar />
      <div className={styles.stage} ref={watchShape}>
        {laid === null ? null : <GraphFlow outline={outline} laid={laid} />}
        {laid === null && failure === null ? <Skeleton /> : null}
        {failure === null ? null : <Failure outline={outline} text={failure} />}
        {legend ? <Legend /> : null}
      </div>
      <LeftOut />
      <HoverCard />
    </section>
  );
}

const shapes = ['narrow', 'wide', 'broad'] as const;

function watchShape(element: HTMLElement | null): (() => void) | undefined {
  return element === null ? undefined : watchWidth(element, [600, 1500], (band) => setShape(shapes[band] ?? 'wide'));
}

function Failure({ outline, text }: { readonly outline: Outline; readonly text: string }) {
  return (
    <div className={styles.note} role="alert">
      <p>The graph could not be drawn up: {text}</p>
      <button type="button" className={control.bordered} onClick={() => refresh(outline)}>
        Try again
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
