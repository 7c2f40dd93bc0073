// How an operation ended, as a shape after its bar: no shape for a good end.

import type { OperationStatus } from '../../../engine/model/effect.ts';
import type { Palette } from '../palette.ts';

export type EndMark = 'cross' | 'clock' | 'stop' | 'slash';

const marks: Readonly<Partial<Record<OperationStatus, EndMark>>> = {
  failed: 'cross',
  rejected: 'cross',
  timedOut: 'clock',
  terminated: 'stop',
  canceled: 'slash',
  skipped: 'slash',
};

export function endMarkOf(status: OperationStatus): EndMark | null {
  return marks[status] ?? null;
}

/** Half the size of a mark, in px. */
const R = 4;

type Where = { readonly x: number; readonly y: number; readonly colours: Palette['colours']; readonly width: number };

/** `x`: end of the bar in px; the mark is right of it. */
export function drawEndMark(context: CanvasRenderingContext2D, mark: EndMark, where: Where): void {
  const x = Math.round(where.x) + R + 4;
  if (x > where.width + R || x < -R) return;
  context.strokeStyle = mark === 'slash' ? where.colours.dim : where.colours.bad;
  context.fillStyle = context.strokeStyle;
  context.lineWidth = 1.75;
  context.lineCap = 'round';
  context.beginPath();
  outlines[mark](context, x, Math.round(where.y));
  context.stroke();
  context.lineCap = 'butt';
}

const outlines: Readonly<Record<EndMark, (context: CanvasRenderingContext2D, x: number, y: number) => void>> = {
  cross(context, x, y) {
    line(context, x - R + 0.5, y - R + 0.5, x + R - 0.5, y + R - 0.5);
    line(context, x - R + 0.5, y + R - 0.5, x + R - 0.5, y - R + 0.5);
  },
  clock(context, x, y) {
    context.arc(x, y, R + 0.5, 0, 2 * Math.PI);
    line(context, x, y - 2.5, x, y);
    line(context, x, y, x + 2, y + 1);
  },
  stop(context, x, y) {
    context.rect(x - R + 0.5, y - R + 0.5, 2 * R - 1, 2 * R - 1);
  },
  slash(context, x, y) {
    context.arc(x, y, R + 0.5, 0, 2 * Math.PI);
    line(context, x - 3, y + 3, x + 3, y - 3);
  },
};

function line(context: CanvasRenderingContext2D, fromX: number, fromY: number, toX: number, toY: number): void {
  context.moveTo(fromX, fromY);
  context.lineTo(toX, toY);
}
