// Durations in words: two units at most, and no false precision.

import { isDate } from './moment.ts';

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/**
 * `412 ms`, `3.2 s`, `1 m 27 s`, `3 d 4 h`. null, and any duration longer than the range of dates, gives `unknown`.
 * Negative durations (clocks that run backwards) keep their sign.
 */
export function durationText(ms: number | null): string {
  if (ms === null || !isDate(ms)) return 'unknown';
  if (ms < 0) return `−${durationText(-ms)}`;
  if (ms === 0) return '0 s';
  if (ms < 1) return `${Math.max(1, Math.round(ms * 1000))} µs`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${trimmed(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000) * 1000;
  const index = units.findIndex(([, size]) => seconds >= size);
  const [unit, size] = units[index]!;
  const [nextUnit, nextSize] = units[index + 1]!;
  const rounded = Math.round(seconds / nextSize) * nextSize;
  const rest = Math.floor((rounded % size) / nextSize);
  return rest === 0
    ? `${Math.floor(rounded / size)} ${unit}`
    : `${Math.floor(rounded / size)} ${unit} ${rest} ${nextUnit}`;
}

function trimmed(value: number): string {
  return value < 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value));
}

/** `51,199`. Formatted by hand: the platform's number format costs ten megabytes before its first number. */
export function countText(count: number): string {
  const digits = String(Math.abs(Math.trunc(count)));
  const grouped = digits.replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, ',');
  return count < 0 ? `−${grouped}` : grouped;
}

/** `1 event`, `51,199 events`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}
