// The lines of the comparison on screen: rows, and stretches of equal rows folded into one line. Columns, as there may
// be 50,000 lines. Pure.

import { countUpTo } from '../../../engine/model/cursor.ts';
import { type Rows, rowTypes } from '../../../engine/model/compare/comparison.ts';

export type Lines = {
  readonly count: number;
  /**
   * Row of each line, or the first row of its stretch; rising. The heading of an opened stretch has the row of its
   * first line.
   */
  readonly row: Int32Array;
  /** 0 = a row; n = n equal rows in one line; −n = the heading of n rows opened below it. */
  readonly fold: Int32Array;
};

export type LineWish = {
  readonly onlyDifferences: boolean;
  /** null = all rows. */
  readonly passes: ((row: number) => boolean) | null;
  /** First rows of opened stretches. */
  readonly opened: ReadonlySet<number>;
};

export const noLines: Lines = { count: 0, row: new Int32Array(0), fold: new Int32Array(0) };

/** A shorter stretch is not folded. */
const shortest = 4;
const same = rowTypes.indexOf('same');

export function linesOf(rows: Rows, { onlyDifferences, passes, opened }: LineWish): Lines {
  const kept = keptRows(rows, onlyDifferences, passes);
  const writer = new LineWriter(kept.length);
  for (let i = 0; i < kept.length;) {
    const end = endOfStretch(rows, kept, i);
    const length = end - i;
    const first = kept[i]!;
    const folds = length >= shortest;
    if (folds) writer.add(first, opened.has(first) ? -length : length);
    if (!folds || opened.has(first)) for (let each = i; each < end; each++) writer.add(kept[each]!, 0);
    i = end;
  }
  return writer.finish();
}

function keptRows(rows: Rows, onlyDifferences: boolean, passes: LineWish['passes']): Int32Array {
  const kept = new Int32Array(rows.count);
  let count = 0;
  for (let row = 0; row < rows.count; row++) {
    if ((onlyDifferences && rows.type[row] === same) || passes?.(row) === false) continue;
    kept[count++] = row;
  }
  return kept.subarray(0, count);
}

/** Index behind the equal rows that begin at `from`; `from` + 1 where that row differs. */
function endOfStretch(rows: Rows, kept: Int32Array, from: number): number {
  let end = from;
  while (end < kept.length && rows.type[kept[end]!] === same) end++;
  return Math.max(end, from + 1);
}

class LineWriter {
  readonly #row: Int32Array;
  readonly #fold: Int32Array;
  #count = 0;

  constructor(rows: number) {
    const most = rows + Math.ceil(rows / shortest);
    this.#row = new Int32Array(most);
    this.#fold = new Int32Array(most);
  }

  add(row: number, fold: number): void {
    this.#row[this.#count] = row;
    this.#fold[this.#count++] = fold;
  }

  finish(): Lines {
    return { count: this.#count, row: this.#row.slice(0, this.#count), fold: this.#fold.slice(0, this.#count) };
  }
}

/** The line that shows a row; for a filtered row, the line above it. −1 = above all lines. */
export function lineOf(lines: Lines, row: number): number {
  return countUpTo(lines.row, row) - 1;
}

/** The line `steps` lines further; headings of opened stretches are skipped. */
export function lineAfter({ count, fold }: Lines, line: number, steps: number): number {
  const to = Math.max(0, Math.min(line + steps, count - 1));
  if ((fold[to] ?? 0) >= 0) return to;
  return steps > 0 || to === 0 ? to + 1 : to - 1;
}

/** The first row of the stretch that the line folds, heads or lies in; null = no stretch. */
export function stretchAround({ row, fold }: Lines, line: number): number | null {
  for (let i = line; i >= 0; i--) {
    const length = fold[i]!;
    if (length === 0) continue;
    const reaches = length > 0 ? i : i - length;
    return reaches >= line ? row[i]! : null;
  }
  return null;
}
