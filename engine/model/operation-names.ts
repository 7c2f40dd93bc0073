// Which operation an effect is about: an operation may have several names (an update: its id, and the event that accepted it), and one
// whose id is not said stands alone. One such object goes with one fold, from its first event on.

import type { Effect, OperationKey } from './effect.ts';
import type { Seq } from './event.ts';

const QUESTION = 63;
const COLON = 58;

export class OperationNames {
  /** Only of operations that have several. */
  readonly #keys = new Map<OperationKey, OperationKey>();

  /** The effects of one event, each under the key that its operation has in this run. Events must come in order of seq, each once. */
  resolve(seq: Seq, effects: readonly Effect[]): readonly Effect[] {
    return effects.some((effect) => this.#isOther(effect))
      ? effects.map((effect) => this.#resolved(seq, effect))
      : effects;
  }

  /** The names that stand for another one, to go on with elsewhere. */
  others(): readonly (readonly [OperationKey, OperationKey])[] {
    return [...this.#keys];
  }

  add(others: ReturnType<OperationNames['others']>): void {
    for (const [name, key] of others) this.#keys.set(name, key);
  }

  #isOther(effect: Effect): boolean {
    if (!('key' in effect) || effect.key === undefined) return false;
    if (isUnsaid(effect.key) || this.#keys.has(effect.key) || 'also' in effect) return true;
    return effect.type === 'open' && effect.cause !== undefined && this.#keys.has(effect.cause);
  }

  #resolved(seq: Seq, effect: Effect): Effect {
    if (!('key' in effect) || effect.key === undefined) return effect;
    const { also, ...rest } = { also: undefined, ...effect };
    const key = isUnsaid(effect.key)
      ? (`${effect.key}${seq}` as OperationKey)
      : this.#keyOf(effect.key, also ?? [], effect.type === 'open');
    const named = { ...rest, key } as Effect;
    return named.type === 'open' && named.cause !== undefined
      ? { ...named, cause: this.#keys.get(named.cause) ?? named.cause }
      : named;
  }

  /** Only an opening names: what is said at the end of an operation that was never seen to begin may be of another. */
  #keyOf(key: OperationKey, also: readonly OperationKey[], names: boolean): OperationKey {
    const known = [...also, key].map((name) => this.#keys.get(name)).find((found) => found !== undefined) ?? key;
    if (names && also.length > 0)
      for (const name of [...also, key]) if (!this.#keys.has(name)) this.#keys.set(name, known);
    return known;
  }
}

/** `<kind>:?` */
function isUnsaid(key: string): boolean {
  return key.charCodeAt(key.length - 1) === QUESTION && key.charCodeAt(key.length - 2) === COLON;
}
