// A canvas as sharp as the screen: its bitmap has device pixels, its coordinates are CSS px.

export type Size = { readonly width: number; readonly height: number };

/** The context, cleared and scaled; null where the canvas has no size. */
export function freshContext(canvas: HTMLCanvasElement, { width, height }: Size): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio;
  const [columns, lines] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (columns === 0 || lines === 0) return null;
  const context = canvas.getContext('2d');
  if (context === null) return null;
  if (canvas.width !== columns || canvas.height !== lines) {
    canvas.width = columns;
    canvas.height = lines;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}
