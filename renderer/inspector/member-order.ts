// Filter and order of the rows of a fold. Pure.

import { isBad, isClosed } from '../../engine/model/effect.ts';
import { statusIndex } from '../../engine/model/outline.ts';
import type { FoldRows } from '../../engine/model/tracks/fold-rows.ts';

export const memberSorts = ['number', 'duration', 'attempts', 'status'] as const;
export type MemberSort = (typeof memberSorts)[number];
export const memberFilters = ['all', 'failed', 'retried', 'open'] as const;
export type MemberFilter = (typeof memberFilters)[number];

export type MemberOrder = { readonly sort: MemberSort; readonly falling: boolean; readonly only: MemberFilter };

/** Rows: number − 1. Equal rows are in order of opening, in either direction. */
export function orderedRows(rows: FoldRows, { sort, falling, only }: MemberOrder): Uint32Array {
  const shown = Uint32Array.from({ length: rows.count }, (_, row) => row).filter((row) => isShown(rows, row, only));
  if (sort === 'number') return falling ? shown.reverse() : shown;
  const values = Float64Array.from({ length: rows.count }, (_, row) => valueOf(rows, row, sort));
  const direction = falling ? -1 : 1;
  return shown.sort((a, b) => direction * (values[a]! - values[b]!) || a - b);
}

export function isShown(rows: FoldRows, row: number, only: MemberFilter): boolean {
  if (only === 'failed') return isBad(rows.statusOf(row));
  if (only === 'open') return !isClosed(rows.statusOf(row));
  return only === 'all' || rows.attemptsOf(row) > 1;
}

function valueOf(rows: FoldRows, row: number, sort: Exclude<MemberSort, 'number'>): number {
  if (sort === 'duration') return rows.durationOf(row);
  return sort === 'attempts' ? rows.attemptsOf(row) : statusIndex[rows.statusOf(row)];
}
