// Runs that wait for their due time, the earliest first: a binary heap.

import type { Id, RunInstance, U64 } from '../event.ts';

type Waiting = { readonly id: Id; readonly at: U64 };

export class DueRuns {
  readonly #heap: Waiting[] = [];

  add({ id, scheduled_at: at }: RunInstance): void {
    const heap = this.#heap;
    let i = heap.push({ id, at }) - 1;
    while (i > 0 && heap[(i - 1) >> 1]!.at > at) i = this.#swap(i, (i - 1) >> 1);
  }

  /** Removes and yields the runs due at `time`. */
  *due(time: U64): Generator<Id> {
    while (this.#heap.length > 0 && this.#heap[0]!.at <= time) {
      yield this.#heap[0]!.id;
      const last = this.#heap.pop()!;
      if (this.#heap.length > 0) this.#sink(last);
    }
  }

  #sink(last: Waiting): void {
    const heap = this.#heap;
    heap[0] = last;
    for (let i = 0, child = 1; child < heap.length; child = 2 * i + 1) {
      if (child + 1 < heap.length && heap[child + 1]!.at < heap[child]!.at) child++;
      if (heap[child]!.at >= last.at) return;
      i = this.#swap(i, child);
    }
  }

  #swap(i: number, other: number): number {
    const heap = this.#heap;
    [heap[i], heap[other]] = [heap[other]!, heap[i]!];
    return other;
  }
}
