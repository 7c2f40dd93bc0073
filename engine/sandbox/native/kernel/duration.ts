// Durations in the form that authors write.

import type { Duration } from '../../../author/context.ts';

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Some 270 years, in ms: dates have an end. */
export const longestMs = 100_000 * 86_400_000;

/** Duration in ms; negative values become 0. Throws for a value that is not a duration. */
export function durationMs(duration: Duration): number {
  const ms = typeof duration === 'number' && !Number.isNaN(duration) ? duration : textMs(duration);
  if (ms > longestMs) throw new TypeError(`${duration} is longer than 100,000 days`);
  return Math.max(0, ms);
}

function textMs(duration: unknown): number {
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)\s*$/.exec(String(duration)) ?? [];
  if (number === undefined || unit === undefined)
    throw new TypeError(
      `${typeof duration === 'string' ? JSON.stringify(duration) : String(duration)} is no time: give milliseconds, or a text as 250ms, 30s, 5m, 2h, 3d`,
    );
  return Number(number) * units[unit]!;
}
