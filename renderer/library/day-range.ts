// A day as a date field writes it (`2026-11-21`), in moments.

/** ms since 1970 of its first moment; null where the field is empty. */
export function dayStart(day: string, utc: boolean): number | null {
  const atMs = day === '' ? Number.NaN : Date.parse(`${day}T00:00:00${utc ? 'Z' : ''}`);
  return Number.isNaN(atMs) ? null : atMs;
}

/** … of its last. */
export function dayEnd(day: string, utc: boolean): number | null {
  const atMs = day === '' ? Number.NaN : Date.parse(`${day}T23:59:59.999${utc ? 'Z' : ''}`);
  return Number.isNaN(atMs) ? null : atMs;
}
