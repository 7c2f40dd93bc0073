// Finds the most alike objects and arrays of two groups by their shared leaves; a rare leaf counts more. Never
// quadratic: a common leaf pairs nothing.

import { must } from '../assert.ts';
import type { JsonNode } from './json-diff-tree.ts';

/** Maximum number of leaves examined in one element, and of nodes on the way to them. */
const maxLeaves = 48;
const maxNodes = 200;
/** A leaf held by more elements of a side than this is common. */
const maxHolders = 32;
const maxCandidates = 8;
/** Share of leaves that elements at different places must have in common. */
const minShared = 0.5;

type Candidate = { readonly left: number; readonly right: number; readonly shared: number; readonly rarity: number };

/** Pairs of indices, best pair first; only containers of `lefts` and `rights`, each in one pair at most. */
export function likePairs(
  leftNodes: readonly JsonNode[],
  rightNodes: readonly JsonNode[],
  lefts: readonly number[],
  rights: readonly number[],
  samePlace: (left: number, right: number) => boolean,
): readonly (readonly [number, number])[] {
  const numbering = new Map<string, number>();
  const [leftLeaves, rightLeaves] = [
    leavesOfAll(leftNodes, lefts, numbering),
    leavesOfAll(rightNodes, rights, numbering),
  ];
  const [leftHolders, rightHolders] = [holdersOf(leftLeaves), holdersOf(rightLeaves)];
  const candidates = [...leftLeaves].flatMap(([left, leaves]) =>
    candidatesOf(left, leaves, rightLeaves, leftHolders, rightHolders).filter(
      ({ right, shared }) => shared >= minShared || samePlace(left, right),
    ),
  );
  return bestFirst(candidates);
}

function bestFirst(candidates: readonly Candidate[]): readonly (readonly [number, number])[] {
  const sorted = [...candidates].sort(
    (a, b) =>
      b.shared - a.shared ||
      b.rarity - a.rarity ||
      Math.abs(a.left - a.right) - Math.abs(b.left - b.right) ||
      a.left - b.left ||
      a.right - b.right,
  );
  const [usedLeft, usedRight] = [new Set<number>(), new Set<number>()];
  const pairs: (readonly [number, number])[] = [];
  for (const { left, right } of sorted) {
    if (usedLeft.has(left) || usedRight.has(right)) continue;
    usedLeft.add(left);
    usedRight.add(right);
    pairs.push([left, right]);
  }
  return pairs;
}

type Leaves = ReadonlyMap<number, ReadonlySet<number>>;
type Holders = ReadonlyMap<number, readonly number[]>;

function leavesOfAll(nodes: readonly JsonNode[], indices: readonly number[], numbering: Map<string, number>): Leaves {
  return new Map(
    indices
      .map((index) => [index, leavesOf(must(nodes[index]), numbering)] as const)
      .filter(([, leaves]) => leaves.size > 0),
  );
}

/** Numbers of leaves as `key.key=value`; array indexes are left out. */
function leavesOf(element: JsonNode, numbering: Map<string, number>): ReadonlySet<number> {
  const leaves = new Set<number>();
  const nodes: { readonly node: JsonNode; readonly path: string }[] = [{ node: element, path: '' }];
  for (let i = 0; i < nodes.length && leaves.size < maxLeaves; i++) {
    const { node, path } = must(nodes[i]);
    for (const child of node.children ?? []) {
      if (leaves.size >= maxLeaves) break;
      const below = typeof child.step === 'number' ? `${path}[]` : `${path}.${child.step}`;
      if (child.children === undefined) leaves.add(numbered(numbering, `${below}=${child.number}`));
      else if (nodes.length < maxNodes) nodes.push({ node: child, path: below });
    }
  }
  return leaves;
}

function numbered(numbering: Map<string, number>, text: string): number {
  const number = numbering.get(text) ?? numbering.size;
  numbering.set(text, number);
  return number;
}

/** The elements that hold each leaf; the list ends one above `maxHolders`, enough to detect a common leaf. */
function holdersOf(all: Leaves): Holders {
  const holders = new Map<number, number[]>();
  for (const [index, leaves] of all) {
    for (const leaf of leaves) {
      const list = holders.get(leaf);
      if (list === undefined) holders.set(leaf, [index]);
      else if (list.length <= maxHolders) list.push(index);
    }
  }
  return holders;
}

function candidatesOf(
  left: number,
  leaves: ReadonlySet<number>,
  rightLeaves: Leaves,
  leftHolders: Holders,
  rightHolders: Holders,
): readonly Candidate[] {
  const rarities = new Map<number, number>();
  for (const leaf of leaves) {
    const holders = rightHolders.get(leaf) ?? [];
    const many = Math.max(holders.length, leftHolders.get(leaf)?.length ?? 0);
    if (many <= maxHolders) for (const right of holders) rarities.set(right, (rarities.get(right) ?? 0) + 1 / many);
  }
  return [...rarities]
    .sort((a, b) => b[1] - a[1] || Math.abs(a[0] - left) - Math.abs(b[0] - left) || a[0] - b[0])
    .slice(0, maxCandidates)
    .map(([right, rarity]) => ({ left, right, rarity, shared: sharedPart(leaves, must(rightLeaves.get(right))) }));
}

/** Dice's coefficient: twice the number of shared leaves, divided by the sum of both numbers of leaves. */
function sharedPart(left: ReadonlySet<number>, right: ReadonlySet<number>): number {
  let both = 0;
  for (const leaf of left) if (right.has(leaf)) both++;
  return (2 * both) / (left.size + right.size);
}
