// Converts the day of a date field (`2026-11-21`) to moments.

/** First moment of the day, ms since 1970; null where the field is empty. */
export function dayStart(day: string, utc: boolean): number | null {
  const atMs = day === '' ? Number.NaN : Date.parse(`${day}T00:00:00${utc ? 'Z' : ''}`);
  return Number.isNaN(atMs) ? null : atMs;
}

/** Last moment of the day, ms since 1970; null where the field is empty. */
export function dayEnd(day: string, utc: boolean): number | null {
  const atMs = day === '' ? Number.NaN : Date.parse(`${day}T23:59:59.999${utc ? 'Z' : ''}`);
  return Number.isNaN(atMs) ? null : atMs;
}
