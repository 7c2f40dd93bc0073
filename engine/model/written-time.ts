// Reads times in the formats of people and other engines, as milliseconds since 1970 (SPEC.md L41). Never throws: a
// text that is not a time gives null.

import { finiteMs } from './moment.ts';

export type TimeUnit = 's' | 'ms' | 'us' | 'ns';

const msOf: Readonly<Record<TimeUnit, (count: number) => number>> = {
  s: (count) => count * 1000,
  ms: (count) => count,
  us: (count) => count / 1000,
  ns: (count) => count / 1_000_000,
};

const written =
  /^(\d{4})[-/](\d\d)[-/](\d\d)(?:[t ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)? ?(z|utc|gmt|[+-]\d\d(?::?\d\d)?)?$/i;
/** `20260101T000000Z`, and the time formats of e-mail: they always include a zone. */
const basic = /^(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(?:(\d\d)(?:[.,](\d+))?)?(z|[+-]\d\d(?::?\d\d)?)?$/i;
const letter = /^(?:[a-z]{3}, )?\d\d? [a-z]{3} \d{4} \d\d:\d\d(?::\d\d)? (?:gmt|utc?|[+-]\d{4})$/i;

export function writtenTimeMs(value: unknown, unit: TimeUnit | undefined): number | null {
  if (typeof value === 'bigint' || typeof value === 'number') return counted(Number(value), unit);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (/^[+-]?\d+(\.\d+)?$/.test(text)) return counted(Number(text), unit);
  return spelled(text);
}

function counted(count: number, unit: TimeUnit | undefined): number | null {
  return finiteMs(msOf[unit ?? likelyUnit(Math.abs(count))](count));
}

/** The unit in which the number is a date of the present era. */
function likelyUnit(size: number): TimeUnit {
  if (size < 1e11) return 's';
  if (size < 1e14) return 'ms';
  return size < 1e17 ? 'us' : 'ns';
}

function spelled(text: string): number | null {
  const [whole, year, month, day, hour = '00', minute = '00', second = '00', fraction = '0', zone = 'z'] =
    written.exec(text) ?? basic.exec(text) ?? [];
  if (whole === undefined) return letter.test(text) ? Date.parse(text) : null;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(ms)) return null;
  return ms - offsetMs(zone) + Number(`0.${fraction}`) * 1000;
}

function offsetMs(zone: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
