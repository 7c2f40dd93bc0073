// The effect of a key in the payload tree, following the ARIA practices for trees.

import type { TreeRow } from './tree-rows.ts';

export type TreeMove =
  | { readonly type: 'go'; readonly index: number }
  | { readonly type: 'toggle' }
  | { readonly type: 'follow' }
  | { readonly type: 'copy' };

/** null where the tree does not use the key. `at`: index of the active row. */
export function treeMove(key: string, rows: readonly TreeRow[], at: number): TreeMove | null {
  const row = rows[at];
  if (row === undefined) return null;
  const go = (index: number): TreeMove => ({ type: 'go', index: Math.max(0, Math.min(index, rows.length - 1)) });
  switch (key) {
    case 'ArrowDown':
      return go(at + 1);
    case 'ArrowUp':
      return go(at - 1);
    case 'Home':
      return go(0);
    case 'End':
      return go(rows.length - 1);
    case 'ArrowRight':
      return row.open === false ? { type: 'toggle' } : go(row.open === true ? at + 1 : at);
    case 'ArrowLeft':
      return row.open === true ? { type: 'toggle' } : go(parentOf(rows, at));
    case 'Enter':
    case ' ':
      return { type: row.link === null ? 'toggle' : 'follow' };
    case 'y':
      return { type: 'copy' };
    default:
      return null;
  }
}

function parentOf(rows: readonly TreeRow[], at: number): number {
  const depth = rows[at]?.depth ?? 0;
  for (let i = at - 1; i >= 0; i--) if ((rows[i]?.depth ?? 0) < depth) return i;
  return at;
}
