// Rows on screen: which rows a scroll position shows. Above the height that a browser can lay out, the scroll position
// is scaled.

export const ROW = 22;
/** Height of the time axis in px; the axis stays above the rows. */
export const AXIS = 28;
/** Chromium limits elements to about 33 million px. */
const TALLEST = 24_000_000;

/** `viewport`: height in px of the area for rows, without the axis. */
export type RowPane = { readonly count: number; readonly viewport: number };

/** Height of all rows in the document, in px. */
export function spacerHeight(rows: RowPane): number {
  return Math.min(heightOf(rows), TALLEST);
}

/** Below the last row stays a blank part of a row: scrolled to the end, a whole row is at the top. */
function heightOf({ count, viewport }: RowPane): number {
  return count * ROW + (viewport % ROW);
}

/** The px of the rows at the top of the view that is scrolled to the end. */
function lastTop(rows: RowPane): number {
  return Math.max(0, heightOf(rows) - rows.viewport);
}

/** Pixels of rows per pixel of scrolling. */
function ratio(rows: RowPane): number {
  const scrollable = spacerHeight(rows) - rows.viewport;
  return scrollable <= 0 ? 1 : Math.max(1, lastTop(rows) / scrollable);
}

/** The px of the rows at the top of the view. */
export function topOf(rows: RowPane, scrollTop: number): number {
  return Math.max(0, Math.min(scrollTop * ratio(rows), lastTop(rows)));
}

export type RowSpan = { readonly first: number; readonly end: number };

/** Maximum number of rows that are visible at once. */
export function mostInView(rows: RowPane): number {
  return Math.ceil(rows.viewport / ROW) + 1;
}

/** Rows of which a part is visible: `first` … `end` − 1. */
export function rowsInView(rows: RowPane, top: number): RowSpan {
  const first = Math.min(rows.count, Math.floor(top / ROW));
  return { first, end: Math.min(rows.count, Math.ceil((top + rows.viewport) / ROW)) };
}

/** The row at `y` px below the axis, or −1. */
export function rowAt(rows: RowPane, top: number, y: number): number {
  const row = Math.floor((top + y) / ROW);
  return y < 0 || row >= rows.count ? -1 : row;
}

/**
 * The nearest scroll position that shows a row; null when the whole row is in view. At the top of the view stands a
 * line that begins a row by itself (`begins`), not the middle of a track.
 */
export function scrollToShow(
  rows: RowPane,
  scrollTop: number,
  row: number,
  begins: (line: number) => boolean = () => true,
): number | null {
  const top = topOf(rows, scrollTop);
  if (row * ROW >= top && (row + 1) * ROW <= top + rows.viewport) return null;
  let line = row * ROW < top ? row : Math.max(0, Math.ceil(((row + 1) * ROW - rows.viewport) / ROW));
  if (line === row) while (line > 0 && !begins(line) && (row - line + 2) * ROW <= rows.viewport) line--;
  else while (line < row && !begins(line)) line++;
  return Math.min(line * ROW, lastTop(rows)) / ratio(rows);
}
