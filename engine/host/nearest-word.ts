// Finds the word that a person may have meant by a mistyped one.

/**
 * The word with the fewest letter changes, if at most a third of the letters change; otherwise a word that begins like
 * the typed one.
 */
export function nearestWord(typed: string, words: readonly string[]): string | undefined {
  const near = words
    .map((word) => ({ word, changes: changesBetween(typed, word) }))
    .toSorted((a, b) => a.changes - b.changes)[0];
  if (near !== undefined && near.changes <= Math.max(1, Math.floor(near.word.length / 3))) return near.word;
  return typed.length < 2 ? undefined : words.find((word) => word.startsWith(typed));
}

/**
 * Number of insertions, deletions, changes, or swaps of adjacent letters (Damerau and Levenshtein, each position at
 * most once).
 */
function changesBetween(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          (last[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (last[j - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (before[j - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
