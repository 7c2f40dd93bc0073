// How much a graph says at a zoom: text is never smaller than 10 px on the screen; lines go before size does.

import type { Graph } from '../../engine/model/graph/graph.ts';
import type { Size } from './sizes.ts';

/** `all`: every line; `names`: the name and the glyph of the status; `shapes`: no text. `textPx`: the least size of text, in px of the graph. */
export type Detail = { readonly shows: 'all' | 'names' | 'shapes'; readonly textPx: number };

const LEAST_PX = 10;
/** Few, so that a zoom does not lay every node out anew at each turn of the wheel. The last for which there is room for all, and for a name. */
const SIZES = [11, 12, 14, 16, 18, 21, 24];
const MOST_FOR_ALL = 14;
const MOST_FOR_NAMES = 24;

export function detailAt(zoom: number): Detail {
  const textPx = SIZES.find((size) => size * zoom >= LEAST_PX);
  if (textPx === undefined) return { shows: 'shapes', textPx: MOST_FOR_NAMES };
  return { shows: textPx <= MOST_FOR_ALL ? 'all' : 'names', textPx };
}

/** From so many nodes on a small map shows where one is. */
const MAPPED = 60;

export function hasMap({ nodes }: Graph): boolean {
  return nodes.length >= MAPPED;
}

/** Size in px of the map, with what is kept free around it. */
const MAP: Size = { width: 232, height: 182 };

/** What the map covers of the lower right corner of the pane. */
export function coveredIn(graph: Graph): Size | undefined {
  return hasMap(graph) ? MAP : undefined;
}

/** Written into the pane, for its style sheet. */
export function writeDetail(pane: HTMLElement, zoom: number): void {
  const { shows, textPx } = detailAt(zoom);
  if (pane.dataset['shows'] === shows && pane.dataset['text'] === String(textPx)) return;
  Object.assign(pane.dataset, { shows, text: String(textPx) });
  pane.style.setProperty('--least-text', `${textPx}px`);
}
