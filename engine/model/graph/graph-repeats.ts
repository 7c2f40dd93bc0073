// Finds and folds repetition in a sequence of tokens, innermost first: A B B C A B C → (A B+ C)+.

/**
 * One place of the sequence. `steps`: the steps at this place, rising. A loop has one list of equal shape for each
 * iteration; a last iteration cut short by the end of the sequence has the beginning of the list only.
 */
export type Item =
  | { readonly type: 'cell'; readonly token: number; readonly steps: readonly number[] }
  | { readonly type: 'loop'; readonly token: number; readonly iterations: readonly (readonly Item[])[] };

/** Numbers for texts: equal texts have equal numbers. */
export class Tokens {
  readonly #known = new Map<string, number>();

  of(text: string): number {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    this.#known.set(text, this.#known.size);
    return this.#known.size - 1;
  }
}

const PERIODS = 48;
const ROUNDS = 12;

/**
 * Folds every run of at least `least` equal iterations. The number of iterations does not distinguish loops: (A B+)+ folds
 * whatever the counts.
 */
export function foldRepeats(items: readonly Item[], least: number, tokens: Tokens): readonly Item[] {
  let sequence = items;
  for (let round = 0; round < ROUNDS; round++) {
    const before = sequence.length;
    for (const period of likelyPeriods(sequence)) sequence = foldPeriod(sequence, period, least, tokens);
    if (sequence.length === before) break;
  }
  return sequence;
}

/** Distances at which tokens recur, short distances first: only these can be lengths of an iteration. */
function likelyPeriods(items: readonly Item[]): number[] {
  const last = new Map<number, number>();
  const distances = new Map<number, number>();
  items.forEach(({ token }, i) => {
    const before = last.get(token);
    if (before !== undefined) distances.set(i - before, (distances.get(i - before) ?? 0) + 1);
    last.set(token, i);
  });
  const common = [...distances].sort(([a, timesA], [b, timesB]) => timesB - timesA || a - b).slice(0, PERIODS);
  return common.map(([distance]) => distance).sort((a, b) => a - b);
}

function foldPeriod(items: readonly Item[], period: number, least: number, tokens: Tokens): readonly Item[] {
  const folded: Item[] = [];
  let i = 0;
  while (i < items.length) {
    let same = i;
    while (same + period < items.length && items[same]!.token === items[same + period]!.token) same++;
    const iterations = Math.floor((same - i) / period) + 1;
    // A run too short from here is too short from every place before its break.
    const end = iterations >= least ? endOfLoop(items, i, same, period) : same + 1;
    if (iterations >= least)
      folded.push(loopOf(items.slice(i, end), shortestIteration(items, i, same, period), tokens));
    else for (let at = i; at < end; at++) folded.push(items[at]!);
    i = end;
  }
  return folded;
}

/**
 * The end of a run of equal iterations, including an iteration cut short by the end of the sequence. `same`: the index at which
 * the next iteration differs.
 */
function endOfLoop(items: readonly Item[], from: number, same: number, period: number): number {
  if (same + period === items.length) return items.length;
  const iteration = shortestIteration(items, from, same, period);
  return from + Math.floor((same + period - from) / iteration) * iteration;
}

/** Apparent iterations of four items may be iterations of two, after earlier folds. */
function shortestIteration(items: readonly Item[], from: number, same: number, period: number): number {
  const end = same + period;
  for (let iteration = 1; iteration < period; iteration++) {
    let at = from;
    while (at + iteration < end && items[at]!.token === items[at + iteration]!.token) at++;
    if (at + iteration === end) return iteration;
  }
  return period;
}

function loopOf(items: readonly Item[], period: number, tokens: Tokens): Item {
  const iterations: (readonly Item[])[] = [];
  for (let at = 0; at < items.length; at += period) iterations.push(items.slice(at, at + period));
  const body = iterations[0]!.map((item) => item.token).join(' ');
  return { type: 'loop', token: tokens.of(`(${body})`), iterations };
}

/** All steps below an item, in order. */
export function stepsIn(item: Item, into: number[] = []): number[] {
  if (item.type === 'cell') for (const step of item.steps) into.push(step);
  else for (const iteration of item.iterations) for (const inner of iteration) stepsIn(inner, into);
  return into;
}
