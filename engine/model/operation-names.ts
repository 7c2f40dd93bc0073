// Finds the operation of an effect. An operation may have several names (an update: its id, and the event that accepted
// it). An operation without an id stands alone: an end without an id does not say which operation ended. Use one object
// per fold, from the fold's first event on.

import type { Effect, OperationKey } from './effect.ts';
import type { Seq } from './event.ts';
import { isAboutOperation, type OperationEffect } from './transition.ts';

const QUESTION = 63;
const COLON = 58;

export class OperationNames {
  /** Keys by name, only for operations with several names. */
  readonly #keys = new Map<OperationKey, OperationKey>();
  /** Operations without an id that may still be open. */
  readonly #unsaid = new Set<OperationKey>();

  /**
   * The effects of one event, each under its operation's key in this run. Events must come in order of seq, each once.
   */
  resolve(seq: Seq, effects: readonly Effect[]): readonly Effect[] {
    if (!effects.some((effect) => this.#isOther(effect))) return effects;
    const said = effects.filter((effect) => !this.#isOfNobody(effect));
    const resolved = said.map((effect) => this.#resolved(seq, effect));
    const about = said.filter(isAboutOperation);
    const [first] = about;
    return first !== undefined && isUnsaid(first.key) && about.every(({ key }) => key === first.key)
      ? [...resolved, ...this.#mentioned(seq, first.key, about)]
      : resolved;
  }

  /** Mentions of the operations that an event without an id may have ended, apart from those in `about`. */
  #mentioned(seq: Seq, key: OperationKey, about: readonly OperationEffect[]): readonly Effect[] {
    const begins = about.some((effect) => effect.type === 'open' && effect.anew !== false);
    const end = about.find((effect) => effect.type === 'close');
    if (begins && end === undefined) this.#unsaid.add(numbered(key, seq));
    if (begins || end === undefined || end.status === 'skipped') return [];
    const open = [...this.#unsaid].filter((one) => one.startsWith(key));
    for (const one of open) this.#unsaid.delete(one);
    return open.length === 0 ? [{ type: 'mentionRun' }] : open.map((one) => ({ type: 'mention', key: one }));
  }

  /** The names that stand for another key, for a later continuation. */
  others(): readonly (readonly [OperationKey, OperationKey])[] {
    return [...this.#keys];
  }

  /** Operations without an id that may still be open, for a later continuation. */
  unsaid(): readonly OperationKey[] {
    return [...this.#unsaid];
  }

  add(others: ReturnType<OperationNames['others']>, unsaid: readonly OperationKey[]): void {
    for (const [name, key] of others) this.#keys.set(name, key);
    for (const key of unsaid) this.#unsaid.add(key);
  }

  #isOther(effect: Effect): boolean {
    if (!('key' in effect) || effect.key === undefined) return false;
    if (isUnsaid(effect.key) || this.#keys.has(effect.key) || 'also' in effect || 'takes' in effect) return true;
    if (isTaken(effect.key)) return true;
    return effect.type === 'open' && effect.cause !== undefined && this.#keys.has(effect.cause);
  }

  /** True for an effect under a name that no opening took. */
  #isOfNobody(effect: Effect): boolean {
    return 'key' in effect && effect.key !== undefined && isTaken(effect.key) && !this.#keys.has(effect.key);
  }

  #resolved(seq: Seq, effect: Effect): Effect {
    if (!('key' in effect) || effect.key === undefined) return effect;
    const { also, takes, ...rest } = { also: undefined, takes: undefined, ...effect };
    const key = isUnsaid(effect.key)
      ? numbered(effect.key, seq)
      : this.#keyOf(effect.key, also ?? [], effect.type === 'open');
    if (takes !== undefined) this.#keys.set(takes, key);
    const named = { ...rest, key } as Effect;
    return named.type === 'open' && named.cause !== undefined
      ? { ...named, cause: this.#keys.get(named.cause) ?? named.cause }
      : named;
  }

  /** Only an opening registers names: an end without a known beginning may belong to another operation. */
  #keyOf(key: OperationKey, also: readonly OperationKey[], names: boolean): OperationKey {
    const known = [...also, key].map((name) => this.#keys.get(name)).find((found) => found !== undefined) ?? key;
    if (names && also.length > 0)
      for (const name of [...also, key]) if (!this.#keys.has(name)) this.#keys.set(name, known);
    return known;
  }
}

/** The key of an operation without an id, made from the seq of its event. */
function numbered(key: OperationKey, seq: Seq): OperationKey {
  return `${key}${seq}` as OperationKey;
}

/** `<kind>:?=<name>` */
function isTaken(key: string): boolean {
  return key.includes(':?=');
}

/** `<kind>:?` */
function isUnsaid(key: string): boolean {
  return key.charCodeAt(key.length - 1) === QUESTION && key.charCodeAt(key.length - 2) === COLON;
}
