import { memo } from 'react';
import { dateText } from '../ui/clock.ts';
import styles from './event-list.module.css';

type DayRowProps = { readonly atMs: number; readonly utc: boolean; readonly top: number; readonly line: number };

export const DayRow = memo(function DayRow({ atMs, utc, top, line }: DayRowProps) {
  return (
    <div className={styles.day} role="row" aria-rowindex={line + 2} style={{ top }}>
      <span role="gridcell" className={styles.date}>
        {weekday(atMs, utc)} {dateText(atMs, utc)}
      </span>
    </div>
  );
});

const names = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function weekday(atMs: number, utc: boolean): string {
  const at = new Date(atMs);
  return names[utc ? at.getUTCDay() : at.getDay()] ?? '';
}
