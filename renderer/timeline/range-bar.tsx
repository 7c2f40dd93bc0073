import { Funnel, X, ZoomIn } from 'lucide-react';
import { counted, durationText } from '../../engine/model/duration.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { keysOf } from '../ui/commands.ts';
import { setFilter } from '../session/session.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { clamp, placeOf, xOf } from '../../engine/model/time/scale.ts';
import { LEFT, RIGHT } from './scene.ts';
import { timesOf } from '../../engine/model/time/times.ts';
import { axisFor, type TimeSpan, rangeFor, setRange, useTimeline, windowFor, zoomToRange } from './view.ts';
import styles from './range-bar.module.css';

/** Half the width of the bar in px, to keep the bar within the lanes. */
const HALF = 92;

type RangeBarProps = {
  readonly outline: Outline;
  /** Left edge of the lanes, in px. */ readonly left: number;
  readonly width: number;
};

/** Actions on the range just drawn. Drawing alone changes nothing. */
export function RangeBar(props: RangeBarProps) {
  const range = useTimeline((view) => rangeFor(view, props.outline));
  return range === null ? null : <Bar {...props} range={range} />;
}

function Bar({ outline, left, width, range }: RangeBarProps & { readonly range: TimeSpan }) {
  const view = useTimeline();
  const axis = axisFor(outline, view.compress);
  const frame = { window: windowFor(view, outline), width, left: LEFT, right: RIGHT };
  const [from, to] = [xOf(frame, placeOf(axis, range.from)), xOf(frame, placeOf(axis, range.to))];
  const middle = clamp((clamp(from, 0, width) + clamp(to, 0, width)) / 2, HALF, Math.max(HALF, width - HALF));
  const timed = axis.unit === 'ms';
  return (
    <div className={styles.bar} style={{ left: left + middle }} role="toolbar" aria-label="Chosen range">
      <span className={styles.length}>
        {timed ? durationText(range.to - range.from) : counted(Math.round(range.to - range.from), 'event')}
      </span>
      {view.choosing ? null : (
        <>
          <IconButton
            size="small"
            icon={ZoomIn}
            label="Zoom to range"
            onClick={() => leave(() => zoomToRange(range))}
          />
          {timed ? (
            <IconButton
              size="small"
              icon={Funnel}
              label="Show only this range"
              onClick={() => leave(() => filterTo(outline, range))}
            />
          ) : null}
          <IconButton
            size="small"
            icon={X}
            label="Clear range"
            keys={keysOf('escape')}
            onClick={() => setRange(null)}
          />
        </>
      )}
    </div>
  );
}

function leave(act: () => void): void {
  act();
  setRange(null);
}

function filterTo(outline: Outline, { from, to }: TimeSpan): void {
  const { originMs } = timesOf(outline);
  setFilter({ fromMs: originMs + from, toMs: originMs + to });
}
