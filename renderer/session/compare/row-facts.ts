// Facts about the two operations of a comparison row, in numbers and words. Pure; knows no screen.

import { changesOf, type RowType, rowTypeAt } from '../../../engine/model/compare/comparison.ts';
import { partWord } from '../../../engine/model/compare/parts.ts';
import { durationText } from '../../../engine/model/duration.ts';
import type { OperationKind } from '../../../engine/model/effect.ts';
import { calledOf } from '../../../engine/model/operation-name.ts';
import { kindOf, nameOf, NONE, timeOf } from '../../../engine/model/outline.ts';
import type { Pair } from './pair.ts';

type Side = Pair['left'];

export const sides = ['left', 'right'] as const;
export type SideName = (typeof sides)[number];
export const letters: Readonly<Record<SideName, 'A' | 'B'>> = { left: 'A', right: 'B' };

/** The operation on that side in this very row, or NONE: a row of a moved pair has one side only. */
export function standing({ comparison: { rows } }: Pair, row: number, side: SideName): number {
  return rows[side][row] ?? NONE;
}

/** The operation of the row's pair on that side, in whatever row; NONE where that side has none. */
export function paired(pair: Pair, row: number, side: SideName): number {
  const own = standing(pair, row, side);
  const other = pair.comparison.rows.other[row] ?? NONE;
  return own !== NONE || other === NONE ? own : standing(pair, other, side);
}

export function keyOf(pair: Pair, row: number, side: SideName): string | null {
  const operation = paired(pair, row, side);
  return operation === NONE ? null : (pair[side].outline.operations.keys[operation] ?? null);
}

export function kindOfRow(pair: Pair, row: number): OperationKind {
  const left = standing(pair, row, 'left');
  return left === NONE ? kindOf(pair.right.outline, standing(pair, row, 'right')) : kindOf(pair.left.outline, left);
}

/** The name with its distinguishing part and a person's label. */
export function calledOfRow(pair: Pair, row: number): string {
  const left = paired(pair, row, 'left');
  return left === NONE ? calledOf(pair.right.outline, paired(pair, row, 'right')) : calledOf(pair.left.outline, left);
}

export function nameOfRow(pair: Pair, row: number): string {
  const left = paired(pair, row, 'left');
  return left === NONE ? nameOf(pair.right.outline, paired(pair, row, 'right')) : nameOf(pair.left.outline, left);
}

/**
 * ms from opening to closing; null while the operation is open, where a time is missing, and in a run that code made:
 * its answers came when those of the recorded run did.
 */
export function durationMs({ outline, summary }: Side, operation: number): number | null {
  if (operation === NONE || summary.madeBy !== undefined) return null;
  const { openedAt, closedAt } = outline.operations;
  const closed = closedAt[operation] ?? 0;
  const from = timeOf(outline, openedAt[operation] ?? 0);
  const to = closed === 0 ? null : timeOf(outline, closed);
  return from === null || to === null ? null : to - from;
}

/** `+1 m 26 s`, and `+7,100 %` relative to the left duration; null where a duration is unknown or both are equal. */
export function differenceText(
  leftMs: number | null,
  rightMs: number | null,
): { readonly ms: string; readonly share: string } | null {
  if (leftMs === null || rightMs === null) return null;
  const ms = rightMs - leftMs;
  if (ms === 0) return null;
  return { ms: `${ms > 0 ? '+' : ''}${durationText(ms)}`, share: leftMs <= 0 ? '' : percentText((ms / leftMs) * 100) };
}

/** As `differenceText`; null where code made one of the runs: how long its operations take is not known. */
export function tookDifference(pair: Pair, leftMs: number | null, rightMs: number | null) {
  return isMade(pair) ? null : differenceText(leftMs, rightMs);
}

export function isMade({ left, right }: Pair): boolean {
  return left.summary.madeBy !== undefined || right.summary.madeBy !== undefined;
}

/** From this percentage on, the text states a multiple instead. */
const timesFrom = 1000;

function percentText(percent: number): string {
  if (percent >= timesFrom) return `×${Math.round(percent / 100 + 1).toLocaleString('en-US')}`;
  const rounded = Math.round(percent);
  if (rounded === 0) return percent > 0 ? '+<1 %' : '−<1 %';
  return `${rounded > 0 ? '+' : '−'}${Math.abs(rounded)} %`;
}

export type RowSays = {
  readonly sign: '=' | '≠' | '−' | '+' | '↕';
  readonly words: string;
  /** Changes in words. A moved pair may have changes too. */
  readonly changes: readonly string[];
};

const said: Readonly<Record<RowType, Omit<RowSays, 'changes'>>> = {
  same: { sign: '=', words: 'the same' },
  changed: { sign: '≠', words: 'differs' },
  left: { sign: '−', words: 'only in A' },
  right: { sign: '+', words: 'only in B' },
  movedFrom: { sign: '↕', words: 'moved' },
  movedTo: { sign: '↕', words: 'moved' },
};

export function rowSays({ comparison: { rows } }: Pair, row: number): RowSays {
  return { ...said[rowTypeAt(rows, row)], changes: changesOf(rows.changes[row] ?? 0).map(partWord) };
}

/** `reserve, charge ×3 and 4 more`: the names in a stretch of rows. `rowAt(i)` gives its rows, i < count. */
export function stretchText(pair: Pair, count: number, rowAt: (i: number) => number): string {
  const names = new Map<string, number>();
  for (let i = 0; i < Math.min(count, counted); i++) {
    const name = nameOfRow(pair, rowAt(i));
    names.set(name, (names.get(name) ?? 0) + 1);
  }
  const shown = [...names].slice(0, 4);
  const rest = count - shown.reduce((sum, [, times]) => sum + times, 0);
  const words = shown.map(([name, times]) => (times === 1 ? name : `${name} ×${times}`)).join(', ');
  return rest > 0 ? `${words} and ${rest.toLocaleString('en-US')} more` : words;
}

/** Maximum number of rows of a stretch whose names are counted. */
const counted = 2000;
