// Lets one long write of this process go at a time; the others wait in the order of their coming. Knows nothing of other processes:
// there the store's own lock decides. But waiting for that lock would stop the very program that holds it.

class Gate {
  #last: Promise<void> = Promise.resolve();
  #inside = 0;

  /** Somebody holds the gate or waits for it. */
  get busy(): boolean {
    return this.#inside > 0;
  }

  /** Fulfilled when the gate is ours; the result gives it back, and may be called again without effect. */
  async enter(): Promise<() => void> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    this.#inside++;
    await before;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#inside--;
      resolve();
    };
  }
}

const shared = new Map<string, { readonly gate: Gate; users: number }>();

/** One gate for all logs of this process that are open at the same place. Call `leave` when the log is closed. */
export function gateAt(place: string | undefined): { readonly gate: Gate; readonly leave: () => void } {
  if (place === undefined) return { gate: new Gate(), leave: () => {} };
  const there = shared.get(place) ?? { gate: new Gate(), users: 0 };
  shared.set(place, there);
  there.users++;
  return {
    gate: there.gate,
    leave: () => {
      if (--there.users === 0) shared.delete(place);
    },
  };
}
