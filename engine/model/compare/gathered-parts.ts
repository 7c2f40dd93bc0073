// The values of the parts of one operation or of the run: the same parts as in the fingerprints, put together for a
// comparison.

import type { Json } from '../json.ts';
import type { Fact } from './facts.ts';
import { earlierName, endParts, type Part } from './parts.ts';
import { hashOf } from './value-hash.ts';

type Said = Exclude<Fact, { type: 'open' | 'close' | 'runGoesOn' }>;

export class GatheredParts {
  readonly #whole = new Map<Part, Json[]>();
  readonly #named = new Map<Part, Map<string, Json[]>>();

  /** Adds a fact. Facts must come in order of seq. */
  add({ part, name, value }: Said): void {
    if (part === 'stuckOn') this.#whole.set(part, []);
    if (value === null) return;
    const list = this.#listOf(part, name);
    const last = list.at(-1);
    if (last === undefined || hashOf(last) !== hashOf(value)) list.push(value);
  }

  goOn(): void {
    for (const part of endParts) {
      const value = oneOf(this.#whole.get(part) ?? []);
      this.#whole.delete(part);
      this.add({ type: 'run', part: 'details', name: earlierName(part), value });
    }
  }

  #listOf(part: Part, name: string | undefined): Json[] {
    if (name === undefined) return getOrAdd(this.#whole, part, () => []);
    return getOrAdd(
      getOrAdd(this.#named, part, () => new Map<string, Json[]>()),
      name,
      () => [],
    );
  }

  /**
   * The value of a part; null where no fact was added. Several different facts give a list. Facts under a name give the
   * last value and, beside it, the earlier values.
   */
  part(part: Part): Json {
    const named = this.#named.get(part);
    if (named !== undefined)
      return Object.fromEntries([...named].flatMap(([name, list]) => lastAndEarlier(name, list)));
    return oneOf(this.#whole.get(part) ?? []);
  }
}

function oneOf(list: readonly Json[]): Json {
  return list.length > 1 ? list : (list[0] ?? null);
}

function lastAndEarlier(name: string, list: readonly Json[]): readonly (readonly [string, Json])[] {
  const last = list.at(-1);
  if (last === undefined) return [];
  return list.length === 1
    ? [[name, last]]
    : [
        [name, last],
        [`${name} (earlier)`, list.slice(0, -1)],
      ];
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
