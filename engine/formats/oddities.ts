// What is odd about a history as a whole: order of ids and times, first event, letters that are none. Collects, never refuses.

import type { Warning, WarningCode } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import { isArray, isObject } from '../model/json.ts';
import type { Dialect, ReadEvent } from './dialect.ts';

const keptPerCode = 200;

export class Oddities {
  readonly #dialect: Dialect;
  readonly #kept: Warning[] = [];
  readonly #counts = new Map<WarningCode, number>();
  #previous: number | undefined;
  #latestMs = Number.NEGATIVE_INFINITY;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /**
   * Events in order of seq. `escapes`: some text of the file is written with \u escapes, and may so hold half a character; only then
   * every text is looked at.
   */
  note(seq: number, raw: Json, read: ReadEvent, escapes: boolean): void {
    if (seq === 1 && !this.#dialect.isStart(read.type)) {
      this.#keep({ seq: 1, code: 'first-not-start', text: `The history begins with ${read.type}: what came before it is not here.` });
    }
    for (const odd of read.odd) this.#keep({ seq, ...odd });
    this.#noteOrder(seq, raw);
    this.#noteTime(seq, read.atMs);
    if (escapes && hasLoneSurrogate(raw)) {
      this.#keep({ seq, code: 'lone-surrogate', text: 'A text of the event holds half a character (a lone surrogate).' });
    }
  }

  #noteOrder(seq: number, raw: Json): void {
    const position = this.#dialect.position(raw);
    const previous = this.#previous;
    if (position === undefined) return;
    this.#previous = position;
    if (previous === undefined) return;
    if (position === previous) this.#keep({ seq, code: 'duplicate-id', text: `Event id ${position} is there twice.` });
    else if (position < previous) this.#keep({ seq, code: 'backward-id', text: `Event id ${position} comes after ${previous}.` });
    else if (position > previous + 1) this.#keep({ seq, code: 'missing-id', text: missingText(previous + 1, position - 1) });
  }

  #noteTime(seq: number, atMs: number | null): void {
    if (atMs === null) return;
    if (atMs < this.#latestMs) this.#keep({ seq, code: 'backward-time', text: 'Its time is before that of an earlier event.' });
    this.#latestMs = Math.max(this.#latestMs, atMs);
  }

  #keep(warning: Warning): void {
    const count = (this.#counts.get(warning.code) ?? 0) + 1;
    this.#counts.set(warning.code, count);
    if (count <= keptPerCode) this.#kept.push(warning);
  }

  /** Of the events, of all kinds, listed or not. */
  get count(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Of the events. */
  warnings(): readonly Warning[] {
    const more = [...this.#counts].filter(([, count]) => count > keptPerCode);
    return [...this.#kept, ...more.map(([code, count]) => ({ seq: 0, code, text: `${count - keptPerCode} more of this kind are not listed.` }))];
  }
}

function hasLoneSurrogate(value: Json | undefined): boolean {
  if (typeof value === 'string') return !value.isWellFormed();
  if (isArray(value)) return value.some(hasLoneSurrogate);
  return isObject(value) && Object.entries(value).some(([key, entry]) => !key.isWellFormed() || hasLoneSurrogate(entry));
}

function missingText(first: number, last: number): string {
  return first === last ? `Event id ${first} is missing.` : `Event ids ${first} to ${last} are missing.`;
}
