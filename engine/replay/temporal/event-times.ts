// When the events of a history happened. Pure.

import type { HistoryEvent } from '../../formats/temporal/canonical/history-event.ts';
import { isEnding } from './task-sequences.ts';

export class EventTimes {
  readonly hasEnded: boolean;
  readonly lastId: number;
  readonly #events: readonly HistoryEvent[];
  /** The latest time so far, of every event: times need not rise. */
  readonly #reachedMs: readonly number[];

  constructor(events: readonly HistoryEvent[]) {
    let reached = 0;
    this.#events = events;
    this.#reachedMs = events.map(({ atMs }) => (reached = Math.max(reached, atMs ?? 0)));
    this.hasEnded = events.some(isEnding);
    this.lastId = events.at(-1)?.id ?? 0;
  }

  /** Id of the first event behind that time. */
  firstAfter(ms: number): number | undefined {
    let [from, to] = [0, this.#events.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#reachedMs[middle] ?? 0) > ms) to = middle;
      else from = middle + 1;
    }
    return this.#events[from]?.id;
  }
}
