// Fixed sizes in px of everything in the graph, so that layout needs neither DOM nor measuring.

import type { GraphNode } from '../../engine/model/graph/graph.ts';
import type { Outline } from '../../engine/model/outline.ts';

export type Size = { readonly width: number; readonly height: number };

export const COLUMN_GAP = 52;
export const ROW_GAP = 14;
/** Gap between two bands of a wrapped graph, in px: room for the edges back to the left. */
export const BAND_GAP = 52;
export const FRAME = { left: 14, top: 36, right: 14, bottom: 14, minWidth: 236 } as const;

const TWO_LINES = 50;
export const THREE_LINES = 68;
const small: ReadonlySet<string> = new Set(['version', 'sideEffect', 'marker']);

export function isSmall(node: GraphNode): boolean {
  return small.has(node.kind) && node.members.length === 1;
}

/** Width in px for event numbers: a longer run has longer numbers. */
function widthIn({ events }: Outline): number {
  if (events < 10_000) return 188;
  return events < 1_000_000 ? 212 : 240;
}

/** Independent of the cursor: the size fits the texts of the whole history. */
export function sizeOf(outline: Outline, node: GraphNode): Size {
  if (node.type === 'joint') return { width: 16, height: 16 };
  if (node.type !== 'operations') return { width: 164, height: TWO_LINES };
  const width = widthIn(outline);
  if (isSmall(node)) return { width, height: 30 };
  return { width, height: hasThirdLine(outline, node) ? THREE_LINES : TWO_LINES };
}

/** True where a third line states the counts of a fold, or attempts and the reason of a failure. */
function hasThirdLine(outline: Outline, node: GraphNode): boolean {
  if (node.members.length !== 1) return true;
  const [operation = 0] = node.members;
  return (outline.operations.attempts[operation] ?? 0) > 1 || outline.operations.reason[operation] !== 0;
}
