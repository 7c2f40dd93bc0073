// What a row of the comparison says of its two operations, in numbers and words. Pure; knows no screen.

import { changesOf, type RowType, rowTypeAt } from '../../../engine/model/compare/comparison.ts';
import { partWord } from '../../../engine/model/compare/parts.ts';
import { durationText } from '../../../engine/model/duration.ts';
import type { OperationKind } from '../../../engine/model/effect.ts';
import { calledOf } from '../../../engine/model/operation-name.ts';
import { kindOf, nameOf, NONE, type Outline, timeOf } from '../../../engine/model/outline.ts';
import type { Pair } from './pair.ts';

export const sides = ['left', 'right'] as const;
export type SideName = (typeof sides)[number];
export const letters: Readonly<Record<SideName, 'A' | 'B'>> = { left: 'A', right: 'B' };

/** What stands on that side in this very row, or NONE: of a moved pair a row has one half. */
export function standing({ comparison: { rows } }: Pair, row: number, side: SideName): number {
  return rows[side][row] ?? NONE;
}

/** The operation that the row is about on that side, wherever it stands; NONE where that side has none. */
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

/** With what tells it from others of its name, and what a person wrote about it. */
export function calledOfRow(pair: Pair, row: number): string {
  const left = paired(pair, row, 'left');
  return left === NONE ? calledOf(pair.right.outline, paired(pair, row, 'right')) : calledOf(pair.left.outline, left);
}

export function nameOfRow(pair: Pair, row: number): string {
  const left = paired(pair, row, 'left');
  return left === NONE ? nameOf(pair.right.outline, paired(pair, row, 'right')) : nameOf(pair.left.outline, left);
}

/** From opened to closed, ms; null while it is open, or where a time is missing. */
export function tookMs(outline: Outline, operation: number): number | null {
  if (operation === NONE) return null;
  const { openedAt, closedAt } = outline.operations;
  const closed = closedAt[operation] ?? 0;
  const from = timeOf(outline, openedAt[operation] ?? 0);
  const to = closed === 0 ? null : timeOf(outline, closed);
  return from === null || to === null ? null : to - from;
}

/** `+1 m 26 s`, and `+7,100 %` of the left one; null where one is unknown or they took the same. */
export function differenceText(
  leftMs: number | null,
  rightMs: number | null,
): { readonly ms: string; readonly share: string } | null {
  if (leftMs === null || rightMs === null) return null;
  const ms = rightMs - leftMs;
  if (ms === 0) return null;
  return { ms: `${ms > 0 ? '+' : ''}${durationText(ms)}`, share: leftMs <= 0 ? '' : percentText((ms / leftMs) * 100) };
}

/** Beyond what a percentage is good for: how many times as long. */
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
  /** In words. A moved pair may differ too. */
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

/** `reserve, charge ×3 and 4 more`: what a stretch of rows stands for. `rowAt(i)` names its rows, i < count. */
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

/** So many rows of a stretch are looked at for its names. */
const counted = 2000;
