// Waits for the first of several sources. Checks them in the order of their addition, and takes a value only from the
// winner.

import type { Selector } from '../../../author/context.ts';
import { sources } from './channel.ts';
import { Deferred, type Source } from './deferred.ts';

type Case<Result> = { readonly source: Source<unknown>; readonly take: (value: never) => Result | Promise<Result> };

/** The kernel resolves the deferred when `isTrue` returns true; see `Kernel.until`. */
export type Until = (isTrue: () => boolean) => Deferred<void>;

export class FiberSelector<Result> implements Selector<Result> {
  readonly #until: Until;
  #cases: Case<Result>[] = [];

  constructor(until: Until) {
    this.#until = until;
  }

  on(source: object, then: (value: never) => Result | Promise<Result>): this {
    const found = source instanceof Deferred ? source : sources.get(source);
    if (found === undefined) throw new TypeError('A selector takes futures, signals and channels of this workflow.');
    this.#cases.push({ source: found, take: then });
    return this;
  }

  get hasPending(): boolean {
    return this.#cases.length > 0;
  }

  async select(): Promise<Result> {
    if (this.#cases.length === 0) return undefined as Result;
    let winner = this.#ready();
    if (winner === undefined) {
      await this.#until(() => (winner = this.#ready()) !== undefined);
      winner = this.#ready();
    }
    const { source, take } = winner!;
    if (source.once) this.#cases = this.#cases.filter((each) => each !== winner);
    return await take(source.take() as never);
  }

  #ready(): Case<Result> | undefined {
    return this.#cases.find(({ source }) => source.isReady());
  }
}
