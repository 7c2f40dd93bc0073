// Pairs the elements of two arrays: equal elements in order first, then equal elements that moved, then the most alike
// elements. Knows no paths.

import { must } from '../assert.ts';
import { likePairs } from './json-diff-likeness.ts';
import { commonSequence } from './json-diff-sequence.ts';
import type { JsonNode } from './json-diff-tree.ts';
import { longestRising } from './longest-rising.ts';

export type ElementPair = {
  /** Index of the element on its side. */
  readonly left: number;
  readonly right: number;
  /**
   * True where the order of this pair differs from the order of the other pairs. The number of moved pairs is minimal.
   */
  readonly moved: boolean;
};

/** Pairs sorted by `left`; each element is in one pair at most. Near-linear in the lengths. */
export function pairElements(lefts: readonly JsonNode[], rights: readonly JsonNode[]): readonly ElementPair[] {
  const pairing = new Pairing(lefts, rights);
  pairing.equalInOrder();
  pairing.equalElsewhere();
  pairing.alike();
  pairing.inPlace();
  return pairing.pairs();
}

class Pairing {
  readonly #lefts: readonly JsonNode[];
  readonly #rights: readonly JsonNode[];
  readonly #rightOf: Int32Array;
  readonly #leftOf: Int32Array;
  /** Left indexes of pairs that share only their position. */
  readonly #inPlace = new Set<number>();
  /** Number of equal pairs in order before an element: elements of the same gap have the same number. */
  #leftGap: Int32Array = new Int32Array(0);
  #rightGap: Int32Array = new Int32Array(0);

  constructor(lefts: readonly JsonNode[], rights: readonly JsonNode[]) {
    this.#lefts = lefts;
    this.#rights = rights;
    this.#rightOf = new Int32Array(lefts.length).fill(-1);
    this.#leftOf = new Int32Array(rights.length).fill(-1);
  }

  #pair(left: number, right: number): void {
    this.#rightOf[left] = right;
    this.#leftOf[right] = left;
  }

  equalInOrder(): void {
    const common = commonSequence(numbersOf(this.#lefts), numbersOf(this.#rights));
    for (const [left, right] of common.entries()) if (right !== -1) this.#pair(left, right);
    this.#leftGap = gapsOf(this.#rightOf);
    this.#rightGap = gapsOf(this.#leftOf);
  }

  equalElsewhere(): void {
    const [lefts, rights] = [free(this.#rightOf), free(this.#leftOf)];
    const numberOf = (nodes: readonly JsonNode[]) => (at: number) => must(nodes[at]).number;
    for (const [i, j] of equalOccurrences(lefts.map(numberOf(this.#lefts)), rights.map(numberOf(this.#rights))))
      this.#pair(must(lefts[i]), must(rights[j]));
  }

  /** Pairs alike elements. Elements of one gap need less likeness than elements that would have moved. */
  alike(): void {
    const sameGap = (left: number, right: number): boolean => this.#leftGap[left] === this.#rightGap[right];
    const [lefts, rights] = [free(this.#rightOf), free(this.#leftOf)];
    // A gap with one element on either side leaves no choice.
    if (lefts.length === 1 && rights.length === 1 && sameGap(must(lefts[0]), must(rights[0]))) return;
    for (const [left, right] of likePairs(this.#lefts, this.#rights, lefts, rights, sameGap)) this.#pair(left, right);
  }

  /**
   * Pairs the rest of one gap: the same kind of value at the same position. The longer side leaves elements unpaired.
   */
  inPlace(): void {
    const rights = byGap(free(this.#leftOf), this.#rightGap);
    for (const [gap, xs] of byGap(free(this.#rightOf), this.#leftGap)) {
      const ys = rights.get(gap) ?? [];
      let [i, j] = [0, 0];
      while (i < xs.length && j < ys.length) {
        const [left, right] = [must(xs[i]), must(ys[j])];
        const fit = ofOneKind(must(this.#lefts[left]), must(this.#rights[right]));
        const longer = xs.length - i - (ys.length - j);
        if (fit) {
          this.#pair(left, right);
          this.#inPlace.add(left);
        }
        if (fit || longer >= 0) i++;
        if (fit || longer <= 0) j++;
      }
    }
  }

  pairs(): readonly ElementPair[] {
    const pairs = [...this.#rightOf.entries()].filter(([, right]) => right !== -1);
    const inOrder = new Set(longestRising(Int32Array.from(pairs, ([, right]) => right)));
    // An element that moved and is not alike is a different element.
    return pairs
      .map(([left, right], at) => ({ left, right, moved: !inOrder.has(at) }))
      .filter(({ left, moved }) => !(moved && this.#inPlace.has(left)));
  }
}

/**
 * Pairs the first occurrence of each number with the first on the other side, the second with the second and so on;
 * sorted by the first index.
 */
function equalOccurrences(xs: readonly number[], ys: readonly number[]): readonly (readonly [number, number])[] {
  const places = Map.groupBy(ys.keys(), (j) => ys[ys.length - 1 - j]!);
  const pairs: (readonly [number, number])[] = [];
  for (const [i, x] of xs.entries()) {
    const back = places.get(x)?.pop();
    if (back !== undefined) pairs.push([i, ys.length - 1 - back]);
  }
  return pairs;
}

function numbersOf(nodes: readonly JsonNode[]): Int32Array {
  return Int32Array.from(nodes, ({ number }) => number);
}

function gapsOf(partners: Int32Array): Int32Array {
  let gap = 0;
  return partners.map((partner) => (partner === -1 ? gap : ++gap));
}

function free(partners: Int32Array): readonly number[] {
  const indices: number[] = [];
  for (const [index, partner] of partners.entries()) if (partner === -1) indices.push(index);
  return indices;
}

function byGap(indices: readonly number[], gaps: Int32Array): ReadonlyMap<number, readonly number[]> {
  return Map.groupBy(indices, (index) => gaps[index]!);
}

function ofOneKind(left: JsonNode, right: JsonNode): boolean {
  if (left.keys !== undefined && right.keys !== undefined)
    return left.keys.length + right.keys.length === 0 || shareKey(left.keys, right.keys);
  return left.keys === right.keys && (left.children === undefined) === (right.children === undefined);
}

/** True where two sorted lists of keys share a key. */
function shareKey(lefts: readonly string[], rights: readonly string[]): boolean {
  let [i, j] = [0, 0];
  while (i < lefts.length && j < rights.length) {
    if (lefts[i] === rights[j]) return true;
    if (must(lefts[i]) < must(rights[j])) i++;
    else j++;
  }
  return false;
}
