// Chooses a small set of histories that shows everything that all histories show: a person runs it after every change.

/**
 * Indexes, in order, of sets that together hold every element; of equally useful sets the first. Greedy: at most ln(n)
 * times the minimum number, usually the minimum.
 */
export function fewest<T>(sets: readonly ReadonlySet<T>[]): readonly number[] {
  const missing = new Set(sets.flatMap((set) => [...set]));
  const chosen: number[] = [];
  while (missing.size > 0) {
    const gains = sets.map((set) => [...set].filter((value) => missing.has(value)).length);
    const best = gains.indexOf(Math.max(...gains));
    chosen.push(best);
    for (const value of sets[best] ?? []) missing.delete(value);
  }
  return chosen.toSorted((a, b) => a - b);
}
