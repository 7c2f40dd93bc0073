// JSON values as trees in which equal values have equal numbers. Uses no recursion: values may be nested as deep as
// memory allows.

import { must } from '../assert.ts';
import { isArray, isObject, type Json } from '../json.ts';
import type { IgnoreState } from './ignore-rules-match.ts';
import type { JsonStep } from './json-diff-path.ts';

/** A value without its ignored parts. */
export type JsonNode = {
  readonly value: Json;
  /** Key or index in the parent; elements keep their index in the original array. */
  readonly step: JsonStep;
  /** Elements of an array, or values of an object in the order of `keys`; undefined for other values. */
  readonly children: readonly JsonNode[] | undefined;
  /** Sorted keys of an object. */
  readonly keys: readonly string[] | undefined;
  /** Two nodes of one numbering have the same number exactly where their values are equal, whatever the order of keys. */
  readonly number: number;
};

type Growing = { -readonly [K in keyof JsonNode]: JsonNode[K] };

/** Assigns numbers to values. Exact: the numbering keeps the values themselves, not hashes. */
export class JsonNumbering {
  readonly #scalars = new Map<string | number | boolean | null, number>();
  readonly #containers = new Map<string, number>();
  #next = 0;

  scalar(value: string | number | boolean | null): number {
    return this.#numbered(this.#scalars, value);
  }

  tree(value: Json, ignore: IgnoreState): JsonNode {
    const root = growing(value, '');
    const nodes: Growing[] = [root];
    const states: IgnoreState[] = [ignore];
    for (let i = 0; i < nodes.length; i++) expand(must(nodes[i]), must(states[i]), nodes, states);
    // Children come after their parents.
    for (let i = nodes.length - 1; i >= 0; i--) must(nodes[i]).number = this.#numberOf(must(nodes[i]));
    return root;
  }

  #numberOf({ value, children, keys }: JsonNode): number {
    if (children === undefined) return this.scalar(value as string | number | boolean | null);
    let text = keys === undefined ? '[' : '{';
    for (const [i, child] of children.entries())
      text += keys === undefined ? `${child.number},` : `${this.scalar(must(keys[i]))}:${child.number},`;
    return this.#numbered(this.#containers, text);
  }

  #numbered<Key>(known: Map<Key, number>, key: Key): number {
    const there = known.get(key);
    if (there !== undefined) return there;
    known.set(key, this.#next);
    return this.#next++;
  }
}

function growing(value: Json, step: JsonStep): Growing {
  return { value, step, children: undefined, keys: undefined, number: -1 };
}

function expand(node: Growing, state: IgnoreState, nodes: Growing[], states: IgnoreState[]): void {
  const { value } = node;
  const children: Growing[] = [];
  const add = (child: Json, step: JsonStep): void => {
    const below = state.next(step);
    if (below.ignored) return;
    const grown = growing(child, step);
    children.push(grown);
    nodes.push(grown);
    states.push(below);
  };
  if (isArray(value)) {
    node.children = children;
    for (let i = 0; i < value.length; i++) add(value[i] ?? null, i);
  } else if (isObject(value)) {
    node.children = children;
    for (const key of Object.keys(value).sort()) if (value[key] !== undefined) add(value[key], key);
    node.keys = children.map(({ step }) => step as string);
  }
}

/** A total order of the values of one numbering: 0 for equal values only. The order itself has no meaning. */
export function orderOf(left: JsonNode, right: JsonNode): number {
  let [x, y] = [left, right];
  for (;;) {
    if (x.number === y.number) return 0;
    const [xs, ys] = [x.children, y.children];
    if (xs === undefined || ys === undefined) return compareTexts(rankedText(x), rankedText(y));
    const shape = rankOf(x) - rankOf(y) || xs.length - ys.length || firstOther(x.keys ?? [], y.keys ?? []);
    if (shape !== 0) return shape;
    const at = xs.findIndex((child, i) => child.number !== ys[i]?.number);
    [x, y] = [must(xs[at]), must(ys[at])];
  }
}

function rankOf({ value, keys, children }: JsonNode): number {
  if (children !== undefined) return keys === undefined ? 5 : 6;
  return ['null', 'boolean', 'number', 'string'].indexOf(value === null ? 'null' : typeof value);
}

function rankedText(node: JsonNode): string {
  return `${rankOf(node)}${node.children === undefined ? JSON.stringify(node.value) : ''}`;
}

function firstOther(xs: readonly string[], ys: readonly string[]): number {
  const at = xs.findIndex((key, i) => key !== ys[i]);
  return at === -1 ? 0 : compareTexts(must(xs[at]), must(ys[at]));
}

function compareTexts(x: string, y: string): number {
  if (x === y) return 0;
  return x < y ? -1 : 1;
}
