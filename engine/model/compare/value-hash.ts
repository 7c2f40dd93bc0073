// A 32-bit hash of a JSON value, independent of the order of keys. For comparison of values, never for security.

import type { Json, JsonObject } from '../json.ts';
import { isArray, isObject } from '../json.ts';
import type { IgnoreState } from './ignore-rules-match.ts';

const seeds = {
  null: 0x9e3779b9,
  true: 0x85ebca6b,
  false: 0xc2b2ae35,
  number: 0x27d4eb2f,
  string: 0x165667b1,
  array: 0xd3a2646c,
  object: 0xfd7046c5,
} as const;

/** Below this depth the hash uses no recursion: an untrusted file may nest values at any depth. */
const deepest = 200;

/** Equal values give equal numbers; 1 and 1.0 are equal, `"1"` is different. Ignored values count as absent. */
export function hashOf(value: Json | undefined, ignore?: IgnoreState, depth = 0): number {
  if (value === null || value === undefined) return seeds.null;
  if (typeof value === 'boolean') return value ? seeds.true : seeds.false;
  if (typeof value === 'number') return textHash(String(value), seeds.number);
  if (typeof value === 'string') return textHash(value, seeds.string);
  if (depth === deepest) return deepHash(value, ignore);
  return isArray(value) ? listHash(value, ignore, depth + 1) : objectHash(value, ignore, depth + 1);
}

function listHash(list: readonly Json[], ignore: IgnoreState | undefined, depth: number): number {
  let hash: number = seeds.array;
  for (let i = 0; i < list.length; i++) {
    const below = ignore?.next(i);
    if (below?.ignored !== true) hash = mix(hash, hashOf(list[i], below, depth));
  }
  return finish(hash);
}

function objectHash(object: JsonObject, ignore: IgnoreState | undefined, depth: number): number {
  let sum = seeds.object;
  for (const [key, entry] of Object.entries(object)) {
    const below = ignore?.next(key);
    if (entry !== undefined && below?.ignored !== true)
      sum = (sum + finish(mix(textHash(key, seeds.string), hashOf(entry, below, depth)))) >>> 0;
  }
  return finish(sum);
}

/** The hash of a value under the key `name` of an object; the hashes of an object's keys are added. */
export function underName(name: string, hash: number): number {
  return finish(mix(textHash(name, seeds.string), hash)) || 1;
}

/** The hash of two hashes in order; the opposite order gives a different hash. */
export function followedBy(hash: number, next: number): number {
  return finish(mix(mix(seeds.array, hash), next)) || 1;
}

type Held = { readonly value: Json; readonly ignore: IgnoreState | undefined };

/**
 * Hashes parents before children, keys in order. The number differs from that of `hashOf`; equal values give equal
 * numbers.
 */
function deepHash(value: Json, ignore: IgnoreState | undefined): number {
  const waiting: Held[] = [{ value, ignore }];
  let hash: number = seeds.array;
  for (let held = waiting.pop(); held !== undefined; held = waiting.pop()) {
    if (typeof held.value !== 'object' || held.value === null) {
      hash = mix(hash, hashOf(held.value));
      continue;
    }
    const inside = heldIn(held);
    hash = mix(mix(hash, isArray(held.value) ? seeds.array : seeds.object), inside.length);
    for (const each of inside.reverse()) waiting.push(each);
  }
  return finish(hash);
}

/** Elements of an array, or keys and values of an object in the order of keys. */
function heldIn({ value, ignore }: Held): Held[] {
  const inside: Held[] = [];
  const add = (step: string | number, entry: Json | undefined): void => {
    const below = ignore?.next(step);
    if (entry === undefined || below?.ignored === true) return;
    if (typeof step === 'string') inside.push({ value: step, ignore: undefined });
    inside.push({ value: entry, ignore: below });
  };
  if (isArray(value)) value.forEach((entry, i) => add(i, entry));
  else if (isObject(value))
    for (const [key, entry] of Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1))) add(key, entry);
  return inside;
}

/** FNV-1a over the UTF-16 units. */
function textHash(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return finish(hash);
}

function mix(hash: number, next: number): number {
  return (Math.imul(hash ^ next, 0x01000193) + 0x7ed55d16) >>> 0;
}

/** The last step of MurmurHash3: every bit of the input reaches every bit of the output. */
function finish(hash: number): number {
  let h = hash >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
