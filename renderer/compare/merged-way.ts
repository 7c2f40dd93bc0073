// Which way a merged graph is read: to the right or downwards. Pure; knows no screen.

import { type MergedGraph, nodeSize } from './merged-graph.ts';

/** Both ways of one graph. */
export type BothWays = { readonly right: MergedGraph; readonly down: MergedGraph };
export type Size = { readonly width: number; readonly height: number };

/** px around the graph. */
export const air = 28;
/** Below this zoom text is smaller than 10 px. */
export const leastRead = 0.92;
/** A narrower pane shows no three nodes beside each other. */
const NARROW = 600;

/** The part of the plane that a graph takes, in px. */
export function extentOf({ nodes }: MergedGraph) {
  const [left, top] = [Math.min(...nodes.map(({ x }) => x)), Math.min(...nodes.map(({ y }) => y))];
  const right = Math.max(...nodes.map(({ x }) => x)) + nodeSize.width;
  const bottom = Math.max(...nodes.map(({ y }) => y)) + nodeSize.height;
  return { left, top, right, bottom };
}

/** Downwards in a narrow pane, and in any other in which more of it is in view so. */
export function isReadDownwards({ right, down }: BothWays, pane: Size): boolean {
  return pane.width < NARROW || shareInView(down, pane) > shareInView(right, pane);
}

/** The share of the graph that is in view as small as it can be read, 0 … 1. */
function shareInView(graph: MergedGraph, pane: Size): number {
  const { left, top, right, bottom } = extentOf(graph);
  const shown = (px: number, all: number): number => Math.min(1, (px - 2 * air) / leastRead / all);
  return shown(pane.width, right - left) * shown(pane.height, bottom - top);
}
