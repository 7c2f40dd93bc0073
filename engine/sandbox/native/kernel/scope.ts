// What is cancelled together. Cancelling a scope cancels all that was begun in it and in the scopes within, in the order of its beginning.

import { Cancelled } from '../../../author/errors.ts';
import { Deferred, type ReadyList } from './deferred.ts';

export class Scope {
  readonly cancellation: Deferred<string>;
  /** How each is cancelled; what has ended is swept out now and then. */
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

  /** A scope that is begun in a cancelled one is cancelled at once. */
  add(scope: Scope): void {
    if (this.#reason !== undefined) scope.cancel(this.#reason);
    else this.#members.set(scope, (reason) => scope.cancel(reason));
  }

  /** `cancel`: what is to be done beside ending it. */
  watch(deferred: Deferred<unknown>, cancel?: (reason: string) => void): void {
    if (deferred.settled) return;
    const end = cancel ?? ((reason: string) => deferred.reject(new Cancelled(reason)));
    if (this.#reason !== undefined) return end(this.#reason);
    this.#members.set(deferred, end);
    if (this.#members.size > this.#sweepAt) this.#sweep();
  }

  #sweep(): void {
    for (const member of this.#members.keys())
      if (member instanceof Deferred && member.settled) this.#members.delete(member);
    this.#sweepAt = Math.max(64, 2 * this.#members.size);
  }

  leave(scope: Scope): void {
    this.#members.delete(scope);
  }
}
