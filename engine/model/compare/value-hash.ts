// A 32-bit hash of a JSON value that does not depend on the order of keys. For telling values apart, never for safety.

import type { Json, JsonObject } from '../json.ts';
import { isArray, isObject } from '../json.ts';

const seeds = { null: 0x9e3779b9, true: 0x85ebca6b, false: 0xc2b2ae35, number: 0x27d4eb2f, string: 0x165667b1, array: 0xd3a2646c, object: 0xfd7046c5 } as const;

/** Below this depth values are read without a function that calls itself: strangers nest them as deep as they like. */
const deepest = 200;

/** Equal values give equal numbers; 1 and 1.0 are equal, `"1"` is another. */
export function hashOf(value: Json | undefined, depth = 0): number {
  if (value === null || value === undefined) return seeds.null;
  if (typeof value === 'boolean') return value ? seeds.true : seeds.false;
  if (typeof value === 'number') return textHash(String(value), seeds.number);
  if (typeof value === 'string') return textHash(value, seeds.string);
  if (depth === deepest) return deepHash(value);
  if (isArray(value)) {
    let hash: number = seeds.array;
    for (const entry of value) hash = mix(hash, hashOf(entry, depth + 1));
    return finish(hash);
  }
  let sum = seeds.object;
  for (const [key, entry] of Object.entries(value)) if (entry !== undefined) sum = (sum + finish(mix(textHash(key, seeds.string), hashOf(entry, depth + 1)))) >>> 0;
  return finish(sum);
}

/** Each value before what it holds, keys in order: another number than `hashOf` gives, and the same one for equal values. */
function deepHash(whole: Json): number {
  const waiting: Json[] = [whole];
  let hash: number = seeds.array;
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (isArray(value)) {
      hash = mix(mix(hash, seeds.array), value.length);
      for (let i = value.length - 1; i >= 0; i--) waiting.push(value[i] ?? null);
    } else if (isObject(value)) {
      const object: JsonObject = value;
      const keys = Object.keys(object).filter((key) => object[key] !== undefined).sort();
      hash = mix(mix(hash, seeds.object), keys.length);
      for (const key of keys.toReversed()) waiting.push(object[key] ?? null, key);
    } else hash = mix(hash, hashOf(value));
  }
  return finish(hash);
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
