// Draws the visible rows: their lines, the selection, the cursor's line, and the bars on top. Axis and grid are on a
// canvas below.

import { isBad } from '../../engine/model/effect.ts';
import { kindOf, NONE } from '../../engine/model/outline.ts';
import { kindLook } from '../ui/kinds.ts';
import type { TimePart } from '../../engine/model/time-parts.ts';
import { type Bar, type Known, knownEnd, knownOf } from '../ui/time/bars.ts';
import { drawEndMark, endMarkOf } from '../ui/time/end-marks.ts';
import type { Hatches } from '../ui/time/hatch.ts';
import { AXIS, ROW } from './rows.ts';
import { barSpan, cursorTime, LEAST, RIGHT, type Scene, xOfTime, yOfRow } from './scene.ts';
import type { TimeSpan } from './view.ts';

const BAR = 12;
export const FAINT = 0.34;
/** Opacity of time whose use the history does not tell. */
const UNTOLD = 0.45;

export function drawBars(
  context: CanvasRenderingContext2D,
  scene: Scene,
  hatches: Hatches,
  kept: TimeSpan | null,
): void {
  context.save();
  context.beginPath();
  context.rect(0, AXIS, scene.frame.width, scene.height - AXIS);
  context.clip();
  for (let row = scene.rows.first; row < scene.rows.end; row++) drawRow(context, scene, hatches, row);
  drawCuts(context, scene);
  if (kept !== null) shadeOutside(context, scene, kept);
  drawHere(context, scene);
  // Draws below everything drawn so far: the ends of bars fade out by erasing their background.
  context.globalCompositeOperation = 'destination-over';
  drawCursorLine(context, scene);
  drawRows(context, scene);
  context.restore();
  drawCursorHandle(context, scene);
}

/** Draws the rows from top to bottom. */
function drawRows(context: CanvasRenderingContext2D, scene: Scene): void {
  const { colours } = scene.palette;
  const { width } = scene.frame;
  context.fillStyle = colours.line;
  context.globalAlpha = 0.6;
  for (let row = scene.rows.first; row < scene.rows.end; row++)
    if (!goesOn(scene, row)) context.fillRect(0, Math.round(yOfRow(scene, row)) + ROW - 1, width, 1);
  context.globalAlpha = 1;
  context.fillStyle = colours.sel;
  for (let row = scene.rows.first; row < scene.rows.end; row++)
    if (isChosen(scene, row)) context.fillRect(0, yOfRow(scene, row), width, ROW - 1);
}

/** True where the next line belongs to the same track. */
function goesOn({ lines }: Scene, row: number): boolean {
  const next = lines.at(row + 1);
  return next !== undefined && next.operation === NONE && next.lane > 0;
}

function isChosen({ lines, active, selected }: Scene, row: number): boolean {
  const line = lines.at(row);
  if (line === undefined) return false;
  return line.operation === NONE ? line.track.id === active : line.operation === selected;
}

/** The cursor's line hides no bar. */
function drawCursorLine(context: CanvasRenderingContext2D, scene: Scene): void {
  const x = cursorX(scene);
  if (x === null) return;
  context.fillStyle = scene.palette.colours.accent;
  context.fillRect(x - 0.75, AXIS, 1.5, scene.height);
}

/** Draws the handle where the cursor's line meets the axis. */
function drawCursorHandle(context: CanvasRenderingContext2D, scene: Scene): void {
  const x = cursorX(scene);
  if (x === null) return;
  context.fillStyle = scene.palette.colours.accent;
  context.fillRect(x - 0.75, AXIS - 2, 1.5, 2);
  context.beginPath();
  context.moveTo(x - 5, AXIS - 9);
  context.lineTo(x + 5, AXIS - 9);
  context.lineTo(x + 5, AXIS - 6);
  context.lineTo(x, AXIS - 1);
  context.lineTo(x - 5, AXIS - 6);
  context.fill();
}

/** x of the cursor in px; null where the cursor is out of view. */
function cursorX(scene: Scene): number | null {
  const x = Math.round(xOfTime(scene, cursorTime(scene)));
  return scene.cursor === 0 || x < -6 || x > scene.frame.width + 6 ? null : x;
}

export type BarPlace = {
  readonly context: CanvasRenderingContext2D;
  readonly scene: Scene;
  readonly hatches: Hatches;
  readonly bar: Bar;
  readonly colour: string;
  readonly y: number;
  readonly height: number;
};

function drawRow(context: CanvasRenderingContext2D, scene: Scene, hatches: Hatches, row: number): void {
  const operation = scene.lines.at(row)?.operation ?? NONE;
  if (operation === NONE) return;
  const { bar, from, to } = barSpan(scene, operation);
  const { width } = scene.frame;
  const y = yOfRow(scene, row);
  if (to < -RIGHT || from > width + RIGHT) {
    drawPointer(context, scene, y, to < 0 ? 'left' : 'right');
    return;
  }
  const colour = scene.palette.colours[kindLook(kindOf(scene.outline, operation)).role];
  const lane: BarPlace = { context, scene, hatches, bar, colour, y: y + (ROW - BAR) / 2, height: BAR };
  const known = knownOf(bar, scene.cursor);
  if (bar.stretches.length === 0 || to - from <= LEAST) drawInstant(lane, from, known);
  else drawStretches(lane);
  if (bar.closedAt === 0) fadeOut(context, to, y);
  const mark = endMarkOf(bar.status);
  if (mark === null || bar.closedAt === 0) return;
  context.globalAlpha = known === 'all' ? 1 : FAINT;
  drawEndMark(context, mark, { x: to, y: y + ROW / 2, colours: scene.palette.colours, width });
  context.globalAlpha = 1;
}

/** The bar is out of view: an arrow shows on which side. */
function drawPointer(context: CanvasRenderingContext2D, scene: Scene, y: number, side: 'left' | 'right'): void {
  const [x, tip] = side === 'left' ? [7, 3] : [scene.frame.width - 7, scene.frame.width - 3];
  context.fillStyle = scene.palette.colours.faint;
  context.beginPath();
  context.moveTo(x, y + ROW / 2 - 4);
  context.lineTo(tip, y + ROW / 2);
  context.lineTo(x, y + ROW / 2 + 4);
  context.fill();
}

function drawInstant({ context, scene, bar, colour, y }: BarPlace, x: number, known: Known): void {
  context.globalAlpha = known === 'none' ? FAINT : 1;
  context.fillStyle = isBad(bar.status) ? scene.palette.colours.bad : colour;
  context.fillRect(Math.round(x), y, LEAST, BAR);
  context.globalAlpha = 1;
}

export function drawStretches(lane: BarPlace): void {
  const { scene, bar } = lane;
  const now = cursorTime(scene);
  const last = bar.stretches.length - 1;
  let drawn = Number.NEGATIVE_INFINITY;
  for (let i = 0; i <= last; i++) {
    const stretch = bar.stretches[i];
    if (stretch === undefined) continue;
    const open = i === last && bar.closedAt === 0;
    const from = Math.max(xOfTime(scene, stretch.from), drawn);
    const to = xOfTime(scene, stretch.to) + (open ? RIGHT : 0);
    // A stretch narrower than a third of a pixel is left to its neighbour.
    if (to < from + 0.3 && i < last) continue;
    drawn = Math.max(from, to);
    const split = knownOf(bar, scene.cursor) === 'all' ? to : xOfTime(scene, knownEnd(bar, i, scene.cursor, now));
    const bad = i === last && isBad(bar.status);
    fillStretch(lane, stretch.part, bad, from, Math.min(to, split), 1);
    fillStretch(lane, stretch.part, bad, Math.max(from, split), to, FAINT);
  }
}

function fillStretch(lane: BarPlace, part: TimePart, bad: boolean, from: number, to: number, alpha: number): void {
  const { context, scene, y, height } = lane;
  const left = Math.max(from, -8);
  const right = Math.min(Math.max(to, from), scene.frame.width + 8);
  if (right <= left || part === 'between') return;
  context.globalAlpha = part === 'unknown' ? alpha * UNTOLD : alpha;
  context.fillStyle = styleOf(lane, part, bad);
  if (right - left < 5) context.fillRect(left, y, right - left, height);
  else {
    context.beginPath();
    context.roundRect(left, y, right - left, height, 2);
    context.fill();
  }
  context.globalAlpha = 1;
}

function styleOf({ context, scene, hatches, colour }: BarPlace, part: TimePart, bad: boolean): CanvasPattern | string {
  const { colours } = scene.palette;
  const shown = bad ? colours.bad : colour;
  if (part === 'running' || part === 'unknown') return shown;
  const shift = { x: xOfTime(scene, 0), y: -scene.top };
  if (part === 'retrying') return hatches.fill(context, bad ? colours.bad : colours.warn, 'down', shift);
  return hatches.fill(context, part === 'paused' ? colours.faint : shown, 'up', shift);
}

/** The bar of an open operation has no end: it fades out. */
function fadeOut(context: CanvasRenderingContext2D, to: number, y: number): void {
  const from = to - RIGHT - 8;
  const fade = context.createLinearGradient(from, 0, to, 0);
  fade.addColorStop(0, 'transparent');
  fade.addColorStop(1, 'black');
  context.globalCompositeOperation = 'destination-out';
  context.fillStyle = fade;
  context.fillRect(from, y, to - from + 1, ROW);
  context.globalCompositeOperation = 'source-over';
}

/** Draws a torn strip where an idle gap was cut. */
function drawCuts(context: CanvasRenderingContext2D, scene: Scene): void {
  const { colours } = scene.palette;
  for (const cut of scene.axis.cuts) {
    const x = Math.round((xOfTime(scene, cut.from) + xOfTime(scene, cut.to)) / 2);
    if (x < -8 || x > scene.frame.width + 8) continue;
    const edge = zigzag(x, AXIS, scene.height);
    context.lineWidth = 5;
    context.strokeStyle = colours.pane;
    context.stroke(edge);
    context.lineWidth = 1;
    context.strokeStyle = colours.faint;
    for (const shift of [-2.5, 2.5]) context.stroke(zigzag(x + shift, AXIS, scene.height));
  }
}

function zigzag(x: number, from: number, to: number): Path2D {
  const path = new Path2D();
  path.moveTo(x - 3, from);
  for (let y = from, side = 1; y < to; y += 6, side = -side) path.lineTo(x + 3 * side, y + 6);
  return path;
}

/** Shades the time outside the filter's range. */
function shadeOutside(context: CanvasRenderingContext2D, scene: Scene, kept: TimeSpan): void {
  const { width } = scene.frame;
  const from = xOfTime(scene, kept.from);
  const to = xOfTime(scene, kept.to);
  context.fillStyle = scene.palette.colours.pane;
  context.globalAlpha = 0.6;
  if (from > 0) context.fillRect(0, AXIS, Math.min(from, width), scene.height);
  if (to < width) context.fillRect(Math.max(to, 0), AXIS, width, scene.height);
  context.globalAlpha = 1;
}

/** Draws a dot where the cursor's line meets the row of its event. */
function drawHere(context: CanvasRenderingContext2D, scene: Scene): void {
  const row = scene.lines.of(scene.outline.operation[scene.cursor - 1] ?? NONE);
  if (row === null) return;
  context.beginPath();
  context.arc(Math.round(xOfTime(scene, cursorTime(scene))), yOfRow(scene, row) + ROW / 2, 4, 0, 2 * Math.PI);
  context.fillStyle = scene.palette.colours.accent;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = scene.palette.colours.pane;
  context.stroke();
}
