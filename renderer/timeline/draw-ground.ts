// Draws the parts that stay while the cursor moves: the axis and its grid, the range, the time under the pointer.

import { durationText } from '../../engine/model/duration.ts';
import type { Seq } from '../../engine/model/event.ts';
import { AXIS } from './rows.ts';
import { placeAtX, timeAt } from '../../engine/model/time/scale.ts';
import { type Scene, xOfTime } from './scene.ts';
import { stepOf, type Tick, tickText } from '../../engine/model/time/ticks.ts';
import type { TimeSpan } from './view.ts';

export type Ground = {
  readonly ticks: readonly Tick[];
  /** The range being chosen. */
  readonly range: TimeSpan | null;
  /** Events with a note. */
  readonly notes: readonly Seq[];
  /** x of the pointer over the lanes, in px. */
  readonly pointer: number | null;
};

/** y of the middle of the axis texts, in px: the cursor's handle is below them. */
const TEXT = 11;

export function drawGround(context: CanvasRenderingContext2D, scene: Scene, ground: Ground): void {
  const { ticks, range, pointer, notes } = ground;
  drawGrid(context, scene, ticks);
  if (range !== null) drawRange(context, scene, range);
  if (pointer !== null) drawPointerLine(context, scene, pointer);
  context.font = `11px ${scene.palette.family}`;
  context.textBaseline = 'middle';
  const chip = pointer === null ? null : chipAt(context, scene, pointer);
  drawAxis(context, scene, ticks, chip);
  drawNotes(context, scene, notes);
  if (chip !== null) drawChip(context, scene, chip);
}

function drawGrid(context: CanvasRenderingContext2D, scene: Scene, ticks: readonly Tick[]): void {
  const { colours } = scene.palette;
  context.fillStyle = colours.line;
  context.globalAlpha = 0.6;
  for (const tick of ticks) context.fillRect(Math.round(xOfTime(scene, tick.time)), AXIS, 1, scene.height - AXIS);
  context.globalAlpha = 1;
}

function drawRange(context: CanvasRenderingContext2D, scene: Scene, range: TimeSpan): void {
  const from = Math.round(xOfTime(scene, range.from));
  const to = Math.round(xOfTime(scene, range.to));
  context.fillStyle = scene.palette.colours.accent;
  context.globalAlpha = 0.16;
  context.fillRect(from, AXIS, to - from, scene.height);
  context.globalAlpha = 1;
  context.fillRect(from, AXIS, 1, scene.height);
  context.fillRect(to - 1, AXIS, 1, scene.height);
}

function drawPointerLine(context: CanvasRenderingContext2D, scene: Scene, x: number): void {
  context.fillStyle = scene.palette.colours.dim;
  context.globalAlpha = 0.5;
  context.fillRect(Math.round(x), AXIS, 1, scene.height);
  context.globalAlpha = 1;
}

/** Draws the duration of a cut idle gap, where there is room. */
function drawCuts(context: CanvasRenderingContext2D, scene: Scene): void {
  const { colours } = scene.palette;
  for (const cut of scene.axis.cuts) {
    const [from, to] = [xOfTime(scene, cut.from), xOfTime(scene, cut.to)];
    if (to < 0 || from > scene.frame.width) continue;
    context.fillStyle = colours.raised;
    context.fillRect(from, 0, to - from, AXIS - 1);
    const text = durationText(cut.to - cut.from);
    const width = context.measureText(text).width;
    context.fillStyle = colours.faint;
    if (width + 4 <= to - from) context.fillText(text, (from + to - width) / 2, TEXT);
  }
}

/** A small leaf on the axis for each event with a note. */
function drawNotes(context: CanvasRenderingContext2D, scene: Scene, notes: readonly Seq[]): void {
  context.fillStyle = scene.palette.colours.accent;
  for (const seq of notes) {
    const x = Math.round(xOfTime(scene, scene.times.at[seq - 1] ?? 0));
    context.fillRect(x - 3, AXIS - 8, 6, 6);
  }
}

type Chip = { readonly text: string; readonly left: number; readonly width: number };

/** Position of the label with the time under the pointer: the label is always fully visible. */
function chipAt(context: CanvasRenderingContext2D, scene: Scene, x: number): Chip {
  const text = pointerText(scene, x);
  const width = Math.ceil(context.measureText(text).width) + 12;
  return { text, width, left: Math.round(Math.max(0, Math.min(x - width / 2, scene.frame.width - width))) };
}

function pointerText({ axis, frame }: Scene, x: number): string {
  const place = placeAtX(frame, x);
  const cut = axis.cuts.find(({ at, length }) => place > at && place < at + length);
  if (cut !== undefined) return `idle for ${durationText(cut.to - cut.from)}`;
  const perPixel = (frame.window.to - frame.window.from) / frame.width;
  return tickText(axis.unit, timeAt(axis, place), stepOf(axis.unit, perPixel));
}

function drawChip(context: CanvasRenderingContext2D, { palette }: Scene, { text, left, width }: Chip): void {
  context.fillStyle = palette.colours.raised;
  context.strokeStyle = palette.colours['line-strong'];
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(left + 0.5, 1.5, width - 1, 2 * TEXT - 4, 4);
  context.fill();
  context.stroke();
  context.fillStyle = palette.colours.text;
  context.fillText(text, left + 6, TEXT);
}

function drawAxis(context: CanvasRenderingContext2D, scene: Scene, ticks: readonly Tick[], chip: Chip | null): void {
  const { colours } = scene.palette;
  const { width } = scene.frame;
  for (const tick of ticks) {
    const x = Math.round(xOfTime(scene, tick.time));
    context.fillStyle = colours['line-strong'];
    context.fillRect(x, AXIS - 7, 1, 7);
    const end = x + 5 + context.measureText(tick.text).width;
    const hidden = chip !== null && end > chip.left - 4 && x + 5 < chip.left + chip.width + 4;
    if (hidden || end > width) continue;
    context.fillStyle = colours.dim;
    context.fillText(tick.text, x + 5, TEXT);
  }
  drawCuts(context, scene);
  context.fillStyle = colours.line;
  context.fillRect(0, AXIS - 1, width, 1);
}
