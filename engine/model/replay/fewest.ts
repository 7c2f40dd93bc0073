// Which few histories show all that many show: what a person runs again after every change.

/**
 * Indexes of sets that together hold whatever any of them holds, in order; of equal use the first. Greedy: at most ln(n) times as many as the
 * fewest there could be, usually as many.
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
