// Draws the strip over the timeline: the whole run with the number of concurrent operations and its failures. A brush
// marks the visible part.

import { useSession } from '../session/session.ts';
import { freshContext } from '../ui/canvas.ts';
import { paintOnce } from '../ui/paint-once.ts';
import { currentPalette, onThemeChange } from '../ui/palette.ts';
import { type Axis, type LaneFrame, placeAtX, placeOf, timeAt, whole, xOf } from '../../engine/model/time/scale.ts';
import { timesOf } from '../../engine/model/time/times.ts';
import type { Tracks } from '../../engine/model/tracks/tracks.ts';
import { LEFT, RIGHT } from './scene.ts';
import { countAt, countsOf } from './spans.ts';
import { useTracks } from './track-state.ts';
import { axisFor, useTimeline, windowFor } from './view.ts';

export type OverviewElements = {
  readonly strip: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly brush: HTMLElement;
  readonly cursor: HTMLElement;
};

const BIN = 2;

/** The strip's coordinates: the whole axis, as wide as the lanes. */
export type Strip = { readonly axis: Axis; readonly frame: LaneFrame };

export class OverviewStage {
  readonly #elements: OverviewElements;
  readonly #paint = paintOnce(() => this.#draw());
  #size = { width: 0, height: 0 };
  #curveDue = true;

  constructor(elements: OverviewElements) {
    this.#elements = elements;
  }

  start(): () => void {
    const sizes = new ResizeObserver(() => this.#measure());
    sizes.observe(this.#elements.strip);
    const stops = [
      () => sizes.disconnect(),
      onThemeChange(() => this.#ask(true)),
      useSession.subscribe((now, before) => {
        if (now.open !== before.open || now.cursor !== before.cursor) this.#ask(now.open !== before.open);
      }),
      useTracks.subscribe((now, before) => {
        if (now.lines !== before.lines) this.#ask(true);
      }),
      useTimeline.subscribe((now, before) => {
        if (now.shown !== before.shown || now.compress !== before.compress) this.#ask(now.compress !== before.compress);
      }),
    ];
    return () => {
      this.#paint.cancel();
      for (const stop of stops) stop();
    };
  }

  strip(): Strip | null {
    const { open } = useSession.getState();
    if (open === null || this.#size.width === 0) return null;
    const axis = axisFor(open.outline, useTimeline.getState().compress);
    return { axis, frame: { window: whole(axis), width: this.#size.width, left: LEFT, right: RIGHT } };
  }

  #ask(curve: boolean): void {
    this.#curveDue ||= curve;
    this.#paint.ask();
  }

  #measure(): void {
    const { width, height } = this.#elements.strip.getBoundingClientRect();
    this.#size = { width, height };
    this.#curveDue = true;
    this.#draw();
  }

  #draw(): void {
    const { open, cursor } = useSession.getState();
    const strip = this.strip();
    if (open === null || strip === null) return;
    const { outline } = open;
    const x = xOf(strip.frame, placeOf(strip.axis, timesOf(outline).at[cursor - 1] ?? 0));
    this.#elements.cursor.style.transform = `translateX(${x}px)`;
    const window = windowFor(useTimeline.getState(), outline);
    const [from, to] = [xOf(strip.frame, window.from), xOf(strip.frame, window.to)];
    this.#elements.brush.style.left = `${from}px`;
    this.#elements.brush.style.width = `${Math.max(3, to - from)}px`;
    this.#elements.brush.toggleAttribute('data-whole', window.from <= 0 && window.to >= strip.axis.length);
    if (this.#curveDue) this.#drawCurve(strip);
  }

  #drawCurve({ axis, frame }: Strip): void {
    const context = freshContext(this.#elements.canvas, this.#size);
    const { open } = useSession.getState();
    if (context === null || open === null) return;
    this.#curveDue = false;
    const { tracks } = useTracks.getState().lines;
    const counts = countsOf(open.outline, tracks, allOf(tracks));
    const { colours } = currentPalette();
    const { width, height } = this.#size;
    const time = (x: number): number => timeAt(axis, placeAtX(frame, x));
    const bins = Math.ceil((width - LEFT - RIGHT) / BIN);
    const heights = Array.from({ length: bins }, (_, i) => {
      const x = LEFT + i * BIN;
      return countAt(counts.all, time(x), time(x + BIN));
    });
    const most = Math.max(1, ...heights);
    context.fillStyle = colours.dim;
    context.globalAlpha = 0.55;
    heights.forEach((count, i) => {
      // Small counts beside very large ones stay visible.
      const tall = count === 0 ? 0 : Math.max(1.5, (count / most) * (height - 8));
      context.fillRect(LEFT + i * BIN, height - tall, BIN, tall);
    });
    context.globalAlpha = 1;
    context.fillStyle = colours.bad;
    const failed = new Set(Array.from(counts.bad, (at) => Math.round(xOf(frame, placeOf(axis, at)) / BIN) * BIN));
    for (const x of failed) context.fillRect(x, 1, BIN, 5);
  }
}

const all = new WeakMap<Tracks, Uint32Array>();

/** Operations of all tracks except workflow tasks, which say nothing about concurrency. */
function allOf(tracks: Tracks): Uint32Array {
  const known = all.get(tracks);
  if (known !== undefined) return known;
  const work = tracks.tracks.filter(({ kind }) => kind !== 'workflowTask');
  const made = new Uint32Array(work.reduce((sum, { members }) => sum + members.length, 0));
  let at = 0;
  for (const { members } of work) {
    made.set(members, at);
    at += members.length;
  }
  all.set(tracks, made);
  return made;
}
