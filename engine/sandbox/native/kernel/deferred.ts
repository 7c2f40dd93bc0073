// A result that will be set once. The kernel resumes waiting fibers one at a time, in order of arrival.

import type { Future } from '../../../author/context.ts';

/** Runs each resumption in turn, and lets its fiber run until it waits. */
export type ReadyList = { push(resume: () => void): unknown };

/** A possible case of a selector. */
export interface Source<T> {
  isReady(): boolean;
  /** Takes the value when it is ready. Throws the source's error. */
  take(): T;
  /** True where the source can win only once. */
  readonly once: boolean;
}

export class Deferred<T> implements Future<T>, Source<T> {
  readonly once = true;
  readonly #ready: ReadyList;
  readonly #waiting: (() => void)[] = [];
  #outcome: { readonly value: T } | { readonly error: unknown } | undefined;
  /** True after code has asked for the result. */
  observed = false;

  constructor(ready: ReadyList) {
    this.#ready = ready;
  }

  get settled(): boolean {
    return this.#outcome !== undefined;
  }

  get failed(): boolean {
    return this.#outcome !== undefined && 'error' in this.#outcome;
  }

  /** The first result counts. */
  resolve(value: T): void {
    this.#settle({ value });
  }

  reject(error: unknown): void {
    this.#settle({ error });
  }

  #settle(outcome: { readonly value: T } | { readonly error: unknown }): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = outcome;
    for (const resume of this.#waiting) this.#ready.push(resume);
    this.#waiting.length = 0;
  }

  isReady(): boolean {
    return this.settled;
  }

  take(): T {
    this.observed = true;
    if (this.#outcome === undefined) throw new Error('taken before its end');
    if ('error' in this.#outcome) throw this.#outcome.error;
    return this.#outcome.value;
  }

  // oxlint-disable-next-line unicorn/no-thenable
  then<R = T, E = never>(
    fulfilled?: ((value: T) => R | PromiseLike<R>) | null,
    rejected?: ((error: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    this.observed = true;
    return this.#promise().then(fulfilled, rejected);
  }

  /** Within a value for the history it is a forgotten `await`. */
  toJSON(): never {
    throw new TypeError('it holds a future: await that first');
  }

  #promise(): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const resume = (): void => {
        try {
          resolve(this.take());
        } catch (error) {
          // oxlint-disable-next-line typescript/prefer-promise-reject-errors
          reject(error);
        }
      };
      if (this.settled) resume();
      else this.#waiting.push(resume);
    });
  }
}
