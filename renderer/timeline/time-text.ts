// A time of a run as typed by a person: since the start, by the clock, or with a date; optionally with a length to
// show.

export type Wish = {
  /** ms since the origin of the run. */
  readonly time: number;
  /** Length to show, in ms; null = the present length. */
  readonly length: number | null;
};

const units: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  min: 60_000,
  s: 1000,
  ms: 1,
};
const dayMs = 86_400_000;

/**
 * `3 d 4 h`, `90 s`, `1 m 27.5 s`, `90` (seconds); `14:05:33`; `2026-11-21 14:05`; each with an optional length, `+ 2
 * s`. null = unreadable.
 */
export function timeWish(text: string, originMs: number, utc: boolean): Wish | null {
  const [at = '', more, ...rest] = text.split('+').map((part) => part.trim());
  if (rest.length > 0) return null;
  const time = spanOf(at) ?? clockOf(at, originMs, utc);
  const length = more === undefined ? null : spanOf(more);
  if (time === null || (more !== undefined && (length === null || length === 0))) return null;
  return { time, length };
}

function spanOf(text: string): number | null {
  const seconds = /^\d+(?:\.\d+)?$/.exec(text);
  if (seconds !== null) return Number(text) * 1000;
  if (!/^(?:\d+(?:\.\d+)?\s*(?:ms|min|[dhms])\s*)+$/.test(text)) return null;
  let sum = 0;
  for (const [, count, unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)\s*(ms|min|[dhms])/g))
    sum += Number(count) * (units[unit] ?? 0);
  return sum;
}

/** A time of day is its first occurrence at or after the start. */
function clockOf(text: string, originMs: number, utc: boolean): number | null {
  const found = /^(?:(\d{4}-\d{2}-\d{2})[T ]\s*)?(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?$/.exec(text);
  if (found === null) return null;
  const [, date, hours = '', minutes = '', seconds = '0'] = found;
  const day = date ?? dateOf(originMs, utc);
  const whole = `${day}T${hours.padStart(2, '0')}:${minutes}:${seconds.split('.')[0]!.padStart(2, '0')}${utc ? 'Z' : ''}`;
  const atMs = Date.parse(whole) + Number(`0.${seconds.split('.')[1] ?? '0'}`) * 1000;
  if (Number.isNaN(atMs)) return null;
  return atMs - originMs + (date === undefined && atMs < originMs - 999 ? dayMs : 0);
}

function dateOf(atMs: number, utc: boolean): string {
  const at = new Date(atMs);
  if (utc) return at.toISOString().slice(0, 10);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
