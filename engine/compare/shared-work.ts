// Shares work between callers that wait for its result: a cancelled caller leaves alone, and the work is aborted when
// no caller is left.

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

  /** Whether the work can give no result: it failed, or all callers left before its end. */
  get isOver(): boolean {
    return this.#leaving.signal.aborted && !this.#isDone;
  }

  /** The result. Throws `cancelled` as soon as the caller's own signal is aborted, and the work's errors. */
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
