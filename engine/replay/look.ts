// The state of the code at one event, and the moments around it.

import type { Json } from '../model/json.ts';
import type { Moment } from '../model/replay/locals.ts';

/** `around`: number of events on each side, because a person who views one event views its neighbours. */
export type Around = { readonly seq: number; readonly around: number };

export type Query = { readonly seq: number; readonly name: string; readonly args: readonly Json[] };

/**
 * Moments in order: each holds from its seq to that of the next, the last one to `until`, or to the end where `until`
 * is null.
 */
export type Moments = { readonly moments: readonly Moment[]; readonly until: number | null };

/** Is asked while a history is replayed: `goesOn` before the code is told of more, `end` when it is told no more. */
export type MomentCollector<T> = {
  goesOn(lastEvent: number, told: number): boolean;
  end(isLast: boolean): T;
};

/** Collects moments while a history is replayed, from a little before an event to a little behind it. */
export class MomentsAround implements MomentCollector<Moments> {
  readonly #around: Around;
  readonly #look: () => Moment;
  readonly #moments: Moment[] = [];
  #until: number | null = null;

  constructor(around: Around, look: () => Moment) {
    this.#around = around;
    this.#look = look;
  }

  /**
   * Called before further events, up to `lastEvent`, are delivered; events up to `told` were delivered. False ends the
   * replay.
   */
  goesOn(lastEvent: number, told: number): boolean {
    const { seq, around } = this.#around;
    // No code has run since the last delivery: its state has lasted until now.
    if (lastEvent > seq - around && lastEvent > told) this.#moments.push(this.#look());
    this.#until = lastEvent > seq + around ? lastEvent : null;
    return this.#until === null;
  }

  /** `isLast`: the code did not do what the history says. */
  end(isLast: boolean): Moments {
    if (this.#until === null) this.#moments.push({ ...this.#look(), ...(isLast && { isLast }) });
    return { moments: this.#moments, until: this.#until };
  }
}
