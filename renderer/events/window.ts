// Which lines of a very long list are on screen. All lines have one height. Browsers limit elements to about 33 million
// px: above TALLEST the list is drawn in full size around the scroll position, and only the scroll position is scaled.

export const LINE_PX = 24;
const TALLEST = 24_000_000;
const SPARE = 8;

/** `height`: height in px of the visible part of the list. */
type List = { readonly height: number; readonly count: number };
export type Pane = List & { readonly scrollTop: number };

/**
 * Lines `first` … `end` − 1 are drawn, of which `seenFirst` … `seenEnd` − 1 are visible; line i is drawn at `i *
 * LINE_PX + shift` px.
 */
export type Slice = {
  readonly first: number;
  readonly end: number;
  readonly seenFirst: number;
  readonly seenEnd: number;
  readonly shift: number;
};

/** Height in px of the list in the document. */
export function tallness(list: List): number {
  return Math.min(wholeOf(list), TALLEST);
}

/** Below the last line stays a blank part of a line: scrolled to the end, a whole line is at the top. */
function wholeOf({ count, height }: List): number {
  return count * LINE_PX + (height % LINE_PX);
}

/** The number of lines is constant, so that the page never grows or shrinks during scrolling. */
export function sliceOf(pane: Pane): Slice {
  const { count, height, scrollTop } = pane;
  const offset = scrollTop * scaleOf(pane);
  const size = Math.min(count, poolSize(height));
  const first = Math.max(0, Math.min(Math.floor(offset / LINE_PX) - SPARE, count - size));
  return {
    first,
    end: first + size,
    seenFirst: Math.max(first, Math.floor(offset / LINE_PX)),
    seenEnd: Math.min(first + size, Math.ceil((offset + height) / LINE_PX)),
    shift: scrollTop - offset,
  };
}

/** Number of drawn lines, for a list with enough lines. */
export function poolSize(height: number): number {
  return Math.ceil(height / LINE_PX) + 2 * SPARE + 2;
}

/** The nearest scroll position that shows a line, with a whole line at the top; unchanged when the line is in view. */
export function reveal(pane: Pane, line: number): number {
  const offset = pane.scrollTop * scaleOf(pane);
  const top = line * LINE_PX;
  if (top < offset) return scrolledTo(pane, top);
  return top + LINE_PX > offset + pane.height ? scrolledTo(pane, top + LINE_PX - pane.height) : pane.scrollTop;
}

/** The scroll position that centres a line, with a whole line at the top. */
export function centre(pane: Pane, line: number): number {
  const top = line * LINE_PX - (pane.height - LINE_PX) / 2;
  return reveal({ ...pane, scrollTop: scrolledTo(pane, top) }, line);
}

/** The scroll position for the first line that begins at or below `px`, or else for the end of the list. */
function scrolledTo(pane: Pane, px: number): number {
  return Math.max(0, Math.min(Math.ceil(px / LINE_PX) * LINE_PX, endOf(pane))) / scaleOf(pane);
}

function endOf(list: List): number {
  return Math.max(0, wholeOf(list) - list.height);
}

/** The scroll position that shows the same lines in a list that now has `count` lines. */
export function scrolledAlike(pane: Pane, count: number): number {
  return (pane.scrollTop * scaleOf(pane)) / scaleOf({ ...pane, count });
}

function scaleOf(list: List): number {
  const whole = wholeOf(list);
  const shown = tallness(list);
  return whole <= shown || shown <= list.height ? 1 : (whole - list.height) / (shown - list.height);
}
