// Chooses how strongly to fold a run: the lightest fold within the budget wins.

import type { Equality } from './graph-names.ts';
import { equalityClasses } from './graph-names.ts';
import type { Item } from './graph-repeats.ts';
import { foldRepeats, stepsIn, Tokens } from './graph-repeats.ts';
import type { Outline } from '../outline.ts';
import type { Steps } from '../steps.ts';
import type { StepOperations } from '../step-operations.ts';

/**
 * A place in the folded run. The operations of a cell become one node for each class of equal operations; the steps of
 * a `mixed` cell are only near each other. The iterations of a loop have equal shape: the loop's body merges them, place by
 * place.
 */
export type Fold = { readonly type: 'cell'; readonly steps: readonly number[]; readonly mixed: boolean } | LoopFold;

/** `until`: the step that begins the iteration behind the last iteration, where an open loop shows that iteration. */
export type LoopFold = {
  readonly type: 'loop';
  readonly body: readonly Fold[];
  readonly iterations: readonly (readonly Item[])[];
  readonly until?: number;
};

export type Plan = {
  readonly places: readonly Fold[];
  /** Class of each operation: equal operations of one cell become one node. */
  readonly classes: Int32Array;
  /** The lightest fold: two equal siblings may stay two nodes. */
  readonly light: boolean;
  /** Number of nodes and frames that the fold takes. */
  readonly size: number;
};

/** More different operations than this, opened at once, get a frame of their own. */
export const BESIDE = 8;
/** Up to this number of operations, nothing is folded: a person can read them one by one. */
const FITS = 16;
/** Numbers of nodes that read well, that still form a graph, and that can be drawn at all. */
const BUDGETS = [90, 300, 420];
const WINDOWS = [2, 3, 4, 6, 8, 12, 16, 24, 40, 80, 160, 400];

/** Operations of different names share a node only in a run with too many names to be drawn. */
export function planGraph(outline: Outline, steps: Steps, operations: StepOperations): Plan {
  if (operations.count <= FITS) return planOf(unfolded(operations), each(outline), operations, true);
  for (const equality of ['exact', 'loose'] as const) {
    const plan = bestOf(plans(outline, steps, operations, equality));
    if (plan !== undefined) return plan;
  }
  return rangesPlan(outline, operations);
}

/** The first that reads well, else the first that is drawn best. */
function bestOf(plans: Iterable<Plan>): Plan | undefined {
  const tried: Plan[] = [];
  for (const plan of plans) {
    if (plan.size <= BUDGETS[0]!) return plan;
    tried.push(plan);
  }
  for (const budget of BUDGETS) {
    const fitting = tried.find((plan) => plan.size <= budget);
    if (fitting !== undefined) return fitting;
  }
  return undefined;
}

function* plans(
  outline: Outline,
  steps: Steps,
  operations: StepOperations,
  equality: 'exact' | 'loose',
): Generator<Plan> {
  const classes = equalityClasses(outline, equality);
  // Every class takes at least one node: with more classes than nodes, a fold by name is impossible.
  if (countClasses(classes, operations) > BUDGETS.at(-1)!) return;
  const light = glued(steps, operations, classes, 3, true);
  yield planOf(
    light.map((item) => merged([item])),
    classes,
    operations,
    equality === 'exact',
  );
  const items = glued(steps, operations, classes, 2, false);
  yield planOf(
    items.map((item) => merged([item])),
    classes,
    operations,
  );
  for (const names of WINDOWS) yield planOf(windows(items, names, classes, operations), classes, operations);
}

function unfolded(operations: StepOperations): Fold[] {
  return cellsOf(operations, new Tokens(), String).map((cell) => merged([cell]));
}

/** Gives every operation a class of its own. */
function each({ operations: { count } }: Outline): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i);
}

/** Folds repetition, whatever messages came in between. `counted`: two operations of a class differ from one. */
function glued(
  { inbound }: Steps,
  operations: StepOperations,
  classes: Int32Array,
  least: number,
  counted: boolean,
): readonly Item[] {
  const tokens = new Tokens();
  const issued = (own: Uint32Array): Uint32Array => own.filter((operation) => inbound[operation] === 0);
  const cells = cellsOf(operations, tokens, (own) => textOf(issued(own), classes, counted));
  return foldRepeats(glueInbound(cells, tokens.of('')), least, tokens);
}

function countClasses(classes: Int32Array, operations: StepOperations): number {
  const found = new Set<number>();
  for (let step = 0; step < operations.steps; step++)
    for (const operation of operations.of(step)) found.add(classes[operation]!);
  return found.size;
}

/** One cell for each step that has operations. */
function cellsOf(operations: StepOperations, tokens: Tokens, text: (own: Uint32Array) => string): Item[] {
  const cells: Item[] = [];
  for (let step = 0; step < operations.steps; step++) {
    const own = operations.of(step);
    if (own.length > 0) cells.push({ type: 'cell', token: tokens.of(text(own)), steps: [step] });
  }
  return cells;
}

function textOf(own: Uint32Array, classes: Int32Array, counted: boolean): string {
  const sorted = own.map((operation) => classes[operation]!).sort();
  return (counted ? sorted : sorted.filter((number, i) => number !== sorted[i - 1])).join(',');
}

/** Steps that only received messages join the next step, so that messages do not hide repetition. */
function glueInbound(cells: readonly Item[], nothing: number): Item[] {
  const glued: Item[] = [];
  let waiting: number[] = [];
  for (const cell of cells) {
    const own = stepsIn(cell);
    if (cell.token === nothing) for (const item of own) waiting.push(item);
    else {
      glued.push({ type: 'cell', token: cell.token, steps: [...waiting, ...own] });
      waiting = [];
    }
  }
  if (waiting.length > 0) glued.push({ type: 'cell', token: nothing, steps: waiting });
  return glued;
}

/** The common structure of items of equal shape. */
export function merged(items: readonly Item[]): Fold {
  const [first] = items;
  if (first === undefined || first.type === 'cell') {
    const steps: number[] = [];
    for (const item of items) stepsIn(item, steps);
    return { type: 'cell', steps, mixed: false };
  }
  const iterations = items.flatMap((item) => (item.type === 'loop' ? item.iterations : []));
  return loopPlace(iterations);
}

export function loopPlace(iterations: readonly (readonly Item[])[]): LoopFold {
  const body = (iterations[0] ?? []).map((_, at) => merged(iterations.flatMap((iteration) => iteration[at] ?? [])));
  return { type: 'loop', body, iterations };
}

/** Stretches with at most `names` classes become one mixed cell each, where that gives fewer nodes. */
function windows(items: readonly Item[], names: number, classes: Int32Array, operations: StepOperations): Fold[] {
  const sets = items.map((item) => classesIn(stepsIn(item), classes, operations));
  const places: Fold[] = [];
  let i = 0;
  while (i < items.length) {
    const seen = new Set(sets[i]);
    let end = i + 1;
    while (end < items.length && joins(seen, sets[end]!, names)) end++;
    const worth = end - i >= 3 && end - i > seen.size;
    if (!worth) end = i + 1;
    const steps = items.slice(i, end).flatMap((item) => stepsIn(item));
    places.push(worth ? { type: 'cell', steps, mixed: true } : merged([items[i]!]));
    i = end;
  }
  return places;
}

function joins(seen: Set<number>, more: ReadonlySet<number>, limit: number): boolean {
  const added = [...more].filter((number) => !seen.has(number));
  if (seen.size + added.length > limit) return false;
  for (const number of added) seen.add(number);
  return true;
}

/** The last resort: stretches of the run with one node per kind in each. */
function rangesPlan(outline: Outline, operations: StepOperations): Plan {
  const equality: Equality = 'kind';
  const classes = equalityClasses(outline, equality);
  const steps = Array.from({ length: operations.steps }, (_, step) => step).filter(
    (step) => operations.of(step).length > 0,
  );
  const kinds = classesIn(steps, classes, operations).size + 1;
  const width = Math.ceil(steps.length / Math.max(1, Math.floor(BUDGETS[1]! / kinds)));
  const places: Fold[] = [];
  for (let at = 0; at < steps.length; at += width)
    places.push({ type: 'cell', steps: steps.slice(at, at + width), mixed: true });
  return planOf(places, classes, operations);
}

export function classesIn(steps: readonly number[], classes: Int32Array, operations: StepOperations): Set<number> {
  const found = new Set<number>();
  for (const step of steps) for (const operation of operations.of(step)) found.add(classes[operation]!);
  return found;
}

function planOf(places: readonly Fold[], classes: Int32Array, operations: StepOperations, light = false): Plan {
  const size = places.reduce((sum, place) => sum + sizeOf(place, classes, operations), 0);
  return { places, classes, light, size };
}

/** Number of nodes and frames that a place takes while none of its folds is open. */
export function sizeOf(place: Fold, classes: Int32Array, operations: StepOperations): number {
  if (place.type === 'cell') {
    const nodes = classesIn(place.steps, classes, operations).size;
    return nodes + ((place.mixed && nodes > 1) || nodes > BESIDE ? 1 : 0);
  }
  const nodes = place.body.reduce((sum, inner) => sum + sizeOf(inner, classes, operations), 0);
  return nodes + (nodes > 1 ? 1 : 0);
}
