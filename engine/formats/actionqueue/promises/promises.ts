// Checks a log against all promises during the fold.

import { Actors, Platform } from './actors.ts';
import { Attempts, Leases, Lifecycle } from './attempts.ts';
import { ConcurrencyKeys } from './keys.ts';
import { LogChecks } from './log.ts';
import { Policies } from './policies.ts';
import { type Check, type End, type PromiseId, promises, type Severity, type Step, type Violation } from './promise.ts';
import { DispatchOrder, Promotion } from './schedule.ts';
import { TaskEnds } from './task-ends.ts';
import { Budgets, Dependencies, Family } from './tasks.ts';

/** Maximum number of listed violations per promise; the rest is counted. */
const mostListed = 50;

export type Broken = { readonly promise: PromiseId; readonly count: number };

export class PromiseKeeper {
  readonly #listed: Violation[] = [];
  readonly #counts = new Map<PromiseId, number>();
  readonly #ends = new TaskEnds();
  readonly #checks: readonly Check[] = [
    Lifecycle,
    Attempts,
    Leases,
    Policies,
    Promotion,
    DispatchOrder,
    ConcurrencyKeys,
    Dependencies,
    Family,
    Budgets,
    Actors,
    Platform,
    LogChecks,
  ].map(
    (Kind) => new Kind((promise, number, text, severity) => this.#say(promise, number, text, severity), this.#ends),
  );

  note(step: Step): void {
    this.#ends.note(step);
    for (const check of this.#checks) check.note(step);
  }

  end(end: End): void {
    for (const check of this.#checks) check.end(end);
  }

  #say(promise: PromiseId, number: number, text: string, severity: Severity = promises[promise].severity): void {
    const count = (this.#counts.get(promise) ?? 0) + 1;
    this.#counts.set(promise, count);
    if (count <= mostListed) this.#listed.push({ promise, severity, number, text });
  }

  /** Violations in order of promise, then of record. */
  violations(): readonly Violation[] {
    return this.#listed.toSorted((a, b) =>
      a.promise === b.promise ? a.number - b.number : a.promise < b.promise ? -1 : 1,
    );
  }

  /** Number of violations per broken promise, listed or not. */
  broken(): readonly Broken[] {
    return [...this.#counts]
      .map(([promise, count]) => ({ promise, count }))
      .sort((a, b) => (a.promise < b.promise ? -1 : 1));
  }
}
