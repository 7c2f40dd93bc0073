// Draws a lane of a folded track: single slices where there is room, else the density of slices; or the curve of
// concurrent operations.

import { countUpTo } from '../../engine/model/cursor.ts';
import { durationText } from '../../engine/model/duration.ts';
import { fullNameOf } from '../../engine/model/operation-name.ts';
import { kindOf, NONE } from '../../engine/model/outline.ts';
import { kindLook } from '../ui/kinds.ts';
import { lineText } from '../ui/plain-text.ts';
import { barOf, knownOf } from '../ui/time/bars.ts';
import { drawEndMark, endMarkOf } from '../ui/time/end-marks.ts';
import type { Hatches } from '../ui/time/hatch.ts';
import { placeAtX, timeAt } from '../../engine/model/time/scale.ts';
import { drawStretches, FAINT } from './draw-bars.ts';
import { type Line, linesOf } from './lines.ts';
import { AXIS, ROW } from './rows.ts';
import { cursorTime, isBeside, type Scene, xOfTime, yOfRow } from './scene.ts';
import { countAt, countsOf, type LaneSpans, laneSpans } from './spans.ts';

const HEIGHT = 16;
/** Width in px from which on a slice is drawn separately. */
const WIDE = 4;
/** Width in px of the bins into which narrower slices are merged. */
const BIN = 2;
/** Room for an end mark, in px. */
const MARK = 16;

/** Call before `drawBars`, which draws the background. */
export function drawLanes(context: CanvasRenderingContext2D, scene: Scene, hatches: Hatches): void {
  context.save();
  context.beginPath();
  context.rect(0, AXIS, scene.frame.width, scene.height - AXIS);
  context.clip();
  for (let row = scene.rows.first; row < scene.rows.end; row++) {
    const line = scene.lines.at(row);
    if (line?.operation === NONE) drawLane(context, scene, hatches, line, yOfRow(scene, row));
  }
  context.restore();
}

function drawLane(context: CanvasRenderingContext2D, scene: Scene, hatches: Hatches, line: Line, y: number): void {
  const { track, lane } = line;
  if (lane > 0 && lane === linesOf(track) - 1) drawSlowest(context, scene, line, y);
  else if (track.lanes === 0) drawCurve(context, scene, line, y);
  else new LanePen(context, scene, hatches, line, y).draw();
}

class LanePen {
  readonly #context: CanvasRenderingContext2D;
  readonly #scene: Scene;
  readonly #hatches: Hatches;
  readonly #line: Line;
  readonly #spans: LaneSpans;
  readonly #y: number;
  readonly #now: number;
  readonly #colour: string;

  constructor(context: CanvasRenderingContext2D, scene: Scene, hatches: Hatches, line: Line, y: number) {
    this.#context = context;
    this.#scene = scene;
    this.#hatches = hatches;
    this.#line = line;
    this.#spans = laneSpans(scene.outline, scene.lines.tracks, line.track)[line.lane]!;
    this.#y = y + (ROW - HEIGHT) / 2;
    this.#now = xOfTime(scene, cursorTime(scene));
    this.#colour = scene.palette.colours[kindLook(line.track.kind).role];
  }

  draw(): void {
    const { from, to } = this.#spans;
    const { width } = this.#scene.frame;
    const [first, last] = [timeAtX(this.#scene, -WIDE), timeAtX(this.#scene, width + WIDE)];
    let i = countUpTo(to, first - 1e-9);
    while (i < from.length && from[i]! <= last) {
      const [left, right] = [xOfTime(this.#scene, from[i]!), xOfTime(this.#scene, to[i]!)];
      if (right - left >= WIDE || this.#isAlone(i, left)) {
        this.#slice(i, left, right);
        i++;
      } else i = this.#bin(i, left);
    }
  }

  /** True where the end mark has room, because no other slice is near. */
  #isAlone(i: number, left: number): boolean {
    const next = this.#spans.from[i + 1];
    return next === undefined || xOfTime(this.#scene, next) - left > MARK;
  }

  /** Only the last slice that begins in a bin can be wide: it is left for separate drawing. */
  #bin(first: number, left: number): number {
    const { from, to, filled } = this.#spans;
    const x = Math.floor(left);
    const end = timeAtX(this.#scene, x + BIN);
    let next = Math.max(first + 1, countUpTo(from, end, first) + first);
    const wide = next - 1;
    if (wide > first && xOfTime(this.#scene, to[wide]!) - xOfTime(this.#scene, from[wide]!) >= WIDE) next = wide;
    const covered = (filled[next]! - filled[first]!) / Math.max(1e-9, end - timeAtX(this.#scene, x));
    const context = this.#context;
    context.globalAlpha = (0.3 + 0.7 * Math.min(1, covered)) * this.#known(x);
    context.fillStyle = this.#binColour(first, next);
    context.fillRect(x, this.#y, BIN, HEIGHT);
    context.globalAlpha = 1;
    return next;
  }

  /** Failed and retried operations stay visible among thousands. */
  #binColour(first: number, end: number): string {
    const { bad, retried } = this.#spans;
    const { colours } = this.#scene.palette;
    if (bad[end]! > bad[first]!) return colours.bad;
    return retried[end]! > retried[first]! ? colours.warn : this.#colour;
  }

  #known(x: number): number {
    return x > this.#now ? FAINT : 1;
  }

  #slice(i: number, left: number, right: number): void {
    const { outline, times, palette, cursor, selected, frame } = this.#scene;
    const operation = this.#spans.operations[i]!;
    const bar = barOf(outline, times, operation);
    const context = this.#context;
    if (right - left < WIDE || bar.stretches.length === 0) {
      context.globalAlpha = bar.openedAt <= cursor ? 1 : FAINT;
      context.fillStyle =
        this.#spans.bad[i + 1]! > this.#spans.bad[i]! ? palette.colours.bad : this.#colourOf(operation);
      context.fillRect(Math.round(left), this.#y, BIN, HEIGHT);
      context.globalAlpha = 1;
    } else {
      const place = { context, scene: this.#scene, hatches: this.#hatches, bar };
      drawStretches({ ...place, colour: this.#colourOf(operation), y: this.#y, height: HEIGHT });
      this.#label(operation, left, right);
    }
    if (operation === selected) this.#ring(left, right);
    const mark = endMarkOf(bar.status);
    if (mark === null || bar.closedAt === 0 || !this.#isAlone(i, right)) return;
    context.globalAlpha = knownOf(bar, cursor) === 'all' ? 1 : FAINT;
    drawEndMark(context, mark, { x: right, y: this.#y + HEIGHT / 2, colours: palette.colours, width: frame.width });
    context.globalAlpha = 1;
  }

  #colourOf(operation: number): string {
    const { outline, palette } = this.#scene;
    if (isBeside(this.#scene, operation)) return palette.colours['line-strong'];
    return palette.colours[kindLook(kindOf(outline, operation)).role];
  }

  /** The label has a background, as the fill below may be hatched. */
  #label(operation: number, left: number, right: number): void {
    const [from, to] = [Math.max(left, 0) + 3, Math.min(right, this.#scene.frame.width) - 3];
    if (to - from < 24) return;
    const context = this.#context;
    const { colours, family } = this.#scene.palette;
    context.font = `10px ${family}`;
    context.textBaseline = 'middle';
    const text = this.#labelOf(operation);
    const width = context.measureText(text).width;
    if (width + 6 > to - from) return;
    context.fillStyle = colours.pane;
    context.globalAlpha = 0.88;
    context.beginPath();
    context.roundRect(from, this.#y + 2, width + 6, HEIGHT - 4, 2);
    context.fill();
    context.globalAlpha = 1;
    context.fillStyle = colours.text;
    context.fillText(text, from + 3, this.#y + HEIGHT / 2 + 0.5);
  }

  /** The distinguishing text of a slice: its name where the track has several names, and its duration. */
  #labelOf(operation: number): string {
    const { outline, times } = this.#scene;
    const bar = barOf(outline, times, operation);
    const name = lineText(fullNameOf(outline, operation), 40);
    const took = times.unit === 'ms' ? durationText(bar.to - bar.from) : '';
    return name === this.#line.track.name ? took || name : [name, took].filter(Boolean).join(' ');
  }

  #ring(left: number, right: number): void {
    const context = this.#context;
    context.strokeStyle = this.#scene.palette.colours.text;
    context.lineWidth = 1.5;
    context.strokeRect(Math.round(left) - 1.5, this.#y - 1.5, Math.max(BIN, right - left) + 3, HEIGHT + 3);
  }
}

/** Draws a mark below the slice of longest duration. */
function drawSlowest(context: CanvasRenderingContext2D, scene: Scene, { track }: Line, y: number): void {
  const { slowest, max } = track.sums;
  if (max === 0) return;
  const { times } = scene.lines.tracks;
  const x = xOfTime(scene, (times.from[slowest]! + times.to[slowest]!) / 2);
  if (x < 0 || x > scene.frame.width) return;
  const { colours, family } = scene.palette;
  context.fillStyle = colours.dim;
  context.beginPath();
  context.moveTo(x - 4, y + 7);
  context.lineTo(x, y + 2);
  context.lineTo(x + 4, y + 7);
  context.fill();
  if (scene.times.unit !== 'ms') return;
  context.font = `10px ${family}`;
  context.textBaseline = 'middle';
  const text = `slowest ${durationText(max)}`;
  const width = context.measureText(text).width;
  const left = x + 8 + width > scene.frame.width ? x - 8 - width : x + 8;
  context.fillText(text, left, y + 9);
}

/** Each line of the track but the last, which has the mark of the slowest, draws its part of the curve. */
function drawCurve(context: CanvasRenderingContext2D, scene: Scene, { track, lane }: Line, y: number): void {
  const height = (linesOf(track) - 1) * ROW - 5;
  const bottom = y - lane * ROW + height + 3;
  const counts = countsOf(scene.outline, scene.lines.tracks, track.members);
  const now = xOfTime(scene, cursorTime(scene));
  context.save();
  context.beginPath();
  context.rect(0, y, scene.frame.width, ROW);
  context.clip();
  context.fillStyle = scene.palette.colours[kindLook(track.kind).role];
  for (let x = 0; x < scene.frame.width; x += BIN) {
    const [from, to] = [timeAtX(scene, x), timeAtX(scene, x + BIN)];
    if (to <= 0 || to <= from) continue;
    const known = x > now ? FAINT : 1;
    const all = (countAt(counts.all, from, to) / track.peak) * height;
    const running = Math.min(all, (countAt(counts.running, from, to) / track.peak) * height);
    context.globalAlpha = 0.32 * known;
    context.fillRect(x, bottom - all, BIN, all - running);
    context.globalAlpha = known;
    context.fillRect(x, bottom - running, BIN, running);
  }
  drawFailures(context, scene, counts.bad, bottom, now);
  context.restore();
}

function drawFailures(
  context: CanvasRenderingContext2D,
  scene: Scene,
  bad: Float64Array,
  bottom: number,
  now: number,
): void {
  context.fillStyle = scene.palette.colours.bad;
  for (let i = 0; i < bad.length;) {
    const x = Math.floor(xOfTime(scene, bad[i]!));
    context.globalAlpha = x > now ? FAINT : 1;
    context.fillRect(x, bottom - 8, BIN, 8);
    i = Math.max(i + 1, countUpTo(bad, timeAtX(scene, x + BIN)));
  }
  context.globalAlpha = 1;
}

function timeAtX({ axis, frame }: Scene, x: number): number {
  return timeAt(axis, placeAtX(frame, x));
}
