// The lines of the event list: events, and a line with the day before the first event of each day. Pure; knows no
// screen.

import { countUpTo } from '../../engine/model/cursor.ts';
import { isDate } from '../../engine/model/moment.ts';

export type DayLines = {
  readonly count: number;
  /** Indexes of the day lines, rising. */
  readonly dayLines: readonly number[];
  /** A time on the day of each day line, ms since 1970. */
  readonly days: readonly number[];
};

export type Line = { readonly type: 'event'; readonly index: number } | { readonly type: 'day'; readonly atMs: number };

/** The lines of the list in whatever order; `of` gives the line of the event at an index of the visible events. */
export type ListLines = {
  readonly count: number;
  readonly at: (line: number) => Line;
  readonly of: (index: number) => number;
};

export function linesByDay(lines: DayLines): ListLines {
  return { count: lines.count, at: (line) => lineAt(lines, line), of: (index) => lineOf(lines, index) };
}

/** Clocks may run backwards: each change of day gets a line. Without times there are no day lines. */
export class GrowingLines {
  readonly #utc: boolean;
  readonly #dayLines: number[] = [];
  readonly #days: number[] = [];
  #events = 0;
  /** Start of the day of the last event with a time, ms since 1970. */
  #from = Number.NaN;
  #to = Number.NaN;

  constructor(utc: boolean) {
    this.#utc = utc;
  }

  /** The lines of all events (seqs, rising); the earlier events must be a prefix. */
  grow(events: Uint32Array, atMs: Float64Array): DayLines {
    for (let index = this.#events; index < events.length; index++) {
      const at = atMs[events[index]! - 1]!;
      if (!isDate(at) || (at >= this.#from && at < this.#to)) continue;
      this.#dayLines.push(index + this.#dayLines.length);
      this.#days.push(at);
      [this.#from, this.#to] = dayAround(at, this.#utc);
    }
    this.#events = events.length;
    return { count: events.length + this.#days.length, dayLines: this.#dayLines, days: this.#days };
  }
}

export function lineAt(lines: DayLines, line: number): Line {
  const named = countUpTo(lines.dayLines, line);
  if (named > 0 && lines.dayLines[named - 1] === line) return { type: 'day', atMs: lines.days[named - 1] ?? 0 };
  return { type: 'event', index: line - named };
}

/** The line of the event at `index` of the visible events. */
export function lineOf(lines: DayLines, index: number): number {
  let low = 0;
  let high = lines.dayLines.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lines.dayLines[middle] ?? 0) - middle <= index) low = middle + 1;
    else high = middle;
  }
  return index + low;
}

/** Midnight before `atMs` and the next midnight, ms since 1970: 23 to 25 hours apart. */
function dayAround(atMs: number, utc: boolean): readonly [number, number] {
  const day = new Date(atMs);
  if (utc) return [day.setUTCHours(0, 0, 0, 0), day.setUTCDate(day.getUTCDate() + 1)];
  return [day.setHours(0, 0, 0, 0), day.setDate(day.getDate() + 1)];
}
