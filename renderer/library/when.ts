// The time of a run, in the few words that fit a list.

import { durationText } from '../../engine/model/duration.ts';
import { isDate, noDateText, spanMs } from '../../engine/model/moment.ts';
import { isUnderWay, type RunSummary } from '../../engine/model/run.ts';

const DAY_MS = 86_400_000;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `today 02:14`, `yesterday 23:50`, `12 Nov 02:14`, `12 Nov 2024`. */
export function whenText(atMs: number | null, nowMs: number, utc: boolean): string {
  if (atMs === null) return 'time unknown';
  if (!isDate(atMs)) return noDateText(atMs);
  const days = dayNumber(nowMs, utc) - dayNumber(atMs, utc);
  if (days === 0) return `today ${hourText(atMs, utc)}`;
  if (days === 1) return `yesterday ${hourText(atMs, utc)}`;
  const at = partsOf(atMs, utc);
  const date = `${at.day} ${months[at.month] ?? ''}`;
  return at.year === partsOf(nowMs, utc).year ? `${date} ${hourText(atMs, utc)}` : `${date} ${at.year}`;
}

/** The second line of a run in the library: `yesterday 02:14 · 3 m 12 s`; for an open run `last event today 09:30`. */
export function runTimeText(run: RunSummary, nowMs: number, utc: boolean): string {
  if (isUnderWay(run)) return `last event ${whenText(run.endedAtMs, nowMs, utc)}`;
  const when = whenText(run.startedAtMs, nowMs, utc);
  return run.startedAtMs === null || run.endedAtMs === null
    ? when
    : `${when} · ${durationText(spanMs(run.startedAtMs, run.endedAtMs))}`;
}

type Parts = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hours: number;
  readonly minutes: number;
};

function partsOf(atMs: number, utc: boolean): Parts {
  const at = new Date(atMs);
  return utc
    ? {
        year: at.getUTCFullYear(),
        month: at.getUTCMonth(),
        day: at.getUTCDate(),
        hours: at.getUTCHours(),
        minutes: at.getUTCMinutes(),
      }
    : {
        year: at.getFullYear(),
        month: at.getMonth(),
        day: at.getDate(),
        hours: at.getHours(),
        minutes: at.getMinutes(),
      };
}

function hourText(atMs: number, utc: boolean): string {
  const { hours, minutes } = partsOf(atMs, utc);
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

/** Calendar days since 1970, so that adjacent days differ by one despite clock changes. */
function dayNumber(atMs: number, utc: boolean): number {
  const { year, month, day } = partsOf(atMs, utc);
  return Math.floor(Date.UTC(year, month, day) / DAY_MS);
}
