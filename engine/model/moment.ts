// Moments in words. A number of ms that lies beyond what a calendar holds is no date: it is said to be none, with the number.

/** The farthest from 1970 that a date can be, in ms (ECMAScript: 100,000,000 days). */
export const farthestDateMs = 8.64e15;

export function isDate(atMs: number): boolean {
  return Math.abs(atMs) <= farthestDateMs;
}

/** What a number too large to be one became is no time. */
export function finiteMs(ms: number): number | null {
  return Number.isFinite(ms) ? ms + 0 : null;
}

/** null where there is no time, or one that is no date. */
export function dateOf(atMs: number | null): Date | null {
  return atMs !== null && isDate(atMs) ? new Date(Math.floor(atMs)) : null;
}

/** `no such date (9000000000000000 ms)` */
export function noDateText(atMs: number): string {
  return `no such date (${atMs} ms)`;
}

/** `2026-11-21T02:16:06.114Z`, or that it is no date. */
export function isoText(atMs: number): string {
  return dateOf(atMs)?.toISOString() ?? noDateText(atMs);
}

/** From one moment to another, in ms; null where either is not known or no date. */
export function spanMs(fromMs: number | null, toMs: number | null): number | null {
  return fromMs === null || toMs === null || !isDate(fromMs) || !isDate(toMs) ? null : toMs - fromMs;
}
