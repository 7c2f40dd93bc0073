// Commits many small changes in one transaction of the store: all changes of one event-loop turn are committed
// together.

import { RetraceError } from '../model/errors.ts';
import type { RunStore, RunTransaction } from '../store/register/run-store.ts';

type Change = {
  readonly work: (transaction: RunTransaction) => unknown;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
};

/** Thrown before the first change of a refused work: the transaction's other changes stand. */
export class Refused extends Error {}

export class Committer {
  readonly #store: Pick<RunStore, 'transact'>;
  #changes: Change[] = [];
  #isScheduled = false;
  #isOpen = true;

  constructor(store: Pick<RunStore, 'transact'>) {
    this.#store = store;
  }

  commit<T>(work: (transaction: RunTransaction) => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (!this.#isOpen) return reject(new Refused('the engine is closed'));
      this.#changes.push({ work, resolve, reject });
      if (this.#isScheduled) return;
      this.#isScheduled = true;
      setImmediate(() => void this.#flush());
    });
  }

  async #flush(): Promise<void> {
    this.#isScheduled = false;
    const changes = this.#changes;
    this.#changes = [];
    try {
      const outcomes = await this.#store.transact((transaction) =>
        changes.map(({ work }) => outcomeOf(() => work(transaction))),
      );
      for (const [i, outcome] of outcomes.entries()) {
        if ('refused' in outcome) changes[i]!.reject(outcome.refused);
        else changes[i]!.resolve(outcome.result as never);
      }
    } catch (error) {
      for (const { reject } of changes) reject(error);
    }
  }

  /** Refuses later changes, as if the program had ended here. */
  close(): void {
    this.#isOpen = false;
    for (const { reject } of this.#changes) reject(new Refused('the engine is closed'));
    this.#changes = [];
  }
}

function outcomeOf(work: () => unknown): { readonly result: unknown } | { readonly refused: Error } {
  try {
    return { result: work() };
  } catch (error) {
    // An unreadable event is one run's trouble.
    if (error instanceof Refused || error instanceof RetraceError) return { refused: error };
    throw error;
  }
}
