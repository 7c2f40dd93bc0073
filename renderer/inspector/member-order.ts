// Filter and order of the members of a fold. Pure.

import { isBad, isClosed } from '../../engine/model/effect.ts';
import { finalStatusOf, type Outline } from '../../engine/model/outline.ts';
import { durationOf } from '../../engine/model/tracks/fold-sums.ts';

export const memberSorts = ['number', 'duration', 'attempts', 'status'] as const;
export type MemberSort = (typeof memberSorts)[number];
export const memberFilters = ['all', 'failed', 'retried', 'open'] as const;
export type MemberFilter = (typeof memberFilters)[number];

export type MemberOrder = { readonly sort: MemberSort; readonly falling: boolean; readonly only: MemberFilter };

/** Indexes into `members`: number − 1. Equal members are in order of opening, in either direction. */
export function orderedMembers(
  outline: Outline,
  members: Uint32Array,
  { sort, falling, only }: MemberOrder,
): Uint32Array {
  const shown = Uint32Array.from(members.keys()).filter((index) => isShown(outline, members[index]!, only));
  if (sort === 'number') return falling ? shown.reverse() : shown;
  const values = Float64Array.from(members, (operation) => valueOf(outline, operation, sort));
  const direction = falling ? -1 : 1;
  return shown.sort((a, b) => direction * (values[a]! - values[b]!) || a - b);
}

export function isShown(outline: Outline, operation: number, only: MemberFilter): boolean {
  const status = finalStatusOf(outline, operation);
  if (only === 'failed') return isBad(status);
  if (only === 'open') return !isClosed(status);
  return only === 'all' || outline.operations.attempts[operation]! > 1;
}

function valueOf(outline: Outline, operation: number, sort: Exclude<MemberSort, 'number'>): number {
  if (sort === 'duration') return durationOf(outline, operation);
  return sort === 'attempts' ? outline.operations.attempts[operation]! : outline.operations.status[operation]!;
}
