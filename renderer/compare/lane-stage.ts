// Owns the canvas of the two lanes: paints at most once per frame, always the newest state.

import { NONE } from '../../engine/model/outline.ts';
import { barOf } from '../ui/time/bars.ts';
import { Hatches } from '../ui/time/hatch.ts';
import type { LaneFrame } from '../../engine/model/time/scale.ts';
import { timesOf } from '../../engine/model/time/times.ts';
import { freshContext } from '../ui/canvas.ts';
import { paintOnce } from '../ui/paint-once.ts';
import { currentPalette, onThemeChange } from '../ui/palette.ts';
import { useCompare } from '../session/compare/compare-state.ts';
import { drawLane, drawTimes, type LaneScene } from './draw-lanes.ts';
import { laneAxis, laneWindow, panLanes, showLaneTime, useLanes, zoomLanes } from './lanes-time.ts';
import type { Pair } from '../session/compare/pair.ts';
import { sides, standing } from '../session/compare/row-facts.ts';

export const LANES_ROW = 36;
export const LANES_AXIS = 28;
export const nameWidth = 220;
/** Height of a bar, and tops of the two bars of a row, in px. */
const BAR = 10;
const TOPS = { left: 6, right: 20 } as const;
const LEFT = 10;
const RIGHT = 30;

export class LaneStage {
  readonly #scroller: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #pair: Pair;
  readonly #hatches = new Hatches();
  readonly #paint = paintOnce(() => this.#draw());
  #size = { width: 0, height: 0 };

  constructor(scroller: HTMLElement, canvas: HTMLCanvasElement, pair: Pair) {
    this.#scroller = scroller;
    this.#canvas = canvas;
    this.#pair = pair;
  }

  /** Starts painting; returns a function that stops it. */
  start(): () => void {
    const stop = new AbortController();
    const sizes = new ResizeObserver(() => this.#measure());
    sizes.observe(this.#scroller);
    this.#scroller.addEventListener('scroll', () => this.#paint.ask(), { passive: true, signal: stop.signal });
    this.#scroller.addEventListener('wheel', (event) => this.#zoom(event), { passive: false, signal: stop.signal });
    const stops = [
      onThemeChange(() => this.#paint.ask()),
      useLanes.subscribe(() => this.#paint.ask()),
      useCompare.subscribe((now, before) => this.#follow(now.cursor, before.cursor)),
    ];
    return () => {
      stop.abort();
      sizes.disconnect();
      this.#paint.cancel();
      for (const each of stops) each();
    };
  }

  /** Where only part of the time is shown, brings the bar at the cursor into view. */
  #follow(cursor: number, before: number): void {
    this.#paint.ask();
    if (cursor === before) return;
    for (const side of sides) {
      const operation = standing(this.#pair, cursor, side);
      if (operation === NONE) continue;
      const { outline } = this.#pair[side];
      showLaneTime(this.#pair, barOf(outline, timesOf(outline), operation).from);
      return;
    }
  }

  #measure(): void {
    const { clientWidth, clientHeight } = this.#scroller;
    this.#size = { width: Math.max(0, clientWidth - nameWidth), height: clientHeight };
    this.#canvas.style.width = `${this.#size.width}px`;
    this.#canvas.style.height = `${clientHeight}px`;
    this.#draw();
  }

  /** The wheel zooms at the pointer with Ctrl, pans sideways, and scrolls otherwise. */
  #zoom(event: WheelEvent): void {
    const { left } = this.#canvas.getBoundingClientRect();
    const share = (event.clientX - left - LEFT) / Math.max(1, this.#size.width - LEFT - RIGHT);
    if (event.ctrlKey || event.metaKey) zoomLanes(Math.exp(-event.deltaY / 200), Math.max(0, Math.min(share, 1)));
    else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) panLanes(event.deltaX / Math.max(1, this.#size.width));
    else return;
    event.preventDefault();
  }

  #draw(): void {
    const context = freshContext(this.#canvas, this.#size);
    if (context === null) return;
    const { lines } = useCompare.getState();
    const scene = this.#scene();
    const top = this.#scroller.scrollTop;
    const first = Math.max(0, Math.floor(top / LANES_ROW));
    const end = Math.min(lines.count, Math.ceil((top + this.#size.height) / LANES_ROW));
    for (let line = first; line < end; line++) {
      if (lines.fold[line] !== 0) continue;
      for (const side of sides) {
        const operation = standing(this.#pair, lines.row[line]!, side);
        const y = LANES_AXIS + line * LANES_ROW - top + TOPS[side];
        if (operation !== NONE)
          drawLane(context, scene, this.#hatches, { outline: this.#pair[side].outline, operation, y, height: BAR });
      }
    }
    drawTimes(context, scene, LANES_AXIS);
  }

  #scene(): LaneScene {
    const axis = laneAxis(this.#pair);
    const frame: LaneFrame = {
      window: laneWindow(useLanes.getState(), this.#pair),
      width: this.#size.width,
      left: LEFT,
      right: RIGHT,
    };
    return { axis, frame, height: this.#size.height, palette: currentPalette() };
  }
}
