// Owns the pane's canvases and its scroll position: paints at most once per frame, always the newest state.

import { criticalPath } from '../../engine/model/critical-path.ts';
import { openedCount } from '../../engine/model/cursor.ts';
import { NONE, type Outline } from '../../engine/model/outline.ts';
import type { Seq } from '../../engine/model/event.ts';
import { useNotes } from '../session/notes.ts';
import { moveTo, type Session, useSession } from '../session/session.ts';
import { freshContext } from '../ui/canvas.ts';
import { paintOnce } from '../ui/paint-once.ts';
import { currentPalette, onThemeChange } from '../ui/palette.ts';
import { drawBars } from './draw-bars.ts';
import { drawGround } from './draw-ground.ts';
import { drawLanes } from './draw-lanes.ts';
import { Hatches } from '../ui/time/hatch.ts';
import type { Lines } from './lines.ts';
import { Names } from './names.ts';
import { AXIS, mostInView, type RowPane, rowsInView, type RowSpan, scrollToShow, topOf } from './rows.ts';
import { LEFT, RIGHT, type Scene } from './scene.ts';
import { ticksOf } from '../../engine/model/time/ticks.ts';
import { timesOf } from '../../engine/model/time/times.ts';
import { refreshTracks, useTracks } from './track-state.ts';
import { axisFor, type TimeSpan, rangeFor, setRows, showTime, useTimeline, windowFor } from './view.ts';

export type StageElements = {
  readonly scroller: HTMLElement;
  readonly lanes: HTMLElement;
  readonly names: HTMLElement;
  /** An element with a glyph of each kind. */
  readonly stock: Element;
  readonly bars: HTMLCanvasElement;
  readonly ground: HTMLCanvasElement;
};

type Listeners = { readonly onPlace: (place: LanesPlace) => void };

/** Position of the lanes within the pane, in px. */
export type LanesPlace = { readonly left: number; readonly width: number };

export class Stage {
  readonly #elements: StageElements;
  readonly #listeners: Listeners;
  readonly #hatches = new Hatches();
  readonly #names: Names;
  readonly #paint = paintOnce(() => this.#draw());
  readonly #stops: (() => void)[] = [];
  #size = { width: 0, height: 0 };
  #scrollTop = 0;
  /** A person has scrolled since the run was opened. */
  #isScrolled = false;
  #span: RowSpan = { first: 0, end: 0 };
  #follow: 'cursor' | 'selected' | null = 'cursor';
  #groundDue = true;
  #barsDue = true;
  #pointerX: number | null = null;

  constructor(elements: StageElements, listeners: Listeners) {
    this.#elements = elements;
    this.#listeners = listeners;
    this.#names = new Names(elements.names, elements.stock);
  }

  /** Starts painting; returns a function that stops it. */
  start(): () => void {
    const { lanes, scroller } = this.#elements;
    const sizes = new ResizeObserver(() => this.#measure());
    sizes.observe(lanes);
    const onScroll = (): void => {
      // The stage itself set this scroll position.
      if (this.#scrollTop === scroller.scrollTop) return;
      this.#isScrolled = true;
      this.#scrollTop = scroller.scrollTop;
      this.#ask('bars');
    };
    scroller.addEventListener('scroll', onScroll, { passive: true });
    this.#stops.push(
      () => sizes.disconnect(),
      () => scroller.removeEventListener('scroll', onScroll),
      onThemeChange(() => this.#ask('both')),
      useSession.subscribe((now, before) => this.#onSession(now, before)),
      useNotes.subscribe(() => this.#ask('ground')),
      useTracks.subscribe((now, before) => {
        if (now.lines.tracks !== before.lines.tracks) this.#settle();
        if (now.lines !== before.lines) this.#ask('both');
        else if (now.active !== before.active) this.#ask('bars');
      }),
      useTimeline.subscribe((now, before) => {
        if (now.shown !== before.shown || now.compress !== before.compress || now.run !== before.run) this.#ask('both');
        else if (now.range !== before.range) this.#ask('ground');
      }),
    );
    this.#refresh(useSession.getState());
    return () => {
      this.#paint.cancel();
      for (const stop of this.#stops.splice(0)) stop();
      this.#names.clear();
    };
  }

  get rows(): RowPane {
    return { count: useTracks.getState().lines.count, viewport: Math.max(0, this.#size.height - AXIS) };
  }

  /** The scene on screen; null without a run. */
  scene(): Scene | null {
    const { open, cursor, selected, critical } = useSession.getState();
    if (open === null) return null;
    const { outline } = open;
    const { lines, active } = useTracks.getState();
    const view = useTimeline.getState();
    const rows = this.rows;
    const top = topOf(rows, this.#scrollTop);
    return {
      outline,
      times: timesOf(outline),
      axis: axisFor(outline, view.compress),
      frame: { window: windowFor(view, outline), width: this.#size.width, left: LEFT, right: RIGHT },
      height: this.#size.height,
      palette: currentPalette(),
      lines,
      active,
      rows: rowsInView(rows, top),
      top,
      cursor,
      selected,
      path: critical ? criticalOf(outline) : null,
    };
  }

  /** Shows the time at `x`; null hides it. */
  pointAt(x: number | null): void {
    if (this.#pointerX === x) return;
    this.#pointerX = x;
    this.#ask('ground');
  }

  /** Moves the cursor to a clicked place without scrolling, as the place is in view. */
  moveQuietly(seq: Seq): void {
    const follow = this.#follow;
    moveTo(seq);
    this.#follow = follow;
  }

  #onSession(now: Session, before: Session): void {
    const isOther = now.open?.outline.run !== before.open?.outline.run;
    if (isOther) {
      this.#elements.scroller.scrollTop = 0;
      this.#scrollTop = 0;
      this.#isScrolled = false;
    }
    if (now.cursor !== before.cursor || isOther) this.#follow = 'cursor';
    if (now.selected !== before.selected && now.selected !== null) this.#follow = 'selected';
    if (now.open !== before.open || now.visible !== before.visible) this.#refresh(now);
    if (now.open !== before.open) this.#ask('both');
    else if (now.critical !== before.critical) this.#ask('bars');
    else if (now.filter !== before.filter || now.cursor !== before.cursor || now.selected !== before.selected)
      this.#ask('bars');
  }

  /** Other tracks are looked at from their top, as at first, unless a person has scrolled. */
  #settle(): void {
    if (this.#isScrolled) return;
    this.#follow ??= 'cursor';
    this.#elements.scroller.scrollTop = 0;
    this.#scrollTop = 0;
  }

  #refresh({ open, visible }: Session): void {
    if (open !== null) refreshTracks(open.outline, visible.operations);
  }

  #measure(): void {
    const { lanes } = this.#elements;
    const { width, height } = lanes.getBoundingClientRect();
    if (width !== this.#size.width) this.#listeners.onPlace({ left: lanes.offsetLeft, width });
    this.#size = { width, height };
    // A resized canvas is blank until it is painted again: the observer runs before the frame is shown.
    this.#groundDue = true;
    this.#barsDue = true;
    this.#draw();
  }

  /** A cursor move does not repaint the ground: painting a canvas forces a layout of the page. */
  #ask(what: 'ground' | 'bars' | 'both'): void {
    this.#groundDue ||= what !== 'bars';
    this.#barsDue ||= what !== 'ground';
    this.#paint.ask();
  }

  /** Writes the names first, then the scroll position, which forces a layout, and paints the canvases last. */
  #draw(): void {
    const scrollTop = this.#bringIntoView();
    const wanted = this.scene();
    if (wanted === null) return;
    this.#showNames(wanted);
    const scene = scrollTop === null || this.#scrollTo(scrollTop) ? wanted : this.scene();
    if (scene === null) return;
    if (scene !== wanted) this.#showNames(scene);
    if (this.#groundDue) this.#drawGround(scene);
    if (this.#barsDue) this.#drawBars(scene);
  }

  /** False where the browser changes the requested position. */
  #scrollTo(scrollTop: number): boolean {
    const { scroller } = this.#elements;
    scroller.scrollTop = scrollTop;
    this.#scrollTop = scroller.scrollTop;
    return this.#scrollTop === scrollTop;
  }

  #drawBars(scene: Scene): void {
    const context = freshContext(this.#elements.bars, this.#size);
    if (context === null) return;
    drawLanes(context, scene, this.#hatches);
    drawBars(context, scene, this.#hatches, keptRange(scene));
    this.#barsDue = false;
  }

  #drawGround(scene: Scene): void {
    const context = freshContext(this.#elements.ground, this.#size);
    if (context === null) return;
    const { window, width } = scene.frame;
    const ticks = ticksOf(scene.axis, window, width - LEFT - RIGHT);
    drawGround(context, scene, {
      ticks,
      range: rangeFor(useTimeline.getState(), scene.outline),
      pointer: this.#pointerX,
      notes: [...useNotes.getState().bySeq.keys()].filter((seq) => seq > 0),
    });
    this.#groundDue = false;
  }

  #showNames(scene: Scene): void {
    this.#names.show(scene, mostInView(this.rows));
    const { first, end } = scene.rows;
    if (first === this.#span.first && end === this.#span.end) return;
    this.#span = scene.rows;
    setRows(scene.rows);
  }

  /**
   * Follows the cursor or the selection: moves the time window at once, and returns the scroll position that shows its
   * row, or null when the row is in view.
   */
  #bringIntoView(): number | null {
    const { open, cursor, selected } = useSession.getState();
    const { lines } = useTracks.getState();
    const follow = this.#follow;
    if (open === null || follow === null || this.#size.height === 0 || lines.count === 0) return null;
    this.#follow = null;
    const { outline } = open;
    if (follow === 'cursor' && cursor > 0) showTime(timesOf(outline).at[cursor - 1] ?? 0);
    const operation = follow === 'selected' ? selected : (outline.operation[cursor - 1] ?? NONE);
    // An event without a visible operation uses the row of the last operation opened before it.
    const row = lines.of(operation) ?? rowBefore(lines, openedCount(outline, cursor));
    const scrollTop = row === null ? null : scrollToShow(this.rows, this.#scrollTop, row, (line) => lines.isRow(line));
    if (scrollTop !== null) this.#scrollTop = scrollTop;
    return scrollTop;
  }
}

const paths = new WeakMap<Outline, Uint32Array>();

function criticalOf(outline: Outline): Uint32Array {
  const path = paths.get(outline) ?? criticalPath(outline);
  paths.set(outline, path);
  return path;
}

/** The row of the last operation opened before this one. */
function rowBefore(lines: Lines, operation: number): number | null {
  for (let before = operation - 1; before >= 0; before--) {
    const row = lines.of(before);
    if (row !== null) return row;
  }
  return null;
}

/** The filter's time range, on the axis. */
function keptRange({ times, axis }: Scene): TimeSpan | null {
  const { fromMs, toMs } = useSession.getState().filter;
  if (times.unit === 'seq' || (fromMs === null && toMs === null)) return null;
  return { from: (fromMs ?? times.originMs) - times.originMs, to: toMs === null ? axis.span : toMs - times.originMs };
}
