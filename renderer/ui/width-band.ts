// Tells between which bounds the width of a pane is: graphs are laid out for it.

/** Px beyond a bound from which on the width counts as past it: at a width near a bound everything stays as it is. */
const SLACK = 20;

/**
 * `bounds`: in px, rising. Tells how many of them the width is past, at once and at each change; nothing while the
 * element is hidden. Returns a function that stops it.
 */
export function watchWidth(element: Element, bounds: readonly number[], tell: (band: number) => void): () => void {
  let band: number | undefined;
  const look = (): void => {
    const width = element.clientWidth;
    if (width === 0) return;
    const next = bandOf(width, bounds, band);
    if (next !== band) tell((band = next));
  };
  look();
  const observer = new ResizeObserver(look);
  observer.observe(element);
  return () => observer.disconnect();
}

/** `before`: the band until now. */
export function bandOf(width: number, bounds: readonly number[], before?: number): number {
  return bounds.filter((bound, i) => {
    if (before === undefined) return width >= bound;
    return i < before ? width >= bound - SLACK : width >= bound + SLACK;
  }).length;
}
