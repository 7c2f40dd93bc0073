// Work whose result several callers wait for: one who cancels leaves alone, and where nobody is left it ends.

import { RetraceError } from '../model/errors.ts';

const cancelled = (): RetraceError => new RetraceError('cancelled', 'The call was cancelled.');

/** Throws `cancelled` when aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw cancelled();
}

export class SharedWork<T> {
  readonly #leaving = new AbortController();
  readonly #result: Promise<T>;
  #waiting = 0;
  #isDone = false;

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    this.#result = work(this.#leaving.signal);
    this.#result.then(() => (this.#isDone = true)).catch(() => this.#leaving.abort());
  }

  /** It gives no result any more: it failed, or everybody left before its end. */
  get isOver(): boolean {
    return this.#leaving.signal.aborted && !this.#isDone;
  }

  /** The result. Throws `cancelled` at once when the caller's own signal is aborted, and what the work throws. */
  async result(signal?: AbortSignal): Promise<T> {
    throwIfCancelled(signal);
    const leaving = Promise.withResolvers<never>();
    const leave = (): void => leaving.reject(cancelled());
    signal?.addEventListener('abort', leave, { once: true });
    this.#waiting++;
    try {
      return await Promise.race([this.#result, leaving.promise]);
    } finally {
      signal?.removeEventListener('abort', leave);
      if (--this.#waiting === 0) this.#leaving.abort();
    }
  }
}
