// The stretch of time that the two lanes show: each run from its own start, on one scale.

import { create } from 'zustand';
import {
  type Axis,
  axisOf,
  panned,
  placeOf,
  showing,
  type Window,
  whole,
  zoomed,
} from '../../engine/model/time/scale.ts';
import { timesOf } from '../../engine/model/time/times.ts';
import { useCompare } from '../session/compare/compare-state.ts';
import type { Pair } from '../session/compare/pair.ts';

type LanesView = {
  /** The pair that the window belongs to; for another pair the window is ignored. */
  readonly pair: Pair | null;
  /** null = the whole time. */
  readonly window: Window | null;
};

export const useLanes = create<LanesView>(() => ({ pair: null, window: null }));

const axes = new WeakMap<Pair, Axis>();

/** An axis as long as the longer run. Where a run has no times, both runs count events instead. */
export function laneAxis(pair: Pair): Axis {
  const known = axes.get(pair);
  if (known !== undefined) return known;
  const [a, b] = [timesOf(pair.left.outline), timesOf(pair.right.outline)];
  const axis = axisOf({ unit: a.unit, span: Math.max(a.span, b.span) });
  axes.set(pair, axis);
  return axis;
}

export function laneWindow({ pair, window }: LanesView, shown: Pair): Window {
  return (pair === shown ? window : null) ?? whole(laneAxis(shown));
}

/** `factor` 2 shows half the time; the time at `share` of the width stays in place. */
export function zoomLanes(factor: number, share = 0.5): void {
  change((axis, window) => zoomed(axis, window, factor, window.from + share * (window.to - window.from)));
}

export function panLanes(fraction: number): void {
  change((axis, window) => panned(axis, window, fraction));
}

/** Moves the window as little as possible to include the time. */
export function showLaneTime(pair: Pair, time: number): void {
  const state = useLanes.getState();
  if (state.pair !== pair || state.window === null) return;
  const axis = laneAxis(pair);
  const window = showing(axis, state.window, placeOf(axis, time));
  if (window !== state.window) useLanes.setState({ window });
}

function change(by: (axis: Axis, window: Window) => Window): void {
  const { pair } = useCompare.getState();
  if (pair === null) return;
  useLanes.setState({ pair, window: by(laneAxis(pair), laneWindow(useLanes.getState(), pair)) });
}
