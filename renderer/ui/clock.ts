// Clock times as text of fixed width: every digit keeps its place, so that a column of times never jumps.

import { durationText } from '../../engine/model/duration.ts';
import { dateOf, noDateText, spanMs } from '../../engine/model/moment.ts';

const UNKNOWN = 'unknown';
/** As wide as a clock time; the number itself is shown where there is room. */
const NO_DATE = 'no such date';

/** `02:16:06.114`, optionally with the date: `2026-11-21 02:16:06.114`. In the person's own zone unless `utc`. */
export function clockText(atMs: number | null, utc: boolean, date = false): string {
  if (atMs === null || !Number.isFinite(atMs)) return UNKNOWN;
  const at = dateOf(atMs);
  if (at === null) return date ? noDateText(atMs) : NO_DATE;
  const [hours, minutes, seconds, millis] = utc
    ? [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds(), at.getUTCMilliseconds()]
    : [at.getHours(), at.getMinutes(), at.getSeconds(), at.getMilliseconds()];
  const clock = `${two(hours)}:${two(minutes)}:${two(seconds)}.${String(millis).padStart(3, '0')}`;
  return date ? `${dateText(atMs, utc)} ${clock}` : clock;
}

/** True where clock times of a run need a date: the run lasts longer than a day. */
export function needsDate(fromMs: number | null, toMs: number | null): boolean {
  const ms = spanMs(fromMs, toMs);
  return ms !== null && ms > 86_400_000;
}

/** `02:16:06` */
export function timeText(atMs: number | null, utc: boolean): string {
  const clock = clockText(atMs, utc);
  return clock === UNKNOWN ? UNKNOWN : clock.slice(0, 8);
}

/** `2026-11-21` */
export function dateText(atMs: number | null, utc: boolean): string {
  if (atMs === null || !Number.isFinite(atMs)) return UNKNOWN;
  const at = dateOf(atMs);
  if (at === null) return noDateText(atMs);
  const [year, month, day] = utc
    ? [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()]
    : [at.getFullYear(), at.getMonth(), at.getDate()];
  return `${String(year).padStart(4, '0')}-${two(month + 1)}-${two(day)}`;
}

/** The name of the zone of all clocks: `UTC`, `Europe/Berlin`. */
export function zoneName(utc: boolean): string {
  if (utc) return 'UTC';
  localZone ??= new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return localZone === 'Etc/UTC' || localZone === '' ? 'UTC' : localZone;
}

/** Cached: creating a format takes a millisecond. */
let localZone: string | undefined;

/** Time since `fromMs`: `+1 m 59 s`; an earlier time: `−2 s`. For right-aligned columns. */
export function sinceText(atMs: number | null, fromMs: number | null): string {
  const ms = spanMs(fromMs, atMs);
  return ms === null || ms < 0 ? durationText(ms) : `+${durationText(ms)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
