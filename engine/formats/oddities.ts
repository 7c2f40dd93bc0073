// Problems of a history as a whole: order of ids and times, first event, invalid characters. Collects warnings, never
// refuses. Each warning states its effect for the reader; patterns of every healthy engine give no warning.

import type { Effect, OperationKey } from '../model/effect.ts';
import type { Warning, WarningCode } from '../model/event.ts';
import type { Json } from '../model/json.ts';
import { isArray, isObject } from '../model/json.ts';
import { isDate, noDateText } from '../model/moment.ts';
import { isAboutOperation } from '../model/transition.ts';
import type { Dialect, ReadEvent } from './dialect.ts';

const keptPerCode = 200;

/** The findings so far and the state needed to continue, as plain values. null: no such event yet. */
export type OdditiesSoFar = {
  readonly kept: readonly Warning[];
  readonly counts: readonly (readonly [WarningCode, number])[];
  readonly previous: number | null;
  readonly latestMs: number | null;
  readonly firstMs: number | null;
  readonly openKeys: readonly OperationKey[];
  readonly openedMs: Float64Array;
};

export class Oddities {
  readonly #dialect: Dialect;
  readonly #kept: Warning[] = [];
  readonly #counts = new Map<WarningCode, number>();
  #previous: number | undefined;
  #latestMs = Number.NEGATIVE_INFINITY;
  #firstMs = Number.NEGATIVE_INFINITY;
  /** Opening time of each open operation, ms since 1970. */
  readonly #openedMs = new Map<OperationKey, number>();

  constructor(dialect: Dialect, soFar?: OdditiesSoFar) {
    this.#dialect = dialect;
    if (soFar === undefined) return;
    this.#kept.push(...soFar.kept);
    for (const [code, count] of soFar.counts) this.#counts.set(code, count);
    this.#previous = soFar.previous ?? undefined;
    this.#latestMs = soFar.latestMs ?? Number.NEGATIVE_INFINITY;
    this.#firstMs = soFar.firstMs ?? Number.NEGATIVE_INFINITY;
    for (const [i, key] of soFar.openKeys.entries())
      this.#openedMs.set(key, soFar.openedMs[i] ?? Number.NEGATIVE_INFINITY);
  }

  soFar(): OdditiesSoFar {
    return {
      kept: [...this.#kept],
      counts: [...this.#counts],
      previous: this.#previous ?? null,
      latestMs: finiteOrNull(this.#latestMs),
      firstMs: finiteOrNull(this.#firstMs),
      openKeys: [...this.#openedMs.keys()],
      openedMs: Float64Array.from(this.#openedMs.values()),
    };
  }

  /**
   * Call in order of seq. `escapes`: the file's text contains \u escapes, and so possibly lone surrogates; only then
   * every text is checked.
   */
  note(seq: number, raw: Json, read: ReadEvent, escapes: boolean): void {
    if (seq === 1 && !this.#dialect.isStart(read.type)) {
      this.#keep({
        seq: 1,
        code: 'first-not-start',
        text: `The history begins with ${read.type}: what came before it is not here, nor in the state.`,
      });
    }
    for (const odd of read.odd) this.#keep({ seq, ...odd });
    this.#noteOrder(seq, raw);
    this.#noteTime(seq, read);
    if (escapes && hasLoneSurrogate(raw)) {
      this.#keep({
        seq,
        code: 'lone-surrogate',
        text: 'A text of the event holds half a character (a lone surrogate): it is shown as a replacement sign.',
      });
    }
  }

  #noteOrder(seq: number, raw: Json): void {
    const position = this.#dialect.position(raw);
    const previous = this.#previous;
    if (position === undefined) return;
    this.#previous = position;
    if (previous === undefined) return;
    if (position === previous)
      this.#keep({
        seq,
        code: 'duplicate-id',
        text: `Event id ${position} is there twice: what this event says may be said already.`,
      });
    else if (position < previous)
      this.#keep({
        seq,
        code: 'backward-id',
        text: `Event id ${position} comes after ${previous}: the events are told in the order of the file.`,
      });
    else if (position > previous + 1)
      this.#keep({ seq, code: 'missing-id', text: missingText(previous + 1, position - 1) });
  }

  #noteTime(seq: number, { atMs, type, explanation: { effects } }: ReadEvent): void {
    if (atMs === null) return;
    if (!isDate(atMs))
      return this.#keep({
        seq,
        code: 'no-time',
        text: `Its time is ${noDateText(atMs)}: nothing is computed with it.`,
      });
    if (this.#firstMs === Number.NEGATIVE_INFINITY && effects.some(({ type: word }) => word === 'run'))
      this.#firstMs = atMs;
    const earliest = this.#dialect.recordsLate(type) ? this.#begunMs(effects) : this.#latestMs;
    if (atMs < wholeSecond(earliest, atMs))
      this.#keep({
        seq,
        code: 'backward-time',
        text: 'Its time is before that of an earlier event: times and durations around it may be wrong.',
      });
    this.#latestMs = Math.max(this.#latestMs, atMs);
    this.#noteOpen(atMs, effects);
  }

  /** An event recorded late, with its original time, must not be earlier than its run and its operation. */
  #begunMs(effects: readonly Effect[]): number {
    const [about] = effects.filter(isAboutOperation);
    return Math.max(this.#firstMs, (about && this.#openedMs.get(about.key)) ?? this.#firstMs);
  }

  #noteOpen(atMs: number, effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.type === 'open') this.#openedMs.set(effect.key, atMs);
      else if (effect.type === 'close') this.#openedMs.delete(effect.key);
    }
  }

  #keep(warning: Warning): void {
    const count = (this.#counts.get(warning.code) ?? 0) + 1;
    this.#counts.set(warning.code, count);
    if (count <= keptPerCode) this.#kept.push(warning);
  }

  /** Number of warnings about events, of all kinds, listed or not. */
  get count(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Warnings about events. */
  warnings(): readonly Warning[] {
    const more = [...this.#counts].filter(([, count]) => count > keptPerCode);
    return [
      ...this.#kept,
      ...more.map(([code, count]) => ({
        seq: 0,
        code,
        text: `${count - keptPerCode} more of this kind are not listed.`,
      })),
    ];
  }
}

/** True for a payload that may hold a lone surrogate: only an escape writes one. */
export function hasEscapes(payload: Uint8Array): boolean {
  return Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).includes('\\u');
}

function finiteOrNull(ms: number): number | null {
  return Number.isFinite(ms) ? ms : null;
}

/** A time written in whole seconds is earlier than another only where its second is. */
function wholeSecond(other: number, atMs: number): number {
  return atMs % 1000 === 0 ? Math.floor(other / 1000) * 1000 : other;
}

function hasLoneSurrogate(value: Json | undefined): boolean {
  if (typeof value === 'string') return !value.isWellFormed();
  if (isArray(value)) return value.some(hasLoneSurrogate);
  return (
    isObject(value) && Object.entries(value).some(([key, entry]) => !key.isWellFormed() || hasLoneSurrogate(entry))
  );
}

function missingText(first: number, last: number): string {
  return `${first === last ? `Event id ${first} is` : `Event ids ${first} to ${last} are`} missing: what happened there is not in the state.`;
}
