// The differences between two JSON values, as a list that turns one value into the other. Pure; uses no recursion;
// never reads ignored values.

import { must } from '../assert.ts';
import type { Json } from '../json.ts';
import { type IgnoreState, ignoring } from './ignore-rules-match.ts';
import { type ElementPair, pairElements } from './json-diff-array.ts';
import type { JsonPath } from './json-diff-path.ts';
import { type Tolerance, withinTolerance } from './json-diff-tolerance.ts';
import { type JsonNode, JsonNumbering, orderOf } from './json-diff-tree.ts';

/** A value and its place on its side. Array indices are those of its own side. */
export type JsonPlace = { readonly path: JsonPath; readonly value: Json };

export type JsonDifference =
  | { readonly type: 'removed'; readonly left: JsonPlace }
  | { readonly type: 'added'; readonly right: JsonPlace }
  /** Two values of different kinds, or of which at least one has no children. */
  | { readonly type: 'changed'; readonly left: JsonPlace; readonly right: JsonPlace }
  /** An element whose order among the elements of both arrays changed; differences inside it are listed separately. */
  | { readonly type: 'moved'; readonly left: JsonPlace; readonly right: JsonPlace };

export type JsonDiffOptions = {
  /** The place of both values: the beginning of every path. */
  readonly at?: JsonPath;
  /** The state of the ignore rules at that place (see `ignoring`). */
  readonly ignore?: IgnoreState;
  readonly tolerance?: Tolerance;
};

/**
 * Differences in the order of sorted keys and of elements. Only without rules and tolerance, applying the differences
 * to `left` gives `right`; elements that are neither removed, added nor moved keep their order. Near-linear in the size
 * of both values.
 */
export function diffJson(
  left: Json,
  right: Json,
  { at = null, ignore = ignoring([], 'run', ''), tolerance = {} }: JsonDiffOptions = {},
): readonly JsonDifference[] {
  if (ignore.ignored) return [];
  const numbering = new JsonNumbering();
  const [x, y] = [numbering.tree(left, ignore), numbering.tree(right, ignore)];
  const walk = new Walk(tolerance, orderOf(x, y) > 0);
  return walk.from({ left: x, right: y, leftPath: at, rightPath: at });
}

/** The differences as seen from the other side. */
export function mirrored(differences: readonly JsonDifference[]): readonly JsonDifference[] {
  return differences.map((difference) => {
    switch (difference.type) {
      case 'removed':
        return { type: 'added', right: difference.left };
      case 'added':
        return { type: 'removed', left: difference.right };
      default:
        return { ...difference, left: difference.right, right: difference.left };
    }
  });
}

type Couple = {
  readonly left: JsonNode;
  readonly right: JsonNode;
  readonly leftPath: JsonPath;
  readonly rightPath: JsonPath;
};
type Task = JsonDifference | (Couple & { readonly type: 'couple' });

class Walk {
  readonly #tolerance: Tolerance;
  /**
   * Arrays are always paired in one direction, whichever side is left, so that both directions give the same result.
   */
  readonly #turned: boolean;
  readonly #found: JsonDifference[] = [];
  readonly #tasks: Task[] = [];

  constructor(tolerance: Tolerance, turned: boolean) {
    this.#tolerance = tolerance;
    this.#turned = turned;
  }

  from(couple: Couple): readonly JsonDifference[] {
    this.#tasks.push({ type: 'couple', ...couple });
    for (let task = this.#tasks.pop(); task !== undefined; task = this.#tasks.pop()) {
      if (task.type !== 'couple') this.#found.push(task);
      else if (task.left.number !== task.right.number) this.#compare(task);
    }
    return this.#found;
  }

  #compare(couple: Couple): void {
    const { left, right, leftPath, rightPath } = couple;
    if (left.keys !== undefined && right.keys !== undefined) this.#later(this.#keys(couple));
    else if (left.children !== undefined && right.children !== undefined && left.keys === right.keys)
      this.#later(this.#elements(couple));
    else if (!withinTolerance(left.value, right.value, this.#tolerance))
      this.#found.push({
        type: 'changed',
        left: { path: leftPath, value: left.value },
        right: { path: rightPath, value: right.value },
      });
  }

  /** Queues tasks; the first task runs next. */
  #later(tasks: readonly Task[]): void {
    for (let i = tasks.length - 1; i >= 0; i--) this.#tasks.push(must(tasks[i]));
  }

  #keys({ left, right, leftPath, rightPath }: Couple): readonly Task[] {
    const [lefts, rights] = [must(left.children), must(right.children)];
    const tasks: Task[] = [];
    let [i, j] = [0, 0];
    while (i < lefts.length || j < rights.length) {
      const [x, y] = [lefts[i], rights[j]];
      if (y === undefined || (x !== undefined && x.step < y.step)) {
        tasks.push({ type: 'removed', left: placeOf(leftPath, must(x)) });
        i++;
      } else if (x === undefined || y.step < x.step) {
        tasks.push({ type: 'added', right: placeOf(rightPath, y) });
        j++;
      } else {
        tasks.push(coupleOf(leftPath, rightPath, x, y));
        i++;
        j++;
      }
    }
    return tasks;
  }

  #elements({ left, right, leftPath, rightPath }: Couple): readonly Task[] {
    const [lefts, rights] = [must(left.children), must(right.children)];
    const partners = this.#pairs(lefts, rights);
    const taken = new Set([...partners.values()].map((pair) => pair.right));
    const tasks: Task[] = [];
    let j = 0;
    const addedUpTo = (end: number): void => {
      for (; j < end; j++) if (!taken.has(j)) tasks.push({ type: 'added', right: placeOf(rightPath, must(rights[j])) });
    };
    for (const [i, element] of lefts.entries()) {
      const pair = partners.get(i);
      if (pair === undefined) {
        tasks.push({ type: 'removed', left: placeOf(leftPath, element) });
        continue;
      }
      const other = must(rights[pair.right]);
      if (pair.moved) tasks.push({ type: 'moved', left: placeOf(leftPath, element), right: placeOf(rightPath, other) });
      else addedUpTo(pair.right);
      tasks.push(coupleOf(leftPath, rightPath, element, other));
    }
    addedUpTo(rights.length);
    return tasks;
  }

  /** Pairs sorted by index on the left. */
  #pairs(lefts: readonly JsonNode[], rights: readonly JsonNode[]): ReadonlyMap<number, ElementPair> {
    const pairs = this.#turned
      ? pairElements(rights, lefts).map(({ left, right, moved }) => ({ left: right, right: left, moved }))
      : pairElements(lefts, rights);
    return new Map(pairs.map((pair) => [pair.left, pair]));
  }
}

function placeOf(parent: JsonPath, { step, value }: JsonNode): JsonPlace {
  return { path: { parent, step }, value };
}

function coupleOf(leftParent: JsonPath, rightParent: JsonPath, left: JsonNode, right: JsonNode): Task {
  return {
    type: 'couple',
    left,
    right,
    leftPath: { parent: leftParent, step: left.step },
    rightPath: { parent: rightParent, step: right.step },
  };
}
