// Wakes callers that wait for events: at once if this process appended, by polling if another process did.

type Waiter = { readonly run: string; readonly wake: () => void };

/** Counters of the changes a waiter has seen; a newer change wakes the waiter. */
export type Mark = { readonly own: number; readonly foreign: number };

export class Tails {
  /** Whether another process may have appended; undefined if no other process can append. */
  readonly #foreign: ((runs: Iterable<string>) => boolean) | undefined;
  readonly #pollMs: number;
  readonly #appends = new Map<string, number>();
  readonly #watchers = new Map<string, number>();
  readonly #waiting = new Set<Waiter>();
  #foreignChanges = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(foreign: ((runs: Iterable<string>) => boolean) | undefined, pollMs: number) {
    this.#foreign = foreign;
    this.#pollMs = pollMs;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Counts changes of the run until the returned function is called. */
  watch(run: string): () => void {
    this.#watchers.set(run, (this.#watchers.get(run) ?? 0) + 1);
    this.#look();
    return () => {
      const others = (this.#watchers.get(run) ?? 1) - 1;
      if (others > 0) this.#watchers.set(run, others);
      else {
        this.#watchers.delete(run);
        this.#appends.delete(run);
      }
    };
  }

  appended(run: string): void {
    if (!this.#watchers.has(run)) return;
    this.#appends.set(run, (this.#appends.get(run) ?? 0) + 1);
    this.#wake((waiter) => waiter.run === run);
  }

  /** Take the mark before the read, so that changes during the read are noticed. */
  mark(run: string): Mark {
    return { own: this.#appends.get(run) ?? 0, foreign: this.#foreignChanges };
  }

  /** Resolves when something may have come since the mark, the signal is aborted, or the log is closed. */
  async changed(run: string, seen: Mark, signal: AbortSignal | undefined): Promise<void> {
    const now = this.mark(run);
    if (now.own !== seen.own || now.foreign !== seen.foreign || this.#closed || signal?.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiter = { run, wake: () => resolve() };
    this.#waiting.add(waiter);
    signal?.addEventListener('abort', waiter.wake, { once: true });
    this.#poll();
    await promise;
    signal?.removeEventListener('abort', waiter.wake);
    this.#waiting.delete(waiter);
    if (this.#waiting.size === 0) this.#stop();
  }

  close(): void {
    this.#closed = true;
    this.#stop();
    this.#wake(() => true);
  }

  #poll(): void {
    if (this.#foreign === undefined || this.#timer !== undefined) return;
    this.#look();
    this.#timer = setInterval(() => this.#look(), this.#pollMs);
  }

  #look(): void {
    if (this.#closed || !this.#foreign?.(this.#watchers.keys())) return;
    this.#foreignChanges++;
    this.#wake(() => true);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #wake(whom: (waiter: Waiter) => boolean): void {
    for (const waiter of this.#waiting) if (whom(waiter)) waiter.wake();
  }
}
