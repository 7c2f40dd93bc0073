// Something that will end, once. Who waits for it is resumed by the kernel, one fiber at a time, in the order in which they came.

import type { Future } from '../../../author/context.ts';

/** Runs each when its turn comes, and lets the fiber that it resumes go on until that waits. */
export type ReadyList = { push(resume: () => void): unknown };

/** What can be a case of a selector. */
export interface Source<T> {
  isReady(): boolean;
  /** Takes the value where it is ready. Throws what the source ended with. */
  take(): T;
  /** It can win once only. */
  readonly once: boolean;
}

export class Deferred<T> implements Future<T>, Source<T> {
  readonly once = true;
  readonly #ready: ReadyList;
  readonly #waiting: (() => void)[] = [];
  #outcome: { readonly value: T } | { readonly error: unknown } | undefined;
  /** Somebody has asked how it ends. */
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

  /** The first end counts. */
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
