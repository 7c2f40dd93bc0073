// Rows on screen: which ones a scroll position shows. Beyond the height that a browser can lay out, the scroll position is scaled.

export const ROW = 22;
/** Height of the time axis, which stays above the rows. */
export const AXIS = 28;
/** Chromium's elements end near 33 million px. */
const TALLEST = 24_000_000;

/** `viewport` = height of what shows rows, without the axis. */
export type RowPane = { readonly count: number; readonly viewport: number };

/** Height of all rows in the document. */
export function spacerHeight(rows: RowPane): number {
  return Math.min(rows.count * ROW, TALLEST);
}

/** Pixels of rows per pixel of scrolling. */
function ratio(rows: RowPane): number {
  const scrollable = spacerHeight(rows) - rows.viewport;
  return scrollable <= 0 ? 1 : Math.max(1, (rows.count * ROW - rows.viewport) / scrollable);
}

/** The pixel of the rows that is at the top of the view. */
export function topOf(rows: RowPane, scrollTop: number): number {
  const most = Math.max(0, rows.count * ROW - rows.viewport);
  return Math.max(0, Math.min(scrollTop * ratio(rows), most));
}

export type RowSpan = { readonly first: number; readonly end: number };

/** At most so many rows show something at once. */
export function mostInView(rows: RowPane): number {
  return Math.ceil(rows.viewport / ROW) + 1;
}

/** Rows of which something shows: `first` … `end` − 1. */
export function rowsInView(rows: RowPane, top: number): RowSpan {
  const first = Math.min(rows.count, Math.floor(top / ROW));
  return { first, end: Math.min(rows.count, Math.ceil((top + rows.viewport) / ROW)) };
}

/** The row at `y` px below the axis, or −1. */
export function rowAt(rows: RowPane, top: number, y: number): number {
  const row = Math.floor((top + y) / ROW);
  return y < 0 || row >= rows.count ? -1 : row;
}

/** The scroll position that brings a row into view by the shortest way; null when all of it is in view. */
export function scrollToShow(rows: RowPane, scrollTop: number, row: number): number | null {
  const top = topOf(rows, scrollTop);
  const wanted = Math.min(row * ROW, Math.max(top, (row + 1) * ROW - rows.viewport));
  return Math.abs(wanted - top) < 0.5 ? null : wanted / ratio(rows);
}
