// Draws the strip behind the scrubber. The part after the cursor is faint.

import type { Seq } from '../../engine/model/event.ts';
import { kindRoles } from '../ui/kinds.ts';
import type { Palette } from '../ui/palette.ts';
import { columnAt, type Density, hasBad, hasWarning, xOfSeq } from './density.ts';

type Strip = {
  readonly density: Density;
  /** Events at which breakpoints stop. */
  readonly stops: readonly Seq[];
  /** Events with a note. */
  readonly notes: readonly Seq[];
  readonly events: number;
  readonly cursor: Seq;
  readonly width: number;
  readonly height: number;
  readonly colours: Palette['colours'];
};

const FAINT = 0.32;
/** Room above the columns for the marks, in px. */
const MARKS = 8;
const STOP = 4;

export function drawDensity(context: CanvasRenderingContext2D, strip: Strip): void {
  const { density, events, cursor, width, height, colours } = strip;
  const now = columnAt(density, cursor);
  const wide = (width * density.each) / events;
  const half = sparse(density) ? 4 : Math.max(1.5, Math.min(4, wide / 2 - 0.5));
  const gap = wide >= 3 ? 1 : 0;
  for (let column = 0; column < density.columns; column++) {
    const tall = Math.max(1.5, density.heights[column]! * (height - MARKS));
    const left = column * wide;
    context.globalAlpha = column > now ? FAINT : 0.9;
    context.fillStyle = colours[kindRoles[density.roles[column]!] ?? 'marker'];
    context.fillRect(left, height - tall, Math.min(wide, width - left) - gap, tall);
  }
  for (let column = 0; column < density.columns; column++) {
    context.globalAlpha = column > now ? 0.6 : 1;
    const middle = Math.min((column + 0.5) * wide - gap / 2, width - half);
    if (hasBad(density, column)) drawWedge(context, middle, half, colours.bad);
    else if (hasWarning(density, column)) drawDot(context, middle, colours.warn);
  }
  context.globalAlpha = 1;
  drawStops(context, strip);
  drawNotes(context, strip);
}

/** A dot for each breakpoint's stop; where they stand too close for that, a tick. */
function drawStops(context: CanvasRenderingContext2D, { stops, events, width, height, colours }: Strip): void {
  const places = [...new Set(stops.map((seq) => Math.round(xOfSeq(seq, events, width))))].toSorted((a, b) => a - b);
  const close = places.some((x, index) => x - (places[index - 1] ?? -Infinity) < 2 * STOP);
  for (const x of places) {
    if (close) {
      context.fillStyle = colours.bad;
      context.fillRect(x - 0.5, height - 2 * STOP, 1, 2 * STOP);
    } else {
      drawCircle(context, x, height - STOP, STOP, colours.pane);
      drawCircle(context, x, height - STOP, STOP - 1, colours.bad);
    }
  }
}

/** A small leaf above the columns for each event with a note. */
function drawNotes(context: CanvasRenderingContext2D, { notes, events, width, colours }: Strip): void {
  context.fillStyle = colours.accent;
  for (const seq of notes) context.fillRect(Math.round(xOfSeq(seq, events, width)) - 3, 0, 6, 6);
}

/** True where the strip has so few marks that each can have full size. */
function sparse({ columns, marks }: Density): boolean {
  return marks.reduce((sum, mark) => sum + Math.min(mark, 1), 0) < columns / 8;
}

/** The mark of a failure. */
function drawWedge(context: CanvasRenderingContext2D, x: number, half: number, colour: string): void {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x - half, 0);
  context.lineTo(x + half, 0);
  context.lineTo(x, 6);
  context.fill();
}

/** The mark of a warning. */
function drawDot(context: CanvasRenderingContext2D, x: number, colour: string): void {
  drawCircle(context, x, 3, 2.5, colour);
}

function drawCircle(context: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string): void {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}
