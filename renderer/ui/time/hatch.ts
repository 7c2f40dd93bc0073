// Hatched fills for time that is not work: stripes in one direction for waiting, in the other for retrying.

const TILE = 6;

/** Patterns by colour and slope, for one canvas context. */
export class Hatches {
  readonly #patterns = new Map<string, CanvasPattern | null>();
  #ratio = 0;

  /** `shift`: offset in px that moves the stripes with the filled shape. */
  fill(
    context: CanvasRenderingContext2D,
    colour: string,
    slope: 'up' | 'down',
    shift: { x: number; y: number },
  ): CanvasPattern | string {
    const ratio = window.devicePixelRatio;
    if (ratio !== this.#ratio) this.#patterns.clear();
    this.#ratio = ratio;
    const name = `${colour} ${slope}`;
    if (!this.#patterns.has(name)) this.#patterns.set(name, patternOf(context, colour, slope, ratio));
    const pattern = this.#patterns.get(name) ?? null;
    pattern?.setTransform(new DOMMatrix([1 / ratio, 0, 0, 1 / ratio, shift.x % TILE, shift.y % TILE]));
    return pattern ?? colour;
  }
}

function patternOf(
  context: CanvasRenderingContext2D,
  colour: string,
  slope: 'up' | 'down',
  ratio: number,
): CanvasPattern | null {
  const size = Math.round(TILE * ratio);
  const tile = new OffscreenCanvas(size, size);
  const pen = tile.getContext('2d');
  if (pen === null) return null;
  pen.fillStyle = colour;
  pen.globalAlpha = 0.22;
  pen.fillRect(0, 0, size, size);
  pen.globalAlpha = 1;
  pen.strokeStyle = colour;
  pen.lineWidth = size * 0.32;
  if (slope === 'down') pen.setTransform(-1, 0, 0, 1, size, 0);
  pen.beginPath();
  for (const x of [-size, 0, size]) {
    pen.moveTo(x - size, 2 * size);
    pen.lineTo(x + 2 * size, -size);
  }
  pen.stroke();
  return context.createPattern(tile, 'repeat');
}
