// Tells when a graph's pane becomes narrow, or wide again: in a narrow one a graph is read downwards.

/** Widths in px, apart, so that at a width between them everything stays as it is. */
const NARROW = 580;
const WIDE = 620;

/** Tells at once, and at each change; nothing while the element is hidden. Returns a function that stops it. */
export function watchNarrow(element: Element, tell: (narrow: boolean) => void): () => void {
  let narrow: boolean | undefined;
  const look = (): void => {
    const width = element.clientWidth;
    if (width === 0) return;
    const next = width < NARROW ? true : width > WIDE ? false : (narrow ?? false);
    if (next !== narrow) tell((narrow = next));
  };
  look();
  const observer = new ResizeObserver(look);
  observer.observe(element);
  return () => observer.disconnect();
}
