// Finds the unused pages of a SQLite file, whose content was deleted. Does not use SQLite, never writes. The format:
// https://www.sqlite.org/fileformat2.html, sections 1.3.8 and 1.5.

import type { SqlitePages } from './sqlite-pages.ts';

const firstTrunkAt = 32;
const countAt = 36;

/** undefined if the list of free pages is lost or damaged. */
export function freePages(pages: SqlitePages): ReadonlySet<number> | undefined {
  const first = pages.page(1);
  if (first === undefined || first.length < countAt + 4) return undefined;
  const count = first.readUInt32BE(countAt);
  const free = new Set<number>();
  for (let trunk = first.readUInt32BE(firstTrunkAt); trunk !== 0 && free.size < count;) {
    const listed = trunkAt(pages, trunk);
    if (listed === undefined || free.has(trunk)) return undefined;
    free.add(trunk);
    for (const leaf of listed.leaves) free.add(leaf);
    trunk = listed.next;
  }
  return free.size === count ? free : undefined;
}

function trunkAt(pages: SqlitePages, number: number): { next: number; leaves: readonly number[] } | undefined {
  const page = pages.page(number);
  if (page === undefined || page.length < 8) return undefined;
  const count = page.readUInt32BE(4);
  if (8 + 4 * count > page.length) return undefined;
  return { next: page.readUInt32BE(0), leaves: Array.from({ length: count }, (_, i) => page.readUInt32BE(8 + 4 * i)) };
}
