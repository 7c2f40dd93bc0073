// Rows for new items in columns with existing items: existing items stay, a new item takes the free place nearest to
// the sources of its edges.

import type { Edge } from './layers.ts';
import type { Slot } from './rows.ts';
import { ROW_GAP } from './sizes.ts';

type Taken = { readonly top: number; readonly bottom: number };

/**
 * Centres of the slots, in px. `tops`: tops of existing slots; undefined for a new slot. Edges run from one column to
 * the next.
 */
export function rowsAround(
  slots: readonly Slot[],
  edges: readonly Edge[],
  tops: readonly (number | undefined)[],
): number[] {
  const centres = new Array<number>(slots.length).fill(0);
  const sources: number[][] = slots.map(() => []);
  for (const { from, to } of edges) sources[to]?.push(from);
  const columns: number[][] = [];
  slots.forEach(({ column }, slot) => (columns[column] ??= []).push(slot));
  for (const column of columns) {
    if (column === undefined) continue;
    const taken: Taken[] = [];
    const heightOf = (slot: number): number => slots[slot]?.height ?? 0;
    const standing = column.filter((slot) => tops[slot] !== undefined).sort((a, b) => tops[a]! - tops[b]!);
    for (const slot of standing) {
      // An item that has become higher pushes down the items below it.
      const least = taken.length === 0 ? 0 : taken.at(-1)!.bottom + ROW_GAP;
      put(slot, Math.max(tops[slot]!, least));
    }
    for (const slot of column.filter((each) => tops[each] === undefined)) {
      const from = sources[slot] ?? [];
      const wish =
        from.length === 0 ? heightOf(slot) / 2 : from.reduce((sum, each) => sum + centres[each]!, 0) / from.length;
      put(slot, freeTop(taken, heightOf(slot), wish - heightOf(slot) / 2));
    }

    function put(slot: number, top: number): void {
      const place = { top, bottom: top + heightOf(slot) };
      const at = taken.findIndex((other) => other.top > top);
      taken.splice(at < 0 ? taken.length : at, 0, place);
      centres[slot] = top + heightOf(slot) / 2;
    }
  }
  return centres;
}

/** The top nearest to `wish` with `height` px of free space. `taken` is sorted from top to bottom. */
function freeTop(taken: readonly Taken[], height: number, wish: number): number {
  let best = Number.POSITIVE_INFINITY;
  const ends = [...taken, { top: Number.POSITIVE_INFINITY, bottom: Number.POSITIVE_INFINITY }];
  ends.forEach(({ top }, i) => {
    const least = i === 0 ? 0 : ends[i - 1]!.bottom + ROW_GAP;
    const most = top - ROW_GAP - height;
    if (most < least) return;
    const at = Math.max(least, Math.min(wish, most));
    if (Math.abs(at - wish) < Math.abs(best - wish)) best = at;
  });
  return best;
}
