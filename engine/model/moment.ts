// Moments in words. A number of ms beyond the range of dates gives a text that says so, with the number.

/** The farthest from 1970 that a date can be, in ms (ECMAScript: 100,000,000 days). */
export const farthestDateMs = 8.64e15;

export function isDate(atMs: number): boolean {
  return Math.abs(atMs) <= farthestDateMs;
}

/** Infinity and NaN (from numbers too large) are not times and give null. */
export function finiteMs(ms: number): number | null {
  return Number.isFinite(ms) ? ms + 0 : null;
}

/** null where there is no time, or a time beyond the range of dates. */
export function dateOf(atMs: number | null): Date | null {
  return atMs !== null && isDate(atMs) ? new Date(Math.floor(atMs)) : null;
}

/** `no such date (9000000000000000 ms)` */
export function noDateText(atMs: number): string {
  return `no such date (${atMs} ms)`;
}

/** `2026-11-21T02:16:06.114Z`, or a text that the number is not a date. */
export function isoText(atMs: number): string {
  return dateOf(atMs)?.toISOString() ?? noDateText(atMs);
}

/** ms from one moment to another; null where a moment is unknown or not a date. */
export function spanMs(fromMs: number | null, toMs: number | null): number | null {
  return fromMs === null || toMs === null || !isDate(fromMs) || !isDate(toMs) ? null : toMs - fromMs;
}
