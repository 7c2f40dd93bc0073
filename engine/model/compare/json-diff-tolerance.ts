// Treats two unequal leaves as equal: numbers and times within a tolerance that a person asked for. Without a request
// no tolerance applies.

import type { Json } from '../json.ts';

export type Tolerance = {
  /** Maximum absolute distance of two numbers. */
  readonly absolute?: number;
  /** Maximum distance of two numbers as a share of the greater number (0.01 = one per cent). */
  readonly relative?: number;
  /** Maximum distance in ms of two times in texts (RFC 3339: date, `T`, time, zone). */
  readonly timeMs?: number;
};

export function withinTolerance(left: Json, right: Json, { absolute, relative, timeMs }: Tolerance): boolean {
  if (typeof left === 'number' && typeof right === 'number') {
    const apart = Math.abs(left - right);
    return (
      (absolute !== undefined && apart <= absolute) ||
      (relative !== undefined && apart <= relative * Math.max(Math.abs(left), Math.abs(right)))
    );
  }
  if (timeMs === undefined || typeof left !== 'string' || typeof right !== 'string') return false;
  const [leftMs, rightMs] = [timeIn(left), timeIn(right)];
  return leftMs !== undefined && rightMs !== undefined && Math.abs(leftMs - rightMs) <= timeMs;
}

const timePattern = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d{1,9})?([Zz]|[+-]\d\d:?\d\d)$/;

/** ms since 1970, with fractions; undefined where the text is not a time. */
function timeIn(text: string): number | undefined {
  const [, date, time, fraction = '', zone = ''] = text.length <= 40 ? (timePattern.exec(text) ?? []) : [];
  if (date === undefined) return undefined;
  const wholeMs = Date.parse(`${date}T${time}${zone.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
  return Number.isNaN(wholeMs) ? undefined : wholeMs + Number(`0${fraction}`) * 1000;
}
