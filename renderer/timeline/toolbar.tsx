import { ClockAlert, FoldHorizontal, Maximize2, ZoomIn, ZoomOut } from 'lucide-react';
import { counted, durationText } from '../../engine/model/duration.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { keysOf } from '../ui/commands.ts';
import { useSession } from '../session/session.ts';
import { clockText, dateText, zoneName } from '../ui/clock.ts';
import { IconButton } from '../ui/icon-button.tsx';
import toolbar from '../ui/pane-toolbar.module.css';
import { Tooltip } from '../ui/tooltip.tsx';
import { timeAt } from '../../engine/model/time/scale.ts';
import { timesOf } from '../../engine/model/time/times.ts';
import { GroupingChoice } from './grouping-choice.tsx';
import { TimeField } from './time-field.tsx';
import { axisFor, fitTimeline, toggleCompress, useTimeline, windowFor, zoomTimeline } from './view.ts';
import styles from './toolbar.module.css';

export function TimelineToolbar({ outline }: { readonly outline: Outline }) {
  const compress = useTimeline((view) => view.compress);
  const timed = timesOf(outline).unit === 'ms';
  return (
    <div className={`${toolbar.bar} ${styles.bar}`} role="toolbar" aria-label="Timeline">
      {timed ? <When outline={outline} /> : <NoTimes outline={outline} />}
      <Notes outline={outline} />
      <span className={toolbar.space} />
      {timed ? <TimeField outline={outline} /> : null}
      <GroupingChoice />
      <IconButton
        size="small"
        icon={FoldHorizontal}
        label={timed ? 'Collapse idle time' : 'Collapse idle time: this run has no times'}
        pressed={compress}
        disabled={!timed}
        onClick={toggleCompress}
      />
      <IconButton
        size="small"
        icon={ZoomOut}
        label="Zoom out"
        keys={keysOf('zoom-out')}
        onClick={() => zoomTimeline(1 / 1.5)}
      />
      <IconButton
        size="small"
        icon={ZoomIn}
        label="Zoom in"
        keys={keysOf('zoom-in')}
        onClick={() => zoomTimeline(1.5)}
      />
      <IconButton
        size="small"
        icon={Maximize2}
        label="Fit all; again: fit what is selected, or the rows in view"
        keys={keysOf('fit')}
        onClick={fitTimeline}
      />
    </div>
  );
}

/** The start of the run, once and in full; and the length of the visible part. */
function When({ outline }: { readonly outline: Outline }) {
  const utc = useSession((session) => session.utc);
  const inView = useTimeline((view) => {
    const axis = axisFor(outline, view.compress);
    const window = windowFor(view, outline);
    return durationText(Math.min(timesOf(outline).span, timeAt(axis, window.to) - timeAt(axis, window.from)));
  });
  const { originMs, span } = timesOf(outline);
  const whole = durationText(span);
  const said = `${clockText(originMs, utc, true)} ${zoneName(utc)}`;
  return (
    <span className={`${toolbar.facts} ${styles.when}`} title={said}>
      <span className={styles.start}>
        <b>
          <span className={styles.date}>{dateText(originMs, utc)} </span>
          {clockText(originMs, utc)}
        </b>{' '}
        {zoneName(utc)}
      </span>
      <span className={styles.length}>
        <span className={styles.dot}>·</span>
        {inView === whole ? whole : `${inView} of ${whole}`}
      </span>
    </span>
  );
}

function NoTimes({ outline }: { readonly outline: Outline }) {
  return (
    <span className={`${toolbar.facts} ${styles.when}`}>
      No times recorded: the axis counts {counted(outline.events, 'event')}
    </span>
  );
}

function Notes({ outline }: { readonly outline: Outline }) {
  const { backwards, span } = timesOf(outline);
  // Servers stamp events of one task slightly out of order: that is too little to see.
  if (backwards <= span / 1000) return null;
  return (
    <Tooltip
      label={`The clock of this run jumps back by up to ${durationText(backwards)}. Rows are in order of events, bars where the clock puts them.`}
    >
      <button
        type="button"
        className={styles.note}
        aria-label={`The clock jumps back by up to ${durationText(backwards)}`}
      >
        <ClockAlert size={14} aria-hidden />
      </button>
    </Tooltip>
  );
}
