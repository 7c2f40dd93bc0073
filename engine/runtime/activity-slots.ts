// Limits the number of concurrent activities of one engine. A worker refused a slot is nudged when one is free, the
// longest waiting first.

import type { Nudged, Slots } from './engine-parts.ts';

export class ActivitySlots implements Slots {
  #free: number;
  readonly #waiting = new Set<Nudged>();

  constructor(count: number) {
    this.#free = count;
  }

  take(worker: Nudged): boolean {
    if (this.#free <= 0) {
      this.#waiting.add(worker);
      return false;
    }
    this.#free--;
    return true;
  }

  give(): void {
    this.#free++;
    const [next] = this.#waiting;
    if (next === undefined) return;
    this.#waiting.delete(next);
    next.nudge(false);
  }
}
