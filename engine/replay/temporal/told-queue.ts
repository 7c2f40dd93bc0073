// What code that decides for itself is still to be told, in order. Pure.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import type { Call } from '../../model/replay/call.ts';
import type { Command, Job } from '../../sandbox/guest.ts';
import type { CallAnswer } from './answers.ts';

export type LocalActivity = Extract<Command, { type: 'scheduleLocalActivity' }>;
export type AskedLocal = { readonly local: LocalActivity; readonly call: Call; readonly answer: CallAnswer };

/** At the id of a recorded event; below 1: at once, within the task. */
export type Told = {
  readonly id: number;
  readonly event?: HistoryEvent;
  /** Of an event that answers a call: the number of the call's own event. */
  readonly answers?: number;
  /** Not for this call: the code is told of it, and its history does not have it. */
  readonly isBorrowed?: true;
  readonly job?: Job;
  /** Of a timer that nothing recorded answers; in ms since 1970. */
  readonly firesAtMs?: number;
  /** A local activity that ends with it. */
  readonly local?: AskedLocal;
};

export class ToldQueue {
  /** By id, the first one last; equal ids in order of arrival. */
  #told: Told[];

  constructor(told: readonly Told[]) {
    this.#told = told.toSorted((a, b) => a.id - b.id).toReversed();
  }

  /** Id of the next one. */
  get first(): number | undefined {
    return this.#told.at(-1)?.id;
  }

  /** Takes the next one before `until`. */
  take(until: number): Told | undefined {
    return (this.first ?? Infinity) < until ? this.#told.pop() : undefined;
  }

  put(told: Told): void {
    this.#told.splice(this.#placeOf(told.id), 0, told);
  }

  /** Takes out what ends the local activity; false where nothing did. */
  takeOut(asked: AskedLocal): boolean {
    const left = this.#told.filter(({ local }) => local !== asked);
    const isThere = left.length < this.#told.length;
    this.#told = left;
    return isThere;
  }

  /** The first index whose id is not greater: an earlier arrival with the same id is delivered first. */
  #placeOf(id: number): number {
    let [from, to] = [0, this.#told.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#told[middle]?.id ?? 0) > id) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
