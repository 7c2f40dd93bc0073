// A unit of cancellation. Cancelling a scope cancels all operations in it and in inner scopes, in order of their begin.

import { Cancelled } from '../../../author/errors.ts';
import { Deferred, type ReadyList } from './deferred.ts';

export class Scope {
  readonly cancellation: Deferred<string>;
  /** The cancel function of each member; finished members are removed from time to time. */
  #members = new Map<Deferred<unknown> | Scope, (reason: string) => void>();
  #sweepAt = 64;
  #reason: string | undefined;

  constructor(ready: ReadyList, parent?: Scope) {
    this.cancellation = new Deferred<string>(ready);
    parent?.add(this);
  }

  get reason(): string | undefined {
    return this.#reason;
  }

  cancel(reason: string): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.cancellation.resolve(reason);
    const members = [...this.#members];
    this.#members.clear();
    for (const [member, cancel] of members) if (member instanceof Scope || !member.settled) cancel(reason);
  }

  /** A scope that begins in a cancelled scope is cancelled at once. */
  add(scope: Scope): void {
    if (this.#reason !== undefined) return scope.cancel(this.#reason);
    this.#sweep();
    this.#members.set(scope, (reason) => scope.cancel(reason));
  }

  /** `cancel`: an action in addition to ending the deferred. */
  watch(deferred: Deferred<unknown>, cancel?: (reason: string) => void): void {
    if (deferred.settled) return;
    const end = cancel ?? ((reason: string) => deferred.reject(new Cancelled(reason)));
    if (this.#reason !== undefined) return end(this.#reason);
    this.#members.set(deferred, end);
    this.#sweep();
  }

  #sweep(): void {
    if (this.#members.size <= this.#sweepAt) return;
    this.#removeFinished();
    this.#sweepAt = Math.max(64, 2 * this.#members.size);
  }

  #removeFinished(): void {
    for (const member of this.#members.keys())
      if (member instanceof Scope ? member.isFinished : member.settled) this.#members.delete(member);
  }

  /** Whether all that was begun in it has ended. */
  get isFinished(): boolean {
    this.#removeFinished();
    return this.#members.size === 0;
  }
}
