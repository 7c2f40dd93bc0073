import { useEffect, useRef } from 'react';
import { countText } from '../../engine/model/duration.ts';
import { listenToOverview } from './brush.ts';
import { OverviewStage } from './overview-stage.ts';
import { useTracks } from './track-state.ts';
import { Zooms } from './zooms.tsx';
import styles from './overview.module.css';

/** The whole run, above the visible part. The keys for zoom and pan do the same without a pointer. */
export function Overview({ width }: { readonly width: number }) {
  const strip = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const brush = useRef<HTMLDivElement>(null);
  const cursor = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (strip.current === null || canvas.current === null || brush.current === null || cursor.current === null)
      return undefined;
    const elements = { strip: strip.current, canvas: canvas.current, brush: brush.current, cursor: cursor.current };
    const stage = new OverviewStage(elements);
    const stops = [stage.start(), listenToOverview(elements.strip, stage)];
    return () => stops.forEach((stop) => stop());
  }, []);
  return (
    <div className={styles.overview}>
      <div className={styles.facts}>
        <Zooms fallback={<Facts />} />
      </div>
      <div ref={strip} className={styles.strip} style={{ width }} aria-hidden>
        <canvas ref={canvas} className={styles.canvas} />
        <div ref={brush} className={styles.brush} />
        <div ref={cursor} className={styles.cursor} />
      </div>
    </div>
  );
}

/** The degree of folding, so that nobody mistakes the rows for all operations. */
function Facts() {
  const lines = useTracks((state) => state.lines);
  const { tracks } = lines.tracks;
  const operations = tracks.reduce((sum, { members }) => sum + members.length, 0);
  if (operations === 0) return null;
  return (
    <span>
      {countText(operations)} {operations === 1 ? 'operation' : 'operations'}
      {tracks.length === operations ? '' : ` in ${countText(tracks.length)} ${tracks.length === 1 ? 'row' : 'rows'}`}
    </span>
  );
}
