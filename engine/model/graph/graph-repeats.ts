// Finds and folds repetition in a sequence of tokens, innermost first: A B B C A B C → (A B+ C)+.

/**
 * One place of the sequence. `steps`: the steps at this place, rising. A loop has one list of equal shape for each
 * pass; a last pass cut short by the end of the sequence has the beginning of the list only.
 */
export type Item =
  | { readonly type: 'cell'; readonly token: number; readonly steps: readonly number[] }
  | { readonly type: 'loop'; readonly token: number; readonly passes: readonly (readonly Item[])[] };

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
 * Folds every run of at least `least` equal passes. The number of passes does not distinguish loops: (A B+)+ folds
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

/** Distances at which tokens recur, short distances first: only these can be lengths of a pass. */
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
    const passes = Math.floor((same - i) / period) + 1;
    // A run too short from here is too short from every place before its break.
    const end = passes >= least ? endOfLoop(items, i, same, period) : same + 1;
    if (passes >= least) folded.push(loopOf(items.slice(i, end), shortestPass(items, i, same, period), tokens));
    else for (let at = i; at < end; at++) folded.push(items[at]!);
    i = end;
  }
  return folded;
}

/**
 * The end of a run of equal passes, including a pass cut short by the end of the sequence. `same`: the index at which
 * the next pass differs.
 */
function endOfLoop(items: readonly Item[], from: number, same: number, period: number): number {
  if (same + period === items.length) return items.length;
  const pass = shortestPass(items, from, same, period);
  return from + Math.floor((same + period - from) / pass) * pass;
}

/** Apparent passes of four items may be passes of two, after earlier folds. */
function shortestPass(items: readonly Item[], from: number, same: number, period: number): number {
  const end = same + period;
  for (let pass = 1; pass < period; pass++) {
    let at = from;
    while (at + pass < end && items[at]!.token === items[at + pass]!.token) at++;
    if (at + pass === end) return pass;
  }
  return period;
}

function loopOf(items: readonly Item[], period: number, tokens: Tokens): Item {
  const passes: (readonly Item[])[] = [];
  for (let at = 0; at < items.length; at += period) passes.push(items.slice(at, at + period));
  const body = passes[0]!.map((item) => item.token).join(' ');
  return { type: 'loop', token: tokens.of(`(${body})`), passes };
}

/** All steps below an item, in order. */
export function stepsIn(item: Item, into: number[] = []): number[] {
  if (item.type === 'cell') for (const step of item.steps) into.push(step);
  else for (const pass of item.passes) for (const inner of pass) stepsIn(inner, into);
  return into;
}
