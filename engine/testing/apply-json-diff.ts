// Applies the differences of two JSON values to the left value: the plain meaning of the list from `diffJson`. Ignores
// how the differences were found.

import { must } from '../model/assert.ts';
import type { JsonDifference } from '../model/compare/json-diff.ts';
import { type JsonPath, type JsonStep, stepsOf } from '../model/compare/json-diff-path.ts';
import { isArray, isObject, type Json } from '../model/json.ts';

/** The differences of a value and of its children, on one side. */
type Said = { difference?: JsonDifference; readonly below: Map<JsonStep, Said> };

export function applyJsonDiff(left: Json, differences: readonly JsonDifference[]): Json {
  const [ofLeft, ofRight] = [said(), said()];
  for (const difference of differences) {
    if ('left' in difference) note(ofLeft, difference.left.path, difference);
    if ('right' in difference) note(ofRight, difference.right.path, difference);
  }
  return applied(left, ofLeft, ofRight);
}

function said(): Said {
  return { below: new Map() };
}

function note(root: Said, path: JsonPath, difference: JsonDifference): void {
  let at = root;
  for (const step of stepsOf(path)) {
    const next = at.below.get(step) ?? said();
    at.below.set(step, next);
    at = next;
  }
  at.difference = difference;
}

function applied(value: Json, ofLeft: Said, ofRight: Said): Json {
  if (ofLeft.difference?.type === 'changed') return ofLeft.difference.right.value;
  if (isArray(value)) return appliedArray(value, ofLeft, ofRight);
  return isObject(value) ? appliedObject(value, ofLeft, ofRight) : value;
}

function appliedObject(value: { readonly [key: string]: Json | undefined }, ofLeft: Said, ofRight: Said): Json {
  const kept = Object.keys(value).filter((key) => ofLeft.below.get(key)?.difference?.type !== 'removed');
  const added = [...ofRight.below]
    .filter(([, { difference }]) => difference?.type === 'added')
    .map(([key, { difference }]) => [key, rightOf(difference)] as const);
  return Object.fromEntries([
    ...kept.map(
      (key) =>
        [key, applied(value[key] ?? null, ofLeft.below.get(key) ?? said(), ofRight.below.get(key) ?? said())] as const,
    ),
    ...added,
  ]);
}

function rightOf(difference: JsonDifference | undefined): Json {
  return difference !== undefined && 'right' in difference ? difference.right.value : null;
}

function appliedArray(value: readonly Json[], ofLeft: Said, ofRight: Said): Json {
  const placed = new Map<JsonStep, number>();
  const keeping: number[] = [];
  for (let i = 0; i < value.length; i++) {
    const difference = ofLeft.below.get(i)?.difference;
    if (difference?.type === 'moved') placed.set(must(stepsOf(difference.right.path).at(-1)), i);
    else if (difference?.type !== 'removed') keeping.push(i);
  }
  const added = [...ofRight.below].filter(([, { difference }]) => difference?.type === 'added');
  const length = keeping.length + placed.size + added.length;
  const kept = keeping.values();
  return Array.from({ length }, (_, j) => {
    const { difference } = ofRight.below.get(j) ?? {};
    if (difference?.type === 'added') return difference.right.value;
    const i = placed.get(j) ?? must(kept.next().value, 'a kept element');
    return applied(value[i] ?? null, ofLeft.below.get(i) ?? said(), ofRight.below.get(j) ?? said());
  });
}
