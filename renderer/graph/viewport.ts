// The visible part of the graph: pure geometry, in px of the pane.

import type { Box } from './level.ts';
import type { Size } from './sizes.ts';

/** A point p of the graph is drawn at p × zoom + (x, y). */
export type Viewport = { readonly x: number; readonly y: number; readonly zoom: number };

export const LEAST_ZOOM = 0.05;
export const MOST_ZOOM = 2;
/** Below this zoom all texts of the graph are unreadable. */
const READABLE = 0.55;
const COMFORTABLE = 0.8;
/** Margins of the view, in px. */
const nothing: Size = { width: 0, height: 0 };
const MARGIN = { left: 24, right: 24, top: 24, bottom: 24 } as const;

/** The view that shows all of a box, as large as possible, at zoom 1 at most. */
export function fitted(box: Box, pane: Size): Viewport {
  const width = Math.max(1, pane.width - MARGIN.left - MARGIN.right);
  const height = Math.max(1, pane.height - MARGIN.top - MARGIN.bottom);
  const zoom = Math.max(LEAST_ZOOM, Math.min(1, width / Math.max(1, box.width), height / Math.max(1, box.height)));
  const x = MARGIN.left + (width - box.width * zoom) / 2 - box.x * zoom;
  const y = MARGIN.top + (height - box.height * zoom) / 2 - box.y * zoom;
  return { x: Math.round(x), y: Math.round(y), zoom };
}

/** The first view of a graph: the whole graph if readable, else the surroundings of the cursor. `covered`: as in `pannedTo`. */
export function firstView(whole: Size, cursor: Box | null, pane: Size, covered: Size = nothing): Viewport {
  const all = fitted({ x: 0, y: 0, ...whole }, pane);
  if (all.zoom >= READABLE) return all;
  const at = cursor ?? { x: 0, y: 0, width: 0, height: 0 };
  const view = held(centred(at, COMFORTABLE, pane), whole, pane);
  return pannedTo(at, view, pane, covered) ?? view;
}

function centred(box: Box, zoom: number, pane: Size): Viewport {
  const x = pane.width / 2 - (box.x + box.width / 2) * zoom;
  const y = pane.height / 2 - (box.y + box.height / 2) * zoom;
  return { x: Math.round(x), y: Math.round(y), zoom };
}

/**
 * Limits a view to the graph, so that no half of the pane is empty. A direction in which the whole graph fits is
 * centred.
 */
function held(view: Viewport, whole: Size, pane: Size): Viewport {
  const axis = (at: number, length: number, room: number, before: number, after: number): number => {
    if (length <= room - before - after) return before + (room - before - after - length) / 2;
    return Math.max(room - after - length, Math.min(before, at));
  };
  return {
    zoom: view.zoom,
    x: Math.round(axis(view.x, whole.width * view.zoom, pane.width, MARGIN.left, MARGIN.right)),
    y: Math.round(axis(view.y, whole.height * view.zoom, pane.height, MARGIN.top, MARGIN.bottom)),
  };
}

/**
 * The shortest pan that brings a box into view, or null when the box is in view. `covered`: the size of what lies over
 * the lower right corner of the pane.
 */
export function pannedTo(box: Box, view: Viewport, pane: Size, covered: Size = nothing): Viewport | null {
  const axis = (at: number, length: number, room: number, before: number, after: number): number => {
    if (at < before || length > room - before - after) return before - at;
    return Math.min(0, room - after - at - length);
  };
  const [left, top] = [box.x * view.zoom + view.x, box.y * view.zoom + view.y];
  const [width, height] = [box.width * view.zoom, box.height * view.zoom];
  const dx = axis(left, width, pane.width, MARGIN.left, MARGIN.right);
  const isBeside = left + dx + width <= pane.width - covered.width;
  const below = isBeside ? MARGIN.bottom : Math.max(MARGIN.bottom, covered.height);
  const dy = axis(top, height, pane.height, MARGIN.top, below);
  return Math.abs(dx) < 1 && Math.abs(dy) < 1 ? null : { x: view.x + dx, y: view.y + dy, zoom: view.zoom };
}

/** The view after a new layout: the box `after` takes the place of `before` in the pane. */
export function anchored(view: Viewport, before: Box, after: Box): Viewport {
  return {
    x: view.x + (before.x - after.x) * view.zoom,
    y: view.y + (before.y - after.y) * view.zoom,
    zoom: view.zoom,
  };
}

/** True where at least part of one box is in view. */
export function seesAny(boxes: readonly Box[], view: Viewport, pane: Size): boolean {
  return boxes.some(({ x, y, width, height }) => {
    const [left, top] = [x * view.zoom + view.x, y * view.zoom + view.y];
    return left < pane.width && left + width * view.zoom > 0 && top < pane.height && top + height * view.zoom > 0;
  });
}

export function zoomedAt(view: Viewport, factor: number, x: number, y: number): Viewport {
  const zoom = Math.max(LEAST_ZOOM, Math.min(MOST_ZOOM, view.zoom * factor));
  const scale = zoom / view.zoom;
  return { x: x - (x - view.x) * scale, y: y - (y - view.y) * scale, zoom };
}

export function sameView(a: Viewport, b: Viewport): boolean {
  return Math.abs(a.x - b.x) < 2 && Math.abs(a.y - b.y) < 2 && Math.abs(a.zoom - b.zoom) < 0.005;
}
