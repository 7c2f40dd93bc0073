// Time → place on the axis → x on screen, and back. Idle gaps may be cut; the time between them keeps its proportions.

import type { Gap } from './gaps.ts';
import type { RunTimes } from './times.ts';

/** A gap with its place on the axis: `length` is its remaining length. */
export type Cut = Gap & { readonly at: number; readonly length: number };

/** Times run from 0 to `span`, places from 0 to `length`. */
export type Axis = {
  readonly unit: RunTimes['unit'];
  readonly span: number;
  readonly length: number;
  readonly cuts: readonly Cut[];
};

/** The part of the axis in view, in places. */
export type Window = { readonly from: number; readonly to: number };

/** Length of each cut, as a share of the uncut length; all cuts together take at most half of the uncut length. */
const CUT_SHARE = 0.1;
const CUTS_SHARE = 0.5;

/** `gaps`: in order of time, disjoint, within the span. */
export function axisOf(times: Pick<RunTimes, 'unit' | 'span'>, gaps: readonly Gap[] = []): Axis {
  const { unit } = times;
  const span = times.span > 0 ? times.span : 1;
  const rest = span - gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0);
  const length = (rest > 0 ? rest : span) * Math.min(CUT_SHARE, CUTS_SHARE / gaps.length);
  let removed = 0;
  const cuts = gaps.map((gap) => {
    const cut = { ...gap, at: gap.from - removed, length: Math.min(length, gap.to - gap.from) };
    removed += gap.to - gap.from - cut.length;
    return cut;
  });
  return { unit, span, length: span - removed, cuts };
}

/** Times outside the span are clamped to its ends. */
export function placeOf(axis: Axis, time: number): number {
  const within = clamp(time, 0, axis.span);
  let removed = 0;
  for (const cut of axis.cuts) {
    if (within <= cut.from) break;
    if (within < cut.to) return cut.at + ((within - cut.from) / (cut.to - cut.from)) * cut.length;
    removed += cut.to - cut.from - cut.length;
  }
  return within - removed;
}

export function timeAt(axis: Axis, place: number): number {
  const within = clamp(place, 0, axis.length);
  let removed = 0;
  for (const cut of axis.cuts) {
    if (within <= cut.at) break;
    if (within < cut.at + cut.length) return cut.from + ((within - cut.at) / cut.length) * (cut.to - cut.from);
    removed += cut.to - cut.from - cut.length;
  }
  return clamp(within + removed, 0, axis.span);
}

export function whole(axis: Axis): Window {
  return { from: 0, to: axis.length };
}

export function isWhole(axis: Axis, window: Window): boolean {
  return window.from <= 0 && window.to >= axis.length;
}

/** The shortest stretch that can fill the screen. */
function shortest(axis: Axis): number {
  return Math.min(axis.length, axis.unit === 'seq' ? 5 : Math.max(0.01, axis.length / 1e9));
}

/** `factor` 2 shows half as much; `anchor` (a place) keeps its x. */
export function zoomed(axis: Axis, window: Window, factor: number, anchor: number): Window {
  const width = clamp((window.to - window.from) / factor, shortest(axis), axis.length);
  const share = clamp((anchor - window.from) / (window.to - window.from), 0, 1);
  return fitted(axis, anchor - share * width, width);
}

/** Moves by a part of the visible length; stops at the ends. */
export function panned(axis: Axis, window: Window, fraction: number): Window {
  const width = window.to - window.from;
  return fitted(axis, window.from + fraction * width, width);
}

/** The window around two places, with a margin at both sides. */
export function around(axis: Axis, from: number, to: number): Window {
  const air = to > from ? (to - from) * 0.08 : axis.length / 100;
  return spanning(axis, from - air, to + air);
}

/** The window from one place to another, but at least as long as the shortest allowed stretch. */
export function spanning(axis: Axis, from: number, to: number): Window {
  const width = clamp(to - from, shortest(axis), axis.length);
  return fitted(axis, (from + to - width) / 2, width);
}

/**
 * A window of the same width, moved as little as possible to include `place` with a small margin; unchanged when
 * `place` is in view.
 */
export function showing(axis: Axis, window: Window, place: number): Window {
  const width = window.to - window.from;
  if (place >= window.from && place <= window.to) return window;
  const air = width * 0.08;
  return fitted(axis, place < window.from ? place - air : place + air - width, width);
}

function fitted(axis: Axis, from: number, width: number): Window {
  const start = clamp(from, 0, axis.length - width);
  return { from: start, to: start + width };
}

/** The lanes on screen, in px: `left` and `right` are margins, so that marks at the very ends are fully visible. */
export type LaneFrame = {
  readonly window: Window;
  readonly width: number;
  readonly left: number;
  readonly right: number;
};

export function xOf(frame: LaneFrame, place: number): number {
  const { window, width, left, right } = frame;
  return left + ((place - window.from) / (window.to - window.from)) * Math.max(1, width - left - right);
}

export function placeAtX(frame: LaneFrame, x: number): number {
  const { window, width, left, right } = frame;
  return window.from + ((x - left) / Math.max(1, width - left - right)) * (window.to - window.from);
}

export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
