// The item under the pointer, and the target of a click on it.

import type { Seq } from '../../engine/model/event.ts';
import { countUpTo } from '../../engine/model/cursor.ts';
import { eventsOf, NONE, type Outline } from '../../engine/model/outline.ts';
import type { Line } from './lines.ts';
import { AXIS, rowAt, type RowPane } from './rows.ts';
import { laneSpans, spanAt } from './spans.ts';
import { placeAtX, timeAt } from '../../engine/model/time/scale.ts';
import { barSpan, type Scene } from './scene.ts';
import { lastAtOrBefore, type RunTimes } from '../../engine/model/time/times.ts';

/** Tolerance in px around a bar. */
const REACH = 4;

export type Hit = {
  readonly line: Line;
  /** NONE in a folded track where the pointer is beside its slices. */
  readonly operation: number;
  /** The half of the bar under the pointer; null where the pointer is beside the bar. */
  readonly half: 'opening' | 'closing' | null;
};

/** `x`, `y`: position on the lanes in px; null above and below the rows. */
export function hitAt(scene: Scene, rows: RowPane, x: number, y: number): Hit | null {
  const line = scene.lines.at(rowAt(rows, scene.top, y - AXIS));
  if (line === undefined) return null;
  const operation = line.operation === NONE ? sliceAt(scene, line, x) : line.operation;
  if (operation === NONE) return { line, operation, half: null };
  const { from, to } = barSpan(scene, operation);
  return { line, operation, half: halfAt(from, to, x) };
}

function sliceAt(scene: Scene, { track, lane }: Line, x: number): number {
  const spans = laneSpans(scene.outline, scene.lines.tracks, track)[lane];
  if (spans === undefined) return NONE;
  const at = spanAt(spans, timeAtX(scene, x), timeAtX(scene, x + REACH) - timeAtX(scene, x));
  return spans.operations[at] ?? NONE;
}

/** A bar without a right half (an instant) counts as opening. */
export function halfAt(from: number, to: number, x: number): Hit['half'] {
  if (x < from - REACH || x > to + REACH) return null;
  return to - from > 2 * REACH && x > (from + to) / 2 ? 'closing' : 'opening';
}

export function timeAtX(scene: Pick<Scene, 'axis' | 'frame'>, x: number): number {
  return timeAt(scene.axis, placeAtX(scene.frame, x));
}

/** The event that opened or closed an operation; for an open operation, its last event. */
export function endOf(outline: Outline, operation: number, half: 'opening' | 'closing'): Seq {
  const { openedAt, closedAt } = outline.operations;
  if (half === 'opening') return openedAt[operation] ?? 0;
  return closedAt[operation] || (eventsOf(outline, operation).at(-1) ?? 0);
}

/** The last visible event at or before a time; the first visible event when all come later. */
export function eventAtTime(times: RunTimes, visibleEvents: Uint32Array, time: number): Seq {
  const seq = lastAtOrBefore(times, time);
  if (visibleEvents.length === 0) return Math.max(1, seq);
  return visibleEvents[Math.max(0, countUpTo(visibleEvents, seq) - 1)] ?? 1;
}
