// Lets one long write of this process run at a time; others wait in order of arrival. The store's own lock excludes
// other processes, but waiting synchronously for a lock of this process would block its holder.

class Gate {
  #last: Promise<void> = Promise.resolve();
  #inside = 0;

  /** Whether the gate is held or waited for. */
  get busy(): boolean {
    return this.#inside > 0;
  }

  /** Resolves when the caller holds the gate; the result releases it, and further calls of it do nothing. */
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

/** One gate for all logs of this process at the same place. Call `leave` when the log is closed. */
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
