// The state of the comparison on screen: its runs, result, cursor and view. Separate from the session.

import { create } from 'zustand';
import { rowTypeAt } from '../../../engine/model/compare/comparison.ts';
import type { OperationKind } from '../../../engine/model/effect.ts';
import type { ErrorInfo } from '../../../engine/model/errors.ts';
import { NONE } from '../../../engine/model/outline.ts';
import { lineAfter, type Lines, lineOf, linesOf, noLines, stretchAround } from './lines.ts';
import type { Matrix, Pair } from './pair.ts';
import { kindOfRow, standing } from './row-facts.ts';

export const compareViews = ['graph', 'timeline', 'list'] as const;
export type CompareView = (typeof compareViews)[number];

/** Which rows are shown. */
export type Look = {
  readonly onlyDifferences: boolean;
  readonly kinds: readonly OperationKind[] | null;
  readonly opened: ReadonlySet<number>;
};

export type CompareState = Look & {
  /** Ids: none = no comparison on screen; two = side by side; more = the first against the others. */
  readonly runs: readonly string[];
  readonly pair: Pair | null;
  readonly matrix: Matrix | null;
  readonly loading: boolean;
  readonly error: ErrorInfo | null;
  /** A row of the pair. */
  readonly cursor: number;
  readonly lines: Lines;
  readonly view: CompareView;
  /** Ids of the last comparison, to return to. */
  readonly last: readonly string[];
};

const freshLook: Look = { onlyDifferences: false, kinds: null, opened: new Set() };

export const useCompare = create<CompareState>(() => ({
  ...freshLook,
  runs: [],
  pair: null,
  matrix: null,
  loading: false,
  error: null,
  cursor: 0,
  lines: noLines,
  view: 'list',
  last: [],
}));

const { getState, setState } = useCompare;

export function isComparing(): boolean {
  return getState().runs.length > 0;
}

/** True while two runs are side by side on screen. */
export function seesPair(): boolean {
  return isComparing() && getState().pair !== null;
}

/** A new pair starts at its first difference; the same pair, recomputed with other rules or sides, keeps its row. */
export function showPair(pair: Pair, row: number | null): void {
  const { pair: before, cursor } = getState();
  const same =
    before !== null &&
    before.left.summary.runId === pair.left.summary.runId &&
    before.right.summary.runId === pair.right.summary.runId;
  const look = same ? lookOf(getState()) : freshLook;
  const here = same ? cursor : before === null ? null : mirroredRow(before, cursor, pair);
  const wanted = row ?? here ?? pair.comparison.first ?? 0;
  const at = Math.max(0, Math.min(wanted, pair.comparison.rows.count - 1));
  setState({ ...look, pair, matrix: null, loading: false, error: null, cursor: at, lines: linesFor(pair, look) });
}

/** The row of the same operations after an exchange of left and right; null without an exchange. */
function mirroredRow(before: Pair, row: number, pair: Pair): number | null {
  if (before.left.summary.runId !== pair.right.summary.runId || before.right.summary.runId !== pair.left.summary.runId)
    return null;
  const [left, right] = [standing(before, row, 'left'), standing(before, row, 'right')];
  const { rows } = pair.comparison;
  const found = left === NONE ? rows.left.indexOf(right) : rows.right.indexOf(left);
  return found < 0 ? null : found;
}

export function changeLook(change: Partial<Look>): void {
  const { pair } = getState();
  const look = { ...lookOf(getState()), ...change };
  setState({ ...look, lines: pair === null ? noLines : linesFor(pair, look) });
}

function lookOf({ onlyDifferences, kinds, opened }: CompareState): Look {
  return { onlyDifferences, kinds, opened };
}

function linesFor(pair: Pair, { onlyDifferences, kinds, opened }: Look): Lines {
  const passes = kinds === null ? null : (row: number): boolean => kinds.includes(kindOfRow(pair, row));
  return linesOf(pair.comparison.rows, { onlyDifferences, passes, opened });
}

export function setCompareView(view: CompareView): void {
  setState({ view });
}

export function goToRow(row: number): void {
  const { pair, cursor } = getState();
  if (pair === null) return;
  const next = Math.max(0, Math.min(row, pair.comparison.rows.count - 1));
  if (next !== cursor) setState({ cursor: next });
}

export function goToLine(line: number): void {
  const { lines } = getState();
  const row = lines.row[Math.max(0, Math.min(line, lines.count - 1))];
  if (row !== undefined) goToRow(row);
}

export function stepLine(steps: number): void {
  const { lines, cursor } = getState();
  goToLine(lineAfter(lines, lineOf(lines, cursor), steps));
}

/** Wraps around from the last difference to the first. */
export function goToDifference(steps: 1 | -1): void {
  const { pair, lines, cursor } = getState();
  if (pair === null || lines.count === 0) return;
  const { rows } = pair.comparison;
  const here = lineOf(lines, cursor);
  for (let passed = 1; passed <= lines.count; passed++) {
    const line = (here + steps * passed + lines.count * 2) % lines.count;
    if (lines.fold[line] === 0 && rowTypeAt(rows, lines.row[line]!) !== 'same') {
      goToLine(line);
      return;
    }
  }
}

export function goToFirstDifference(): void {
  goToRow(getState().pair?.comparison.first ?? 0);
}

/** Expands a fold at the cursor, collapses an open one around it, or goes to the other row of a moved pair. */
export function actOnRow(): void {
  const { pair, lines, cursor } = getState();
  if (pair === null) return;
  const other = pair.comparison.rows.other[cursor] ?? -1;
  if (other >= 0) goToRow(other);
  else toggleStretch(stretchAround(lines, lineOf(lines, cursor)));
}

/** `row`: the first row of a stretch of equal rows; null = no stretch. */
export function toggleStretch(row: number | null): void {
  if (row === null) return;
  const { opened } = getState();
  const next = new Set(opened);
  if (!next.delete(row)) next.add(row);
  changeLook({ opened: next });
  goToRow(row);
}
