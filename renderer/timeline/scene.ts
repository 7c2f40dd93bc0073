// The whole content of one frame of the timeline, as values.

import { countUpTo } from '../../engine/model/cursor.ts';
import type { Seq } from '../../engine/model/event.ts';
import type { Outline } from '../../engine/model/outline.ts';
import type { Palette } from '../ui/palette.ts';
import { type Bar, barOf } from '../ui/time/bars.ts';
import type { Lines } from './lines.ts';
import { AXIS, ROW, type RowSpan } from './rows.ts';
import { type Axis, type LaneFrame, placeOf, xOf } from '../../engine/model/time/scale.ts';
import type { RunTimes } from '../../engine/model/time/times.ts';

export type Scene = {
  readonly outline: Outline;
  readonly times: RunTimes;
  readonly axis: Axis;
  readonly frame: LaneFrame;
  readonly height: number;
  readonly palette: Palette;
  /** The content of each row. */
  readonly lines: Lines;
  /** Id of the selected track. */
  readonly active: string | null;
  readonly rows: RowSpan;
  /** The px of the rows directly below the axis. */
  readonly top: number;
  readonly cursor: Seq;
  readonly selected: number | null;
  /** Operations of the critical path, rising; null while it is not shown. */
  readonly path: Uint32Array | null;
};

/** Margin in the lanes before the first time and after the last, in px. */
export const LEFT = 10;
export const RIGHT = 30;
/** Minimum width of a bar, in px. */
export const LEAST = 2;

export function cursorTime(scene: Pick<Scene, 'times' | 'cursor'>): number {
  return scene.times.at[scene.cursor - 1] ?? 0;
}

export function xOfTime(scene: Pick<Scene, 'axis' | 'frame'>, time: number): number {
  return xOf(scene.frame, placeOf(scene.axis, time));
}

/** Beside the critical path, while that is shown. */
export function isBeside({ path }: Pick<Scene, 'path'>, operation: number): boolean {
  return path !== null && path[countUpTo(path, operation) - 1] !== operation;
}

/** y of a row's top on the canvas, in px. */
export function yOfRow(scene: Pick<Scene, 'top'>, row: number): number {
  return AXIS + row * ROW - scene.top;
}

export type BarSpan = { readonly bar: Bar; readonly from: number; readonly to: number };

/**
 * An operation's bar on screen, in px: at least `LEAST` wide; the bar of an open operation extends into the margin
 * after the last time.
 */
export function barSpan(scene: Pick<Scene, 'outline' | 'times' | 'axis' | 'frame'>, operation: number): BarSpan {
  const bar = barOf(scene.outline, scene.times, operation);
  const from = xOfTime(scene, bar.from);
  const to = xOfTime(scene, bar.to) + (bar.closedAt === 0 ? RIGHT : 0);
  return { bar, from, to: Math.max(to, from + LEAST) };
}
