// The inspector's words about a run and its operations at a cursor. Only facts known at the cursor, none from the
// future.

import { durationText } from '../../engine/model/duration.ts';
import type { OperationStatus, RunStatus } from '../../engine/model/effect.ts';
import { operationStatuses, runStatuses } from '../../engine/model/effect.ts';
import type { Seq } from '../../engine/model/event.ts';
import type { Outline } from '../../engine/model/outline.ts';
import { kindOf, timeOf } from '../../engine/model/outline.ts';

/** Time at the cursor, ms since 1970: that of its event or, without one, of a near earlier event. */
export function timeAt(outline: Outline, cursor: Seq): number | null {
  for (let seq = cursor; seq >= Math.max(1, cursor - 100); seq--) {
    const atMs = timeOf(outline, seq);
    if (atMs !== null) return atMs;
  }
  return null;
}

/** `fires in 52 s`, `due 3 s ago`; null where the due time is unknown. */
export function dueText(outline: Outline, operation: number, nowMs: number | null): string | null {
  const untilMs = outline.operations.untilMs[operation] ?? Number.NaN;
  if (Number.isNaN(untilMs) || nowMs === null) return null;
  const leftMs = untilMs - nowMs;
  const timer = kindOf(outline, operation) === 'timer';
  if (leftMs < 0) return `due ${durationText(-leftMs)} ago`;
  if (leftMs === 0) return 'due now';
  return `${timer ? 'fires' : 'due'} in ${durationText(leftMs)}`;
}

/** Index in `outline.sets` of the last `set` at or before the cursor; −1 = none. */
export function lastSetAt(outline: Outline, cursor: Seq): number {
  let low = 0;
  let high = outline.sets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((outline.sets[middle]?.seq ?? 0) <= cursor) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const statuses: readonly string[] = [...operationStatuses, ...runStatuses];

export function isStatus(value: unknown): value is OperationStatus | RunStatus {
  return typeof value === 'string' && statuses.includes(value);
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
