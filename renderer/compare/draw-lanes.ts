// Draws the bars of the two lanes, and their common axis.

import { isBad } from '../../engine/model/effect.ts';
import { kindOf, type Outline } from '../../engine/model/outline.ts';
import type { Stretch } from '../../engine/model/time-parts.ts';
import { type Bar, barOf } from '../ui/time/bars.ts';
import { drawEndMark, endMarkOf } from '../ui/time/end-marks.ts';
import type { Hatches } from '../ui/time/hatch.ts';
import { type Axis, type LaneFrame, placeOf, xOf } from '../../engine/model/time/scale.ts';
import { ticksOf } from '../../engine/model/time/ticks.ts';
import { timesOf } from '../../engine/model/time/times.ts';
import { kindLook } from '../ui/kinds.ts';
import type { Palette } from '../ui/palette.ts';

export type LaneScene = {
  readonly axis: Axis;
  readonly frame: LaneFrame;
  readonly height: number;
  readonly palette: Palette;
};

export type Lane = {
  readonly outline: Outline;
  readonly operation: number;
  readonly y: number;
  readonly height: number;
};

const LEAST = 2;
/** Opacity of time whose use the history does not tell. */
const UNTOLD = 0.45;

export function drawLane(context: CanvasRenderingContext2D, scene: LaneScene, hatches: Hatches, lane: Lane): void {
  const { outline, operation, y, height } = lane;
  const bar = barOf(outline, timesOf(outline), operation);
  const from = xOfTime(scene, bar.from);
  const to = Math.max(from + LEAST, xOfTime(scene, bar.to));
  const colour = colourOf(scene, bar, outline, operation);
  if (to - from <= LEAST) {
    context.fillStyle = colour;
    context.fillRect(from, y, LEAST, height);
  } else {
    for (const stretch of bar.stretches) {
      if (stretch.part === 'between') continue;
      context.globalAlpha = stretch.part === 'unknown' ? UNTOLD : 1;
      context.fillStyle = styleOf(context, scene, hatches, stretch, colour);
      fillBetween(context, scene, xOfTime(scene, stretch.from), xOfTime(scene, stretch.to), y, height);
      context.globalAlpha = 1;
    }
  }
  const mark = endMarkOf(bar.status);
  if (mark !== null && bar.closedAt !== 0)
    drawEndMark(context, mark, { x: to, y: y + height / 2, colours: scene.palette.colours, width: scene.frame.width });
}

function fillBetween(
  context: CanvasRenderingContext2D,
  scene: LaneScene,
  from: number,
  to: number,
  y: number,
  height: number,
): void {
  const left = Math.max(0, from);
  const right = Math.min(scene.frame.width, Math.max(to, from + 0.3));
  if (right > left) context.fillRect(left, y, right - left, height);
}

function colourOf({ palette: { colours } }: LaneScene, bar: Bar, outline: Outline, operation: number): string {
  return isBad(bar.status) ? colours.bad : colours[kindLook(kindOf(outline, operation)).role];
}

function styleOf(
  context: CanvasRenderingContext2D,
  { palette: { colours }, axis, frame }: LaneScene,
  hatches: Hatches,
  { part }: Stretch,
  colour: string,
): CanvasPattern | string {
  if (part === 'running' || part === 'unknown') return colour;
  const shift = { x: xOf(frame, placeOf(axis, 0)), y: 0 };
  if (part === 'retrying') return hatches.fill(context, colours.warn, 'down', shift);
  return hatches.fill(context, part === 'paused' ? colours.faint : colour, 'up', shift);
}

function xOfTime({ axis, frame }: LaneScene, time: number): number {
  return xOf(frame, placeOf(axis, time));
}

/** Drawn over the bars: the axis stays while the bars scroll. */
export function drawTimes(context: CanvasRenderingContext2D, scene: LaneScene, height: number): void {
  const { axis, frame, palette } = scene;
  const { colours, family } = palette;
  context.fillStyle = colours.pane;
  context.fillRect(0, 0, frame.width, height);
  context.font = `11px ${family}`;
  context.textBaseline = 'middle';
  for (const { time, text } of ticksOf(axis, frame.window, frame.width - frame.left - frame.right)) {
    const x = Math.round(xOfTime(scene, time));
    context.fillStyle = colours.line;
    context.globalAlpha = 0.6;
    context.fillRect(x, height, 1, scene.height);
    context.globalAlpha = 1;
    context.fillStyle = colours['line-strong'];
    context.fillRect(x, height - 7, 1, 7);
    if (x + 5 + context.measureText(text).width > frame.width) continue;
    context.fillStyle = colours.dim;
    context.fillText(text, x + 5, 12);
  }
  context.fillStyle = colours.line;
  context.fillRect(0, height - 1, frame.width, 1);
}
