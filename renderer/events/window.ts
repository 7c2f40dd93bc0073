// Which lines of a very long list are on screen. Lines are of one height. Browsers end elements near 33 million px: beyond
// TALLEST the list is drawn in full size around the scroll position, and the scroll position alone is scaled.

export const LINE_PX = 24;
const TALLEST = 24_000_000;
const SPARE = 8;

/** `height` is that of the part of the list in view. */
export type Pane = { readonly scrollTop: number; readonly height: number; readonly count: number };

/** Lines `first` … `end` − 1; line i is drawn at `i * LINE_PX + shift`. */
export type Slice = { readonly first: number; readonly end: number; readonly shift: number };

export function tallness(count: number): number {
  return Math.min(count * LINE_PX, TALLEST);
}

export function sliceOf(pane: Pane): Slice {
  const offset = pane.scrollTop * scaleOf(pane);
  const first = Math.max(0, Math.floor(offset / LINE_PX) - SPARE);
  const end = Math.min(pane.count, Math.ceil((offset + pane.height) / LINE_PX) + SPARE);
  return { first, end: Math.max(first, end), shift: pane.scrollTop - offset };
}

/** How many lines are drawn at most: the size of a pool that never changes while scrolling. */
export function poolSize(height: number): number {
  return Math.ceil(height / LINE_PX) + 2 * SPARE + 2;
}

/** The scroll position that brings a line into view by the shortest way; the same one when it is in view. */
export function reveal(pane: Pane, line: number): number {
  const scale = scaleOf(pane);
  const offset = pane.scrollTop * scale;
  const top = line * LINE_PX;
  if (top < offset) return top / scale;
  if (top + LINE_PX > offset + pane.height) return Math.max(0, top + LINE_PX - pane.height) / scale;
  return pane.scrollTop;
}

/** The scroll position with a line in the middle. */
export function centre(pane: Pane, line: number): number {
  const top = line * LINE_PX - (pane.height - LINE_PX) / 2;
  return Math.max(0, Math.min(top, pane.count * LINE_PX - pane.height)) / scaleOf(pane);
}

function scaleOf({ count, height }: Pane): number {
  const whole = count * LINE_PX;
  const shown = tallness(count);
  return whole <= shown || shown <= height ? 1 : (whole - height) / (shown - height);
}
