// A look into the code at one event, and the moments around it.

import type { Json } from '../model/json.ts';
import type { Moment } from '../model/replay/locals.ts';

/** With so many events on each side of it: who looks at one will look at its neighbours. */
export type Around = { readonly seq: number; readonly around: number };

export type Query = { readonly seq: number; readonly name: string; readonly args: readonly Json[] };

/** In order: each holds from its seq until that of the next, the last until `until`, or to the end where that is null. */
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

  /** Called before the code is told of more, up to `lastEvent`: it was told up to `told`. The replay ends where it says no. */
  goesOn(lastEvent: number, told: number): boolean {
    const { seq, around } = this.#around;
    // Nothing has run since it was told: what that left holds until now.
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
