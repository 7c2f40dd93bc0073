// Keeps the strip behind the scrubber painted: fully for another run, filter, size or theme; partly for each move of
// the cursor.

import { useSession } from '../session/session.ts';
import { useNotes } from '../session/notes.ts';
import { useMarkedStops } from '../session/stops/marked-stops.ts';
import { freshContext } from '../ui/canvas.ts';
import { paintOnce } from '../ui/paint-once.ts';
import { currentPalette, onThemeChange } from '../ui/palette.ts';
import { columnAt, type Density, DensityCounts } from './density.ts';
import { drawDensity } from './draw-density.ts';

const LEAST_COLUMN = 5;

/** Starts painting; returns a function that stops it. */
export function paintStrip(canvas: HTMLCanvasElement): () => void {
  const size = { width: 0, height: 0 };
  let counts: DensityCounts | null = null;
  let density: Density | null = null;
  const draw = (): void => {
    const { open, visible, cursor } = useSession.getState();
    const context = freshContext(canvas, size);
    if (open === null || context === null || open.outline.events === 0) return;
    const { outline } = open;
    counts ??= new DensityCounts(outline, Math.floor(size.width / LEAST_COLUMN));
    density ??= counts.grow(outline, visible.events);
    const { run, seqs } = useMarkedStops.getState();
    const stops = run === open.summary.runId ? [...seqs] : [];
    drawDensity(context, {
      density,
      stops,
      notes: [...useNotes.getState().bySeq.keys()].filter((seq) => seq > 0),
      events: outline.events,
      cursor,
      ...size,
      colours: currentPalette().colours,
    });
  };
  const paint = paintOnce(draw);
  const measure = new ResizeObserver(() => {
    const { width, height } = canvas.getBoundingClientRect();
    Object.assign(size, { width, height });
    counts = null;
    density = null;
    draw();
  });
  measure.observe(canvas);
  const stops = [
    onThemeChange(paint.ask),
    useMarkedStops.subscribe(paint.ask),
    useNotes.subscribe(paint.ask),
    useSession.subscribe((now, before) => {
      if (now.open !== before.open || now.visible !== before.visible) density = null;
      if (now.visible.edition !== before.visible.edition) counts = null;
      // A step within one column changes nothing.
      if (density === null || columnAt(density, now.cursor) !== columnAt(density, before.cursor)) paint.ask();
    }),
    () => measure.disconnect(),
    paint.cancel,
  ];
  return () => stops.forEach((stop) => stop());
}
