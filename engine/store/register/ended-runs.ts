// Wakes callers that wait for a run's end: at once if this process ended the run, by polling if another process did.

type Waiter = { readonly isEnded: () => boolean; readonly wake: () => void };

export class EndedRuns {
  /** Changes with every commit of another process; undefined if no other process can commit. */
  readonly #version: (() => number) | undefined;
  readonly #pollMs: number;
  readonly #waiting = new Map<string, Set<Waiter>>();
  #seen = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(version: (() => number) | undefined, pollMs = 50) {
    this.#version = version;
    this.#pollMs = pollMs;
  }

  /** Resolves when `isEnded` returns true, or on close. */
  async wait(run: string, isEnded: () => boolean): Promise<void> {
    if (isEnded()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiter = { isEnded, wake: resolve };
    const others = this.#waiting.get(run);
    if (others === undefined) this.#waiting.set(run, new Set([waiter]));
    else others.add(waiter);
    if (this.#version !== undefined) this.#timer ??= setInterval(() => this.#look(), this.#pollMs);
    await promise;
  }

  ended(run: string): void {
    for (const { wake } of this.#waiting.get(run) ?? []) wake();
    this.#waiting.delete(run);
    if (this.#waiting.size === 0) this.#stop();
  }

  #look(): void {
    const version = this.#version?.() ?? 0;
    if (version === this.#seen) return;
    this.#seen = version;
    for (const [run, waiters] of this.#waiting) if ([...waiters].some(({ isEnded }) => isEnded())) this.ended(run);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  close(): void {
    for (const run of this.#waiting.keys()) this.ended(run);
    this.#stop();
  }
}
