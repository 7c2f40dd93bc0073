import { Fragment, type ReactNode } from 'react';
import { counted, durationText } from '../../engine/model/duration.ts';
import { useRun } from '../session/session.ts';
import { timesOf } from '../../engine/model/time/times.ts';
import { backToZoom, useTimeline } from './view.ts';
import styles from './overview.module.css';

/** Buttons back to the views before each zoom; the fallback without a zoom. */
export function Zooms({ fallback }: { readonly fallback: ReactNode }) {
  const { outline } = useRun();
  const zooms = useTimeline((view) => (view.run === outline.run ? view.zooms : none));
  const timed = timesOf(outline).unit === 'ms';
  if (zooms.length === 0) return fallback;
  return (
    <nav className={styles.zooms} aria-label="Zooms">
      {zooms.map(({ from, to }, number) => (
        <Fragment key={`${from} ${to}`}>
          <button type="button" className={styles.zoom} onClick={() => backToZoom(number)}>
            {timed ? durationText(to - from) : counted(Math.round(to - from), 'event')}
          </button>
          <span aria-hidden>›</span>
        </Fragment>
      ))}
    </nav>
  );
}

const none: readonly never[] = [];
