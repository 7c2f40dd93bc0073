// The timeline's view of the open run: visible stretch, range being chosen, cut gaps. Local to this pane.

import { create } from 'zustand';
import { carried } from '../../engine/model/carried.ts';
import type { RunId } from '../../engine/model/event.ts';
import { NONE, type Outline } from '../../engine/model/outline.ts';
import { useSession } from '../session/session.ts';
import { barOf } from '../ui/time/bars.ts';
import { type Gap, idleGaps } from '../../engine/model/time/gaps.ts';
import type { Line } from './lines.ts';
import type { RowSpan } from './rows.ts';
import * as scale from '../../engine/model/time/scale.ts';
import { timesOf } from '../../engine/model/time/times.ts';
import { useTracks } from './track-state.ts';

/** Times, not places on the axis: a range stays the same when gaps are cut. */
export type TimeSpan = { readonly from: number; readonly to: number };

type TimelineView = {
  /** The run of `shown` and `range`; for another run they are ignored. */
  readonly run: RunId | null;
  /** The visible stretch; null = the whole run, also while it grows. */
  readonly shown: TimeSpan | null;
  readonly range: TimeSpan | null;
  /** True while the range is being drawn. */
  readonly choosing: boolean;
  readonly compress: boolean;
  /** Stretches visible before each zoom, the widest first. */
  readonly zooms: readonly TimeSpan[];
  /** The visible rows. */
  readonly rows: RowSpan;
  /** The pointer's place on the axis over the lanes; keys zoom there. */
  readonly pointer: number | null;
};

export const useTimeline = create<TimelineView>(() => ({
  run: null,
  shown: null,
  range: null,
  choosing: false,
  compress: false,
  zooms: [],
  rows: { first: 0, end: 0 },
  pointer: null,
}));

export function axisFor(outline: Outline, compress: boolean): scale.Axis {
  return compress ? cutAxes(outline).axis() : axes(outline).axis();
}

class GrowingAxis {
  readonly #cuts: boolean;
  #outline: Outline;
  #gaps: readonly Gap[] = [];
  /** Number of events at the last search for gaps. */
  #searched = 0;
  /** The busy spans at the last search for gaps. */
  #busy: Float64Array | undefined;
  #made: { readonly outline: Outline; readonly busy: Float64Array | undefined; readonly axis: scale.Axis } | undefined;

  constructor(outline: Outline, cuts: boolean) {
    this.#cuts = cuts;
    this.#outline = outline;
  }

  grow(outline: Outline): this {
    this.#outline = outline;
    return this;
  }

  axis(): scale.Axis {
    const outline = this.#outline;
    const busy = this.#cuts ? useTracks.getState().lines.tracks.busy : undefined;
    if (this.#made?.outline === outline && this.#made.busy === busy) return this.#made.axis;
    const times = timesOf(outline);
    // A search for gaps takes time in proportion to the run: a growing run is searched after every tenth of growth.
    if (busy !== undefined && (outline.events >= this.#searched * 1.1 || this.#busy === undefined)) {
      this.#gaps = idleGaps(times, busy);
      this.#busy = busy;
      this.#searched = outline.events;
    }
    const axis = scale.axisOf(times, this.#gaps);
    this.#made = { outline, busy, axis };
    return axis;
  }
}

const axes = carried(
  (outline) => new GrowingAxis(outline, false),
  (axis, outline) => axis.grow(outline),
);
const cutAxes = carried(
  (outline) => new GrowingAxis(outline, true),
  (axis, outline) => axis.grow(outline),
);

export function windowFor(view: TimelineView, outline: Outline): scale.Window {
  const axis = axisFor(outline, view.compress);
  const shown = view.run === outline.run ? view.shown : null;
  return shown === null
    ? scale.whole(axis)
    : scale.spanning(axis, scale.placeOf(axis, shown.from), scale.placeOf(axis, shown.to));
}

export function rangeFor(view: TimelineView, outline: Outline): TimeSpan | null {
  return view.run === outline.run ? view.range : null;
}

/**
 * `factor` 2 shows half the time; the place under the pointer stays, else the cursor's place if visible, else the
 * middle.
 */
export function zoomTimeline(factor: number): void {
  changeWindow((axis, window, outline) => scale.zoomed(axis, window, factor, anchorOf(axis, window, outline)));
}

/** Moves by a part of the visible time: 0.25 = a quarter to the right. */
export function panTimeline(fraction: number): void {
  changeWindow((axis, window) => scale.panned(axis, window, fraction));
}

/** Shows the whole run or, when it is already shown, the selected operation or, without one, the visible rows. */
export function fitTimeline(): void {
  changeWindow((axis, window, outline) => {
    const { selected } = useSession.getState();
    if (!scale.isWhole(axis, window)) return scale.whole(axis);
    const wanted = selected === null ? inView() : [selected];
    const bars = Array.from(wanted, (operation) => barOf(outline, timesOf(outline), operation));
    if (bars.length === 0) return window;
    const from = bars.reduce((least, bar) => Math.min(least, bar.from), Number.POSITIVE_INFINITY);
    // An open operation would extend to the end: only its start counts.
    const to = bars.reduce((most, bar) => Math.max(most, bar.closedAt === 0 && bars.length > 1 ? bar.from : bar.to), 0);
    return scale.around(axis, scale.placeOf(axis, from), scale.placeOf(axis, to));
  });
}

/** Operations in the visible rows. */
function inView(): Uint32Array {
  const { first, end } = useTimeline.getState().rows;
  const { lines } = useTracks.getState();
  const found = new Set<number>();
  for (let row = first; row < end; row++) {
    const line = lines.at(row);
    if (line !== undefined) for (const operation of membersIn(line)) found.add(operation);
  }
  return Uint32Array.from(found);
}

function membersIn({ operation, track }: Line): Iterable<number> {
  return operation === NONE ? track.members : [operation];
}

export function setRows(rows: RowSpan): void {
  useTimeline.setState({ rows });
}

export function zoomAtPlace(factor: number, place: number): void {
  changeWindow((axis, window) => scale.zoomed(axis, window, factor, place));
}

export function zoomToRange(range: TimeSpan): void {
  changeWindow((axis) => scale.around(axis, scale.placeOf(axis, range.from), scale.placeOf(axis, range.to)), true);
}

/** Shows the time from `from` to `to`, whatever was visible. */
export function showSpan({ from, to }: TimeSpan, closer = true): void {
  changeWindow((axis) => scale.spanning(axis, scale.placeOf(axis, from), scale.placeOf(axis, to)), closer);
}

/** Shows the whole run. */
export function fitWhole(): void {
  changeWindow((axis) => scale.whole(axis));
}

/** Returns to the view before the zoom with this number; 0 = the whole run. */
export function backToZoom(number: number): void {
  const { zooms } = useTimeline.getState();
  const wanted = zooms[number];
  if (wanted === undefined) return;
  showSpan(wanted, false);
  useTimeline.setState({ zooms: zooms.slice(0, number) });
}

/** Brings a time into view with the shortest move. */
export function showTime(time: number): void {
  changeWindow((axis, window) => scale.showing(axis, window, scale.placeOf(axis, time)));
}

export function setRange(range: TimeSpan | null, choosing = false): void {
  const { open } = useSession.getState();
  const view = useTimeline.getState();
  if (open === null || (range === null && rangeFor(view, open.outline) === null)) return;
  setFor(open.outline.run, { range, choosing });
}

export function setPointer(pointer: number | null): void {
  if (useTimeline.getState().pointer !== pointer) useTimeline.setState({ pointer });
}

/** Cuts idle gaps, or shows them in full; the visible time stays visible. */
export function toggleCompress(): void {
  useTimeline.setState({ compress: !useTimeline.getState().compress });
}

function anchorOf(axis: scale.Axis, window: scale.Window, outline: Outline): number {
  const { pointer } = useTimeline.getState();
  if (pointer !== null) return pointer;
  const place = scale.placeOf(axis, timesOf(outline).at[useSession.getState().cursor - 1] ?? 0);
  return place >= window.from && place <= window.to ? place : (window.from + window.to) / 2;
}

/** Maximum number of zooms that fit beside each other. */
const MOST_ZOOMS = 4;

type Change = (axis: scale.Axis, window: scale.Window, outline: Outline) => scale.Window;

/** `closer`: records the present view for a way back. */
function changeWindow(change: Change, closer = false): void {
  const { open } = useSession.getState();
  if (open === null) return;
  const view = useTimeline.getState();
  const axis = axisFor(open.outline, view.compress);
  const before = windowFor(view, open.outline);
  const window = change(axis, before, open.outline);
  if (window === before) return;
  const spanOf = ({ from, to }: scale.Window): TimeSpan => ({
    from: scale.timeAt(axis, from),
    to: scale.timeAt(axis, to),
  });
  const isWhole = scale.isWhole(axis, window);
  const zooms = view.run === open.outline.run && !isWhole ? view.zooms : [];
  setFor(open.outline.run, {
    shown: isWhole ? null : spanOf(window),
    zooms: closer && !isWhole ? [...zooms, spanOf(before)].slice(-MOST_ZOOMS) : zooms,
  });
}

/** Changes the view of one run; the state of another run is dropped. */
function setFor(run: RunId, change: Partial<TimelineView>): void {
  const fresh = useTimeline.getState().run === run ? {} : { run, shown: null, range: null, choosing: false, zooms: [] };
  useTimeline.setState({ ...fresh, ...change });
}
